//! The demo: a shop, its organisation, and an account of each role.
//!
//! Everything is recorded under ids that follow from what it is, so that a second start adds nothing, and what somebody
//! changed in the demo stays changed. Only the addresses of the shop follow the server.

mod organisation;
mod people;
mod site;

use letopis_events::ids::CommandId;
use letopis_events::vocabulary::Actor;
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Passwords, TooBusy};
use crate::commands::{CommandError, CommandMeta, Commands};

pub use people::accounts;

/// Namespace of the demo's commands.
const COMMANDS: Uuid = Uuid::from_u128(0x6c65_746f_7069_7300_8000_0000_0000_0002);
/// Namespace of what the demo makes.
const THINGS: Uuid = Uuid::from_u128(0x6c65_746f_7069_7300_8000_0000_0000_0003);

/// Why the demo could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(
        "this data folder was made with --demo, and these accounts still have passwords that everybody knows: {}. Start it \
         with --demo where nobody else reaches it; to keep the folder, disable them there or give them other passwords, \
         then start without; or choose another folder with --data",
        accounts.join(", ")
    )]
    OpenToAnybody { accounts: Vec<String> },
}

/// Makes sure that nobody can enter with a password of the demo.
///
/// # Errors
/// [`DemoError::OpenToAnybody`] names the accounts that can; or the log cannot be read.
pub async fn closed(commands: &Commands, passwords: &Passwords) -> Result<(), DemoError> {
    let accounts = people::open_to_anybody(commands, passwords).await?;
    if accounts.is_empty() { Ok(()) } else { Err(DemoError::OpenToAnybody { accounts }) }
}

/// Records what the demo needs and the log does not hold yet, and waits until everybody can see it.
///
/// # Errors
/// [`DemoError`]; what was recorded before stays, and the next start goes on from there.
pub async fn seed(app: &App) -> Result<(), DemoError> {
    let set_up = organisation::seed(app).await?;
    let position = set_up.max(site::seed(app).await?).max(people::seed(app).await?);
    app.live.reached(position).await;
    Ok(())
}

/// The id of something that the demo makes, the same at every start.
fn id_of<T: From<Uuid>>(what: &str) -> T {
    Uuid::new_v5(&THINGS, what.as_bytes()).into()
}

/// The command that seeds this, whatever the version of the demo: a later wording of it is not another command.
fn meta(what: &str) -> CommandMeta {
    CommandMeta::new(CommandId(Uuid::new_v5(&COMMANDS, what.as_bytes())), Actor::Host, &what)
}
