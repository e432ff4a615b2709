//! Timers.

use std::time::Duration;

use leptos::prelude::{set_interval, set_timeout};

use crate::state::Millis;

/// Calls back once.
pub fn after(millis: Millis, then: impl FnOnce() + 'static) {
    // behind one type, so that it is compiled once
    let then: Box<dyn FnOnce()> = Box::new(then);
    set_timeout(then, Duration::from_millis(millis));
}

/// Calls back again and again for as long as the page lives.
pub fn every(millis: Millis, then: impl Fn() + 'static) {
    set_interval(then, Duration::from_millis(millis));
}
