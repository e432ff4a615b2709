//! Everything that is not 2xx, as `Problem`: a closed set that reveals nothing of the inside.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::http::{HttpError, Problem};

use crate::auth::{TooBusy, Wait};
use crate::commands::CommandError;

/// Why a request was not carried out, as an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure(pub HttpError);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match self.0 {
            HttpError::Credentials { .. } | HttpError::SignIn => StatusCode::UNAUTHORIZED,
            HttpError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            HttpError::Forbidden | HttpError::SetupToken | HttpError::Invitation => StatusCode::FORBIDDEN,
            HttpError::NotFound => StatusCode::NOT_FOUND,
            HttpError::BadRequest => StatusCode::BAD_REQUEST,
            HttpError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            HttpError::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            HttpError::CommandReused => StatusCode::CONFLICT,
            HttpError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        if let HttpError::TooMany { retry_after_seconds } = self.0 {
            answer.insert_header((header::RETRY_AFTER, retry_after_seconds));
        }
        answer.json(Problem { error: self.0.clone() })
    }
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        Self(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self(match refusal {
            Refusal::NotFound => HttpError::NotFound,
            Refusal::NotAllowed => HttpError::Forbidden,
            Refusal::SessionOver => HttpError::SignIn,
            refusal => HttpError::Refused { refusal },
        })
    }
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => refusal.into(),
            CommandError::Reused => Self(HttpError::CommandReused),
            CommandError::Unavailable(reason) => {
                tracing::warn!(%reason, "a request was turned away");
                Self(HttpError::Unavailable)
            }
        }
    }
}

impl From<Wait> for Failure {
    fn from(wait: Wait) -> Self {
        Self(HttpError::TooMany { retry_after_seconds: wait.seconds })
    }
}

impl From<TooBusy> for Failure {
    fn from(_: TooBusy) -> Self {
        Self(HttpError::TooMany { retry_after_seconds: 1 })
    }
}
