//! The short-lived access token: a JWT that names an operator and his session, and nothing about the person.

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use letopis_events::ids::{OperatorId, SessionId};
use serde::{Deserialize, Serialize};

use crate::commands::operator::Caller;

const ISSUER: &str = "letopis";
const AUDIENCE: &str = "letopis:operator";
/// Nodes whose clocks differ by so much still accept each other's tokens.
const LEEWAY_SECONDS: i64 = 5;
/// No token of ours is longer.
const CHARS_MAX: usize = 1_000;

/// The access token does not say who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    #[error("the access token is not one of ours")]
    Invalid,
    #[error("the access token is too old")]
    Expired,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: OperatorId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

pub(super) struct AccessTokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    seconds: u32,
}

impl AccessTokens {
    pub fn new(key: &[u8; 32], seconds: u32) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // The library would ask the system's clock; ours is asked in `verify`.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key), validation, seconds }
    }

    pub fn issue(&self, caller: Caller, now: DateTime<Utc>, session_ends: DateTime<Utc>) -> (String, u32) {
        let left = u32::try_from((session_ends - now).num_seconds().max(0)).unwrap_or(u32::MAX);
        let seconds = self.seconds.min(left);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: caller.operator_id,
            sid: caller.session_id,
            iat: now.timestamp(),
            exp: now.timestamp() + i64::from(seconds),
        };
        // An HMAC key signs whatever it is given: this cannot fail. An empty token would let nobody in.
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).unwrap_or_default();
        (token, seconds)
    }

    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Caller, AuthError> {
        if token.len() > CHARS_MAX {
            return Err(AuthError::Invalid);
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)
            .map_err(|_| AuthError::Invalid)?
            .claims;
        if now.timestamp() >= claims.exp.saturating_add(LEEWAY_SECONDS) {
            return Err(AuthError::Expired);
        }
        Ok(Caller { operator_id: claims.sub, session_id: claims.sid })
    }
}
