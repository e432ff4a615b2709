//! The commands of a visitor: everything concerns himself, so there is nothing to choose and nothing to forge.

use chrono::{DateTime, Utc};
use letopis_events::events::visit::VisitStarted;
use letopis_events::ids::{CommandId, ConversationId, MessageId, OperatorId, SiteId, TabId, VisitId, VisitorId};
use letopis_events::vocabulary::{Actor, Author, Language, Locale, Page};
use letopis_shared::domain::conversation::{Address, ConversationCommand, Reader, VisitorWrites, reopens};
use letopis_shared::domain::site::form::{Answered, answered};
use letopis_shared::domain::text;
use letopis_shared::domain::visit::{VisitCommand, VisitStart};
use letopis_shared::domain::visitor::VisitorCommand;
use letopis_shared::views::live::{Live, VisitorLive};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::visitor::FormAnswers;

use super::{CommandError, CommandMeta, Commands, Done, conversation_id_of, visit_id_of};
use crate::facts::Known;
use crate::projections::LiveHandle;
use crate::texts;

/// How many visits or conversations may have come and gone unseen before a command gives up.
pub(super) const SEARCH_MAX: u32 = 64;

/// A visitor on a page of a site.
#[derive(Clone, Debug)]
pub struct VisitorCaller {
    pub visitor_id: VisitorId,
    pub site_id: SiteId,
    pub locale: Locale,
    /// Those he prefers, the first one most: what the page is written in, then what his browser likes.
    pub languages: Vec<Language>,
    /// The address he comes from, as far as it is recorded.
    pub ip: Option<String>,
}

/// What a browser tells when it comes.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub tab_id: TabId,
    pub page: Page,
    pub referrer: String,
    pub user_agent: String,
    /// What the browser prefers, where it says so.
    pub language: Option<Language>,
    pub ip: Option<String>,
    /// What the server makes of the last two.
    pub known: Known,
}

/// A message of a visitor, as his page sent it.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// The message's id is the command's id.
    pub id: CommandId,
    pub text: String,
    /// What he answered to the site's form before a conversation (M5).
    pub form: Option<&'a FormAnswers>,
}

impl Commands {
    /// A tab came: the visitor is known, or seen for the first time; his visit goes on, or a new one starts.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when the identity belongs to another site; [`CommandError`].
    pub async fn arrive(
        &self,
        live: &LiveHandle,
        who: &VisitorCaller,
        arrival: &Arrival,
    ) -> Result<(VisitId, Done), CommandError> {
        let actor = Actor::Visitor { visitor_id: who.visitor_id };
        self.visitors.execute(who.visitor_id, self.own(actor), VisitorCommand::Meet { site_id: who.site_id }).await?;
        let first = live.read().visitors.get(&who.visitor_id).map_or(1, |visitor| visitor.visits.max(1));
        for nth in first..first + SEARCH_MAX {
            let id = visit_id_of(who.visitor_id, nth);
            let view = VisitCommand::ViewPage { tab_id: arrival.tab_id, page: arrival.page.clone() };
            match self.visits.execute(id, self.own(actor), view).await {
                Err(CommandError::Refused(Refusal::NotStarted)) => {}
                Err(CommandError::Refused(Refusal::Closed)) => continue,
                other => return other.map(|done| (id, done)),
            }
            let started = VisitStarted {
                visitor_id: who.visitor_id,
                site_id: who.site_id,
                page: arrival.page.clone(),
                tab_id: arrival.tab_id,
                referrer: arrival.referrer.clone(),
                user_agent: arrival.user_agent.clone(),
                locale: who.locale,
                browser_language: arrival.language.clone(),
                ip: arrival.ip.clone(),
            };
            let Known { place, device } = arrival.known.clone();
            let start = VisitCommand::Start(Box::new(VisitStart { started, place, device }));
            let done = self.visits.execute(id, self.own(actor), start).await?;
            return Ok((id, done));
        }
        Err(CommandError::Unavailable("the visitor's visits cannot be followed".to_owned()))
    }

