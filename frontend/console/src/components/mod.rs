//! Parts of screens that more than one page uses. They draw and pass on; what they show comes from [`crate::client`].

mod attention_bar;
mod connection_bar;
mod dialog;
mod empty;
mod field;
pub mod keyboard;
mod link;
mod menu;
mod names;
mod shell;
mod shortcuts;
mod status_bar;
mod status_menu;
mod toasts;
mod toolbar;

pub use dialog::{Confirm, Dialog, FormEnd};
pub use empty::{Empty, Skeleton};
pub use field::{Alert, Area, Choice, Field, Segmented, Select, Switch, follow};
pub use link::Go;
pub use menu::{Menu, MenuItem};
pub use names::{
    CategoryTag, Chip, ago, ban_words, feature_key, language_key, language_name, limit, load, operator_since, recent,
    role_key, status_hint_key, status_key, visitor_name,
};
pub use shell::{Everywhere, Logo, Shell};
