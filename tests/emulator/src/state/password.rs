//! Passwords as they are kept.

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use serde::{Deserialize, Serialize};

/// A password, hashed. The hash takes little work: tests sign in often, and nothing here is worth
/// an attack.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hashed(String);

impl std::fmt::Debug for Hashed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Hashed")
    }
}

fn hasher() -> Option<Argon2<'static>> {
    let params = Params::new(Params::MIN_M_COST, 1, 1, None).ok()?;
    Some(Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params))
}

impl Hashed {
    /// Hashes a password with a salt.
    pub fn new(password: &str, salt: [u8; 16]) -> Option<Self> {
        let hash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt).ok()?;
        Some(Self(hash.to_string()))
    }

    /// Whether this is the password.
    pub fn is(&self, password: &str) -> bool {
        let hash = PasswordHash::new(&self.0);
        let verify = |hash| hasher()?.verify_password(password.as_bytes(), &hash).ok();
        hash.ok().and_then(verify).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_fits() {
        let hashed = Hashed::new("passw0rd", [7; 16]).unwrap();
        assert!(hashed.is("passw0rd"));
        assert!(!hashed.is("passw0rD"));
        assert!(!format!("{hashed:?}").contains("argon2"));
    }
}
