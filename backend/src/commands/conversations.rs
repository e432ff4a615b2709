//! What operators do with conversations, where more than the conversation's own stream has a say: who sees it, who has
//! room for it, where it may be sent.

use letopis_events::ids::{CategoryId, ConversationId, MessageId, OperatorId, VisitorId};
use letopis_events::vocabulary::{Role, TransferTarget};
use letopis_shared::domain::conversation::{Address, ConversationCommand, VisitorWrites};
use letopis_shared::domain::text;
use letopis_shared::domain::visitor::{AddressRange, Ban, Breadth, VisitorCommand};
use letopis_shared::limits::MENTIONS_MAX;
use letopis_shared::views::live::Live;
use letopis_shared::views::people::Viewer;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::Command;

use super::visitor::SEARCH_MAX;
use super::{CommandError, CommandMeta, Commands, Done, conversation_id_of};
use crate::projections::LiveHandle;

/// The conversation that a command is about, if it is about one.
fn conversation_of(command: &Command) -> Option<ConversationId> {
    match command {
        Command::TakeConversation { conversation_id }
        | Command::TakeOverConversation { conversation_id, .. }
        | Command::HoldConversation { conversation_id }
        | Command::EndHold { conversation_id }
        | Command::UndoClose { conversation_id }
        | Command::SendMessage { conversation_id, .. }
        | Command::MarkDelivered { conversation_id, .. }
        | Command::MarkRead { conversation_id, .. }
        | Command::CloseConversation { conversation_id }
        | Command::TransferConversation { conversation_id, .. }
        | Command::GiveCategory { conversation_id, .. }
        | Command::MarkMentionSeen { conversation_id }
        | Command::WriteNote { conversation_id, .. } => Some(*conversation_id),
        _ => None,
    }
}

impl Commands {
    /// Whether the conversation that a command is about is one that this operator may see. Hidden and missing are
    /// answered alike.
    pub(super) async fn in_sight(&self, live: &LiveHandle, viewer: Viewer, command: &Command) -> Result<(), Refusal> {
        let Some(id) = conversation_of(command) else { return Ok(()) };
        if live.read().sees(viewer, id) {
            return Ok(());
        }
        // What was just recorded may not be seen yet.
        live.reached(self.conversations.head()).await;
        if live.read().sees(viewer, id) { Ok(()) } else { Err(Refusal::NotFound) }
    }

    pub(super) async fn take(
        &self,
        live: &LiveHandle,
        me: OperatorId,
        meta: CommandMeta,
        id: ConversationId,
    ) -> Result<Done, CommandError> {
        let _held = self.loads.hold(me).await;
        let taken = self.conversations.execute(id, meta, ConversationCommand::Take { operator_id: me }).await;
        self.seen(live, taken.map_err(|error| name_the_winner(live, error))).await
    }

    /// By hand, as taking is: the limit of what the server gives does not count.
    pub(super) async fn take_over(
        &self,
        live: &LiveHandle,
        me: OperatorId,
        meta: CommandMeta,
        id: ConversationId,
        from: OperatorId,
    ) -> Result<Done, CommandError> {
        let _held = self.loads.hold(me).await;
        let take = ConversationCommand::TakeOver { by: me, from };
        let taken = self.conversations.execute(id, meta, take).await;
        self.seen(live, taken.map_err(|error| name_the_winner(live, error))).await
    }

    pub(super) async fn undo_close(
        &self,
        live: &LiveHandle,
        me: OperatorId,
        meta: CommandMeta,
        id: ConversationId,
    ) -> Result<Done, CommandError> {
        let _held = self.loads.hold(me).await;
        let (allowed, reopen_minutes) = {
            let live = live.read();
            (may_go_on(&live, id, self.now()), live.sites.reopen_minutes)
        };
        if let Err(refusal) = allowed {
            return self.conversations.known(&meta)?.ok_or(refusal.into());
        }
        let undo = ConversationCommand::UndoClose { by: me, reopen_minutes };
        self.seen(live, self.conversations.execute(id, meta, undo).await).await
    }

    pub(super) async fn transfer(
        &self,
        live: &LiveHandle,
        me: OperatorId,
        meta: CommandMeta,
        id: ConversationId,
        target: TransferTarget,
        comment: String,
    ) -> Result<Done, CommandError> {
        let _held = match &target {
            TransferTarget::Operator { operator_id } => Some(self.loads.hold(*operator_id).await),
            _ => None,
        };
        let target = match is_there(&live.read(), me, target) {
            Ok(target) => target,
            Err(refusal) => return self.conversations.known(&meta)?.ok_or(refusal.into()),
        };
        let keeps_language = keeps_language(&live.read(), id, &target);
        let transfer = ConversationCommand::Transfer { by: me, target, comment, keeps_language };
        self.seen(live, self.conversations.execute(id, meta, transfer).await).await
    }

