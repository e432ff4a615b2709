//! How conversations reach operators, how long is waited for whom, and which functions the account has (S123–S126).

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::limits::{
    CONVERSATIONS_PER_OPERATOR_MAX, REOPEN_MINUTES_MAX, TIMEOUT_SECONDS_MAX, TIMEOUT_SECONDS_MIN,
};
use letopis_shared::schema::vocabulary::Feature;
use letopis_shared::wire::operator::Command;
use letopis_ui::{flag, present, t, use_i18n};

use crate::client::use_client;
use crate::components::{Field, Switch, feature_key, follow};

/// Who serves whom: assignment by the server, its limit, sight of others' conversations.
#[component]
pub fn Serving() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let assigned = Signal::derive(move || client.sites(|sites| sites.auto_assignment).unwrap_or_default());
    let hidden = Signal::derive(move || client.sites(|sites| sites.others_conversations_hidden).unwrap_or_default());
    let held = Memo::new(move |_| client.sites(|sites| sites.conversations_per_operator_max).unwrap_or_default());
    let max = RwSignal::new(held.get_untracked().to_string());
    follow(Memo::new(move |_| held.get().to_string()), max);
    let wanted = move || whole(&max.get(), 0, CONVERSATIONS_PER_OPERATOR_MAX);
    let error = Signal::derive(move || {
        let top = CONVERSATIONS_PER_OPERATOR_MAX.to_string();
        wanted().is_none().then(|| i18n.with("settings.whole", &[("min", "0"), ("max", &top)]))
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(max) = untrack(wanted) {
            client.command(Command::LimitConversationsPerOperator { max }, move |answer| match answer {
                Ok(()) => client.say("circle-check", i18n.get("sites.saved"), None),
                Err(failure) => client.say_failure(&failure),
            });
        }
    };
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "settings.serving")}</h2>
            <Switch
                label=t!(i18n, "settings.auto_assignment")
                hint=t!(i18n, "settings.auto_assignment_hint")
                on=assigned
                on_change=move |on| client.give(Command::SwitchAutoAssignment { on })
            />
            <Switch
                label=t!(i18n, "sites.hide_others")
                hint=t!(i18n, "sites.hide_others_hint")
                on=hidden
                on_change=move |hidden| client.give(Command::HideOthersConversations { hidden })
            />
            <form class="line" on:submit=save data-unsaved=present(move || wanted() != Some(held.get()))>
                <Field
                    id="conversations-max"
                    label=t!(i18n, "settings.conversations_max")
                    hint=t!(i18n, "settings.conversations_max_hint")
                    error
                    value=max
                    kind=Signal::stored("number")
                    required=true
                />
                <button
                    class="btn"
                    disabled=flag(move || wanted().is_none_or(|max| max == held.get()) || !client.link.get().live)
                >
                    {t!(i18n, "action.save")}
                </button>
            </form>
        </section>
    }
}

