//! What a visitor's browser keeps: his id, signed for one site.

use letopis_events::ids::{SiteId, VisitorId};
use uuid::Uuid;

use super::signed::SigningKey;

/// Changes when the shape does.
const VERSION: &str = "v1";
/// No token of ours is longer.
const CHARS_MAX: usize = 100;

pub(super) fn issue(visitor_id: VisitorId, site_id: SiteId, key: &SigningKey) -> String {
    let visitor = visitor_id.0.simple();
    format!("{VERSION}.{visitor}.{}", key.sign(&text(visitor_id, site_id)))
}

pub(super) fn verify(token: &str, site_id: SiteId, key: &SigningKey) -> Option<VisitorId> {
    if token.len() > CHARS_MAX {
        return None;
    }
    let (visitor, signature) = token.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
    let visitor_id = VisitorId(Uuid::try_parse(visitor).ok()?);
    key.verify(&text(visitor_id, site_id), signature).then_some(visitor_id)
}

fn text(visitor_id: VisitorId, site_id: SiteId) -> String {
    format!("{VERSION}.{}.{}", visitor_id.0.simple(), site_id.0.simple())
}
