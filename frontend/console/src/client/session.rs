//! Signing in, staying in, leaving.

use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::schema::vocabulary::{Locale, OperatorStatus, Theme};
use letopis_shared::wire::http::{HttpError, SignIn, SignedIn};
use letopis_shared::wire::operator::Command;
use letopis_ui::browser::now_millis;

use super::Client;
use crate::app::texts;
use crate::platform::http::{self, Failure};
use crate::platform::{page, timer};
use crate::state::connection::Event;
use crate::state::outbox::Outbox;
use crate::state::route::Route;
use crate::state::session::{Session, SignedOut, Token};
use crate::state::store::Store;

/// How long until the server is asked again who works here, when it could not be reached at the start.
const ASK_AGAIN_AFTER: u64 = 3_000;

impl Client {
    /// Asks the server who works here: the cookie may still know.
    pub(super) fn restore_session(self) {
        spawn_local(async move {
            match http::post::<Option<SignedIn>>("/api/auth/refresh", None, &http::Nothing {}).await {
                Ok(Some(signed_in)) => self.entered(signed_in),
                Err(Failure::Problem(HttpError::Unavailable) | Failure::Network) => {
                    self.session.try_set(Session::SignedOut(SignedOut::NoConnection));
                    timer::after(ASK_AGAIN_AFTER, move || {
                        let still = |session: &Session| *session == Session::SignedOut(SignedOut::NoConnection);
                        if self.session.try_with_untracked(still) == Some(true) {
                            self.restore_session();
                        }
                    });
                }
                Ok(None) | Err(Failure::Problem(_)) => {
                    self.session.try_set(Session::SignedOut(SignedOut::Plainly));
                }
            }
        });
    }

    /// Signs in with the first status (S1, S2).
    ///
    /// # Errors
    /// When the server says no or cannot be reached.
    pub async fn sign_in(self, email: String, password: String, status: OperatorStatus) -> Result<(), Failure> {
        let body = SignIn { email, password, status };
        let signed_in = http::post::<SignedIn>("/api/auth/sign-in", None, &body).await?;
        self.entered(signed_in);
        Ok(())
    }

    /// Somebody works here now.
    pub(crate) fn entered(self, signed_in: SignedIn) {
        let token = Token::new(&signed_in, now_millis());
        let me = signed_in.me;
        // Until he chooses one, the language of the form goes on.
        let locale = me.locale.unwrap_or_else(page::language);
        self.show_preferences(locale, me.theme);
        self.restore_unsent(me.id);
        self.happen(Event::SignedIn(token));
        self.session.set(Session::SignedIn(me));
        if self.navigation.route.get_untracked().is_outside() {
            self.navigation.redirect(Route::Home);
        }
    }

    /// Gets a new access token.
    pub(super) fn renew_token(self) {
        spawn_local(async move {
            match http::post::<Option<SignedIn>>("/api/auth/refresh", None, &http::Nothing {}).await {
                Ok(Some(signed_in)) => {
                    self.happen(Event::Renewed(Token::new(&signed_in, now_millis())));
                    if self.session.with_untracked(|session| session.me() != Some(&signed_in.me)) {
                        self.session.set(Session::SignedIn(signed_in.me));
                    }
                }
                Ok(None) | Err(Failure::Problem(HttpError::SignIn | HttpError::Forbidden)) => {
                    self.happen(Event::RenewalFailed { over: true });
                }
                Err(_) => self.happen(Event::RenewalFailed { over: false }),
            }
        });
    }

    /// Leaves, in this browser or in every one.
    pub fn sign_out(self, everywhere: bool) {
        let path = if everywhere { "/api/auth/sign-out-everywhere" } else { "/api/auth/sign-out" };
        let token = self.access_token();
        spawn_local(async move {
            match http::tell(path, token.as_deref(), &http::Nothing {}).await {
                Ok(()) | Err(Failure::Problem(HttpError::SignIn)) => {
                    self.happen(Event::SignedOut);
                    self.left(SignedOut::Plainly);
                }
                Err(failure) => {
                    self.navigation.stay();
                    self.say_http_failure(&failure);
                }
            }
        });
    }

    /// The access token, for requests.
    pub fn access_token(self) -> Option<String> {
        self.connection.try_with_value(|connection| connection.token().map(str::to_owned)).flatten()
    }

    /// Nobody works here any more. Drafts and unsent messages stay in the browser for their author.
    pub(super) fn left(self, why: SignedOut) {
        // Whoever left by himself is not told by the closing socket that his session is over.
        if why != SignedOut::Plainly && self.session.with_untracked(|session| matches!(session, Session::SignedOut(_)))
        {
            return;
        }
        self.session.set(Session::SignedOut(why));
        self.store.set_value(Store::default());
        self.topics.with_value(|topics| topics.values().cloned().collect::<Vec<_>>()).iter().for_each(Notify::notify);
        self.refused.update_value(|refused| refused.clear());
        self.outbox.set(Outbox::default());
        self.answers.update_value(|answers| answers.clear());
        if why == SignedOut::Plainly {
            self.navigation.select(Default::default());
            self.navigation.redirect(Route::SignIn);
        }
    }

    /// Chooses language and theme, on the screen at once and in the account.
    pub fn choose_preferences(self, locale: Locale, theme: Theme) {
        self.show_preferences(locale, theme);
        self.session.update(|session| {
            if let Session::SignedIn(me) = session {
                (me.locale, me.theme) = (Some(locale), theme);
            }
        });
        self.give(Command::ChoosePreferences { locale, theme });
    }

    fn show_preferences(self, locale: Locale, theme: Theme) {
        page::set_theme(theme);
        self.choose_language(locale);
    }

    /// Changes the language of the screen, as soon as its texts are there; of two choices the last one counts.
    pub fn choose_language(self, locale: Locale) {
        page::set_language(locale);
        if self.i18n.locale_untracked() == locale {
            return;
        }
        spawn_local(async move {
            let file = http::file(&page::address_of_texts(locale)).await;
            if page::language() != locale {
                return;
            }
            match file {
                Ok(file) => self.i18n.show(texts(locale, &file)),
                Err(failure) => {
                    page::set_language(self.i18n.locale_untracked());
                    self.say_http_failure(&failure);
                }
            }
        });
    }

    /// Says why a request came to nothing.
    pub fn say_http_failure(self, failure: &Failure) {
        let text = self.http_sentence(failure);
        self.say("circle-alert", text, None);
    }

    /// Why a request came to nothing, in the language of the screen.
    pub fn http_sentence(self, failure: &Failure) -> String {
        match failure {
            Failure::Network => self.i18n.get("http.network"),
            Failure::Problem(HttpError::TooMany { retry_after_seconds }) => {
                let minutes = u64::from(retry_after_seconds.div_ceil(60));
                if *retry_after_seconds < 60 {
                    self.i18n.count("http.wait_seconds", u64::from(*retry_after_seconds), &[])
                } else {
                    self.i18n.count("http.wait_minutes", minutes, &[])
                }
            }
            Failure::Problem(HttpError::Credentials { attempts_left }) if *attempts_left > 0 => {
                self.i18n.count("http.credentials", u64::from(*attempts_left), &[])
            }
            Failure::Problem(error) => self.sentence(error),
        }
    }
}
