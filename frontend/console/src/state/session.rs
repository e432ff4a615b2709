//! Who is signed in, and when his access token has to be renewed.

use letopis_shared::schema::vocabulary::SessionEnd;
use letopis_shared::wire::http::{Me, SignedIn};

use super::Millis;

/// A token is renewed when this part of its life is left, but not later than [`RENEW_MARGIN`] before its end.
const RENEW_PART: u64 = 5;
const RENEW_MARGIN: Millis = 10_000;

/// An access token and its end. It lives in memory only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub value: String,
    pub ends_at: Millis,
    pub renew_at: Millis,
}

impl Token {
    /// A token that was given now.
    pub fn new(signed_in: &SignedIn, now: Millis) -> Self {
        let life = u64::from(signed_in.expires_in_seconds) * 1_000;
        let margin = (life / RENEW_PART).max(RENEW_MARGIN).min(life / 2);
        Self { value: signed_in.token.clone(), ends_at: now + life, renew_at: now + life - margin }
    }

    /// Whether a server would still take it a moment from now.
    pub fn holds(&self, now: Millis) -> bool {
        now + 2_000 < self.ends_at
    }
}

/// Whether somebody works in this tab.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Session {
    /// Not asked yet: the cookie may still know.
    #[default]
    Unknown,
    SignedOut(SignedOut),
    SignedIn(Me),
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedOut {
    /// Never was, or left himself.
    Plainly,
    /// The session was ended elsewhere, or ran out; why, where that is known.
    Ended(Option<SessionEnd>),
    /// The server cannot be reached, so nobody knows.
    NoConnection,
}

/// The sentence that tells somebody why his session is over, and what he can do.
pub fn ended_key(cause: Option<SessionEnd>) -> &'static str {
    match cause {
        Some(SessionEnd::Disabled) => "sign_in.ended_disabled",
        Some(SessionEnd::SignedOutEverywhere) => "sign_in.ended_everywhere",
        Some(SessionEnd::Revoked) => "sign_in.ended_revoked",
        Some(SessionEnd::PasswordSet) => "sign_in.ended_password",
        Some(SessionEnd::TokenReused) => "sign_in.ended_reused",
        Some(SessionEnd::SignedOut | SessionEnd::Expired) | None => "sign_in.ended",
    }
}

impl Session {
    /// The operator, if somebody is signed in.
    pub fn me(&self) -> Option<&Me> {
        match self {
            Session::SignedIn(me) => Some(me),
            _ => None,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use letopis_shared::schema::ids::OperatorId;
    use letopis_shared::schema::vocabulary::{Locale, Role, Theme};
    use uuid::Uuid;

    pub(crate) fn signed_in(expires_in_seconds: u32) -> SignedIn {
        SignedIn {
            token: "t1".into(),
            expires_in_seconds,
            me: Me {
                id: OperatorId(Uuid::from_u128(1)),
                name: "Ира".into(),
                email: "ira@example.org".into(),
                role: Role::Operator,
                locale: Some(Locale::Ru),
                theme: Theme::System,
            },
        }
    }

    #[test]
    fn a_token_is_renewed_well_before_its_end() {
        let token = Token::new(&signed_in(900), 1_000);
        assert_eq!((token.renew_at, token.ends_at), (721_000, 901_000));
        assert!(token.holds(800_000) && !token.holds(900_000));
    }

    #[test]
    fn a_very_short_token_is_renewed_at_half_of_its_life() {
        assert_eq!(Token::new(&signed_in(10), 0).renew_at, 5_000);
    }
}
