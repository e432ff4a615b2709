use leptos::prelude::*;
use web_sys::Element;

use crate::dom::{el, flag, focus, hide, hides, on, says, set, set_value, text, value, watch};
use crate::draft;
use crate::model::Model;
use crate::state::State;

/// The words that are typed and not sent yet, kept over a navigation.
const KEY: &str = "letopis.comment";

/// Five stars under what is over, which go with a press, and a few words, which go with another (M7). After that both stay
/// as they are, and thanks stand where the words were typed.
pub fn rating(state: State) -> Element {
    let title = state.text("rate.title");
    let comment_label = state.text("rate.comment");
    let attributes = [("maxlength", "1000"), ("placeholder", comment_label.as_str()), ("aria-label", &comment_label)];
    let comment = el("input", &attributes, &[]);
    let kept = draft::kept(KEY);
    set_value(&comment, &kept);
    // after a reload only what is still typed is known to wait
    let done = RwSignal::new(kept.is_empty());
    let given = move || state.model.with(Model::stars).unwrap_or(0);
    let over = move || done.get() && given() > 0;

    let group = el("div", &[("class", "w-rate"), ("role", "group"), ("aria-label", &title)], &[]);
    let _ = group.append_child(&text("p", &[("class", "w-note")], &title));
    let stars = [1, 2, 3, 4, 5].map(|n: u8| {
        let label = state.counted("rate.stars", n.into());
        let star = text("button", &[("type", "button"), ("class", "w-star"), ("aria-label", &label)], "★");
        on(&star, "click", move |_| {
            done.set(false);
            state.rate(n, "");
        });
        let _ = group.append_child(&star);
        star
    });
    let send = text("button", &[("class", "w-start")], &state.text("composer.send"));
    let words = el("form", &[("class", "w-words")], &[&comment, &send]);
    hides(&words, move || done.get() || given() == 0);
    let typed = comment.clone();
    on(&comment, "input", move |_| draft::keep(KEY, &value(&typed)));
    let said = comment.clone();
    on(&words, "submit", move |event| {
        event.prevent_default();
        let words = value(&said);
        // without words there is nothing to add to the stars
        if !words.trim().is_empty() {
            state.rate(state.model.with_untracked(Model::stars).unwrap_or(0), &words);
        }
        draft::keep(KEY, "");
        done.set(true);
        request_animation_frame(|| focus("#thanks"));
    });
    let thanks = el("p", &[("class", "w-note"), ("id", "thanks"), ("role", "status"), ("tabindex", "-1")], &[]);
    says(&thanks, move || if over() { state.text("rate.thanks") } else { String::new() });
    for part in [&words, &thanks] {
        let _ = group.append_child(part);
    }

    let shown = group.clone();
    let mut before = None;
    watch(move || {
        let given = state.model.with(Model::stars);
        let over = over();
        hide(&shown, given.is_none());
        for (n, star) in (1..).zip(&stars) {
            set(star, "aria-pressed", if given == Some(n) { "true" } else { "false" });
            flag(star, "data-given", given.is_some_and(|given| given >= n));
            flag(star, "disabled", over);
        }
        // what goes on, or begins, is judged anew
        let talking = state.model.with(Model::talking);
        if talking && before != Some(true) {
            set_value(&comment, "");
            draft::keep(KEY, "");
            done.set(false);
        }
        before = Some(talking);
    });
    group
}
