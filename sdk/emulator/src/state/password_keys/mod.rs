//! The keys that clients encrypt passwords with.

mod sm2;

use std::{
    fmt,
    sync::{Arc, LazyLock},
};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rsa::{KeySize, Pkcs1PrivateDecryptingKey, PrivateDecryptingKey},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::authentication::PasswordEncryptType;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// An RSA key and an SM2 key; `None` if the system had no randomness to generate them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct PasswordKeys(Option<Arc<Pair>>);

struct Pair {
    rsa: Pkcs1PrivateDecryptingKey,
    rsa_public: String,
    rsa_der: String,
    sm2: sm2::Key,
}

/// The private keys as they are saved.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    /// In base64 of PKCS#8.
    rsa: String,
    /// In hexadecimal digits.
    sm2: String,
}

impl fmt::Debug for PasswordKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PasswordKeys").finish_non_exhaustive()
    }
}

/// Generating keys takes a while; emulators of one process share theirs.
static OF_PROCESS: LazyLock<PasswordKeys> = LazyLock::new(|| PasswordKeys(Pair::generate()));

impl PasswordKeys {
    /// Returns the keys of this process.
    pub fn of_process() -> Self {
        OF_PROCESS.clone()
    }

    fn pair(&self) -> Result<&Pair, Failure> {
        let pair = self.0.as_deref();
        pair.ok_or_else(|| Failure::new(500, "the emulator has no keys for password encryption"))
    }

    /// Returns the public RSA key as PEM.
    ///
    /// # Errors
    ///
    /// Returns an error if the emulator has no keys.
    pub fn rsa_public(&self) -> Result<&str, Failure> {
        Ok(&self.pair()?.rsa_public)
    }

    /// Returns the public SM2 key, a point of the curve in hexadecimal digits.
    ///
    /// # Errors
    ///
    /// Returns an error if the emulator has no keys.
    pub fn sm2_public(&self) -> Result<String, Failure> {
        Ok(self.pair()?.sm2.public())
    }

    /// Returns a password as entered by the user. `field` is its name in the request.
    ///
    /// # Errors
    ///
    /// Returns an error if it was not encrypted with a key of this server, or in another way than
    /// stated (400).
    pub fn read(
        &self,
        field: &str,
        password: &str,
        encryption: Option<&PasswordEncryptType>,
    ) -> Result<String, Failure> {
        let pair = self.pair()?;
        let text = match encryption {
            Some(PasswordEncryptType::Rsa) => pair.rsa(password),
            Some(PasswordEncryptType::Sm2) => pair.sm2.decrypt(password),
            Some(PasswordEncryptType::None) | None => return Ok(password.to_owned()),
            Some(_) => return Err(Failure::invalid("unsupported `passwordEncryptType`")),
        };
        text.ok_or_else(|| {
            Failure::field(
                field,
                "is not encrypted with the key of this server as `passwordEncryptType` states",
            )
        })
    }
}

impl Pair {
    fn generate() -> Option<Arc<Self>> {
        let key = PrivateDecryptingKey::generate(KeySize::Rsa2048).ok()?;
        let der: Pkcs8V1Der<'_> = key.as_der().ok()?;
        let sm2 = sm2::Key::generate()?.digits();
        let stored = Stored { rsa: STANDARD.encode(der.as_ref()), sm2 };
        Self::read(stored).map(Arc::new)
    }

    fn read(stored: Stored) -> Option<Self> {
        let der = STANDARD.decode(&stored.rsa).ok()?;
        let key = PrivateDecryptingKey::from_pkcs8(&der).ok()?;
        let public: PublicKeyX509Der<'_> = key.public_key().as_der().ok()?;
        let public = STANDARD.encode(public.as_ref());
        Some(Self {
            rsa: Pkcs1PrivateDecryptingKey::new(key).ok()?,
            rsa_public: format!("-----BEGIN PUBLIC KEY-----\n{public}\n-----END PUBLIC KEY-----\n"),
            rsa_der: stored.rsa,
            sm2: sm2::Key::from_digits(&stored.sm2)?,
        })
    }

    fn rsa(&self, password: &str) -> Option<String> {
        let cipher = STANDARD.decode(password).ok()?;
        let mut text = vec![0; self.rsa.min_output_size()];
        let text = self.rsa.decrypt(&cipher, &mut text).ok()?;
        String::from_utf8(text.to_vec()).ok()
    }
}

impl TryFrom<Stored> for PasswordKeys {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        if stored.rsa.is_empty() && stored.sm2.is_empty() {
            return Ok(Self(None));
        }
        match Pair::read(stored) {
            Some(pair) => Ok(Self(Some(Arc::new(pair)))),
            None => Err("no keys for password encryption"),
        }
    }
}

impl From<PasswordKeys> for Stored {
    fn from(keys: PasswordKeys) -> Self {
        match keys.0 {
            Some(pair) => Self { rsa: pair.rsa_der.clone(), sm2: pair.sm2.digits() },
            None => Self { rsa: String::new(), sm2: String::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_keys_still_decrypt() {
        let keys = PasswordKeys::of_process();
        let saved = serde_json::to_string(&keys).unwrap();
        let read: PasswordKeys = serde_json::from_str(&saved).unwrap();
        assert_eq!(read.rsa_public().unwrap(), keys.rsa_public().unwrap());
        assert_eq!(read.sm2_public().unwrap(), keys.sm2_public().unwrap());
    }

    #[test]
    fn unencrypted_passwords_are_rejected() {
        let keys = PasswordKeys::of_process();
        for kind in [PasswordEncryptType::Rsa, PasswordEncryptType::Sm2] {
            for text in ["", "passw0rd", "密码", "AAAA", "04"] {
                let refused = keys.read("password", text, Some(&kind)).unwrap_err();
                assert_eq!(refused.status_code, 400, "{kind:?} {text}");
            }
        }
    }
}
