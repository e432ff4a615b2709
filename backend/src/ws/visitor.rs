//! The socket of a visitor's page, `GET /ws/visitor`.

use std::net::IpAddr;
use std::time::Instant;

use actix_web::http::header::{self, AcceptLanguage, Header, Preference};
use actix_web::{HttpRequest, HttpResponse, web};
use letopis_events::ids::{CommandId, SiteId, TabId, VisitId};
use letopis_events::vocabulary::{Actor, Language, Locale, Names, Page};
use letopis_shared::domain::text;
use letopis_shared::domain::visit::VisitCommand;
use letopis_shared::limits::{LANGUAGES_PREFERRED_MAX, VISITOR_FRAME_BYTES_MAX};
use letopis_shared::views::sites::SiteRow;
use letopis_shared::wire::visitor::{ClientFrame, ServerFrame, SiteFace};
use letopis_shared::wire::{ErrorCode, PROTOCOL, Refusal, Resume};

use super::origin::origin_of;
use super::socket::{self, Peer, parse, send};
use crate::app::App;
use crate::commands::visitor::{Arrival, VisitorCaller, Written};
use crate::commands::{CommandError, Done};
use crate::doors::network;
use crate::http::client_address;
use crate::subscriptions::{Cut, Message, Outbox, SocketId};
use crate::texts;

/// Browsers name a handful of languages; whoever writes more is none.
const ACCEPT_LANGUAGE_BYTES_MAX: usize = 1_000;

/// Upgrades, if there is room. Which pages may speak for a site is asked with the hello, which names the site.
///
/// # Errors
/// When the request is no upgrade.
pub async fn visitor_socket(
    request: HttpRequest,
    body: web::Payload,
    app: web::Data<App>,
) -> actix_web::Result<HttpResponse> {
    let Some(origin) = origin_of(&request).map(str::to_owned) else { return Ok(HttpResponse::Forbidden().finish()) };
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let user_agent = text::fact(user_agent.unwrap_or_default());
    let likes = liked_languages(&request);
    let address = client_address(&request, app.config.proxies);
    let app = app.into_inner();
    let ip = address.map(|address| address.to_string());
    let peer = |outbox| VisitorPeer {
        app: app.clone(),
        origin,
        user_agent,
        likes,
        address,
        ip,
        greeted: None,
        done: 0,
        outbox,
    };
    socket::open(&request, body, &app, VISITOR_FRAME_BYTES_MAX, peer)
}

struct VisitorPeer {
    app: std::sync::Arc<App>,
    origin: String,
    user_agent: String,
    /// What the browser prefers, the first one most, whatever the page is written in.
    likes: Vec<Language>,
    address: Option<IpAddr>,
    /// The same, as it is recorded.
    ip: Option<String>,
    greeted: Option<Greeted>,
    /// Position of the last command carried out: the next one is about what it left.
    done: u64,
    outbox: Outbox,
}

/// What is known after the hello.
struct Greeted {
    id: SocketId,
    who: VisitorCaller,
    visit_id: VisitId,
    tab_id: TabId,
    page: Page,
}

/// A hello, without its protocol number.
struct Hello {
    site_id: SiteId,
    token: Option<String>,
    tab_id: TabId,
    page: Page,
    referrer: String,
    languages: Vec<String>,
    resume: Option<Resume>,
}

impl Peer for VisitorPeer {
    async fn hear(&mut self, frame: &str) -> Result<(), ErrorCode> {
        let frame = parse(frame)?;
        let Some(greeted) = &mut self.greeted else {
            return match frame {
                ClientFrame::Hello { protocol, .. } if protocol != PROTOCOL => Err(ErrorCode::Protocol),
                ClientFrame::Hello { site_id, token, tab_id, page, referrer, languages, resume, .. } => {
                    self.greet(Hello { site_id, token, tab_id, page, referrer, languages, resume }).await
                }
                _ => Err(ErrorCode::BadFrame),
            };
        };
        let (commands, live, hub) = (&self.app.commands, &self.app.live, &self.app.hub);
        let socket = greeted.id;
        live.reached(self.done).await;
        match frame {
            ClientFrame::Hello { .. } => return Err(ErrorCode::BadFrame),
            ClientFrame::Navigated { page } => return self.navigate(page).await,
            ClientFrame::Send { id, text, form } => {
                let Greeted { who, visit_id, page, .. } = greeted;
                if !self.app.doors.messages.take(who.visitor_id, Instant::now()) {
                    send(&self.outbox, &ServerFrame::Failed { id, error: ErrorCode::TooFast });
                    return Ok(());
                }
                let done = commands
                    .visitor_writes(live, who, *visit_id, page, Written { id, text, form: form.as_deref() })
                    .await;
                self.answer(id, done);
            }
            ClientFrame::Delivered { id, up_to } => {
                let done = commands.visitor_delivered(live, &greeted.who, id, up_to).await;
                self.answer(id, done);
            }
            ClientFrame::Read { id, up_to } => {
                let done = commands.visitor_read(live, &greeted.who, id, up_to).await;
                self.answer(id, done);
            }
            ClientFrame::Close { id } => {
                let done = commands.visitor_closes(live, &greeted.who, id).await;
                self.answer(id, done);
            }
            ClientFrame::Rate { id, stars, comment } => {
                let done = commands.visitor_rates(live, &greeted.who, id, stars, comment).await;
                self.answer(id, done);
            }
            ClientFrame::Typing => hub.tell(Message::VisitorTyping { socket }).await,
            ClientFrame::Ping => hub.tell(Message::Ping { socket }).await,
        }
        Ok(())
    }

