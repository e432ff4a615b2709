//! What was changed lately in the installation: the last changes by number, runs of one person with one thing together.

use chrono::TimeDelta;
use letopis_events::Recorded;
use letopis_events::events::{
    AnyEvent, CategoryEvent, DepartmentEvent, OperatorEvent, SettingsEvent, SiteEvent, VisitorEvent,
};
use letopis_events::ids::{CategoryId, DepartmentId, OperatorId, SiteId, VisitorId};
use letopis_events::vocabulary::{Actor, Names};
use uuid::Uuid;

use super::{Live, Touched};
use crate::limits::{CHANGES_KEPT, CHANGES_RUN_MINUTES};
use crate::views::changes::{ChangeRow, Changed, ChangedBy, Changes, ChangesPatch, Detail, Did, Thing};

/// A row, and the stream that it is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ChangeLive {
    row: ChangeRow,
    stream: Uuid,
}

impl Live {
    /// The latest changes, the same for all who may see any.
    pub fn changes_view(&self) -> Changes {
        Changes { rows: self.changes.iter().map(|one| one.row.clone()).collect() }
    }

    /// What is new of them.
    pub fn changes_patches(&self, touched: &Touched) -> Vec<ChangesPatch> {
        touched.changes.then(|| ChangesPatch::All { view: self.changes_view() }).into_iter().collect()
    }

    /// Takes an event in that is about to be folded: what was before is still known.
    pub(super) fn note_change(&mut self, recorded: &Recorded, touched: &mut Touched) {
        let Some((of, did)) = self.change(recorded) else { return };
        let by = match recorded.meta.actor {
            Actor::Operator { operator_id, .. } => {
                self.operators.get(&operator_id).map(|operator| ChangedBy { operator_id, name: operator.name.clone() })
            }
            Actor::System | Actor::Host | Actor::Visitor { .. } => None,
        };
        let (position, at) = (recorded.position, recorded.recorded_at);
        let mut new = ChangeLive { row: ChangeRow { position, at, by, of, did }, stream: recorded.stream.id };
        if let Some(index) = self.changes.iter().take_while(|one| one.runs_into(&new)).position(|one| one.takes(&new))
            && let Some(before) = self.changes.remove(index)
        {
            new.row.did = together(before.row.did, new.row.did);
        }
        self.changes.push_front(new);
        self.changes.truncate(CHANGES_KEPT);
        touched.changes = true;
    }

    fn change(&self, recorded: &Recorded) -> Option<(Changed, Did)> {
        let id = recorded.stream.id;
        match &recorded.event {
            AnyEvent::Site(event) => self.change_of_site(SiteId(id), event),
            AnyEvent::Settings(event) => Some(self.change_of_settings(event)),
            AnyEvent::Department(event) => self.change_of_department(DepartmentId(id), event),
            AnyEvent::Category(event) => self.change_of_category(CategoryId(id), event),
            AnyEvent::Operator(event) => {
                let itself = |by: OperatorId| by.0 == id;
                let own = matches!(recorded.meta.actor, Actor::Operator { operator_id, .. } if itself(operator_id));
                self.change_of_operator(OperatorId(id), event, own)
            }
            AnyEvent::Visitor(event @ (VisitorEvent::Banned(_) | VisitorEvent::BanLifted(_))) => {
                let visitor = self.visitors.get(&VisitorId(id))?;
                let banned = matches!(event, VisitorEvent::Banned(_));
                let of = Changed::Visitor { number: visitor.number, name: visitor.name.clone() };
                Some((of, other(if banned { Detail::Banned } else { Detail::BanLifted })))
            }
            // Work with visitors is no change of the installation, and of an erased event nothing is known.
            AnyEvent::Visitor(_)
            | AnyEvent::Visit(_)
            | AnyEvent::Conversation(_)
            | AnyEvent::OperatorChat(_)
            | AnyEvent::Erased(_) => None,
        }
    }

    fn change_of_site(&self, id: SiteId, event: &SiteEvent) -> Option<(Changed, Did)> {
        if let SiteEvent::Added(added) = event {
            return Some((thing(Thing::Site, one_name(&added.name)), Did::Added { role: None }));
        }
        let known = one_name(&self.sites.sites.get(&id)?.name);
        let what = match event {
            SiteEvent::Added(_) => return None,
            SiteEvent::AppearanceChosen(chosen) if chosen.name != known.ru => {
                return Some(renamed(Thing::Site, known, one_name(&chosen.name)));
            }
            SiteEvent::DomainsAllowed(_) => Detail::Domains,
            SiteEvent::AppearanceChosen(_) => Detail::Appearance,
            SiteEvent::WindowWorded(_) => Detail::Texts,
            SiteEvent::ButtonPlaced(_) => Detail::Button,
            SiteEvent::FormChosen(_) => Detail::Form,
            SiteEvent::Archived(_) => Detail::Archived,
            SiteEvent::Restored(_) => Detail::Restored,
        };
        Some((thing(Thing::Site, known), other(what)))
    }

