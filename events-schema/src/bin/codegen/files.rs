//! Reading the folders of schemas and fixtures, for the generator and for the tests.

use std::io::ErrorKind;
use std::path::Path;

/// The text of a file below a folder; `None` when there is no such file.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn recorded(folder: &Path, path: &str) -> std::io::Result<Option<String>> {
    match std::fs::read_to_string(folder.join(path)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Every file of a folder of schemas or fixtures, as `conversation.started/v1.json`.
///
/// # Errors
/// When the folder cannot be read.
pub fn listed(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut paths = Vec::new();
    for event in std::fs::read_dir(folder)? {
        let event = event?;
        for file in std::fs::read_dir(event.path())? {
            paths.push(format!("{}/{}", event.file_name().display(), file?.file_name().display()));
        }
    }
    Ok(paths)
}
