//! A visitor's tab, as far as the server can tell.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::Location;

use letopis_events::ids::{CommandId, SiteId, TabId, VisitorId};
use letopis_events::vocabulary::Page;
use letopis_shared::views::View;
use letopis_shared::views::chat::Chat;
use letopis_shared::wire::visitor::{ClientFrame, FormAnswers, ServerFrame, SiteFace};
use letopis_shared::wire::{ErrorCode, PROTOCOL, Resume};
use tokio_tungstenite::tungstenite::http::{StatusCode, header};
use uuid::Uuid;

use crate::socket::decode;
use crate::{Answer, FORWARDED_FOR, Received, Socket, Upgrade, new_id};

/// What a tab says of itself when it comes.
#[derive(Clone, Debug)]
pub struct Tab {
    pub site_id: SiteId,
    /// Of the page that carries the widget.
    pub origin: String,
    /// The identity from an earlier welcome.
    pub token: Option<String>,
    pub tab_id: TabId,
    pub page: Page,
    pub languages: Vec<String>,
    pub user_agent: String,
    /// What the browser itself prefers.
    pub accept_language: Option<String>,
    /// The address that a proxy tells of.
    pub ip: Option<String>,
}

impl Tab {
    /// The front page of a site in a new tab of a new visitor.
    pub fn new(site_id: SiteId, origin: &str) -> Self {
        Self {
            site_id,
            origin: origin.to_owned(),
            token: None,
            tab_id: new_id(),
            page: Page { url: format!("{origin}/"), title: "Front page".to_owned() },
            languages: vec!["en".to_owned()],
            user_agent: "letopis-testing".to_owned(),
            accept_language: None,
            ip: None,
        }
    }

    /// The hello of this tab.
    pub fn hello(&self, resume: Option<Resume>) -> ClientFrame {
        ClientFrame::Hello {
            protocol: PROTOCOL,
            site_id: self.site_id,
            token: self.token.clone(),
            tab_id: self.tab_id,
            page: self.page.clone(),
            referrer: String::new(),
            languages: self.languages.clone(),
            resume,
        }
    }
}

/// A socket of a visitor with everything it has told.
pub struct VisitorClient {
    address: SocketAddr,
    pub tab: Tab,
    pub socket: Socket,
    pub chat: Chat,
    pub site: Option<SiteFace>,
    /// Names of operators who typed, in the order in which they did.
    pub typing: Vec<String>,
    pub bye: Option<(Option<ErrorCode>, u32)>,
    /// The code of the close; the outer `None` while the socket is open.
    pub closed: Option<Option<u16>>,
    pub log_id: Uuid,
    /// Snapshots received.
    pub snapshots: usize,
    visitor_id: Option<VisitorId>,
    /// Up to which position the window is true.
    position: Option<u64>,
    pongs: u64,
    pings: u64,
    answers: HashMap<CommandId, Answer>,
}

impl VisitorClient {
    /// Comes to the site; waits for the welcome and for the window.
    ///
    /// # Panics
    /// When the tab is not welcome.
    pub async fn connect(address: SocketAddr, tab: Tab) -> Self {
        let mut client = Self::open(address, tab, None).await.expect("the upgrade is granted");
        client.until("the window", |client| client.position.is_some()).await;
        client
    }

    /// Connects and says hello, whatever comes of it.
    ///
    /// # Errors
    /// The status with which the upgrade was refused.
    pub async fn open(address: SocketAddr, tab: Tab, resume: Option<Resume>) -> Result<Self, StatusCode> {
        let upgrade = Upgrade { address, path: "/ws/visitor", origin: Some(&tab.origin), receive_bytes: None };
        let mut said = vec![(header::USER_AGENT, tab.user_agent.as_str())];
        said.extend(tab.accept_language.as_deref().map(|languages| (header::ACCEPT_LANGUAGE, languages)));
        said.extend(tab.ip.as_deref().map(|ip| (FORWARDED_FOR, ip)));
        let mut socket = Socket::open_as(upgrade, &said).await?;
        socket.send(&tab.hello(resume)).await;
        Ok(Self::over(address, tab, socket))
    }

