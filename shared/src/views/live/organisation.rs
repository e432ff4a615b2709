//! The installation in the live state: sites, settings, departments, categories.

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::Recorded;
use letopis_events::events::{CategoryEvent, DepartmentEvent, SettingsEvent, SiteEvent};
use letopis_events::ids::{CategoryId, DepartmentId, SiteId};
use letopis_events::vocabulary::{ButtonPlace, PreChatForm, WindowTexts};

use super::{Cause, Live, Touched};
use crate::limits::SITE_SEEN_SECONDS;
use crate::views::sites::{CategoryRow, DepartmentRow, SiteRow};

impl Live {
    pub(super) fn site(&mut self, id: SiteId, event: &SiteEvent, touched: &mut Touched) {
        if let SiteEvent::Added(added) = event {
            let row = SiteRow {
                id,
                name: added.name.clone(),
                allowed_domains: added.allowed_domains.clone(),
                accent: added.accent.clone(),
                locale: added.locale,
                texts: WindowTexts::default(),
                place: ButtonPlace::default(),
                form: PreChatForm::default(),
                seen_at: None,
                archived: false,
            };
            self.sites.sites.insert(id, row);
        }
        let Some(site) = self.sites.sites.get_mut(&id) else { return };
        match event {
            SiteEvent::Added(_) => {}
            SiteEvent::DomainsAllowed(allowed) => site.allowed_domains = allowed.allowed_domains.clone(),
            SiteEvent::AppearanceChosen(chosen) => {
                site.name = chosen.name.clone();
                site.accent = chosen.accent.clone();
                site.locale = chosen.locale;
            }
            SiteEvent::WindowWorded(worded) => site.texts = worded.texts.clone(),
            SiteEvent::ButtonPlaced(placed) => site.place = placed.place.clone(),
            SiteEvent::FormChosen(chosen) => {
                site.form = chosen.form.clone();
                touched.forms = true;
            }
            SiteEvent::Archived(_) => site.archived = true,
            SiteEvent::Restored(_) => site.archived = false,
        }
    }

    /// A visitor came to a site: told to those who set it up, now and then.
    pub(super) fn site_seen(&mut self, id: SiteId, at: DateTime<Utc>, touched: &mut Touched) {
        let Some(site) = self.sites.sites.get_mut(&id) else { return };
        if site.seen_at.is_none_or(|seen| at - seen >= TimeDelta::seconds(SITE_SEEN_SECONDS)) {
            site.seen_at = Some(at);
            touched.sites = true;
        }
    }

    pub(super) fn settings(&mut self, event: &SettingsEvent, touched: &mut Touched) {
        let sites = &mut self.sites;
        match event {
            SettingsEvent::OrganisationNamed(named) => sites.organisation = named.name.clone(),
            SettingsEvent::WaitingLineWorded(worded) => {
                sites.waiting_line_ru = worded.ru.clone();
                sites.waiting_line_en = worded.en.clone();
            }
            SettingsEvent::OthersConversationsHidden(hidden) => {
                sites.others_conversations_hidden = hidden.hidden;
                touched.sight_of_all = true;
            }
            SettingsEvent::AutoAssignmentSwitched(switched) => {
                sites.auto_assignment = switched.on;
                touched.sight_of_all = true;
            }
            SettingsEvent::ConversationsPerOperatorLimited(limited) => {
                sites.conversations_per_operator_max = limited.max;
            }
            SettingsEvent::TimesChosen(chosen) => {
                sites.pick_up_seconds = chosen.pick_up_seconds;
                sites.operator_lost_seconds = chosen.operator_lost_seconds;
                sites.reopen_minutes = chosen.reopen_minutes;
            }
            SettingsEvent::FeatureSwitched(switched) => {
                if switched.on {
                    sites.features.insert(switched.feature);
                } else {
                    sites.features.remove(&switched.feature);
                }
                touched.features = true;
            }
        }
        self.stirred += 1;
    }

    pub(super) fn department(&mut self, recorded: &Recorded, event: &DepartmentEvent) {
        let id = DepartmentId(recorded.stream.id);
        let departments = &mut self.sites.departments;
        if let DepartmentEvent::Created(created) = event {
            let place = behind(departments.values().map(|row| row.place));
            let row = DepartmentRow {
                id,
                names: created.names.clone(),
                place,
                hours: None,
                open: true,
                conversations_max: None,
                archived: false,
            };
            departments.insert(id, row);
        }
        let Some(row) = departments.get_mut(&id) else { return };
        match event {
            DepartmentEvent::Created(_) => {}
            DepartmentEvent::Renamed(renamed) => row.names = renamed.names.clone(),
            DepartmentEvent::Placed(placed) => row.place = placed.place,
            DepartmentEvent::HoursChosen(chosen) => {
                row.hours = chosen.hours.clone();
                self.hours_chosen.insert(id, Cause::of(recorded));
            }
            DepartmentEvent::ConversationsLimited(limited) => row.conversations_max = limited.max,
            DepartmentEvent::Opened(_) => row.open = true,
            DepartmentEvent::Closed(_) => row.open = false,
            DepartmentEvent::Archived(_) => row.archived = true,
            DepartmentEvent::Restored(_) => row.archived = false,
        }
        self.stirred += 1;
    }

    pub(super) fn category(&mut self, id: CategoryId, event: &CategoryEvent) {
        let categories = &mut self.sites.categories;
        if let CategoryEvent::Created(created) = event {
            let (names, colour) = (created.names.clone(), created.colour.clone());
            let place = behind(categories.values().map(|row| row.place));
            categories.insert(id, CategoryRow { id, names, colour, place, archived: false });
        }
        let Some(row) = categories.get_mut(&id) else { return };
        match event {
            CategoryEvent::Created(_) => {}
            CategoryEvent::Renamed(renamed) => row.names = renamed.names.clone(),
            CategoryEvent::Coloured(coloured) => row.colour = coloured.colour.clone(),
            CategoryEvent::Placed(placed) => row.place = placed.place,
            CategoryEvent::Archived(_) => row.archived = true,
            CategoryEvent::Restored(_) => row.archived = false,
        }
    }
}

/// The place behind all others: where a new one stands.
fn behind(places: impl Iterator<Item = u32>) -> u32 {
    places.max().map_or(0, |last| last.saturating_add(1))
}