    /// The visitor writes: into the conversation that takes it, or into a new one.
    ///
    /// # Errors
    /// [`CommandError`].
    pub async fn visitor_writes(
        &self,
        live: &LiveHandle,
        who: &VisitorCaller,
        visit_id: VisitId,
        page: &Page,
        Written { id, text, form }: Written<'_>,
    ) -> Result<Done, CommandError> {
        let meta = CommandMeta::new(id, actor(who), &text);
        if live.read().is_banned(who.visitor_id, who.ip.as_deref(), self.now()) {
            return self.conversations.known(&meta)?.ok_or(Refusal::Banned.into());
        }
        // The socket may not have been cut yet.
        if live.read().sites.site_in_use(who.site_id).is_none() {
            return self.conversations.known(&meta)?.ok_or(Refusal::NotFound.into());
        }
        // A conversation that comes back to its operator is one more for him.
        let before = operator_of_ended(&live.read(), who.visitor_id);
        let _held = match before {
            Some(operator_id) => Some(self.loads.hold(operator_id).await),
            None => None,
        };
        // a lock lives as long as what it is matched in
        let entered = entry(&live.read(), who, form);
        let begins = begins(&live.read(), who.visitor_id, self.now());
        let (address, start_refused) = match entered {
            Ok(answered) => {
                let address = live.read().address_of(answered.department_id, &who.languages);
                // What comes to nothing leaves nothing either, nor do answers within a conversation: nobody asked for them.
                if begins && text::message(&text).is_ok() && self.conversations.known(&meta)?.is_none() {
                    self.take_down(who, answered).await?;
                }
                (address, None)
            }
            Err(refusal) => (Address::default(), Some(refusal)),
        };
        let (known, writes) = {
            let live = live.read();
            let takes_it_up = |id| live.could_be_given(id, &address);
            let operator_available = before.is_some_and(takes_it_up);
            let known = live.visitors.get(&who.visitor_id).map_or(0, |visitor| visitor.conversations.len() as u32);
            let writes = VisitorWrites {
                visitor_id: who.visitor_id,
                visit_id,
                site_id: who.site_id,
                page: page.clone(),
                locale: who.locale,
                waiting_line: waiting_line(&live, &address, who.locale),
                message_id: MessageId(id.0),
                text,
                address,
                start_refused,
                reopen_minutes: live.sites.reopen_minutes,
                operator_available,
            };
            (known.max(1), ConversationCommand::VisitorWrites(Box::new(writes)))
        };
        // The live state may lag behind by a conversation; a closed one sends the message on to the next.
        for nth in known..known + SEARCH_MAX {
            let conversation_id = conversation_id_of(who.visitor_id, nth);
            match self.conversations.execute(conversation_id, meta.clone(), writes.clone()).await {
                Err(CommandError::Refused(Refusal::Closed)) => {}
                other if before.is_some() => return self.seen(live, other).await,
                other => return other,
            }
        }
        Err(CommandError::Unavailable("the visitor's conversations cannot be followed".to_owned()))
    }

    /// Records what the visitor answered to the site's form, before the conversation for which it was asked.
    async fn take_down(&self, who: &VisitorCaller, answered: Answered) -> Result<(), CommandError> {
        let Answered { name, email, phone, consent, .. } = answered;
        if let Some(text) = consent {
            self.visitors.execute(who.visitor_id, self.own(actor(who)), VisitorCommand::Consent { text }).await?;
        }
        if [&name, &email, &phone].into_iter().any(|value| !value.is_empty()) {
            let contacts = VisitorCommand::GiveContacts { name, email, phone };
            self.visitors.execute(who.visitor_id, self.own(actor(who)), contacts).await?;
        }
        Ok(())
    }

    /// A browser of the visitor holds the operator's messages up to this number.
    ///
    /// # Errors
    /// [`CommandError`].
    pub async fn visitor_delivered(
        &self,
        live: &LiveHandle,
        who: &VisitorCaller,
        id: CommandId,
        up_to: u32,
    ) -> Result<Done, CommandError> {
        let mark = ConversationCommand::MarkDelivered { to: Reader::Visitor, up_to };
        self.to_latest(live, who, CommandMeta::new(id, actor(who), &("delivered", up_to)), mark).await
    }

