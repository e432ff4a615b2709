//! One stay of a visitor on a site: its pages, its end.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use letopis_events::events::VisitEvent;
use letopis_events::events::visit::{VisitEnded, VisitPageViewed, VisitStarted};
use letopis_events::ids::TabId;
use letopis_events::vocabulary::Page;

use super::{Decider, text};
use crate::wire::Refusal;

/// What the rules of a visit remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visit {
    pub started: bool,
    pub ended: bool,
    /// The page last viewed in each tab.
    pub tabs: HashMap<TabId, Page>,
}

/// What can be asked of a visit.
#[derive(Clone, Debug, PartialEq)]
pub enum VisitCommand {
    /// The first page of a stay.
    Start(Box<VisitStarted>),
    ViewPage {
        tab_id: TabId,
        page: Page,
    },
    /// No tab is left and none came back in time.
    End,
}

impl Decider for Visit {
    type Command = VisitCommand;
    type Event = VisitEvent;

    fn decide(&self, command: &VisitCommand, _now: DateTime<Utc>) -> Result<Vec<VisitEvent>, Refusal> {
        match command {
            VisitCommand::Start(_) if self.started => Ok(vec![]),
            VisitCommand::Start(start) => Ok(vec![
                VisitStarted {
                    page: text::page(&start.page).ok_or(Refusal::NotFound)?,
                    referrer: text::fact(&start.referrer),
                    user_agent: text::fact(&start.user_agent),
                    ..(**start).clone()
                }
                .into(),
            ]),
            VisitCommand::ViewPage { .. } if !self.started => Err(Refusal::NotStarted),
            VisitCommand::ViewPage { .. } if self.ended => Err(Refusal::Closed),
            VisitCommand::ViewPage { tab_id, page } => {
                let page = text::page(page).ok_or(Refusal::NotFound)?;
                if self.tabs.get(tab_id) == Some(&page) {
                    return Ok(vec![]);
                }
                Ok(vec![VisitPageViewed { tab_id: *tab_id, page }.into()])
            }
            VisitCommand::End if !self.started || self.ended => Ok(vec![]),
            VisitCommand::End => Ok(vec![VisitEnded {}.into()]),
        }
    }

    fn evolve(&mut self, event: &VisitEvent, _at: DateTime<Utc>) {
        match event {
            VisitEvent::Started(started) => {
                self.started = true;
                self.tabs.insert(started.tab_id, started.page.clone());
            }
            VisitEvent::PageViewed(viewed) => {
                self.tabs.insert(viewed.tab_id, viewed.page.clone());
            }
            VisitEvent::Ended(_) => {
                self.ended = true;
                self.tabs.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{given, id};
    use letopis_events::vocabulary::Locale;

    fn page(path: &str) -> Page {
        Page { url: format!("https://prival.example/{path}"), title: path.into() }
    }

    fn start() -> VisitStarted {
        VisitStarted {
            visitor_id: id(1),
            site_id: id(3),
            page: page("a"),
            tab_id: id(5),
            referrer: String::new(),
            user_agent: "Mozilla/5.0".into(),
            locale: Locale::Ru,
            ip: None,
        }
    }

    fn started() -> VisitEvent {
        start().into()
    }

    fn view(path: &str) -> VisitCommand {
        VisitCommand::ViewPage { tab_id: id(5), page: page(path) }
    }

    #[test]
    fn a_visit_starts_once() {
        given::<Visit>(&[]).when(VisitCommand::Start(Box::new(start()))).then(vec![started()]);
        given::<Visit>(&[started()]).when(VisitCommand::Start(Box::new(start()))).then_nothing();
    }

    #[test]
    fn a_visit_does_not_start_on_a_page_that_is_not_one() {
        let wrong = VisitStarted { page: Page { url: "about:blank".into(), title: String::new() }, ..start() };
        given::<Visit>(&[]).when(VisitCommand::Start(Box::new(wrong))).then_refused(Refusal::NotFound);
    }

    #[test]
    fn another_page_in_a_tab_is_recorded_and_the_same_is_not() {
        given::<Visit>(&[started()])
            .when(view("b"))
            .then(vec![VisitPageViewed { tab_id: id(5), page: page("b") }.into()]);
        given::<Visit>(&[started()]).when(view("a")).then_nothing();
    }

    #[test]
    fn pages_are_refused_before_the_start_and_after_the_end() {
        given::<Visit>(&[]).when(view("b")).then_refused(Refusal::NotStarted);
        given::<Visit>(&[started(), VisitEnded {}.into()]).when(view("b")).then_refused(Refusal::Closed);
    }

    #[test]
    fn a_visit_ends_once() {
        given::<Visit>(&[started()]).when(VisitCommand::End).then(vec![VisitEnded {}.into()]);
        given::<Visit>(&[started(), VisitEnded {}.into()]).when(VisitCommand::End).then_nothing();
        given::<Visit>(&[]).when(VisitCommand::End).then_nothing();
    }
}
