use leptos::prelude::*;
use letopis_shared::schema::ids::CommandId;
use letopis_shared::schema::vocabulary::Side;
use letopis_shared::views::timeline::Delivery;
use letopis_ui::format::{self, Shown};
use letopis_ui::{
    Avatar, DeliveryMark, Icon, If, MessageText, dynamic, flag, maybe, present, press, string, t, use_i18n,
};

use crate::client::use_client;
use crate::components::visitor_name;
use crate::state::selection::Selection;
use crate::state::timeline::Bubble;

/// A message, with its author where he changes and its state where it is ours.
#[component]
pub fn BubbleView(bubble: Memo<Bubble>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let Bubble { side, id, .. } = bubble.get_untracked();
    let visitor = Memo::new(move |_| {
        let Selection::Conversation(id) = client.navigation.selection.get() else { return None };
        client.timeline(id, |timeline| {
            let head = &timeline.head;
            (head.visitor_id.0, head.visitor_name.clone(), head.visitor_number)
        })
    });
    let author = move || match bubble.with(|bubble| bubble.author.clone()) {
        Some((_, name)) => Some(name),
        None => visitor.get().map(|(_, name, number)| visitor_name(i18n, name.as_deref(), number)),
    };
    let is = move |of: fn(&Bubble) -> bool| Memo::new(move |_| bubble.with(of));
    let (first, last) = (is(|bubble| bubble.first), is(|bubble| bubble.last));
    let named = is(|bubble| bubble.named && bubble.first);
    let time = move || format::instant(bubble.with(|bubble| bubble.at), Shown::Time, i18n.locale());
    let text = bubble.with_untracked(|bubble| bubble.text.clone());
    view! {
        <div
            class="msg"
            data-from=if side == Side::Visitor { "visitor" } else { "operator" }
            data-first=present(move || first.get())
            data-last=present(move || last.get())
        >
            {(side == Side::Visitor).then(|| view! {
                <If when=flag(move || last.get())>
                    {dynamic(move || visitor.get().map(|(id, name, _)| view! { <Avatar id name=Signal::stored(name)/> }).into_any())}
                </If>
            })}
            <div class="stack">
                <span class="who" class:sr-only=flag(move || !named.get())><b>{maybe(author)}</b></span>
                <div class="bubble">
                    <MessageText text/>
                    <span class="meta">
                        <time>{string(time)}</time>
                        <Mark bubble/>
                    </span>
                </div>
                <Failed bubble id=CommandId(id.0)/>
            </div>
        </div>
    }
}

/// How far a message of ours has got.
#[component]
pub fn Mark(bubble: Memo<Bubble>) -> impl IntoView {
    let i18n = use_i18n();
    let delivery = Memo::new(move |_| bubble.with(|bubble| bubble.delivery));
    view! {
        <If when=flag(move || delivery.get().is_some())>
            <DeliveryMark
                state=Signal::derive(move || delivery.get().unwrap_or(Delivery::Sending))
                label=Signal::derive(move || {
                    delivery.get().map(|state| i18n.get(delivery_key(state))).unwrap_or_default()
                })
            />
        </If>
    }
}

/// Why a message of ours did not leave, and what can be done about it.
#[component]
pub fn Failed(bubble: Memo<Bubble>, id: CommandId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let failure = Memo::new(move |_| bubble.with(|bubble| bubble.failure.clone()));
    dynamic(move || {
        let failed = |failure| {
            let why = client.sentence(&failure);
            view! {
                <div class="failed-line" role="alert">
                    <Icon name="circle-alert" size=14/>
                    {i18n.with("message.failed", &[("why", &why)])}
                    <button type="button" on:click=press(move |_| client.retry_message(id))>
                        {t!(i18n, "message.retry")}
                    </button>
                    <span class="faint" aria-hidden="true">"·"</span>
                    <button type="button" on:click=press(move |_| client.delete_message(id))>
                        {t!(i18n, "message.delete")}
                    </button>
                </div>
            }
        };
        failure.get().map(failed).into_any()
    })
}

fn delivery_key(state: Delivery) -> &'static str {
    match state {
        Delivery::Sending => "message.sending",
        Delivery::Sent => "message.sent",
        Delivery::Delivered => "message.delivered",
        Delivery::Read => "message.read",
        Delivery::Failed => "message.not_sent",
    }
}
