use leptos::prelude::*;
use letopis_shared::schema::vocabulary::OperatorStatus;
use uuid::Uuid;

use super::Icon;
use crate::person;
use crate::reactive::{dynamic, string, word};

/// The word of a status in attributes and style sheets.
fn status_attribute(status: OperatorStatus) -> &'static str {
    match status {
        OperatorStatus::Online => "online",
        OperatorStatus::Invisible => "invisible",
        OperatorStatus::Lunch => "lunch",
        OperatorStatus::BeforeLunch => "before-lunch",
        OperatorStatus::PersonalBreak => "personal-break",
        OperatorStatus::Offline => "offline",
    }
}

/// The mark of a status: colour and shape, so that neither has to be seen alone. The word stands beside it.
#[component]
pub fn StatusDot(#[prop(into)] status: Signal<OperatorStatus>) -> impl IntoView {
    view! { <span class="status-dot" data-status=word(move || Some(status_attribute(status.get()))) aria-hidden="true"></span> }
}

/// A person: initials on the tint of the id, or an icon for somebody without a name. The name stands beside it.
#[component]
pub fn Avatar(
    id: Uuid,
    #[prop(into)] name: Signal<Option<String>>,
    /// Shown while there is no name.
    #[prop(optional, into)]
    icon: Option<&'static str>,
    /// The digest of a photo, which covers the initials.
    #[prop(optional, into)]
    photo: Option<Signal<Option<String>>>,
    /// In pixels: 20, 24, 40 or 72; without one 32.
    #[prop(optional)]
    size: Option<u8>,
    /// Presence at the corner.
    #[prop(optional, into)]
    status: Option<Signal<OperatorStatus>>,
) -> impl IntoView {
    let icon = icon.unwrap_or("globe");
    let known = Memo::new(move |_| name.with(Option::is_some));
    view! {
        <span
            class="avatar"
            data-tint=string(move || if known.get() { person::tint(id).to_string() } else { "6".to_owned() })
            data-size=size.map(|size| size.to_string())
            aria-hidden="true"
        >
            {dynamic(move || match name.get() {
                Some(name) => person::initials(&name).into_any(),
                None => view! { <Icon name=icon size=14/> }.into_any(),
            })}
            {photo.map(|photo| dynamic(move || match photo.get() {
                Some(digest) => view! { <img src=format!("/photos/{digest}") alt=""/> }.into_any(),
                None => ().into_any(),
            }))}
            {status.map(|status| view! { <StatusDot status/> })}
        </span>
    }
}
