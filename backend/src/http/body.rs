//! The body of a request: JSON of one shape, of limited size, within limited time.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures::StreamExt;
use futures::future::LocalBoxFuture;
use letopis_shared::wire::http::HttpError;
use serde::de::DeserializeOwned;

use super::problem::Failure;
use crate::app::App;

/// A body that fits its shape.
pub(super) struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = request.content_type().eq_ignore_ascii_case("application/json");
        let app = request.app_data::<web::Data<App>>().cloned();
        let payload = payload.take();
        Box::pin(async move {
            let Some(app) = app else { return Err(Failure(HttpError::Unavailable)) };
            if !json {
                return Err(Failure(HttpError::BadRequest));
            }
            let limits = &app.config.limits;
            let read = read(payload, limits.http_body_bytes);
            let bytes =
                tokio::time::timeout(limits.http_body_wait, read).await.unwrap_or(Err(HttpError::BadRequest))?;
            serde_json::from_slice(&bytes).map(Body).map_err(|_| Failure(HttpError::BadRequest))
        })
    }
}

/// Reads a body of limited size.
///
/// # Errors
/// [`HttpError::TooLarge`], or that it did not arrive whole.
pub(super) async fn read(mut payload: Payload, max: usize) -> Result<Vec<u8>, HttpError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| HttpError::BadRequest)?;
        if bytes.len() + chunk.len() > max {
            return Err(HttpError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
