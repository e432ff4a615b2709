//! One stay of a visitor on a site: its pages, its end.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use letopis_events::events::VisitEvent;
use letopis_events::events::visit::{VisitDeviceRecognised, VisitEnded, VisitLocated, VisitPageViewed, VisitStarted};
use letopis_events::ids::TabId;
use letopis_events::vocabulary::{Coordinates, DeviceKind, Page};

use super::{Decider, text};
use crate::limits::NAME_CHARS_MAX;
use crate::wire::Refusal;

/// What the rules of a visit remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visit {
    pub started: bool,
    pub ended: bool,
    /// The page last viewed in each tab.
    pub tabs: HashMap<TabId, Page>,
}

/// The first page of a stay, with what the server made of the visitor's address and user agent.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitStart {
    pub started: VisitStarted,
    pub place: Option<VisitLocated>,
    pub device: Option<VisitDeviceRecognised>,
}

/// What can be asked of a visit.
#[derive(Clone, Debug, PartialEq)]
pub enum VisitCommand {
    /// The first page of a stay.
    Start(Box<VisitStart>),
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
            VisitCommand::Start(start) => {
                let started = VisitStarted {
                    page: text::page(&start.started.page).ok_or(Refusal::NotFound)?,
                    referrer: text::fact(&start.started.referrer),
                    user_agent: text::fact(&start.started.user_agent),
                    browser_language: start.started.browser_language.as_ref().and_then(|of| text::language(&of.0).ok()),
                    ..start.started.clone()
                };
                let place = start.place.as_ref().and_then(located).map(VisitEvent::from);
                let device = start.device.as_ref().and_then(recognised).map(VisitEvent::from);
                Ok([Some(started.into()), place, device].into_iter().flatten().collect())
            }
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
            VisitEvent::Located(_) | VisitEvent::DeviceRecognised(_) => {}
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

/// A place fit to be recorded: a country that is one, names of bounded length, coordinates on the globe.
fn located(place: &VisitLocated) -> Option<VisitLocated> {
    let is_code = place.country_code.len() == 2 && place.country_code.bytes().all(|b| b.is_ascii_uppercase());
    is_code.then_some(())?;
    let on_globe = |at: &Coordinates| {
        at.latitude_microdegrees.unsigned_abs() <= 90_000_000 && at.longitude_microdegrees.unsigned_abs() <= 180_000_000
    };
    Some(VisitLocated {
        country_code: place.country_code.clone(),
        country: text::names(&place.country).ok()?,
        city: place.city.as_ref().and_then(|city| text::names(city).ok()),
        coordinates: place.coordinates.filter(on_globe),
    })
}

/// A device fit to be recorded: names come from the user agent, hostile text; nothing when they say nothing.
fn recognised(device: &VisitDeviceRecognised) -> Option<VisitDeviceRecognised> {
    let name = |text: &str| text::cut(&text::fact(text), NAME_CHARS_MAX);
    let (browser, system) = (name(&device.browser), name(&device.system));
    let says_something = !browser.is_empty() || !system.is_empty() || device.kind != DeviceKind::Other;
    says_something.then_some(VisitDeviceRecognised { browser, system, kind: device.kind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{given, id};
    use letopis_events::vocabulary::{Language, Locale, Names};

    fn page(path: &str) -> Page {
        Page { url: format!("https://prival.example/{path}"), title: path.into() }
    }

    fn start() -> VisitStart {
        let started = VisitStarted {
            visitor_id: id(1),
            site_id: id(3),
            page: page("a"),
            tab_id: id(5),
            referrer: String::new(),
            user_agent: "Mozilla/5.0".into(),
            locale: Locale::Ru,
            browser_language: Some(Language("de".into())),
            ip: None,
        };
        VisitStart { started, place: None, device: None }
    }

    fn started() -> VisitEvent {
        start().started.into()
    }

    fn names(ru: &str, en: &str) -> Names {
        Names { ru: ru.into(), en: en.into() }
    }

    fn place() -> VisitLocated {
        VisitLocated {
            country_code: "RU".into(),
            country: names("Россия", "Russia"),
            city: Some(names("Казань", "Kazan")),
            coordinates: Some(Coordinates { latitude_microdegrees: 55_790_000, longitude_microdegrees: 49_120_000 }),
        }
    }

    fn device(browser: &str, system: &str, kind: DeviceKind) -> VisitDeviceRecognised {
        VisitDeviceRecognised { browser: browser.into(), system: system.into(), kind }
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
        let mut wrong = start();
        wrong.started.page.url = "about:blank".into();
        given::<Visit>(&[]).when(VisitCommand::Start(Box::new(wrong))).then_refused(Refusal::NotFound);
    }

    #[test]
    fn what_is_known_of_place_and_device_is_recorded_right_after_the_start() {
        let device = device("Chrome 141", "Windows 10", DeviceKind::Desktop);
        let known = VisitStart { place: Some(place()), device: Some(device.clone()), ..start() };
        let events = vec![started(), place().into(), device.into()];
        given::<Visit>(&[]).when(VisitCommand::Start(Box::new(known.clone()))).then(events.clone());
        given::<Visit>(&events).when(VisitCommand::Start(Box::new(known))).then_nothing();
    }

    #[test]
    fn facts_that_are_none_are_left_out() {
        let nowhere = VisitLocated { country_code: "zz".into(), ..place() };
        let unknown = device(" \n", "", DeviceKind::Other);
        let start = VisitStart { place: Some(nowhere), device: Some(unknown), ..start() };
        given::<Visit>(&[]).when(VisitCommand::Start(Box::new(start.clone()))).then(vec![started()]);
        let speaks = |language: Option<&str>| {
            let browser_language = language.map(|language| Language(language.into()));
            VisitStarted { browser_language, ..start.started.clone() }
        };
        let none = VisitStart { started: speaks(Some("<b>")), ..start.clone() };
        given::<Visit>(&[]).when(VisitCommand::Start(Box::new(none))).then(vec![speaks(None).into()]);
    }

    #[test]
    fn facts_are_cut_and_stay_on_the_globe() {
        let off = Coordinates { latitude_microdegrees: 90_000_001, longitude_microdegrees: 0 };
        let odd = VisitLocated { city: Some(names("", "Kazan")), coordinates: Some(off), ..place() };
        let long = device(&"x".repeat(1_000), "a\tb", DeviceKind::Bot);
        let start = VisitStart { place: Some(odd), device: Some(long), ..start() };
        let kept = VisitLocated { city: Some(names("Kazan", "Kazan")), coordinates: None, ..place() };
        given::<Visit>(&[]).when(VisitCommand::Start(Box::new(start))).then(vec![
            started(),
            kept.into(),
            device(&"x".repeat(100), "a b", DeviceKind::Bot).into(),
        ]);
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
