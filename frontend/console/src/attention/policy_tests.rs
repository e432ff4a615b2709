use super::*;
use uuid::Uuid;

fn id(n: u128) -> ConversationId {
    ConversationId(Uuid::from_u128(n))
}

/// An operator at another program, everything allowed, with these visitors waiting.
fn away(ids: &[u128]) -> Situation {
    Situation {
        waiting: ids.iter().map(|n| id(*n)).collect(),
        on_duty: true,
        browser: Browser { leads: true, audio: Audio::Ready, permission: Permission::Granted, ..Browser::default() },
        now: 1_000_000,
        ..Situation::default()
    }
}

/// The same operator looking at the page.
fn here(ids: &[u128]) -> Situation {
    Situation { attended: true, ..away(ids) }
}

/// Goes through situations one after the other; what each of them did.
fn acts(situations: impl IntoIterator<Item = Situation>) -> Vec<Vec<Act>> {
    let mut memory = Memory::default();
    let step = |situation| {
        let (after, _, acts) = decide(std::mem::take(&mut memory), &situation);
        memory = after;
        acts
    };
    situations.into_iter().map(step).collect()
}

fn standing(situation: &Situation) -> Standing {
    decide(Memory::default(), situation).1
}

fn with(mut situation: Situation, change: impl FnOnce(&mut Situation)) -> Situation {
    change(&mut situation);
    situation
}

const SILENT: Vec<Act> = Vec::new();

#[test]
fn the_notice_counts_who_waits_on_every_page_and_clears_when_nobody_does() {
    for on_workplace in [false, true] {
        assert_eq!(standing(&with(here(&[1, 2]), |now| now.on_workplace = on_workplace)).notice, 2);
    }
    assert_eq!(standing(&here(&[])).notice, 0);
}

#[test]
fn star_and_badge_are_there_while_nobody_looks_and_somebody_waits() {
    let seen = |situation| {
        let standing = standing(&situation);
        (standing.star, standing.badge)
    };
    assert_eq!(seen(away(&[1, 2])), (true, 2));
    assert_eq!(seen(here(&[1, 2])), (false, 0));
    assert_eq!(seen(away(&[])), (false, 0));
}

#[test]
fn each_new_visitor_sounds_once_wherever_the_operator_looks() {
    let sound = vec![Act::Sound];
    assert_eq!(
        acts([here(&[]), here(&[1]), here(&[1]), here(&[1, 2]), here(&[2])]),
        [SILENT, sound.clone(), SILENT, sound, SILENT]
    );
}

#[test]
fn a_fresh_page_signals_once_for_all_who_wait_already() {
    assert_eq!(
        acts([away(&[1, 2]), away(&[1, 2])]),
        [vec![Act::Sound, Act::Notify(id(1)), Act::Notify(id(2))], SILENT]
    );
}

#[test]
fn a_snapshot_after_a_lost_connection_signals_only_who_is_new() {
    let lost = with(away(&[1]), |now| now.stale = true);
    let [_, while_lost, same, one_more] = &acts([away(&[1]), lost.clone(), away(&[1]), away(&[1, 2])])[..] else {
        panic!("four")
    };
    assert_eq!((while_lost, same), (&SILENT, &SILENT));
    assert_eq!(*one_more, [Act::Sound, Act::Notify(id(2))]);
    // Of old numbers only the notice is shown, greyed.
    assert_eq!(standing(&lost), Standing { notice: 1, ..Standing::default() });
}

#[test]
fn the_next_page_of_the_tab_signals_nobody_twice() {
    let (memory, ..) = decide(Memory::default(), &away(&[1, 2]));
    let next = Memory::of(&memory.words());
    // Before the first snapshot nothing is known, and nothing is forgotten.
    let (next, _, none) = decide(next, &with(away(&[]), |now| now.stale = true));
    let (_, _, acts) = decide(next, &away(&[1, 2, 3]));
    assert_eq!((none, acts), (SILENT, vec![Act::Sound, Act::Notify(id(3))]));
    assert!(Memory::of("").heard.is_empty());
}

#[test]
fn a_visitor_who_comes_back_to_the_queue_signals_again() {
    let [_, taken, back] = &acts([away(&[1]), away(&[]), away(&[1])])[..] else { panic!("three") };
    assert_eq!(*taken, [Act::Close(id(1))]);
    assert_eq!(*back, [Act::Sound, Act::Notify(id(1))]);
}

#[test]
fn the_sound_repeats_until_nobody_waits_if_asked_to() {
    let at =
        |now, ids| with(here(ids), |situation| (situation.now, situation.browser.preferences.repeat) = (now, true));
    let sound = vec![Act::Sound];
    let start = 1_000_000;
    assert_eq!(
        acts([
            at(start, &[1]),
            at(start + REPEAT_AFTER - 1, &[1]),
            at(start + REPEAT_AFTER, &[1]),
            at(start + REPEAT_AFTER + 1, &[1]),
            at(start + 2 * REPEAT_AFTER, &[]),
        ]),
        [sound.clone(), SILENT, sound, SILENT, SILENT]
    );
    let later = with(here(&[1]), |now| now.now += 10 * REPEAT_AFTER);
    assert_eq!(acts([here(&[1]), later])[1], SILENT);
}