    fn change_of_settings(&self, event: &SettingsEvent) -> (Changed, Did) {
        let did = match event {
            SettingsEvent::OrganisationNamed(named) => {
                Did::Renamed { from: one_name(&self.sites.organisation), to: one_name(&named.name) }
            }
            SettingsEvent::WaitingLineWorded(_) => other(Detail::WaitingLine),
            SettingsEvent::OthersConversationsHidden(hidden) => {
                other(if hidden.hidden { Detail::OthersHidden } else { Detail::OthersShown })
            }
            SettingsEvent::AutoAssignmentSwitched(switched) => {
                other(if switched.on { Detail::AutoAssignmentOn } else { Detail::AutoAssignmentOff })
            }
            SettingsEvent::ConversationsPerOperatorLimited(limited) => {
                Did::Limited { from: Some(self.sites.conversations_per_operator_max), to: Some(limited.max) }
            }
            SettingsEvent::TimesChosen(_) => other(Detail::Times),
            SettingsEvent::FeatureSwitched(switched) => Did::Switched { feature: switched.feature, on: switched.on },
        };
        (Changed::Settings, did)
    }

    fn change_of_department(&self, id: DepartmentId, event: &DepartmentEvent) -> Option<(Changed, Did)> {
        if let DepartmentEvent::Created(created) = event {
            return Some((thing(Thing::Department, created.names.clone()), Did::Added { role: None }));
        }
        let row = self.sites.departments.get(&id)?;
        let did = match event {
            // Its hours do that, not a person.
            DepartmentEvent::Created(_) | DepartmentEvent::Opened(_) | DepartmentEvent::Closed(_) => return None,
            DepartmentEvent::Renamed(to) => {
                return Some(renamed(Thing::Department, row.names.clone(), to.names.clone()));
            }
            DepartmentEvent::Placed(_) => return Some((Changed::Settings, other(Detail::DepartmentOrder))),
            DepartmentEvent::ConversationsLimited(limited) => {
                Did::Limited { from: row.conversations_max, to: limited.max }
            }
            DepartmentEvent::HoursChosen(_) => other(Detail::Hours),
            DepartmentEvent::Archived(_) => other(Detail::Archived),
            DepartmentEvent::Restored(_) => other(Detail::Restored),
        };
        Some((thing(Thing::Department, row.names.clone()), did))
    }

    fn change_of_category(&self, id: CategoryId, event: &CategoryEvent) -> Option<(Changed, Did)> {
        if let CategoryEvent::Created(created) = event {
            return Some((thing(Thing::Category, created.names.clone()), Did::Added { role: None }));
        }
        let names = self.sites.categories.get(&id)?.names.clone();
        let what = match event {
            CategoryEvent::Created(_) => return None,
            CategoryEvent::Renamed(to) => return Some(renamed(Thing::Category, names, to.names.clone())),
            CategoryEvent::Placed(_) => return Some((Changed::Settings, other(Detail::CategoryOrder))),
            CategoryEvent::Coloured(_) => Detail::Colour,
            CategoryEvent::Archived(_) => Detail::Archived,
            CategoryEvent::Restored(_) => Detail::Restored,
        };
        Some((thing(Thing::Category, names), other(what)))
    }