    /// The visitor had the operator's messages up to this number before his eyes.
    ///
    /// # Errors
    /// [`CommandError`].
    pub async fn visitor_read(
        &self,
        live: &LiveHandle,
        who: &VisitorCaller,
        id: CommandId,
        up_to: u32,
    ) -> Result<Done, CommandError> {
        let mark = ConversationCommand::MarkRead { by: Reader::Visitor, up_to };
        self.to_latest(live, who, CommandMeta::new(id, actor(who), &("read", up_to)), mark).await
    }

    /// The visitor ends the conversation.
    ///
    /// # Errors
    /// [`CommandError`].
    pub async fn visitor_closes(
        &self,
        live: &LiveHandle,
        who: &VisitorCaller,
        id: CommandId,
    ) -> Result<Done, CommandError> {
        let close = ConversationCommand::Close { by: Author::Visitor };
        self.to_latest(live, who, CommandMeta::new(id, actor(who), &"close"), close).await
    }

    /// The visitor judges his latest conversation (M7).
    ///
    /// # Errors
    /// [`CommandError`].
    pub async fn visitor_rates(
        &self,
        live: &LiveHandle,
        who: &VisitorCaller,
        id: CommandId,
        stars: u8,
        comment: String,
    ) -> Result<Done, CommandError> {
        let meta = CommandMeta::new(id, actor(who), &("rate", stars, &comment));
        self.to_latest(live, who, meta, ConversationCommand::Rate { stars, comment }).await
    }

    async fn to_latest(
        &self,
        live: &LiveHandle,
        who: &VisitorCaller,
        meta: CommandMeta,
        command: ConversationCommand,
    ) -> Result<Done, CommandError> {
        let latest = latest_conversation(&live.read(), who.visitor_id).ok_or(Refusal::NotStarted)?;
        self.conversations.execute(latest, meta, command).await
    }
}

fn actor(who: &VisitorCaller) -> Actor {
    Actor::Visitor { visitor_id: who.visitor_id }
}

/// What the site's form asks, if a conversation started now, against what the visitor answers and has told before (M5).
fn entry(live: &Live, who: &VisitorCaller, answers: Option<&FormAnswers>) -> Result<Answered, Refusal> {
    let Some(site) = live.sites.sites.get(&who.site_id) else { return Ok(Answered::default()) };
    let known = live.visitors.get(&who.visitor_id).map(VisitorLive::known).unwrap_or_default();
    let offered = live.departments_offered(&site.form);
    let nothing = FormAnswers::default();
    answered(&site.form, answers.unwrap_or(&nothing), known, &offered)
}

/// Whether a message of the visitor begins a conversation, and does not go on with his latest.
fn begins(live: &Live, visitor_id: VisitorId, now: DateTime<Utc>) -> bool {
    let latest = latest_conversation(live, visitor_id).and_then(|id| live.conversations.get(&id));
    let over = |at| !reopens(at, now, live.sites.reopen_minutes);
    latest.is_none_or(|latest| latest.head.closed_at.is_some_and(over))
}

/// Who had the visitor's latest conversation, if that has ended.
fn operator_of_ended(live: &Live, visitor_id: VisitorId) -> Option<OperatorId> {
    let ended = live.conversations.get(&latest_conversation(live, visitor_id)?)?;
    ended.head.operators.first().copied().filter(|_| ended.head.closed_at.is_some())
}

fn latest_conversation(live: &Live, visitor_id: VisitorId) -> Option<ConversationId> {
    live.visitors.get(&visitor_id)?.conversations.last().copied()
}

/// The configured line, or the catalogue's (S33); none while nobody is there to come, for it asks to wait a moment.
fn waiting_line(live: &Live, address: &Address, locale: Locale) -> String {
    let configured = match locale {
        Locale::Ru => &live.sites.waiting_line_ru,
        Locale::En => &live.sites.waiting_line_en,
    };
    match configured.as_str() {
        _ if !live.anybody_online(address) => String::new(),
        "" => texts::window(locale).get("waiting_line").to_owned(),
        own => own.to_owned(),
    }
}
