//! [`CookieKey`]: a key that encrypts cookies.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    aead::{AES_256_GCM_SIV, RandomizedNonceKey},
    digest::{SHA256, digest},
    rand,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use genauth::Secret;
use zeroize::Zeroizing;

use crate::error::BuildError;

/// A key that encrypts and authenticates cookies (AES-256-GCM-SIV).
///
/// All processes of an application need the same key. Keep it like a password: who knows it can sign
/// in as anybody.
///
/// ```
/// use genauth_axum::CookieKey;
///
/// // For instance of `openssl rand -base64 32`, in the environment of the application.
/// let key = CookieKey::from_base64("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")?;
/// assert_eq!(format!("{key:?}"), "CookieKey(<hidden>)");
/// # Ok::<(), genauth_axum::BuildError>(())
/// ```
#[derive(Clone)]
pub struct CookieKey {
    pub(super) id: [u8; 4],
    pub(super) key: Arc<RandomizedNonceKey>,
}

impl CookieKey {
    /// Creates a key of 32 random bytes.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if all bytes are the same.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, BuildError> {
        let bytes = Zeroizing::new(bytes);
        if bytes.iter().all(|byte| *byte == bytes[0]) {
            return Err(BuildError::new(
                "all bytes of the cookie key are the same; use 32 random bytes",
            ));
        }
        let key = RandomizedNonceKey::new(&AES_256_GCM_SIV, &*bytes)
            .map_err(|_| BuildError::new("the cookie key cannot be used"))?;
        // Names the key in cookies, and reveals nothing about it.
        let labeled = Zeroizing::new([b"genauth cookie key".as_slice(), &*bytes].concat());
        let hash = digest(&SHA256, &labeled);
        let mut id = [0; 4];
        id.copy_from_slice(&hash.as_ref()[..4]);
        Ok(Self { id, key: Arc::new(key) })
    }

    /// Creates a key of 32 random bytes in base64, also base64url and without padding.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if the text is not base64 of 32 bytes.
    pub fn from_base64(text: impl Into<Secret>) -> Result<Self, BuildError> {
        let text = text.into();
        let text = text.expose().trim();
        let decoders = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];
        let bytes = decoders.iter().find_map(|decoder| decoder.decode(text).ok());
        let bytes = bytes.map(Zeroizing::new);
        match bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok()) {
            Some(bytes) => Self::from_bytes(bytes),
            None => Err(BuildError::new(
                "the cookie key is not base64 of 32 bytes; create one with `openssl rand -base64 32`",
            )),
        }
    }

    /// Creates a random key, for tests and for applications whose sessions may end with the process.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if the system has no random numbers.
    pub fn random() -> Result<Self, BuildError> {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes).map_err(|_| {
            BuildError::new("the system has no random numbers; check `/dev/urandom`")
        })?;
        Self::from_bytes(bytes)
    }
}

/// Hides the key.
impl fmt::Debug for CookieKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CookieKey(<hidden>)")
    }
}

/// The keys of an application: the first one encrypts, all of them decrypt.
///
/// To replace a key, put the new one in front, and remove the old one after the lifetime of sessions.
/// With several processes, first deploy the new key in the second place: each process must be able
/// to decrypt the cookies of the others.
///
/// ```
/// use genauth_axum::{CookieKey, CookieKeys};
///
/// let (new, old) = (CookieKey::random()?, CookieKey::random()?);
/// let keys = CookieKeys::from([new, old]);
/// # Ok::<(), genauth_axum::BuildError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CookieKeys(Arc<[CookieKey]>);

impl CookieKeys {
    pub(super) fn first(&self) -> Option<&CookieKey> {
        self.0.first()
    }

    pub(super) fn named(&self, id: [u8; 4]) -> Option<&CookieKey> {
        self.0.iter().find(|key| key.id == id)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<CookieKey> for CookieKeys {
    fn from(key: CookieKey) -> Self {
        Self(Arc::new([key]))
    }
}

impl<const N: usize> From<[CookieKey; N]> for CookieKeys {
    fn from(keys: [CookieKey; N]) -> Self {
        Self(Arc::new(keys))
    }
}

impl From<Vec<CookieKey>> for CookieKeys {
    fn from(keys: Vec<CookieKey>) -> Self {
        Self(keys.into())
    }
}