    /// Of an account, what its owner does with his profile is left out.
    fn change_of_operator(&self, id: OperatorId, event: &OperatorEvent, own: bool) -> Option<(Changed, Did)> {
        if let OperatorEvent::Created(created) = event {
            return Some((thing(Thing::Operator, one_name(&created.name)), Did::Added { role: Some(created.role) }));
        }
        let operator = self.operators.get(&id)?;
        let name = one_name(&operator.name);
        let did = match event {
            OperatorEvent::Renamed(to) if !own => return Some(renamed(Thing::Operator, name, one_name(&to.name))),
            OperatorEvent::RoleGiven(given) => Did::Role { from: operator.role, to: given.role },
            OperatorEvent::ConversationLimitGiven(given) => {
                Did::Limited { from: operator.conversations_max, to: given.max }
            }
            OperatorEvent::DepartmentsGiven(_) => other(Detail::Departments),
            OperatorEvent::LanguagesGiven(_) => other(Detail::Languages),
            OperatorEvent::Invited(_) => other(Detail::Invited),
            OperatorEvent::Disabled(_) => other(Detail::Disabled),
            OperatorEvent::Enabled(_) => other(Detail::Enabled),
            OperatorEvent::EmailChanged(_) if !own => other(Detail::Email),
            OperatorEvent::PhotoChosen(_) | OperatorEvent::PhotoRemoved(_) if !own => other(Detail::Photo),
            OperatorEvent::Created(_)
            | OperatorEvent::PasswordSet(_)
            | OperatorEvent::Renamed(_)
            | OperatorEvent::PreferencesChosen(_)
            | OperatorEvent::SessionOpened(_)
            | OperatorEvent::SessionRenewed(_)
            | OperatorEvent::SessionClosed(_)
            | OperatorEvent::StatusChanged(_)
            | OperatorEvent::ConnectionLost(_)
            | OperatorEvent::ConnectionRestored(_)
            | OperatorEvent::PhotoChosen(_)
            | OperatorEvent::PhotoRemoved(_)
            | OperatorEvent::EmailClaimed(_)
            | OperatorEvent::EmailChanged(_) => return None,
        };
        Some((thing(Thing::Operator, name), did))
    }
}

impl ChangeLive {
    /// Whether nobody else changed anything after this, and not much time passed.
    fn runs_into(&self, next: &ChangeLive) -> bool {
        let who = |one: &ChangeLive| one.row.by.as_ref().map(|by| by.operator_id);
        who(self) == who(next) && next.row.at - self.row.at <= TimeDelta::minutes(CHANGES_RUN_MINUTES)
    }

    /// Whether the next change stands in the same row.
    fn takes(&self, next: &ChangeLive) -> bool {
        let (did, then) = (&self.row.did, &next.row.did);
        if self.row.of == Changed::Settings {
            return next.row.of == Changed::Settings && same(did, then);
        }
        self.stream == next.stream
            && next.row.of != Changed::Settings
            && (same(did, then) || is_detail(then) && (is_detail(did) || matches!(did, Did::Added { .. })))
    }
}

/// The same thing done again, perhaps with other values.
fn same(did: &Did, then: &Did) -> bool {
    match (did, then) {
        (Did::Switched { feature, .. }, Did::Switched { feature: other, .. }) => feature == other,
        (Did::Other { what }, Did::Other { what: other }) => what == other,
        _ => std::mem::discriminant(did) == std::mem::discriminant(then),
    }
}

/// Of what people save together, in one form or a few after each other, one row says enough.
fn is_detail(did: &Did) -> bool {
    let Did::Other { what } = did else { return false };
    match what {
        Detail::Domains
        | Detail::Appearance
        | Detail::Texts
        | Detail::Button
        | Detail::Form
        | Detail::Hours
        | Detail::Colour
        | Detail::Departments
        | Detail::Languages
        | Detail::Photo
        | Detail::Invited
        | Detail::Several => true,
        Detail::Archived
        | Detail::Restored
        | Detail::Disabled
        | Detail::Enabled
        | Detail::Banned
        | Detail::BanLifted
        | Detail::Email
        | Detail::DepartmentOrder
        | Detail::CategoryOrder
        | Detail::WaitingLine
        | Detail::OthersHidden
        | Detail::OthersShown
        | Detail::AutoAssignmentOn
        | Detail::AutoAssignmentOff
        | Detail::Times => false,
    }
}

/// What a row says of two changes: from the first state to the last, unless that is the same again.
fn together(before: Did, then: Did) -> Did {
    match (before, then) {
        (Did::Renamed { from, .. }, Did::Renamed { to, .. }) if from != to => Did::Renamed { from, to },
        (Did::Limited { from, .. }, Did::Limited { to, .. }) if from != to => Did::Limited { from, to },
        (Did::Role { from, .. }, Did::Role { to, .. }) if from != to => Did::Role { from, to },
        (new @ Did::Added { .. }, Did::Other { .. }) => new,
        (before @ Did::Other { .. }, then @ Did::Other { .. }) if before != then => other(Detail::Several),
        (_, then) => then,
    }
}

fn thing(kind: Thing, names: Names) -> Changed {
    Changed::Thing { kind, names }
}

fn renamed(kind: Thing, from: Names, to: Names) -> (Changed, Did) {
    (thing(kind, to.clone()), Did::Renamed { from, to })
}

fn other(what: Detail) -> Did {
    Did::Other { what }
}

fn one_name(name: &str) -> Names {
    Names { ru: name.to_owned(), en: name.to_owned() }
}
