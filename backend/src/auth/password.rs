//! Passwords: argon2id, a few at a time, never on a thread that answers requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use letopis_events::vocabulary::Secret;
use tokio::sync::Semaphore;

use crate::clock::Ids;

/// Passwords that wait for their turn; more than these are turned away. Bounds memory and the longest wait.
const WAITING_MAX: usize = 100;

/// How much work one password is.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for Cost {
    /// What OWASP asks for at least, and RFC 9106 allows where memory is scarce.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

/// So many passwords wait already that another one is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords wait to be hashed")]
pub struct TooBusy;

/// Hashes and checks passwords.
pub struct Passwords {
    argon2: Argon2<'static>,
    ids: Ids,
    /// Of a password that nobody has: checked where there is no account, so that the answer takes as long.
    nobodys: Secret,
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    #[cfg(test)]
    checked: AtomicUsize,
}

impl Passwords {
    /// At most `at_once` at a time.
    pub fn new(cost: Cost, at_once: usize, ids: Ids) -> Self {
        // Parameters that argon2 does not take would be a mistake in this program; its defaults are as strong.
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).unwrap_or_default();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobodys = hash(&argon2, &ids.secret::<32>(), &ids.secret());
        Self {
            argon2,
            ids,
            nobodys,
            turns: Arc::new(Semaphore::new(at_once.max(1))),
            waiting: AtomicUsize::new(0),
            #[cfg(test)]
            checked: AtomicUsize::new(0),
        }
    }

    /// The hash to record, in PHC format.
    ///
    /// # Errors
    /// [`TooBusy`].
    pub async fn hash(&self, password: &str) -> Result<Secret, TooBusy> {
        let (argon2, password, salt) = (self.argon2.clone(), password.as_bytes().to_vec(), self.ids.secret());
        self.in_turn(move || hash(&argon2, &password, &salt)).await
    }

    /// Whether the password is the one that was hashed. Without a hash the answer is no, after the same work.
    ///
    /// # Errors
    /// [`TooBusy`].
    pub async fn verify(&self, recorded: Option<&Secret>, password: &str) -> Result<bool, TooBusy> {
        #[cfg(test)]
        self.checked.fetch_add(1, Ordering::Relaxed);
        let exists = recorded.is_some();
        let (argon2, password) = (self.argon2.clone(), password.as_bytes().to_vec());
        let phc = recorded.unwrap_or(&self.nobodys).clone();
        let fits = self.in_turn(move || {
            // The cost is that of the recorded hash, so passwords outlive a change of the cost.
            PasswordHash::new(&phc.0).is_ok_and(|hash| argon2.verify_password(&password, &hash).is_ok())
        });
        Ok(fits.await? && exists)
    }

    /// How many passwords were checked, each with the full work.
    #[cfg(test)]
    pub(crate) fn checked(&self) -> usize {
        self.checked.load(Ordering::Relaxed)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, TooBusy> {
        let place = Place::take(&self.waiting)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| TooBusy)?;
        drop(place);
        let work = move || {
            let done = work();
            // Held by the work itself: whoever asked may have gone away, the memory is still in use.
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| TooBusy)
    }
}

fn hash(argon2: &Argon2<'_>, password: &[u8], salt: &[u8; 16]) -> Secret {
    let salt = SaltString::encode_b64(salt);
    let phc = salt.and_then(|salt| Ok(argon2.hash_password(password, &salt)?.to_string()));
    // Fails only for passwords of more than 4 GiB. An empty hash fits no password.
    Secret(phc.unwrap_or_default())
}

/// A place in the line; given back when dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self, TooBusy> {
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        let place = Self(waiting);
        if before >= WAITING_MAX { Err(TooBusy) } else { Ok(place) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