    pub(super) async fn give_category(
        &self,
        live: &LiveHandle,
        me: OperatorId,
        meta: CommandMeta,
        id: ConversationId,
        category_id: Option<CategoryId>,
    ) -> Result<Done, CommandError> {
        let in_use = |id: CategoryId| live.read().sites.categories.get(&id).is_some_and(|category| !category.archived);
        if category_id.is_some_and(|id| !in_use(id)) {
            return self.conversations.known(&meta)?.ok_or(Refusal::Archived.into());
        }
        self.conversations.execute(id, meta, ConversationCommand::GiveCategory { by: me, category_id }).await
    }

    pub(super) async fn write_note(
        &self,
        live: &LiveHandle,
        me: OperatorId,
        meta: CommandMeta,
        id: ConversationId,
        text: String,
        mentions: Vec<OperatorId>,
    ) -> Result<Done, CommandError> {
        if let Err(refusal) = may_call(&live.read(), id, &mentions) {
            return self.conversations.known(&meta)?.ok_or(refusal.into());
        }
        let write = ConversationCommand::WriteNote { by: me, note_id: MessageId(meta.id.0), text, mentions };
        self.conversations.execute(id, meta, write).await
    }

    /// An operator writes first to somebody who is on the site (M10).
    pub(super) async fn start_conversation(
        &self,
        live: &LiveHandle,
        viewer: Viewer,
        meta: CommandMeta,
        visitor_id: VisitorId,
        text: String,
    ) -> Result<Done, CommandError> {
        let me = viewer.operator_id;
        let _held = self.loads.hold(me).await;
        let writes = first_words(&live.read(), viewer, visitor_id, self.now(), MessageId(meta.id.0), text);
        let (writes, known) = match writes {
            Ok(found) => found,
            Err(refusal) => return self.conversations.known(&meta)?.ok_or(refusal.into()),
        };
        for nth in known..known + SEARCH_MAX {
            let initiate = ConversationCommand::Initiate { by: me, writes: Box::new(writes.clone()) };
            let id = conversation_id_of(visitor_id, nth);
            match self.conversations.execute(id, meta.clone(), initiate).await {
                Err(CommandError::Refused(Refusal::Closed)) => {}
                other => return self.seen(live, other).await,
            }
        }
        Err(CommandError::Unavailable("the visitor's conversations cannot be followed".to_owned()))
    }

    /// The visitor can no longer reach operators; what is open with him ends by itself.
    pub(super) async fn ban(
        &self,
        live: &LiveHandle,
        viewer: Viewer,
        meta: CommandMeta,
        visitor_id: VisitorId,
        addresses: Option<Breadth>,
        ban: Ban,
    ) -> Result<Done, CommandError> {
        let allowed = may_ban(&live.read(), viewer, visitor_id);
        if let Err(refusal) = allowed {
            return self.visitors.known(&meta)?.ok_or(refusal.into());
        }
        let around = addresses.zip(live.read().ip_of(visitor_id));
        let ip = around.map(|(breadth, ip)| AddressRange::around(ip, breadth).to_string());
        let ban = Ban { ip, ..ban };
        self.visitors.execute(visitor_id, meta, VisitorCommand::Ban { ban }).await
    }

    /// Waits until everybody can see what was done: whoever looks at loads next must find it.
    pub(crate) async fn seen(&self, live: &LiveHandle, done: Result<Done, CommandError>) -> Result<Done, CommandError> {
        if let Ok(done) = &done {
            live.reached(done.position).await;
        }
        done
    }
}

/// Whoever was second is told the name of the first (S20).
fn name_the_winner(live: &LiveHandle, error: CommandError) -> CommandError {
    match error {
        CommandError::Refused(Refusal::AlreadyTaken { by, .. }) => {
            let name = live.read().operators.get(&by).map(|operator| operator.name.clone()).unwrap_or_default();
            Refusal::AlreadyTaken { by, name }.into()
        }
        other => other,
    }
}

