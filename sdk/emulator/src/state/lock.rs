//! Account lock after wrong passwords.

use genauth::codes::api;
use serde::{Deserialize, Serialize};

use crate::{clock::Timestamp, failure::Failure};

/// Number of consecutive wrong passwords that lock the account.
pub const ATTEMPTS: u32 = 5;
/// Duration of the lock, in seconds.
pub const PAUSE: i64 = 300;

/// Consecutive wrong passwords.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Lock {
    wrong_passwords: u32,
    until: Option<Timestamp>,
}

impl Lock {
    /// Checks that a password attempt is allowed.
    ///
    /// # Errors
    ///
    /// Returns an error if the account is locked (403, 2005).
    pub fn check(&self, now: Timestamp) -> Result<(), Failure> {
        match self.until.filter(|until| *until > now) {
            None => Ok(()),
            Some(until) => {
                let left = until.seconds_since(now) + 1;
                let message = format!(
                    "too many wrong passwords: the account is locked for {left} more seconds"
                );
                Err(Failure::forbidden(message).code(api::USER_LOCKED))
            }
        }
    }

    /// Counts a wrong password.
    pub fn count_wrong_password(&mut self, now: Timestamp) {
        self.wrong_passwords += 1;
        if self.wrong_passwords >= ATTEMPTS {
            *self = Self { wrong_passwords: 0, until: Some(now.plus_seconds(PAUSE)) };
        }
    }

    /// Resets the count of wrong passwords.
    pub fn open(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_passwords_lock_for_five_minutes() {
        let mut lock = Lock::default();
        for _ in 0..4 {
            lock.count_wrong_password(Timestamp(0));
            assert!(lock.check(Timestamp(0)).is_ok());
        }
        lock.count_wrong_password(Timestamp(0));
        assert_eq!(lock.check(Timestamp(299_999)).unwrap_err().api_code, Some(api::USER_LOCKED));
        assert!(lock.check(Timestamp(300_000)).is_ok());
        lock.count_wrong_password(Timestamp(300_000));
        assert!(lock.check(Timestamp(300_000)).is_ok());
    }
}
