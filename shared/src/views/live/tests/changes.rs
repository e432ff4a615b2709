//! What administrators see of what was changed.

use chrono::{DateTime, Utc};
use letopis_events::events::category::CategoryCreated;
use letopis_events::events::operator::{
    OperatorCreated, OperatorEmailChanged, OperatorInvited, OperatorPasswordSet, OperatorRenamed, OperatorRoleGiven,
};
use letopis_events::events::settings::SettingsConversationsPerOperatorLimited;
use letopis_events::events::site::{SiteAdded, SiteAppearanceChosen, SiteDomainsAllowed, SiteWindowWorded};
use letopis_events::events::visitor::{VisitorBanned, VisitorFirstSeen};
use letopis_events::events::{CategoryEvent, Event, OperatorEvent, SettingsEvent, SiteEvent, VisitorEvent};
use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::{Actor, Locale, Names, Secret, WindowTexts};
use letopis_events::{EventMeta, Recorded, StreamId};
use uuid::Uuid;

use super::*;
use crate::domain::testing::id;
use crate::limits::CHANGES_KEPT;
use crate::views::changes::{ChangeRow, Changed, Detail, Did, Thing};

const PAVEL: u128 = 1;
const DARIA: u128 = 2;
const SITE: u128 = 9;

/// A log that is written by hand.
#[derive(Default)]
struct Log {
    live: Live,
    events: Vec<Recorded>,
}

impl Log {
    /// Two administrators and a site.
    fn new() -> Self {
        let mut log = Self::default();
        for (who, name) in [(PAVEL, "Pavel"), (DARIA, "Daria")] {
            let (email, role) = (format!("{name}@shop.example"), Role::Admin);
            let created = OperatorCreated { email, name: name.into(), role, locale: Locale::Ru };
            log.at(minute(-60), None, who, OperatorEvent::Created(created));
        }
        log.at(
            minute(-60),
            None,
            SITE,
            SiteEvent::Added(SiteAdded {
                name: "Shop".into(),
                allowed_domains: vec![],
                accent: "#000000".into(),
                locale: Locale::Ru,
            }),
        );
        log
    }

    fn at(&mut self, recorded_at: DateTime<Utc>, by: Option<u128>, stream: u128, event: impl Event) {
        let (kind, event) = (StreamId::new(kind_of(&event), Uuid::from_u128(stream)), event.wrap());
        let position = self.events.len() as u64 + 1;
        let actor = by.map_or(Actor::System, |by| Actor::Operator { operator_id: id(by), session_id: None });
        let meta = EventMeta { actor, command_id: id(position.into()), correlation_id: Uuid::nil(), cause_id: None };
        let event_id = id(position.into());
        let recorded = Recorded { position, stream: kind, revision: 1, event_id, recorded_at, meta, event };
        self.live.evolve(&recorded);
        self.events.push(recorded);
    }

    /// Three in a minute.
    fn by(&mut self, by: u128, stream: u128, event: impl Event) {
        let at = minute(self.events.len() as i64 / 3);
        self.at(at, Some(by), stream, event);
    }

    fn limit(&mut self, by: u128, max: u32) {
        let limited = SettingsConversationsPerOperatorLimited { max };
        self.by(by, 0, SettingsEvent::ConversationsPerOperatorLimited(limited));
    }

    fn domains(&mut self, by: u128) {
        let allowed = SiteDomainsAllowed { allowed_domains: vec!["shop.example".into()] };
        self.by(by, SITE, SiteEvent::DomainsAllowed(allowed));
    }

    fn words(&mut self, by: u128) {
        self.by(by, SITE, SiteEvent::WindowWorded(SiteWindowWorded { texts: WindowTexts::default() }));
    }

    fn appearance(&mut self, by: u128, name: &str) {
        let (name, accent, locale) = (name.to_owned(), "#112233".to_owned(), Locale::En);
        self.by(by, SITE, SiteEvent::AppearanceChosen(SiteAppearanceChosen { name, accent, locale }));
    }

    /// The rows, the last first.
    fn rows(&self) -> Vec<ChangeRow> {
        self.live.changes_view().rows
    }

    /// What the latest rows say.
    fn did(&self, latest: usize) -> Vec<(Option<String>, Did)> {
        let name = |row: &ChangeRow| row.by.as_ref().map(|by| by.name.clone());
        self.rows().iter().take(latest).map(|row| (name(row), row.did.clone())).collect()
    }
}

fn kind_of<E: Event>(_: &E) -> letopis_events::AggregateKind {
    E::KIND
}

fn both(name: &str) -> Names {
    Names { ru: name.into(), en: name.into() }
}

fn limited(from: u32, to: u32) -> Did {
    Did::Limited { from: Some(from), to: Some(to) }
}

fn pavel() -> Option<String> {
    Some("Pavel".into())
}

