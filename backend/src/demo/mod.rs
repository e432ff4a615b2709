//! The demo: a shop, its organisation, and an account of each role.
//!
//! Everything is recorded under ids that follow from what it is, so that a second start adds nothing, and what somebody
//! changed in the demo stays changed. Only the addresses of the shop follow the server.

mod people;
mod site;

use letopis_events::ids::CommandId;
use letopis_events::vocabulary::Actor;
use letopis_shared::domain::settings::SettingsCommand;
use uuid::Uuid;

use crate::app::App;
use crate::auth::TooBusy;
use crate::commands::{CommandError, CommandMeta, SETTINGS};

pub use people::accounts;

const ORGANISATION: &str = "Магазин «Привал»";

/// Namespace of the demo's commands.
const COMMANDS: Uuid = Uuid::from_u128(0x6c65_746f_7069_7300_8000_0000_0000_0002);

/// Why the demo could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
}

/// Records what the demo needs and the log does not hold yet, and waits until everybody can see it.
///
/// # Errors
/// [`DemoError`]; what was recorded before stays, and the next start goes on from there.
pub async fn seed(app: &App) -> Result<(), DemoError> {
    let name = SettingsCommand::NameOrganisation { name: ORGANISATION.to_owned() };
    let named = app.commands.settings.execute(SETTINGS, meta("organisation"), name).await?;
    let position = named.position.max(site::seed(app).await?).max(people::seed(app).await?);
    app.live.reached(position).await;
    Ok(())
}

/// The command that seeds this, whatever the version of the demo: a later wording of it is not another command.
fn meta(what: &str) -> CommandMeta {
    CommandMeta::new(CommandId(Uuid::new_v5(&COMMANDS, what.as_bytes())), Actor::Host, &what)
}
