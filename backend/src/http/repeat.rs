//! Commands that come a second time because their answer was lost.

use super::problem::Failure;
use crate::app::App;
use crate::commands::{CommandError, CommandMeta, Done};

/// The answer to a command that the log holds already. Asked before a password is checked or hashed: the digest of a
/// command leaves passwords out, and what was right then may be wrong now.
///
/// # Errors
/// When the id was used with another body, or the log cannot be read.
pub(super) fn known(app: &App, meta: &CommandMeta) -> Result<Option<Done>, Failure> {
    match app.log.find_command(meta.id).map_err(CommandError::from)? {
        Some((digest, _)) if digest != meta.digest => Err(CommandError::Reused.into()),
        Some((_, appended)) => Ok(Some(Done { position: appended.last_position })),
        None => Ok(None),
    }
}
