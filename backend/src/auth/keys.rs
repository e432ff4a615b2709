//! The server's one secret, in the data folder, and the keys that are derived from it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::signed::SigningKey;
use crate::clock::Ids;

/// The file in the data folder.
const FILE: &str = "secret.key";
const BYTES: usize = 32;

/// What every token hangs on. Whoever has it can be anybody: it is never shown, logged or sent.
#[derive(Clone)]
pub struct Secret([u8; BYTES]);

/// Why the server has no secret to work with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("{} cannot be read: {error}", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{} cannot be written: {error}", path.display())]
    Unwritable { path: PathBuf, error: io::Error },
    #[error(
        "{} has to hold exactly {BYTES} bytes; bring it back from a backup, or move it away and every operator and visitor \
         will have to be recognised anew",
        path.display()
    )]
    Size { path: PathBuf },
}

impl Secret {
    /// From bytes that nobody else knows.
    pub fn new(bytes: [u8; BYTES]) -> Self {
        Self(bytes)
    }

    /// The secret in this folder; a new one when there is none.
    ///
    /// # Errors
    /// [`KeyError`]. A file that does not fit is left as it is.
    pub fn open(folder: &Path, ids: &Ids) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        match read(&path) {
            Ok(found) => found.ok_or(KeyError::Size { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let secret = Self(ids.secret());
                write_new(&path, &secret.0).map_err(|error| KeyError::Unwritable { path, error })?;
                Ok(secret)
            }
            Err(error) => Err(KeyError::Unreadable { path, error }),
        }
    }
}

/// The secret, or `None` when the file has another size.
fn read(path: &Path) -> io::Result<Option<Secret>> {
    let mut bytes = Vec::with_capacity(BYTES + 1);
    File::open(path)?.take(BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes.try_into().ok().map(Secret))
}

/// Only the owner may read it, from its first byte on; never over another one.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// One key a purpose, so that a token for one is worth nothing for another.
pub(super) struct Keys {
    pub access: [u8; BYTES],
    pub refresh: SigningKey,
    pub visitor: SigningKey,
    pub device: SigningKey,
    pub invitation: SigningKey,
}

impl Keys {
    pub fn derive(secret: &Secret) -> Self {
        Self {
            access: derived(secret, "access"),
            refresh: SigningKey::new(derived(secret, "refresh")),
            visitor: SigningKey::new(derived(secret, "visitor")),
            device: SigningKey::new(derived(secret, "device")),
            invitation: SigningKey::new(derived(secret, "invitation")),
        }
    }
}

fn derived(secret: &Secret, purpose: &str) -> [u8; BYTES] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret.0).expect("a key of any length");
    mac.update(b"letopis/1/");
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}