#[test]
fn a_row_says_who_did_what_to_what_and_what_was_before() {
    let mut log = Log::new();
    log.limit(PAVEL, 4);
    let names = Names { ru: "Рекламация".into(), en: "Complaint".into() };
    let created = CategoryCreated { names: names.clone(), colour: "#000000".into() };
    log.by(DARIA, 5, CategoryEvent::Created(created));
    log.limit(PAVEL, 5);
    log.by(PAVEL, DARIA, OperatorEvent::RoleGiven(OperatorRoleGiven { role: Role::Auditor }));
    log.appearance(PAVEL, "Prival");
    let rows = log.rows();
    assert_eq!(rows[0].of, Changed::Thing { kind: Thing::Site, names: both("Prival") });
    assert_eq!(rows[3].of, Changed::Thing { kind: Thing::Category, names });
    assert_eq!(
        log.did(5),
        [
            (pavel(), Did::Renamed { from: both("Shop"), to: both("Prival") }),
            (pavel(), Did::Role { from: Role::Admin, to: Role::Auditor }),
            (pavel(), limited(4, 5)),
            (Some("Daria".into()), Did::Added { role: None }),
            (pavel(), limited(0, 4)),
        ]
    );
    assert!(rows.is_sorted_by(|one, next| one.position > next.position));
}

#[test]
fn a_run_of_one_person_with_one_thing_is_one_row() {
    let mut log = Log::new();
    let before = log.rows().len();
    for _ in 0..10 {
        log.domains(PAVEL);
    }
    assert_eq!(log.did(1), [(pavel(), Did::Other { what: Detail::Domains })]);
    log.words(PAVEL);
    log.limit(PAVEL, 4);
    log.appearance(PAVEL, "Shop");
    log.limit(PAVEL, 6);
    assert_eq!(log.did(2), [(pavel(), limited(0, 6)), (pavel(), Did::Other { what: Detail::Several })]);
    log.limit(PAVEL, 0);
    assert_eq!(log.did(1), [(pavel(), limited(6, 0))], "not from 0 to 0");
    assert_eq!(log.rows().len(), before + 2);
}

#[test]
fn whatever_another_did_meanwhile_or_comes_later_is_another_row() {
    let mut log = Log::new();
    let before = log.rows().len();
    log.domains(PAVEL);
    log.domains(DARIA);
    log.domains(PAVEL);
    assert_eq!(log.rows().len(), before + 3);
    let at = log.rows()[0].at;
    let again = || SiteEvent::DomainsAllowed(SiteDomainsAllowed { allowed_domains: vec![] });
    log.at(at + TimeDelta::minutes(10), Some(PAVEL), SITE, again());
    assert_eq!(log.rows().len(), before + 3);
    log.at(at + TimeDelta::minutes(21), Some(PAVEL), SITE, again());
    assert_eq!(log.rows().len(), before + 4);
}

#[test]
fn a_new_account_is_one_row_whatever_follows_from_it() {
    let mut log = Log::new();
    let (email, name) = ("ira@shop.example".to_owned(), "Ira".to_owned());
    let created = OperatorCreated { email, name, role: Role::Operator, locale: Locale::Ru };
    log.by(PAVEL, 3, OperatorEvent::Created(created));
    let invited = OperatorInvited { token_digest: Secret("digest".into()), expires_at: minute(90) };
    log.by(PAVEL, 3, OperatorEvent::Invited(invited));
    let added = (pavel(), Did::Added { role: Some(Role::Operator) });
    assert_eq!(log.did(1), [added]);
    assert_eq!(log.rows()[0].position, 5);
    let count = log.rows().len();
    // What she does with her own profile is no change of the installation.
    log.by(3, 3, OperatorEvent::Renamed(OperatorRenamed { name: "Irina".into() }));
    log.by(3, 3, OperatorEvent::PasswordSet(OperatorPasswordSet { hash: Secret("hash".into()) }));
    assert_eq!(log.rows().len(), count);
}

#[test]
fn so_many_are_kept_and_no_more() {
    let mut log = Log::new();
    for n in 0..30 {
        log.limit(if n % 2 == 0 { PAVEL } else { DARIA }, n);
    }
    let rows = log.rows();
    assert_eq!((rows.len(), &rows[0].did), (CHANGES_KEPT, &limited(28, 29)));
}

#[test]
fn no_address_and_no_secret_stands_in_a_row() {
    let mut log = Log::new();
    let email = OperatorEmailChanged { email: "new@shop.example".into() };
    log.by(PAVEL, DARIA, OperatorEvent::EmailChanged(email));
    let invited = OperatorInvited { token_digest: Secret("digest".into()), expires_at: minute(90) };
    log.by(PAVEL, DARIA, OperatorEvent::Invited(invited));
    log.by(PAVEL, 7, VisitorEvent::FirstSeen(VisitorFirstSeen { site_id: id(SITE) }));
    let (by, reason, ip) = (OperatorId(Uuid::from_u128(PAVEL)), "Rude".to_owned(), Some("192.0.2.0/24".to_owned()));
    log.by(PAVEL, 7, VisitorEvent::Banned(VisitorBanned { by, reason, ip, until: None }));
    assert_eq!(log.rows()[0].of, Changed::Visitor { number: 1, name: None });
    let told = serde_json::to_string(&log.live.changes_view()).expect("views serialise");
    for secret in ["@", "192.0.2", "digest", "Rude"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}

#[test]
fn of_an_erased_event_nothing_is_told() {
    let mut log = Log::new();
    log.by(PAVEL, DARIA, OperatorEvent::Renamed(OperatorRenamed { name: "Dasha".into() }));
    log.limit(DARIA, 5);
    let erased_at = log.events.len() - 2;
    let mut live = Live::default();
    fold(&mut live, &erased(log.events.clone(), &[erased_at]));
    let told = serde_json::to_string(&live.changes_view()).expect("views serialise");
    assert!(!told.contains("Dasha"));
    assert_eq!(live.changes_view().rows[0].by.as_ref().expect("she is known").name, "Daria");
}