/// How long is waited for whom.
#[component]
pub fn Times() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let held = Memo::new(move |_| {
        let times = |view: &letopis_shared::views::sites::Sites| {
            (view.pick_up_seconds, view.operator_lost_seconds, view.reopen_minutes)
        };
        client.sites(times).unwrap_or_default()
    });
    let first = held.get_untracked();
    let pick_up = RwSignal::new(first.0.to_string());
    let lost = RwSignal::new(first.1.to_string());
    let reopen = RwSignal::new(first.2.to_string());
    follow(Memo::new(move |_| held.get().0.to_string()), pick_up);
    follow(Memo::new(move |_| held.get().1.to_string()), lost);
    follow(Memo::new(move |_| held.get().2.to_string()), reopen);
    let seconds = |value: RwSignal<String>| whole(&value.get(), TIMEOUT_SECONDS_MIN, TIMEOUT_SECONDS_MAX);
    let minutes = |value: RwSignal<String>| whole(&value.get(), 0, REOPEN_MINUTES_MAX);
    let wanted = move || Some((seconds(pick_up)?, seconds(lost)?, minutes(reopen)?));
    let wrong = move |bad: bool, min: u32, max: u32| {
        bad.then(|| i18n.with("settings.whole", &[("min", &min.to_string()), ("max", &max.to_string())]))
    };
    let wrong_seconds = move |value: RwSignal<String>| {
        Signal::derive(move || wrong(seconds(value).is_none(), TIMEOUT_SECONDS_MIN, TIMEOUT_SECONDS_MAX))
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some((pick_up_seconds, operator_lost_seconds, reopen_minutes)) = untrack(wanted) else { return };
        let command = Command::ChooseTimes { pick_up_seconds, operator_lost_seconds, reopen_minutes };
        client.command(command, move |answer| match answer {
            Ok(()) => client.say("circle-check", i18n.get("sites.saved"), None),
            Err(failure) => client.say_failure(&failure),
        });
    };
    let number = Signal::stored("number");
    view! {
        <form class="grp panel" on:submit=save data-unsaved=present(move || wanted() != Some(held.get()))>
            <h2>{t!(i18n, "settings.times")}</h2>
            <Field id="pick-up" label=t!(i18n, "settings.pick_up") hint=t!(i18n, "settings.pick_up_hint")
                error=wrong_seconds(pick_up) value=pick_up kind=number required=true/>
            <Field id="lost" label=t!(i18n, "settings.lost") hint=t!(i18n, "settings.lost_hint")
                error=wrong_seconds(lost) value=lost kind=number required=true/>
            <Field
                id="reopen"
                label=t!(i18n, "settings.reopen")
                hint=t!(i18n, "settings.reopen_hint")
                error=Signal::derive(move || wrong(minutes(reopen).is_none(), 0, REOPEN_MINUTES_MAX))
                value=reopen
                kind=number
                required=true
            />
            <div class="end-line">
                <button
                    class="btn"
                    disabled=flag(move || wanted().is_none_or(|times| times == held.get()) || !client.link.get().live)
                >
                    {t!(i18n, "action.save")}
                </button>
            </div>
        </form>
    }
}

/// What this version can do; the others can be chosen, and wait for theirs.
const READY: [Feature; 1] = [Feature::OperatorChat];

/// Functions that the account has or has not (S126).
#[component]
pub fn Features() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let switches = move |ready: bool| {
        let switch = |feature: Feature| {
            let (label, hint) = (feature_key(feature), hint_key(feature));
            let has = move || client.sites(|sites| sites.features.contains(&feature)).unwrap_or_default();
            view! {
                <Switch
                    label=t!(i18n, label)
                    hint=t!(i18n, hint)
                    on=flag(has)
                    on_change=move |on| client.give(Command::SwitchFeature { feature, on })
                />
            }
        };
        let ours = Feature::ALL.into_iter().filter(move |feature| READY.contains(feature) == ready);
        ours.map(switch).collect_view()
    };
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "settings.features")}</h2>
            <p class="small muted">{t!(i18n, "settings.features_text")}</p>
            <div>{switches(true)}</div>
            <h3>{t!(i18n, "settings.soon")}</h3>
            <p class="small muted">{t!(i18n, "settings.soon_text")}</p>
            <div>{switches(false)}</div>
        </section>
    }
}

/// The key of what a function does.
fn hint_key(feature: Feature) -> &'static str {
    match feature {
        Feature::OperatorChat => "feature_hint.operator_chat",
        Feature::RedirectInChat => "feature_hint.redirect_in_chat",
        Feature::TeleportByCode => "feature_hint.teleport_by_code",
        Feature::TranscriptByEmail => "feature_hint.transcript_by_email",
        Feature::Cobrowsing => "feature_hint.cobrowsing",
    }
}

/// A whole number within limits, as people type it.
fn whole(text: &str, min: u32, max: u32) -> Option<u32> {
    text.trim().parse().ok().filter(|number| (min..=max).contains(number))
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn only_whole_numbers_within_limits_are_taken() {
        assert_eq!(whole(" 60 ", 5, 3_600), Some(60));
        assert_eq!(
            (whole("4", 5, 60), whole("61", 5, 60), whole("1,5", 0, 9), whole("", 0, 9)),
            (None, None, None, None)
        );
    }
}
