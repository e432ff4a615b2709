//! What the server sends, read without serde (see [`letopis_ui::json`]). Every shape is held to the contract in
//! `letopis_shared::wire` by the tests: what serde writes is read back the same.
//!
//! Reading is generous where the contract grows: a member that nobody asks for is passed over. A frame, an enum's word or
//! a member that is missing makes the whole unreadable, because half a view would be a false one.

mod frames;
mod http;
#[cfg(test)]
pub(crate) mod tests;
mod views;
mod words;

use letopis_shared::schema::vocabulary::Page;
use letopis_ui::json::{Json, uuid};
use uuid::Uuid;

pub use frames::frame;
pub use http::{Answer, date, problem, saved_message};
pub use words::DETAILS;

/// A member that is an identifier.
fn id<T: From<Uuid>>(json: &Json, name: &str) -> Option<T> {
    uuid(json.get(name)).map(T::from)
}

/// A member that is an identifier or null.
fn optional_id<T: From<Uuid>>(json: &Json, name: &str) -> Option<Option<T>> {
    json.get(name).optional(|json| uuid(json).map(T::from))
}

/// A member that is a text.
fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name).string()
}

/// A member that is a text or null.
fn optional_text(json: &Json, name: &str) -> Option<Option<String>> {
    json.get(name).optional(Json::string)
}

/// A member that is a small number.
fn small(json: &Json, name: &str) -> Option<u32> {
    json.get(name).small()
}

/// A member that is a list, each of its members read alike.
fn list<T>(json: &Json, name: &str, read: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    json.get(name).list().iter().map(read).collect()
}

fn page(json: &Json) -> Option<Page> {
    Some(Page { url: text(json, "url")?, title: text(json, "title")? })
}
