//! The commands of a visitor: everything concerns himself, so there is nothing to choose and nothing to forge.

use letopis_events::events::visit::VisitStarted;
use letopis_events::ids::{CommandId, ConversationId, MessageId, SiteId, TabId, VisitId, VisitorId};
use letopis_events::vocabulary::{Actor, Author, Locale, Page};
use letopis_shared::catalogue;
use letopis_shared::domain::conversation::{ConversationCommand, Reader, VisitorWrites};
use letopis_shared::domain::visit::VisitCommand;
use letopis_shared::domain::visitor::VisitorCommand;
use letopis_shared::views::live::Live;
use letopis_shared::wire::Refusal;

use super::{CommandError, CommandMeta, Commands, Done, conversation_id_of, visit_id_of};
use crate::projections::LiveHandle;

/// How many visits or conversations may have come and gone unseen before a command gives up.
const SEARCH_MAX: u32 = 64;

/// A visitor on a page of a site.
#[derive(Clone, Debug)]
pub struct VisitorCaller {
    pub visitor_id: VisitorId,
    pub site_id: SiteId,
    pub locale: Locale,
}

/// What a browser tells when it comes.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub tab_id: TabId,
    pub page: Page,
    pub referrer: String,
    pub user_agent: String,
    pub ip: Option<String>,
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
            let start = VisitStarted {
                visitor_id: who.visitor_id,
                site_id: who.site_id,
                page: arrival.page.clone(),
                tab_id: arrival.tab_id,
                referrer: arrival.referrer.clone(),
                user_agent: arrival.user_agent.clone(),
                locale: who.locale,
                ip: arrival.ip.clone(),
            };
            let done = self.visits.execute(id, self.own(actor), VisitCommand::Start(Box::new(start))).await?;
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
        id: CommandId,
        text: String,
    ) -> Result<Done, CommandError> {
        let meta = CommandMeta::new(id, Actor::Visitor { visitor_id: who.visitor_id }, &text);
        let (known, waiting_line) = {
            let live = live.read();
            let known = live.visitors.get(&who.visitor_id).map_or(0, |visitor| visitor.conversations.len() as u32);
            (known.max(1), waiting_line(&live, who.locale))
        };
        let writes = ConversationCommand::VisitorWrites(Box::new(VisitorWrites {
            visitor_id: who.visitor_id,
            visit_id,
            site_id: who.site_id,
            page: page.clone(),
            locale: who.locale,
            waiting_line,
            message_id: MessageId(id.0),
            text,
        }));
        // The live state may lag behind by a conversation; a closed one sends the message on to the next.
        for nth in known..known + SEARCH_MAX {
            let conversation_id = conversation_id_of(who.visitor_id, nth);
            match self.conversations.execute(conversation_id, meta.clone(), writes.clone()).await {
                Err(CommandError::Refused(Refusal::Closed)) => {}
                other => return other,
            }
        }
        Err(CommandError::Unavailable("the visitor's conversations cannot be followed".to_owned()))
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

fn latest_conversation(live: &Live, visitor_id: VisitorId) -> Option<ConversationId> {
    live.visitors.get(&visitor_id)?.conversations.last().copied()
}

/// The configured line, or the catalogue's (S33).
fn waiting_line(live: &Live, locale: Locale) -> String {
    let configured = match locale {
        Locale::Ru => &live.sites.waiting_line_ru,
        Locale::En => &live.sites.waiting_line_en,
    };
    if configured.is_empty() { catalogue!(locale; common).get("waiting_line").to_owned() } else { configured.clone() }
}