    fn greeted(&self) -> bool {
        self.greeted.is_some()
    }

    fn bye(cut: Cut) -> String {
        let frame = ServerFrame::Bye { error: cut.error, retry_after_millis: cut.retry_after_millis };
        serde_json::to_string(&frame).unwrap_or_default()
    }

    async fn leave(&mut self) {
        if let Some(greeted) = &self.greeted {
            self.app.hub.tell(Message::Left { socket: greeted.id }).await;
        }
    }
}

impl VisitorPeer {
    async fn greet(&mut self, hello: Hello) -> Result<(), ErrorCode> {
        let site = {
            let live = self.app.live.read();
            let site = live.sites.site_in_use(hello.site_id).ok_or(ErrorCode::Forbidden)?;
            if !text::origin_allowed(&self.origin, &site.allowed_domains) {
                return Err(ErrorCode::Forbidden);
            }
            site.clone()
        };
        let page = self.own_page(&hello.page)?;
        let locale = Locale::spoken(hello.languages.iter().take(20).map(String::as_str)).unwrap_or(site.locale);
        let known = hello.token.and_then(|token| self.app.auth.verify_visitor_token(&token, hello.site_id));
        if let Some(visitor_id) = known
            && !self.app.hub.has_room(visitor_id).await
        {
            return Err(ErrorCode::TooFast);
        }
        if known.is_none()
            && let Some(address) = self.address
            && !self.app.doors.arrivals.take(network(address), Instant::now())
        {
            return Err(ErrorCode::TooFast);
        }
        let visitor_id = known.unwrap_or_else(|| self.app.commands.new_id());
        let of_page = hello.languages.iter().take(LANGUAGES_PREFERRED_MAX).map(String::as_str);
        let languages = each_once(of_page.filter_map(known_language).chain(self.likes.iter().cloned()));
        let who = VisitorCaller { visitor_id, site_id: hello.site_id, locale, languages, ip: self.ip.clone() };
        if self.app.live.read().is_banned(visitor_id, self.ip.as_deref(), self.app.clock.now()) {
            self.outbox.cut(Cut::BANNED);
            return Err(ErrorCode::Forbidden);
        }
        let arrival = self.arrival(hello.tab_id, page.clone(), hello.referrer).await;
        let (visit_id, done) = self.arrive(&who, &arrival).await?;
        // What the visitor is shown must hold his own arrival.
        self.app.live.reached(done.position).await;
        send(
            &self.outbox,
            &ServerFrame::Welcome {
                log_id: self.app.log.log_id(),
                position: self.app.live.read().position,
                now: self.app.clock.now(),
                heartbeat_seconds: self.app.config.limits.heartbeat_seconds,
                visitor_id,
                token: self.app.auth.visitor_token(visitor_id, hello.site_id),
                site: face_of(site, locale),
            },
        );
        let id = self.app.hub.next_socket();
        let joined = Message::VisitorJoined {
            socket: id,
            visitor_id,
            visit_id,
            site_id: hello.site_id,
            ip: self.ip.clone(),
            tab_id: hello.tab_id,
            page: page.clone(),
            languages: who.languages.clone(),
            resume: hello.resume,
            outbox: self.outbox.clone(),
        };
        self.greeted = Some(Greeted { id, who, visit_id, tab_id: hello.tab_id, page });
        self.app.hub.tell(joined).await;
        Ok(())
    }

    /// The page that a frame names, if it is one of where the frame comes from.
    fn own_page(&self, page: &Page) -> Result<Page, ErrorCode> {
        text::page(page).filter(|page| text::is_of_origin(&page.url, &self.origin)).ok_or(ErrorCode::BadFrame)
    }