/// Whether somebody is where a conversation is sent (S83–S85).
fn is_there(live: &Live, me: OperatorId, target: TransferTarget) -> Result<TransferTarget, Refusal> {
    match target {
        TransferTarget::Operator { operator_id } => {
            let operator = live.operators.get(&operator_id).ok_or(Refusal::NotFound)?;
            // To oneself is refused by the rules, with a better reason.
            if operator_id != me && !operator.is_routable() {
                return Err(Refusal::TargetOffline);
            }
            Ok(target)
        }
        TransferTarget::Department { department_id } => {
            let department = live.sites.departments.get(&department_id).ok_or(Refusal::NotFound)?;
            if department.archived {
                return Err(Refusal::Archived);
            }
            let address = Address { department_id: Some(department_id), language: None };
            if live.anybody_online(&address) { Ok(target) } else { Err(Refusal::NobodyThere) }
        }
        TransferTarget::Language { language } => {
            let language = text::language(&language.0)?;
            let address = Address { department_id: None, language: Some(language.clone()) };
            if !live.speaks(&language) || !live.anybody_online(&address) {
                return Err(Refusal::NobodyThere);
            }
            Ok(TransferTarget::Language { language })
        }
        TransferTarget::CommonQueue => Ok(target),
    }
}

/// Whether the language that a conversation waits for is spoken where it is sent: otherwise nobody of them would see it.
fn keeps_language(live: &Live, id: ConversationId, target: &TransferTarget) -> bool {
    let TransferTarget::Department { department_id } = target else { return false };
    let language = live.conversations.get(&id).and_then(|conversation| conversation.address().language);
    language.is_some() && live.anybody_online(&Address { department_id: Some(*department_id), language })
}

/// Whether everybody whom a note calls sees the conversation now: it must not reach anybody else.
fn may_call(live: &Live, id: ConversationId, mentions: &[OperatorId]) -> Result<(), Refusal> {
    if mentions.len() > MENTIONS_MAX {
        return Err(Refusal::TooMany { max: MENTIONS_MAX as u32 });
    }
    for whom in mentions {
        let operator = live.operators.get(whom).ok_or(Refusal::NotFound)?;
        if operator.disabled {
            return Err(Refusal::Disabled);
        }
        if !live.sees(Viewer { operator_id: *whom, role: operator.role }, id) {
            return Err(Refusal::MentionUnseen { name: operator.name.clone() });
        }
    }
    Ok(())
}

/// Whether nothing keeps a closed conversation from being opened again: another one, or a ban.
fn may_go_on(live: &Live, id: ConversationId, now: chrono::DateTime<chrono::Utc>) -> Result<(), Refusal> {
    let conversation = live.conversations.get(&id).ok_or(Refusal::NotFound)?;
    let visitor_id = conversation.head.visitor_id;
    let visitor = live.visitors.get(&visitor_id).ok_or(Refusal::NotFound)?;
    if visitor.open.is_some_and(|open| open != id) {
        return Err(Refusal::InConversation);
    }
    let ip = visitor.visit.as_ref().and_then(|visit| visit.facts.ip.as_deref());
    if live.is_banned(visitor_id, ip, now) { Err(Refusal::Banned) } else { Ok(()) }
}

/// Whoever talks with somebody, or looks after those who do, may ban him.
fn may_ban(live: &Live, viewer: Viewer, visitor_id: VisitorId) -> Result<(), Refusal> {
    let visitor = live.visitors.get(&visitor_id);
    let has_talked = visitor.and_then(|visitor| live.conversations.get(visitor.conversations.last()?));
    let talks = has_talked.is_some_and(|one| one.head.audience().holders.contains(&viewer.operator_id));
    match viewer.role {
        Role::Supervisor | Role::Admin => visitor.map(|_| ()).ok_or(Refusal::NotFound),
        _ if talks => Ok(()),
        // Whether there is anybody is not told either (S25).
        _ => Err(Refusal::NotJoined),
    }
}

/// The first message to somebody who is on the site, and how many conversations he had.
fn first_words(
    live: &Live,
    viewer: Viewer,
    visitor_id: VisitorId,
    now: chrono::DateTime<chrono::Utc>,
    message_id: MessageId,
    text: String,
) -> Result<(VisitorWrites, u32), Refusal> {
    let visitor = live.visitors.get(&visitor_id).ok_or(Refusal::NotFound)?;
    let visit = visitor.visit.as_ref().filter(|_| visitor.on_site()).ok_or(Refusal::LeftSite)?;
    if let Some(open) = visitor.open {
        // That others talk with him is not told to whom it is hidden from: he is on the board no more (S25).
        return Err(if live.sees(viewer, open) { Refusal::InConversation } else { Refusal::LeftSite });
    }
    if live.is_banned(visitor_id, visit.facts.ip.as_deref(), now) {
        return Err(Refusal::Banned);
    }
    let writes = VisitorWrites {
        visitor_id,
        visit_id: visit.facts.id,
        site_id: visitor.site_id,
        page: visit.page.clone(),
        locale: visit.locale,
        waiting_line: String::new(),
        message_id,
        text,
        address: Address::default(),
        start_refused: None,
        reopen_minutes: live.sites.reopen_minutes,
        operator_available: true,
    };
    Ok((writes, (visitor.conversations.len() as u32).max(1)))
}
