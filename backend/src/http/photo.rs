//! Photos of operators: sent in at `/api/operators/{id}/photo`, shown at `/photos/{digest}` (S111).

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use letopis_events::ids::OperatorId;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::permissions::may_edit_profile;
use letopis_shared::limits::PHOTO_UPLOAD_BYTES_MAX;
use letopis_shared::wire::http::{ChoosePhoto, HttpError};
use sha2::{Digest, Sha256};

use super::body::read;
use super::guard::Signed;
use super::problem::Failure;
use super::{repeat, session};
use crate::app::App;
use crate::commands::CommandMeta;

/// `POST /api/operators/{id}/photo`: one's own, or that of somebody whose profile one may change (S112).
pub(super) async fn choose(
    app: web::Data<App>,
    request: HttpRequest,
    signed: Signed,
    id: web::Path<String>,
    query: Option<web::Query<ChoosePhoto>>,
    payload: web::Payload,
) -> Result<HttpResponse, Failure> {
    let id: OperatorId = id.parse().map_err(|_| HttpError::NotFound)?;
    let his_role = app.live.read().operators.get(&id).map(|operator| operator.role);
    if !may_edit_profile(signed.caller.operator_id, signed.role, id, his_role) {
        // Whoever may not learns no more than that there is nothing for him.
        return Err(HttpError::NotFound.into());
    }
    let command_id = query.ok_or(HttpError::BadRequest)?.command_id;
    let told = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if told.is_some_and(|bytes: usize| bytes > PHOTO_UPLOAD_BYTES_MAX) {
        return Err(HttpError::TooLarge.into());
    }
    let body = read(payload.into_inner(), PHOTO_UPLOAD_BYTES_MAX);
    let wait = app.config.limits.http_body_wait;
    let bytes = tokio::time::timeout(wait, body).await.unwrap_or(Err(HttpError::BadRequest))?;
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    let meta = CommandMeta::new(command_id, signed.actor(), &("choose_photo", id, digest));
    if repeat::known(&app, &meta)?.is_none() {
        let photo = app.photos.of(bytes).await?;
        let done = app.commands.operators.execute(id, meta, OperatorCommand::ChoosePhoto { photo }).await?;
        session::settled(&app, done).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /photos/{digest}`: whoever was told the digest may look; it cannot be guessed, and what it names never changes.
pub(super) async fn show(app: web::Data<App>, digest: web::Path<String>) -> HttpResponse {
    let photo = app.live.read().photo(&digest).map(|photo| (photo.media_type, photo.bytes.clone()));
    let Some((media_type, bytes)) = photo.and_then(|(kind, text)| Some((kind, STANDARD.decode(text).ok()?))) else {
        return HttpResponse::NotFound().insert_header((header::CACHE_CONTROL, "no-store")).finish();
    };
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .content_type(media_type.media_type())
        .body(bytes)
}