    async fn navigate(&mut self, page: Page) -> Result<(), ErrorCode> {
        let Some(greeted) = &self.greeted else { return Err(ErrorCode::BadFrame) };
        let page = self.own_page(&page)?;
        let (id, tab_id, mut visit_id) = (greeted.id, greeted.tab_id, greeted.visit_id);
        let meta = self.app.commands.own(Actor::Visitor { visitor_id: greeted.who.visitor_id });
        let view = VisitCommand::ViewPage { tab_id, page: page.clone() };
        match self.app.commands.visits.execute(visit_id, meta, view).await {
            Ok(_) => {}
            // The visit ended while this tab was cut off: a new one starts.
            Err(CommandError::Refused(Refusal::Closed)) => {
                let arrival = self.arrival(tab_id, page.clone(), String::new()).await;
                visit_id = self.arrive(&greeted.who.clone(), &arrival).await?.0;
            }
            // The window is worth more than a page in the log: it stays, and operators see the page while it is open.
            Err(CommandError::Unavailable(error)) => {
                tracing::warn!(visit.id = %visit_id, %error, "a page was not recorded");
            }
            Err(error) => return Err(error.code()),
        }
        if let Some(greeted) = &mut self.greeted {
            greeted.page = page.clone();
            greeted.visit_id = visit_id;
        }
        self.app.hub.tell(Message::Navigated { socket: id, visit_id, page }).await;
        Ok(())
    }

    async fn arrival(&self, tab_id: TabId, page: Page, referrer: String) -> Arrival {
        let known = self.app.facts.of(&self.user_agent, self.ip.as_deref()).await;
        let (user_agent, language, ip) = (self.user_agent.clone(), self.likes.first().cloned(), self.ip.clone());
        Arrival { tab_id, page, referrer, user_agent, language, ip, known }
    }

    async fn arrive(&self, who: &VisitorCaller, arrival: &Arrival) -> Result<(VisitId, Done), ErrorCode> {
        self.app.commands.arrive(&self.app.live, who, arrival).await.map_err(|error| {
            tracing::warn!(visitor.id = %who.visitor_id, %error, "a visitor could not be received");
            error.code()
        })
    }

    fn answer(&mut self, id: CommandId, done: Result<Done, CommandError>) {
        let frame = match done {
            Ok(done) => {
                self.done = self.done.max(done.position);
                ServerFrame::Accepted { id, position: done.position }
            }
            Err(CommandError::Refused(refusal)) => ServerFrame::Refused { id, refusal },
            Err(error) => {
                tracing::warn!(command.id = %id, %error, "a visitor's command was not recorded");
                ServerFrame::Failed { id, error: error.code() }
            }
        };
        send(&self.outbox, &frame);
    }
}

/// The languages that a browser likes, the first one most; none where it says nothing, or nonsense.
fn liked_languages(request: &HttpRequest) -> Vec<Language> {
    let said = request.headers().get(header::ACCEPT_LANGUAGE);
    if said.is_none_or(|said| said.len() > ACCEPT_LANGUAGE_BYTES_MAX) {
        return Vec::new();
    }
    let ranked = AcceptLanguage::parse(request).map(|said| said.ranked()).unwrap_or_default();
    each_once(ranked.iter().filter_map(|one| match one {
        Preference::Specific(tag) => known_language(tag.primary_language()),
        Preference::Any => None,
    }))
}

/// The language of a tag, without its region.
fn known_language(tag: &str) -> Option<Language> {
    text::language(tag.split('-').next()?).ok()
}

/// The first ones, each where it stands first.
fn each_once(languages: impl Iterator<Item = Language>) -> Vec<Language> {
    let mut once = Vec::new();
    for language in languages {
        if once.len() < LANGUAGES_PREFERRED_MAX && !once.contains(&language) {
            once.push(language);
        }
    }
    once
}

/// How the site shows itself in a language.
fn face_of(site: SiteRow, locale: Locale) -> SiteFace {
    let own = |names: &Names| names.of(locale).to_owned();
    let label = |key: &str| texts::window(locale).get(key).to_owned();
    let ask = Some(own(&site.texts.button)).filter(|text| !text.is_empty());
    SiteFace {
        locale,
        labels: [
            ask.unwrap_or_else(|| label("button.ask")),
            label("button.write"),
            label("button.unread"),
            label("button.close"),
        ],
        title: own(&site.texts.title),
        subtitle: own(&site.texts.subtitle),
        greeting: own(&site.texts.greeting),
        offline: own(&site.texts.offline),
        name: site.name,
        accent: site.accent,
        place: site.place,
    }
}
