//! Random histories that could have happened: every event was decided by the rules.
//!
//! A history is made from steps of four bytes, so that a failing one shrinks to the few steps that matter.

mod organisation;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::events::operator::OperatorPhotoChosen;
use letopis_events::events::visit::{VisitDeviceRecognised, VisitLocated, VisitStarted};
use letopis_events::events::{AnyEvent, Event};
use letopis_events::ids::{ConversationId, OperatorId, SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{
    Actor, Author, ButtonPlace, Coordinates, DeviceKind, FieldRule, FormConsent, Language, Locale, Names,
    OperatorStatus, Page, PhotoType, PreChatForm, Role, Secret, SessionEnd, Shift, TransferTarget, Weekday,
    WindowTexts, WorkingHours,
};
use letopis_events::{Erased, EventMeta, Recorded, StreamId};
use uuid::Uuid;

use self::organisation::status;
use crate::domain::Decider;
use crate::domain::category::{Category, CategoryCommand};
use crate::domain::conversation::{Address, Conversation, ConversationCommand, Reader, VisitorWrites};
use crate::domain::department::{Department, DepartmentCommand};
use crate::domain::operator::{Operator, OperatorCommand};
use crate::domain::settings::{Settings, SettingsCommand};
use crate::domain::site::{Site, SiteCommand};
use crate::domain::testing::{id, minute};
use crate::domain::visit::{Visit, VisitCommand, VisitStart};
use crate::domain::visitor::{Ban, Visitor, VisitorCommand};
use crate::views::live::{Act, Live};

/// What happens next: which kind of thing, to whom, how, and how much later.
pub(super) type Step = [u8; 4];

const OPERATORS: u8 = 4;
const VISITORS: u8 = 4;
const SITES: u8 = 2;

/// The world as the rules know it, and what was recorded of it.
#[derive(Default)]
pub(super) struct History {
    pub(super) events: Vec<Recorded>,
    now: TimeDelta,
    operators: BTreeMap<u8, Operator>,
    sites: BTreeMap<u8, Site>,
    settings: Settings,
    visitors: BTreeMap<u8, Visitor>,
    visits: BTreeMap<(u8, u8), Visit>,
    conversations: BTreeMap<(u8, u8), Conversation>,
    departments: BTreeMap<u8, Department>,
    categories: BTreeMap<u8, Category>,
    /// The fold so far, as the reactor asks it.
    pub(super) live: Live,
    revisions: BTreeMap<StreamId, u64>,
    messages: u128,
}

/// The history of these steps. Those that the rules refuse leave nothing.
pub(super) fn history(steps: &[Step]) -> History {
    let mut history = History::default();
    // Without somebody and somewhere most steps would be refused.
    for who in 0..OPERATORS {
        history.step([0, who, who, 0]);
        history.step([1, who, 0, 0]);
    }
    history.step([7, 0, 0, 0]);
    steps.iter().for_each(|step| history.step(*step));
    history
}

/// The same history with some payloads erased.
pub(super) fn erased(mut events: Vec<Recorded>, which: &[usize]) -> Vec<Recorded> {
    for at in which {
        let Some(index) = at.checked_rem(events.len()) else { continue };
        let event_type = event_type(&events[index].event).0.to_owned();
        events[index].event = AnyEvent::Erased(Erased { event_type });
    }
    events
}

/// The stable name of an event and the version of its shape.
pub(super) fn event_type(event: &AnyEvent) -> (&str, u16) {
    fn of<E: Event>(event: &E) -> (&'static str, u16) {
        (event.event_type(), event.version())
    }
    match event {
        AnyEvent::Operator(event) => of(event),
        AnyEvent::Site(event) => of(event),
        AnyEvent::Settings(event) => of(event),
        AnyEvent::Visitor(event) => of(event),
        AnyEvent::Visit(event) => of(event),
        AnyEvent::Conversation(event) => of(event),
        AnyEvent::Department(event) => of(event),
        AnyEvent::Category(event) => of(event),
        AnyEvent::OperatorChat(event) => of(event),
        AnyEvent::Erased(erased) => (&erased.event_type, 1),
    }
}

fn operator_id(who: u8) -> OperatorId {
    id(0x100 + u128::from(who))
}

fn site_id(which: u8) -> SiteId {
    id(0x200 + u128::from(which))
}

fn visitor_id(who: u8) -> VisitorId {
    id(0x300 + u128::from(who))
}

fn nth(what: u128, who: u8, nth: u8) -> Uuid {
    Uuid::from_u128(what + u128::from(who) * 0x100 + u128::from(nth))
}

fn visit_id(who: u8, n: u8) -> VisitId {
    VisitId(nth(0x1_0000, who, n))
}

fn conversation_id(who: u8, n: u8) -> ConversationId {
    ConversationId(nth(0x2_0000, who, n))
}

fn page(how: u8) -> Page {
    Page { url: format!("https://shop.example/{}", how % 3), title: format!("Page {}", how % 5) }
}

impl History {
    fn step(&mut self, [what, who, how, later]: Step) {
        // Up to an hour, so that some messages come too late to reopen a conversation.
        self.now += TimeDelta::seconds(i64::from(later) * i64::from(later) / 18);
        let (operator, visitor) = (who % OPERATORS, who % VISITORS);
        match what % 35 {
            0 => self.create(operator, how),
            1 => self.sign_in(operator, how),
            2 => self.operator(operator, OperatorCommand::ChangeStatus { status: status(how) }),
            3 => self.operator(operator, OperatorCommand::GiveRole { role: Role::ALL[usize::from(how % 4)] }),
            4 if how.is_multiple_of(3) => self.operator(operator, OperatorCommand::Disable),
            4 => self.operator(operator, OperatorCommand::Enable),
            5 => self.operator(operator, OperatorCommand::CloseAllSessions { cause: SessionEnd::Revoked }),
            6 => self.operator(operator, OperatorCommand::Rename { name: format!("Operator {how}") }),
            7 => self.site(who % SITES, how),
            8 => self.set(how),
            9 => self.arrive(visitor, how),
            10 => self.navigate(visitor, how),
            11 => self.leave(visitor),
            12 => self.visitor_writes(visitor, how),
            13 => self.talk(how, ConversationCommand::Take { operator_id: operator_id(operator) }),
            14 => {
                self.messages += 1;
                let (message_id, text) = (id(self.messages), format!("Answer {}", self.messages));
                let operator_id = operator_id(operator);
                self.talk(how, ConversationCommand::OperatorWrites { operator_id, message_id, text });
            }
            15 => self.mark(operator, how),
            16 if who.is_multiple_of(2) => self.talk(how, ConversationCommand::Close { by: Author::Visitor }),
            16 => {
                let by = Author::Operator { operator_id: operator_id(operator) };
                self.talk(how, ConversationCommand::Close { by });
            }
            17 => self.name_visitor(visitor, how),
            18 => self.transfer(operator, who, how),
            19 => {
                let (by, category_id) = (operator_id(operator), (how % 3 > 0).then(|| id(0x700 + u128::from(how % 3))));
                self.talk(who, ConversationCommand::GiveCategory { by, category_id });
            }
            20 => {
                self.messages += 1;
                let (note_id, text) = (id(self.messages), format!("Note {}", self.messages));
                let mentions = (0..who % 3).map(|nth| operator_id((operator + nth) % OPERATORS)).collect();
                let by = operator_id(operator);
                self.talk(how, ConversationCommand::WriteNote { by, note_id, text, mentions });
            }
            21 => self.talk(how, ConversationCommand::Rate { stars: who % 6, comment: String::new() }),
            22 => self.ban(visitor, operator, how),
            23 => self.department(who % 2, how),
            24 => self.category(who % 3, how),
            25 => self.serve(operator, how),
            26 => self.look(operator, how),
            27 => self.change_email(operator, how),
            28 => {
                let (by, from) = (operator_id(operator), operator_id(how % OPERATORS));
                self.talk(how, ConversationCommand::TakeOver { by, from });
            }
            29 => {
                let by = operator_id(operator);
                let hold = ConversationCommand::Hold { by };
                self.talk(how, if who > 200 { ConversationCommand::EndHold { by } } else { hold });
            }
            30 => {
                let by = operator_id(operator);
                self.talk(how, ConversationCommand::UndoClose { by, reopen_minutes: 30 });
            }
            31 => self.talk(how, ConversationCommand::MarkMentionSeen { by: operator_id(operator) }),
            _ => self.react(),
        }
    }

    fn transfer(&mut self, by: u8, who: u8, how: u8) {
        let target = match how % 4 {
            0 => TransferTarget::CommonQueue,
            1 => TransferTarget::Department { department_id: id(0x600 + u128::from(who % 2)) },
            2 => {
                TransferTarget::Language { language: Language(if who.is_multiple_of(2) { "ru" } else { "en" }.into()) }
            }
            _ => TransferTarget::Operator { operator_id: operator_id(who % OPERATORS) },
        };
        let comment = if how > 127 { "Please".to_owned() } else { String::new() };
        let keeps_language = who > 127;
        self.talk(how, ConversationCommand::Transfer { by: operator_id(by), target, comment, keeps_language });
    }

    fn ban(&mut self, who: u8, by: u8, how: u8) {
        let Some(mut state) = self.visitors.remove(&who) else { return };
        let by = operator_id(by);
        let until = (how % 4 == 1).then(|| self.time() + TimeDelta::minutes(how.into()));
        let ban = Ban { by, reason: "Rude".into(), ip: None, until };
        let command = if how.is_multiple_of(2) { VisitorCommand::LiftBan { by } } else { VisitorCommand::Ban { ban } };
        self.decide(&mut state, visitor_id(who).0, &command);
        self.visitors.insert(who, state);
    }

    fn department(&mut self, which: u8, how: u8) {
        let mut state = self.departments.remove(&which).unwrap_or_default();
        let names = Names { ru: format!("Отдел {how}"), en: format!("Department {how}") };
        let shift = |weekday| Shift { weekday, from_minute: 0, to_minute: 12 * 60 + u16::from(how) };
        let shifts = Weekday::ALL.map(shift).to_vec();
        let command = match how % 8 {
            0 => DepartmentCommand::Archive,
            1 => DepartmentCommand::Restore,
            2 => DepartmentCommand::Rename { names },
            3 => DepartmentCommand::ChooseHours { hours: Some(WorkingHours { time_zone: "UTC".into(), shifts }) },
            4 => DepartmentCommand::ChooseHours { hours: None },
            5 => DepartmentCommand::LimitConversations { max: (how > 99).then_some(u32::from(how % 3)) },
            _ => DepartmentCommand::Create { names },
        };
        self.decide(&mut state, Uuid::from_u128(0x600 + u128::from(which)), &command);
        self.departments.insert(which, state);
    }

    fn category(&mut self, which: u8, how: u8) {
        let mut state = self.categories.remove(&which).unwrap_or_default();
        let names = Names { ru: format!("Категория {how}"), en: format!("Category {how}") };
        let command = match how % 4 {
            0 => CategoryCommand::Archive,
            1 => CategoryCommand::Rename { names },
            _ => CategoryCommand::Create { names, colour: "#2f6b4f".into() },
        };
        self.decide(&mut state, Uuid::from_u128(0x700 + u128::from(which)), &command);
        self.categories.insert(which, state);
    }

    /// Two may choose the same photo.
    fn look(&mut self, who: u8, how: u8) {
        let digest = format!("photo {}", how % 3);
        let photo = OperatorPhotoChosen { digest, media_type: PhotoType::Jpeg, bytes: "AA==".into() };
        let choose = OperatorCommand::ChoosePhoto { photo };
        self.operator(who, if how.is_multiple_of(4) { OperatorCommand::RemovePhoto } else { choose });
    }

    fn change_email(&mut self, who: u8, how: u8) {
        let (email, operator_id) = (format!("new{}@shop.example", how % 3), operator_id(who));
        let claim = OperatorCommand::ClaimEmail { email: email.clone(), operator_id, unused_by: None };
        // The stream of the address may hold an account too.
        let before = self.events.len();
        self.operator(how % OPERATORS, claim);
        if self.events.len() > before {
            let keep = how.is_multiple_of(2).then(|| id(0x400 + u128::from(who) * 0x10));
            self.operator(who, OperatorCommand::ChangeEmail { email, claimed_at: self.time(), keep });
        }
    }

    fn serve(&mut self, who: u8, how: u8) {
        let command = match how % 4 {
            0 => OperatorCommand::GiveDepartments { department_ids: vec![id(0x600 + u128::from(how / 4 % 2))] },
            1 => OperatorCommand::GiveLanguages { languages: vec![Language("ru".into())] },
            2 => OperatorCommand::GiveLanguages { languages: vec![] },
            _ => OperatorCommand::LimitConversations { max: Some(u32::from(how / 4 % 3)) },
        };
        self.operator(who, command);
    }

    /// What the product does by itself, as the reactor on the server has it done.
    pub(super) fn react(&mut self) {
        for (act, _) in self.live.due(self.time(), TimeDelta::zero()).acts {
            match act {
                // What was done before it in the same look may have changed who can be given anything.
                Act::Assign { operator_id, conversation_id, .. }
                    if !self.live.could_take(operator_id, conversation_id) => {}
                Act::Assign { conversation_id, operator_id, reason, candidates, let_lie } => {
                    let assign = ConversationCommand::Assign { operator_id, reason, candidates, let_lie };
                    self.act(conversation_id, &assign);
                }
                Act::LeaveCommonQueue { conversation_id, cause } => {
                    self.act(conversation_id, &ConversationCommand::LeaveCommonQueue { cause });
                }
                Act::EnterCommonQueue { conversation_id, candidates } => {
                    self.act(conversation_id, &ConversationCommand::EnterCommonQueue { candidates });
                }
                Act::Return { conversation_id, operator_id, cause, assigned_at } => {
                    self.act(conversation_id, &ConversationCommand::Return { operator_id, cause, assigned_at });
                }
                Act::Readdress { conversation_id, from, to } => {
                    self.act(conversation_id, &ConversationCommand::Readdress { from, to });
                }
                Act::EndForBan { conversation_id, by } => {
                    self.act(conversation_id, &ConversationCommand::EndForBan { by });
                }
                Act::ExpireBan { visitor_id: id } => {
                    let who = (0..VISITORS).find(|who| visitor_id(*who) == id).expect("he was met");
                    let mut state = self.visitors.remove(&who).expect("he was met");
                    let before = self.events.len();
                    self.decide(&mut state, id.0, &VisitorCommand::ExpireBan);
                    assert!(self.events.len() > before, "the rules refuse that a ban is over");
                    self.visitors.insert(who, state);
                }
                Act::FollowLastConversation { operator_id, since } => {
                    self.automate(operator_id, OperatorCommand::FollowLastConversation { closed_at: since });
                }
                Act::LoseConnection { operator_id } => self.automate(operator_id, OperatorCommand::LoseConnection),
                Act::FollowHours { department_id } => {
                    let which = (department_id.0.as_u128() - 0x600) as u8;
                    let mut state = self.departments.remove(&which).expect("it was created");
                    let before = self.events.len();
                    self.decide(&mut state, department_id.0, &DepartmentCommand::FollowHours);
                    assert!(self.events.len() > before, "the rules refuse that its hours changed");
                    self.departments.insert(which, state);
                }
                Act::ExpireSessions { operator_id } => self.automate(operator_id, OperatorCommand::ExpireSessions),
            }
        }
    }

    fn act(&mut self, id: ConversationId, command: &ConversationCommand) {
        let key = self.conversations.keys().copied().find(|key| conversation_id(key.0, key.1) == id);
        let before = self.events.len();
        self.converse(key.expect("it was started"), command);
        assert!(self.events.len() > before, "the rules refuse what is due: {command:?}");
    }

    fn automate(&mut self, id: OperatorId, command: OperatorCommand) {
        let who = (0..OPERATORS).find(|who| operator_id(*who) == id).expect("he has an account");
        let before = self.events.len();
        self.operator(who, command.clone());
        assert!(self.events.len() > before, "the rules refuse what is due: {command:?}");
    }

    fn arrive(&mut self, who: u8, how: u8) {
        let mut visitor = self.visitors.remove(&who).unwrap_or_default();
        self.decide(&mut visitor, visitor_id(who).0, &VisitorCommand::Meet { site_id: site_id(who % SITES) });
        self.visitors.insert(who, visitor);
        let n = self.latest_visit(who).map_or(0, |n| n + u8::from(self.visits[&(who, n)].ended));
        let started = VisitStarted {
            visitor_id: visitor_id(who),
            site_id: site_id(who % SITES),
            page: page(how),
            tab_id: id(0x500),
            referrer: String::new(),
            user_agent: "Mozilla/5.0".into(),
            locale: Locale::En,
            browser_language: how.is_multiple_of(4).then(|| Language("de".into())),
            ip: None,
        };
        let place = how.is_multiple_of(2).then(|| VisitLocated {
            country_code: "RU".into(),
            country: Names { ru: "Россия".into(), en: "Russia".into() },
            city: None,
            coordinates: Some(Coordinates { latitude_microdegrees: 1, longitude_microdegrees: -1 }),
        });
        let device = how.is_multiple_of(3).then(|| VisitDeviceRecognised {
            browser: "Chrome 141".into(),
            system: String::new(),
            kind: DeviceKind::Phone,
        });
        self.visit(who, n, VisitCommand::Start(Box::new(VisitStart { started, place, device })));
        self.navigate(who, how);
    }

    fn navigate(&mut self, who: u8, how: u8) {
        let Some(n) = self.latest_visit(who) else { return };
        self.visit(who, n, VisitCommand::ViewPage { tab_id: id(0x500 + u128::from(how % 2)), page: page(how) });
    }

    fn leave(&mut self, who: u8) {
        let Some(n) = self.latest_visit(who) else { return };
        self.visit(who, n, VisitCommand::End);
    }

    fn latest_visit(&self, who: u8) -> Option<u8> {
        self.visits.range((who, 0)..=(who, u8::MAX)).next_back().map(|((_, n), _)| *n)
    }

    fn visit(&mut self, who: u8, n: u8, command: VisitCommand) {
        let mut state = self.visits.remove(&(who, n)).unwrap_or_default();
        self.decide(&mut state, visit_id(who, n).0, &command);
        self.visits.insert((who, n), state);
    }

    fn visitor_writes(&mut self, who: u8, how: u8) {
        let Some(visit) = self.latest_visit(who) else { return };
        let latest = self.conversations.range((who, 0)..=(who, u8::MAX)).next_back();
        let n = latest.map_or(0, |((_, n), state)| n + u8::from(!state.takes_message_at(self.time(), 30)));
        self.messages += 1;
        let command = ConversationCommand::VisitorWrites(Box::new(VisitorWrites {
            visitor_id: visitor_id(who),
            visit_id: visit_id(who, visit),
            site_id: site_id(who % SITES),
            page: page(how),
            locale: Locale::En,
            waiting_line: if how.is_multiple_of(2) { "One moment".into() } else { String::new() },
            message_id: id(self.messages),
            text: format!("Question {}", self.messages),
            address: Address {
                department_id: how.is_multiple_of(7).then(|| id(0x600 + u128::from(how % 2))),
                language: how.is_multiple_of(5).then(|| Language("ru".into())),
            },
            start_refused: None,
            reopen_minutes: 30,
            operator_available: how.is_multiple_of(3),
        }));
        self.converse((who, n), &command);
    }

    fn mark(&mut self, operator: u8, how: u8) {
        let up_to = u32::from(how / 16);
        let operator = Reader::Operator { operator_id: operator_id(operator) };
        let command = match how % 4 {
            0 => ConversationCommand::MarkDelivered { to: Reader::Visitor, up_to },
            1 => ConversationCommand::MarkRead { by: Reader::Visitor, up_to },
            2 => ConversationCommand::MarkDelivered { to: operator, up_to },
            _ => ConversationCommand::MarkRead { by: operator, up_to },
        };
        self.talk(how, command);
    }

    /// A command to one of the conversations there are.
    fn talk(&mut self, which: u8, command: ConversationCommand) {
        let Some(index) = usize::from(which).checked_rem(self.conversations.len()) else { return };
        let key = *self.conversations.keys().nth(index).expect("the index is within the map");
        self.converse(key, &command);
    }

    fn converse(&mut self, key: (u8, u8), command: &ConversationCommand) {
        let mut state = self.conversations.remove(&key).unwrap_or_default();
        self.decide(&mut state, conversation_id(key.0, key.1).0, command);
        self.conversations.insert(key, state);
    }

    fn name_visitor(&mut self, who: u8, how: u8) {
        let Some(mut state) = self.visitors.remove(&who) else { return };
        let command = match how % 4 {
            0 => VisitorCommand::Consent { text: format!("I agree {}", how / 4 % 2) },
            1 => {
                let (name, email) = (String::new(), format!("visitor{how}@shop.example"));
                VisitorCommand::GiveContacts { name, email, phone: "+7 900 000-00-00".into() }
            }
            _ => VisitorCommand::Name { name: format!("Visitor {how}") },
        };
        self.decide(&mut state, visitor_id(who).0, &command);
        self.visitors.insert(who, state);
    }

    fn decide<D: Decider>(&mut self, state: &mut D, stream: Uuid, command: &D::Command) {
        let now = self.time();
        for event in state.decide(command, now).unwrap_or_default() {
            state.evolve(&event, now);
            self.record(StreamId::new(D::Event::KIND, stream), event.wrap());
        }
    }

    fn record(&mut self, stream: StreamId, event: AnyEvent) {
        let position = self.events.len() as u64 + 1;
        let revision = self.revisions.entry(stream).or_default();
        *revision += 1;
        let recorded = Recorded {
            position,
            stream,
            revision: *revision,
            event_id: id(u128::from(position)),
            recorded_at: self.time(),
            meta: EventMeta {
                actor: Actor::System,
                command_id: id(u128::from(position)),
                correlation_id: Uuid::nil(),
                cause_id: None,
            },
            event,
        };
        self.live.evolve(&recorded);
        self.events.push(recorded);
    }

    pub(super) fn time(&self) -> DateTime<Utc> {
        minute(0) + self.now
    }
}
