//! Passwords: the rule for new ones, and their hashes.

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Minimum number of characters in a password.
pub const SHORTEST: usize = 6;
/// Maximum number of characters in a password.
pub const LONGEST: usize = 128;

/// A hashed password. The hash is cheap: tests sign in often, and the data here is not worth an
/// attack.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Returns whether the password matches.
    pub fn is(&self, password: &str) -> bool {
        let hash = PasswordHash::new(&self.0);
        let verify = |hash| hasher()?.verify_password(password.as_bytes(), &hash).ok();
        hash.ok().and_then(verify).is_some()
    }
}

/// Checks that a password may be set. `field` is its name in the request.
///
/// # Errors
///
/// Returns an error if it is too short or too long.
pub fn check_new(field: &str, password: &str) -> Result<(), Failure> {
    match password.chars().count() {
        SHORTEST..=LONGEST => Ok(()),
        count if count < SHORTEST => {
            Err(Failure::field(field, &format!("must have at least {SHORTEST} characters")))
        }
        _ => Err(Failure::field(field, &format!("must have at most {LONGEST} characters"))),
    }
}

/// Returns the strength of a password, from 1 to 3, by its length and kinds of characters.
pub fn strength(password: &str) -> i64 {
    let kinds: [fn(char) -> bool; 4] = [
        |it| it.is_lowercase(),
        |it| it.is_uppercase(),
        |it| it.is_numeric(),
        |it| !it.is_alphanumeric(),
    ];
    let kinds = kinds.into_iter().filter(|kind| password.chars().any(*kind)).count();
    match (password.chars().count(), kinds) {
        (10.., 3..) => 3,
        (8.., 2..) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_matches() {
        let hashed = Hashed::new("passw0rd", [7; 16]).unwrap();
        assert!(hashed.is("passw0rd"));
        assert!(!hashed.is("passw0rD"));
        assert!(!format!("{hashed:?}").contains("argon2"));
    }

    #[test]
    fn strength_grows_with_length_and_kinds() {
        assert_eq!(strength("password"), 1);
        assert_eq!(strength("passw0rd"), 2);
        assert_eq!(strength("Correct-h0rse"), 3);
    }
}
