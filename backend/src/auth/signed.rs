//! Short texts that only this server can have signed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// A key for HMAC-SHA-256.
pub(super) struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    pub fn new(key: [u8; 32]) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        Self(Hmac::new_from_slice(&key).expect("a key of any length"))
    }

    /// The signature of a text, 43 characters fit for a URL.
    pub fn sign(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.0.clone().chain_update(text).finalize().into_bytes())
    }

    /// Whether this is the signature of the text; takes the same time wherever it differs.
    pub fn verify(&self, text: &str, signature: &str) -> bool {
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        self.0.clone().chain_update(text).verify_slice(&signature).is_ok()
    }
}
