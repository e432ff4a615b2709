//! What a screen holds. Each view is a plain value with a list of patches that keep it true:
//! `view(q) == apply(view(p), patches(p..q))`, asserted around every command in the socket tests.
//!
//! [`live::Live`] folds the log; the other modules are what it shows of itself to one viewer.

pub mod bans;
pub mod changes;
pub mod chat;
pub mod live;
pub mod operator_chat;
pub mod operators;
pub mod people;
pub mod sites;
pub mod status_time;
pub mod timeline;
pub mod visitor_card;
pub mod workplace;

/// A view that patches keep true.
pub trait View {
    type Patch;

    /// Brings the view from one position of the log to the next.
    fn apply(&mut self, patch: &Self::Patch);
}
