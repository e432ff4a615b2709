//! The pages. Each draws one screen; its state is in [`crate::client`] and [`crate::state`].

mod alerts;
mod bans;
mod home;
mod invitation;
mod operators;
mod profile;
mod settings;
mod setup;
mod sign_in;
mod sites;
mod states;
mod statistics;
mod unsaved;
mod workplace;

pub use alerts::Alerts;
pub use bans::Bans;
pub use home::Home;
pub use invitation::Invitation;
pub use operators::Operators;
pub use profile::Profile;
pub use settings::{Categories, Departments, Languages, Settings};
pub use setup::Setup;
pub use sign_in::SignIn;
pub use sites::Sites;
pub use states::{NoPermission, NotFound, Starting};
pub use statistics::Statistics;
pub use unsaved::{Leaving, ask_before_unload};
pub use workplace::{Board, Workplace};