    /// A client over a socket on which nothing was received yet.
    pub fn over(address: SocketAddr, tab: Tab, socket: Socket) -> Self {
        Self {
            address,
            tab,
            socket,
            chat: Chat::default(),
            site: None,
            typing: Vec::new(),
            bye: None,
            closed: None,
            log_id: Uuid::nil(),
            snapshots: 0,
            visitor_id: None,
            position: None,
            pongs: 0,
            pings: 0,
            answers: HashMap::new(),
        }
    }

    /// Who the server says this is.
    ///
    /// # Panics
    /// Before the welcome.
    pub fn id(&self) -> VisitorId {
        self.visitor_id.expect("the visitor was welcomed")
    }

    /// Whether the window was shown.
    pub fn settled(&self) -> bool {
        self.position.is_some()
    }

    /// Another tab of the same visitor on the same page.
    pub fn another_tab(&self) -> Tab {
        Tab { tab_id: new_id(), ..self.tab.clone() }
    }

    /// Reads frames until something is true.
    ///
    /// # Panics
    /// When it does not become true in time, or the socket ends before.
    #[track_caller]
    pub fn until<'a>(
        &'a mut self,
        what: &'a str,
        mut is: impl FnMut(&Self) -> bool + 'a,
    ) -> impl Future<Output = ()> + 'a {
        let from = Location::caller();
        async move {
            while !is(self) {
                if let Some(code) = self.closed {
                    panic!("{from}: the socket ended ({code:?}, {:?}) while it waited for {what}", self.bye);
                }
                assert!(self.try_take().await.is_some(), "{from}: waited in vain for {what}");
            }
        }
    }

    async fn try_take(&mut self) -> Option<()> {
        match self.socket.try_receive().await? {
            Received::Text(text) => self.hear(decode(&text)),
            Received::Closed(code) => self.closed = Some(code),
        }
        Some(())
    }

    /// Takes in a frame that was received from [`Self::socket`].
    pub fn hear(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::Welcome { log_id, visitor_id, token, site, .. } => {
                self.log_id = log_id;
                self.visitor_id = Some(visitor_id);
                self.tab.token = Some(token);
                self.site = Some(site);
            }
            ServerFrame::Snapshot { position, view } => {
                self.snapshots += 1;
                self.chat = view;
                self.position = Some(position);
            }
            ServerFrame::Patch { position, patches } => {
                patches.iter().for_each(|patch| self.chat.apply(patch));
                self.position = self.position.max(Some(position));
            }
            ServerFrame::Accepted { id, position } => self.answered(id, Answer::Accepted(position)),
            ServerFrame::Refused { id, refusal } => self.answered(id, Answer::Refused(refusal)),
            ServerFrame::Failed { id, error } => self.answered(id, Answer::Failed(error)),
            ServerFrame::Typing { name } => self.typing.push(name),
            ServerFrame::Pong { position } => {
                self.pongs += 1;
                self.position = self.position.max(Some(position));
            }
            ServerFrame::Bye { error, retry_after_millis } => self.bye = Some((error, retry_after_millis)),
        }
    }

    fn answered(&mut self, id: CommandId, answer: Answer) {
        self.answers.insert(id, answer);
    }

    /// Writes a message under a new id.
    #[track_caller]
    pub fn send(&mut self, text: &str) -> impl Future<Output = Answer> {
        let id = new_id();
        self.give(id, ClientFrame::Send { id, text: text.to_owned(), form: None })
    }

    /// Writes a message under an id.
    #[track_caller]
    pub fn send_as(&mut self, id: CommandId, text: &str) -> impl Future<Output = Answer> {
        self.give(id, ClientFrame::Send { id, text: text.to_owned(), form: None })
    }

    /// Writes a message with the answers to the site's form.
    #[track_caller]
    pub fn send_with(&mut self, form: FormAnswers, text: &str) -> impl Future<Output = Answer> {
        self.send_with_as(new_id(), form, text)
    }

    /// The same under an id.
    #[track_caller]
    pub fn send_with_as(&mut self, id: CommandId, form: FormAnswers, text: &str) -> impl Future<Output = Answer> {
        self.give(id, ClientFrame::Send { id, text: text.to_owned(), form: Some(Box::new(form)) })
    }

    /// Says that the messages up to a number are in this browser.
    #[track_caller]
    pub fn delivered(&mut self, up_to: u32) -> impl Future<Output = Answer> {
        let id = new_id();
        self.give(id, ClientFrame::Delivered { id, up_to })
    }

    /// Says that the messages up to a number have been read.
    #[track_caller]
    pub fn read(&mut self, up_to: u32) -> impl Future<Output = Answer> {
        let id = new_id();
        self.give(id, ClientFrame::Read { id, up_to })
    }

    /// Ends the conversation.
    #[track_caller]
    pub fn close(&mut self) -> impl Future<Output = Answer> {
        let id = new_id();
        self.give(id, ClientFrame::Close { id })
    }

    /// Judges the conversation.
    #[track_caller]
    pub fn rate(&mut self, stars: u8, comment: &str) -> impl Future<Output = Answer> {
        let id = new_id();
        self.give(id, ClientFrame::Rate { id, stars, comment: comment.to_owned() })
    }

    #[track_caller]
    fn give(&mut self, id: CommandId, frame: ClientFrame) -> impl Future<Output = Answer> {
        let from = Location::caller();
        async move {
            self.answers.remove(&id);
            self.socket.send(&frame).await;
            while !self.answers.contains_key(&id) {
                if let Some(code) = self.closed {
                    panic!("{from}: the socket ended ({code:?}, {:?}) instead of an answer", self.bye);
                }
                assert!(self.try_take().await.is_some(), "{from}: the command was not answered in time");
            }
            self.answers[&id].clone()
        }
    }

    /// The answer to a command, if it came.
    pub fn answer(&self, id: CommandId) -> Option<&Answer> {
        self.answers.get(&id)
    }

    /// Opens another page in this tab, without a reload.
    pub async fn navigate(&mut self, page: Page) {
        self.tab.page = page.clone();
        self.socket.send(&ClientFrame::Navigated { page }).await;
    }

    /// Types in the window.
    pub async fn type_something(&mut self) {
        self.socket.send(&ClientFrame::Typing).await;
    }

    /// Asks for a heartbeat and waits for it: everything that was pushed before has then been taken in. Tells up to
    /// which position.
    #[track_caller]
    pub fn settle(&mut self) -> impl Future<Output = u64> {
        let from = Location::caller();
        async move {
            self.pings += 1;
            self.socket.send(&ClientFrame::Ping).await;
            while self.pongs < self.pings {
                if let Some(code) = self.closed {
                    panic!("{from}: the socket ended ({code:?}, {:?}) instead of a pong", self.bye);
                }
                assert!(self.try_take().await.is_some(), "{from}: the ping was not answered in time");
            }
            self.position.unwrap_or(0)
        }
    }

    /// Settles until everything up to a position has been taken in.
    #[track_caller]
    pub fn catch_up(&mut self, position: u64) -> impl Future<Output = ()> {
        let from = Location::caller();
        async move {
            let started = std::time::Instant::now();
            while self.settle().await < position {
                assert!(started.elapsed() < crate::PATIENCE, "{from}: position {position} was not reached in time");
            }
        }
    }

    /// Waits for the end of the socket; tells why the server ended it.
    #[track_caller]
    pub fn ended(&mut self) -> impl Future<Output = Option<ErrorCode>> {
        let from = Location::caller();
        async move {
            while self.closed.is_none() {
                assert!(self.try_take().await.is_some(), "{from}: the socket did not end in time");
            }
            self.bye.and_then(|(error, _)| error)
        }
    }

    /// From where the window may go on.
    pub fn resume(&self) -> Option<Resume> {
        self.position.map(|position| Resume { log_id: self.log_id, position })
    }

    /// A new socket in the place of the old one, the window gone on with.
    pub async fn reconnect(&mut self) {
        self.reconnect_to(self.address).await;
    }

    /// Goes on with another server.
    pub async fn reconnect_to(&mut self, address: SocketAddr) {
        let next = Self::open(address, self.tab.clone(), self.resume()).await.expect("the upgrade is granted");
        self.address = address;
        self.socket = next.socket;
        (self.closed, self.bye, self.snapshots) = (None, None, 0);
        (self.pings, self.pongs) = (0, 0);
        self.settle().await;
    }
}