#[test]
fn a_refused_sound_is_shown_and_made_up_for_while_the_visitor_still_waits() {
    let blocked = |ids| with(here(ids), |now| now.browser.audio = Audio::Blocked);
    assert_eq!(standing(&blocked(&[])).trouble, Some(Trouble::Sound));
    assert_eq!(acts([blocked(&[1]), here(&[1]), here(&[1])]), [SILENT, vec![Act::Sound], SILENT]);
    assert_eq!(acts([blocked(&[1]), blocked(&[]), here(&[])]), [SILENT, SILENT, SILENT]);
}

#[test]
fn notifications_are_for_new_visitors_while_nobody_looks() {
    let quiet = |mut situation: Situation| {
        situation.browser.preferences.sound = false;
        situation
    };
    assert_eq!(
        acts([here(&[1]), away(&[1]), away(&[1, 2]), away(&[2])].map(quiet)),
        [SILENT, SILENT, vec![Act::Notify(id(2))], SILENT]
    );
}

#[test]
fn a_notification_goes_when_the_visitor_is_taken_or_the_operator_looks() {
    assert_eq!(acts([away(&[1, 2]), away(&[2]), here(&[2])])[1..], [vec![Act::Close(id(1))], vec![Act::Close(id(2))]]);
}

#[test]
fn nothing_signals_with_offline_and_what_was_shown_goes() {
    let offline = |situation| with(situation, |now| now.on_duty = false);
    let quiet = offline(away(&[1]));
    assert_eq!(standing(&quiet), Standing::default());
    assert_eq!(acts([away(&[1]), quiet])[1], [Act::Close(id(1))]);
}

#[test]
fn of_several_tabs_one_sounds_and_notifies_and_the_next_does_not_repeat_it() {
    let follower = with(away(&[1]), |now| now.browser.leads = false);
    assert_eq!(
        acts([follower.clone(), away(&[1]), away(&[1, 2])]),
        [SILENT, SILENT, vec![Act::Sound, Act::Notify(id(2))]]
    );
    let standing = standing(&follower);
    assert_eq!((standing.notice, standing.star, standing.badge), (1, true, 1));
}

#[test]
fn what_the_operator_switched_off_stays_off_and_is_no_trouble() {
    let off = with(away(&[1]), |now| {
        (now.browser.preferences.sound, now.browser.preferences.desktop) = (false, false);
        (now.browser.audio, now.browser.permission) = (Audio::Blocked, Permission::Denied);
    });
    assert_eq!(acts([off.clone()]), [SILENT]);
    assert_eq!(standing(&off).trouble, None);
}

#[test]
fn notifications_need_the_permission_of_the_browser() {
    for permission in [Permission::Unasked, Permission::Denied, Permission::Unsupported] {
        assert_eq!(acts([with(away(&[1]), |now| now.browser.permission = permission)]), [vec![Act::Sound]]);
    }
    let denied = with(here(&[]), |now| now.browser.permission = Permission::Denied);
    assert_eq!(standing(&denied).trouble, Some(Trouble::Desktop));
    assert_eq!(standing(&with(denied, |now| now.browser.audio = Audio::Blocked)).trouble, Some(Trouble::Both));
}

#[test]
fn the_bar_explains_on_the_workplace_until_it_is_answered() {
    let work = |permission| with(here(&[]), |now| (now.on_workplace, now.browser.permission) = (true, permission));
    assert_eq!(standing(&work(Permission::Unasked)).bar, Some(Bar::Ask));
    assert_eq!(standing(&work(Permission::Denied)).bar, Some(Bar::Denied));
    assert_eq!(standing(&work(Permission::Granted)).bar, None);
    let answered = with(work(Permission::Unasked), |now| now.browser.preferences.explained = true);
    assert_eq!(standing(&answered).bar, None);
    let elsewhere = with(work(Permission::Unasked), |now| now.on_workplace = false);
    assert_eq!(standing(&elsewhere).bar, None);
}

#[test]
fn a_channel_that_is_tried_shows_itself() {
    let tried = |channel| standing(&with(here(&[]), |now| now.browser.tried = Some(channel)));
    assert!(tried(Channel::Star).star);
    assert_eq!(tried(Channel::Badge).badge, 1);
}

#[test]
fn a_mention_signals_once_and_is_not_counted_among_who_waits() {
    let called = |situation| with(situation, |now| now.mentions = vec![id(2), id(5)]);
    let shown = standing(&called(away(&[2])));
    assert_eq!((shown.notice, shown.star, shown.badge), (1, true, 2));
    assert_eq!(standing(&called(here(&[]))), Standing { badge: 0, ..standing(&here(&[])) });
    let later = |situation| with(situation, |now| now.now += REPEAT_AFTER);
    let repeats = |situation| with(situation, |now| now.browser.preferences.repeat = true);
    let steps = [called(away(&[])), later(repeats(called(away(&[])))), called(here(&[])), away(&[])];
    let told = vec![Act::Sound, Act::Notify(id(2)), Act::Notify(id(5))];
    assert_eq!(acts(steps), [told, SILENT, vec![Act::Close(id(2)), Act::Close(id(5))], SILENT]);
    let offline = with(called(away(&[])), |now| now.on_duty = false);
    assert_eq!(acts([offline]), [SILENT]);
}
