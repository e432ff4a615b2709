//! Reactive values of few types. The renderer is compiled once for each type it meets, and every closure is a type of its
//! own: closures behind these few types make the program a third smaller.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

use leptos::ev::{Event, MouseEvent};
use leptos::prelude::*;

/// A part of the screen that is drawn anew when what it reads changes.
pub type Dynamic = Arc<Mutex<dyn FnMut() -> AnyView + Send>>;

/// A text that follows what it reads.
pub fn string(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(read)
}

/// A text that may be absent.
pub fn maybe(read: impl Fn() -> Option<String> + Send + Sync + 'static) -> Signal<Option<String>> {
    Signal::derive(read)
}

/// An attribute of fixed words that may be absent.
pub fn word(read: impl Fn() -> Option<&'static str> + Send + Sync + 'static) -> Signal<Option<&'static str>> {
    Signal::derive(read)
}

/// A yes or no.
pub fn flag(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(read)
}

/// The word of a yes or no in attributes that need one: `aria-expanded="false"`.
pub fn yes_no(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<&'static str>> {
    Signal::derive(move || Some(if read() { "true" } else { "false" }))
}

/// An attribute that is there or not: `data-stale`.
pub fn present(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<&'static str>> {
    Signal::derive(move || read().then_some(""))
}

/// A part of the screen that is drawn anew when what it reads changes.
pub fn dynamic(draw: impl FnMut() -> AnyView + Send + 'static) -> Dynamic {
    Arc::new(Mutex::new(draw))
}

/// What a press on something does.
pub fn press(act: impl FnMut(MouseEvent) + 'static) -> Box<dyn FnMut(MouseEvent)> {
    Box::new(act)
}

/// What a change of a field does.
pub fn heard(act: impl FnMut(Event) + 'static) -> Box<dyn FnMut(Event)> {
    Box::new(act)
}

/// Runs soon, and again whenever something changes that it has read.
pub fn watch(run: impl FnMut() + 'static) {
    // boxed: the machinery of an effect is compiled once
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_: Option<()>| run());
}

/// Shows its children while something is so.
#[component]
pub fn If(
    when: Signal<bool>,
    children: ChildrenFn,
    /// Shown while it is not.
    #[prop(optional, into)]
    otherwise: ViewFn,
) -> impl IntoView {
    let when = Memo::new(move |_| when.get());
    dynamic(move || if when.get() { children() } else { otherwise.run() })
}

/// One of a list, not drawn yet.
struct One {
    key: u64,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A list whose rows are drawn once and stay while their key does. The list of leptos is compiled for each type of rows;
/// behind this one all lists are of one type.
#[component]
pub fn Each<T, K, I, V>(
    each: impl Fn() -> I + Send + 'static,
    /// Keys are told apart by a hash of 64 bits.
    key: impl Fn(&T) -> K + Send + 'static,
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    K: Hash + 'static,
    I: IntoIterator<Item = T> + 'static,
    V: IntoView + 'static,
{
    let children: Arc<dyn Fn(T) -> AnyView + Send + Sync> = Arc::new(move |row| children(row).into_any());
    let one = move |row: T| {
        let key = hashed(&|mut hasher| key(&row).hash(&mut hasher));
        let children = Arc::clone(&children);
        One { key, draw: Box::new(move || children(row)) }
    };
    list(Box::new(move || each().into_iter().map(&one).collect()))
}

#[inline(never)]
fn hashed(hash: &dyn Fn(&mut dyn Hasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    hash(&mut hasher);
    hasher.finish()
}

// outside of what is compiled for each type of rows: closures in there are of a type of their own for each
fn list(rows: Box<dyn Fn() -> Vec<One> + Send>) -> AnyView {
    view! { <For each=rows key=|one| one.key children=|one: One| (one.draw)()/> }.into_any()
}
