//! Captchas: pictures and their solutions.

use serde::{Deserialize, Serialize};

use super::{State, expiring::Expiring, typed::ungrouped};
use crate::{clock::Timestamp, failure::Failure};
use genauth::codes::api;

/// Lifetime of a captcha, in seconds.
pub const LIFETIME: i64 = 300;
/// Number of characters in the picture.
const LENGTH: usize = 4;

/// Pending captchas by token.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Captchas(Expiring<Captcha, 10_000>);

#[derive(Clone, Serialize, Deserialize)]
struct Captcha {
    code: String,
    made: Timestamp,
}

impl std::fmt::Debug for Captchas {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Captchas").field("waiting", &self.0.iter().count()).finish()
    }
}

impl State {
    /// Creates a captcha and returns its token and solution.
    pub fn new_captcha(&mut self, now: Timestamp) -> (String, String) {
        // Similar letters and digits are left out.
        let code = self.ids.token(64).to_lowercase().replace(['0', 'o', '1', 'l', 'i'], "");
        let code: String = code.chars().take(LENGTH).collect();
        let token = self.ids.token(32);
        let captcha = Captcha { code: code.clone(), made: now };
        self.captchas.0.insert(&token, captcha, now.plus_seconds(LIFETIME), now);
        (token, code)
    }

    /// Uses up a captcha. It accepts only one attempt, right or wrong.
    ///
    /// # Errors
    ///
    /// Returns an error if the solution is wrong, or the captcha has expired (2000).
    pub fn use_captcha(
        &mut self,
        token: &str,
        solution: &str,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let captcha = self.captchas.0.remove(token);
        match captcha.filter(|it| now.seconds_since(it.made) < LIFETIME) {
            Some(captcha) if captcha.code.eq_ignore_ascii_case(&ungrouped(solution)) => Ok(()),
            _ => Err(Failure::invalid("the captcha code is wrong or has expired")
                .code(api::CAPTCHA_REQUIRED)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captcha_accepts_one_attempt_before_it_expires() {
        let mut state = State::new(1, crate::state::keys::Keys::of_process().unwrap());
        let (token, code) = state.new_captcha(Timestamp(0));
        assert_eq!(code.len(), LENGTH);
        assert!(state.use_captcha(&token, &code.to_uppercase(), Timestamp(299_000)).is_ok());
        assert!(state.use_captcha(&token, &code, Timestamp(299_000)).is_err());
        let (token, code) = state.new_captcha(Timestamp(0));
        assert!(state.use_captcha(&token, &code, Timestamp(300_000)).is_err());
        let (token, code) = state.new_captcha(Timestamp(0));
        let wrong = state.use_captcha(&token, "?", Timestamp(0)).unwrap_err();
        assert_eq!(wrong.api_code, Some(api::CAPTCHA_REQUIRED));
        assert!(state.use_captcha(&token, &code, Timestamp(0)).is_err());
    }
}
