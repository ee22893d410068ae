//! One-time passwords of authenticator apps.

use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};

use super::{ids::Ids, typed::ungrouped};
use crate::{clock::Timestamp, failure::Failure};
use genauth::codes::api;

/// Maximum number of wrong codes within [`GUESSING_SECONDS`].
const GUESSES: usize = 5;
/// Time for which a wrong code counts, in seconds.
const GUESSING_SECONDS: i64 = 60;
/// Minimum length of an imported secret, in bytes. The standard asks for 16, but shorter ones are
/// in use.
const SHORTEST: usize = 10;

/// TOTP settings of an authenticator app: SHA-1, six digits, a new code every 30 seconds.
#[derive(Clone, Serialize, Deserialize)]
pub struct Otp {
    /// The secret in base32.
    secret: String,
    /// Recovery code, in case the user loses the app.
    recovery_code: Option<String>,
    /// The last time step whose code was used. A code is valid once.
    used: Option<u64>,
    /// Times of wrong codes.
    wrong_codes: Vec<Timestamp>,
}

impl std::fmt::Debug for Otp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Otp").field("used", &self.used).finish_non_exhaustive()
    }
}

impl Otp {
    /// Creates an OTP with a new secret.
    pub fn new(ids: &mut Ids) -> Self {
        let secret = Secret::new_stack(ids.bytes()).to_base32();
        let groups: Vec<String> = (0..6).map(|_| ids.hex(4)).collect();
        Self { secret, recovery_code: Some(groups.join("-")), used: None, wrong_codes: Vec::new() }
    }

    /// Imports an OTP that was in use elsewhere. The secret may be grouped and in lower case.
    ///
    /// # Errors
    ///
    /// Returns an error if the secret is not valid base32, or shorter than 16 characters.
    pub fn import(secret: &str, recovery_code: Option<String>) -> Result<Self, Failure> {
        let plain = ungrouped(secret).trim_end_matches('=').to_ascii_uppercase();
        let read = Secret::try_from_base32(&plain)
            .map_err(|_| Failure::field("otp.secret", "must be encoded in base32"))?;
        if read.as_bytes().len() < SHORTEST {
            return Err(Failure::field("otp.secret", "must have at least 16 characters"));
        }
        Ok(Self { secret: plain, recovery_code, used: None, wrong_codes: Vec::new() })
    }

    /// Returns the secret in base32.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Returns the recovery code, in case the user loses the app.
    pub fn recovery_code(&self) -> Option<&str> {
        self.recovery_code.as_deref()
    }

    /// Returns the URI that an authenticator app is set up with.
    ///
    /// # Errors
    ///
    /// Returns an error if the account has no name.
    pub fn uri(&self, issuer: &str, account: &str) -> Result<String, Failure> {
        // A colon separates the two.
        let [issuer, account] = [issuer, account].map(|name| name.replace(':', " "));
        let uri = self
            .builder()?
            .with_issuer(Some(issuer))
            .with_account_name(account)
            .build_noncompliant()
            .to_url()
            .map_err(|_| {
                Failure::rule("the account has no name to show in an authenticator app")
            })?;
        // The documentation has every parameter, in this order, even with default values.
        let label = uri.split_once('?').map_or(&*uri, |(label, _)| label);
        let issuer = label.rsplit('/').next().and_then(|label| label.split(':').next());
        Ok(format!(
            "{label}?secret={}&period=30&digits=6&algorithm=SHA1&issuer={}",
            self.secret,
            issuer.unwrap_or_default()
        ))
    }

    /// Uses up a code. Codes of the adjacent time steps are valid as well, since clocks differ.
    ///
    /// # Errors
    ///
    /// Returns an error if the code is missing (6003), or wrong or used before (6001).
    pub fn use_code(&mut self, code: Option<&str>, now: Timestamp) -> Result<(), Failure> {
        let code = code.map(ungrouped).filter(|code| !code.is_empty()).ok_or_else(|| {
            Failure::missing("the code of the authenticator app").code(api::TOTP_CODE_MISSING)
        })?;
        let step = self.totp()?.check(&code, now.unix());
        match step.filter(|step| self.used.is_none_or(|used| *step > used)) {
            Some(step) => {
                self.used = Some(step);
                Ok(())
            }
            None => Err(Failure::invalid("the code of the authenticator app is wrong")
                .code(api::TOTP_CODE_WRONG)),
        }
    }

    /// Uses up a code of an enrolled app, with a limit on wrong codes.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`use_code`](Self::use_code), and 429 after five wrong codes
    /// within a minute.
    pub fn verify(&mut self, code: &str, now: Timestamp) -> Result<(), Failure> {
        self.guess(now, |otp| otp.use_code(Some(code), now))
    }

    /// Uses up the recovery code, in place of a code of the app. Both share the limit on wrong
    /// codes.
    ///
    /// # Errors
    ///
    /// Returns an error if the recovery code is missing (6004), or wrong or used before (6002), and
    /// 429 after five wrong codes within a minute.
    pub fn recover(&mut self, code: &str, now: Timestamp) -> Result<(), Failure> {
        let given = ungrouped(code).to_ascii_lowercase();
        if given.is_empty() {
            return Err(Failure::missing("the recovery code").code(api::TOTP_RECOVERY_CODE_MISSING));
        }
        self.guess(now, |otp| {
            let wanted = otp.recovery_code.as_deref().map(ungrouped);
            if wanted.is_none_or(|wanted| wanted.to_ascii_lowercase() != given) {
                return Err(Failure::invalid("the recovery code is wrong")
                    .code(api::TOTP_RECOVERY_CODE_WRONG));
            }
            otp.recovery_code = None;
            Ok(())
        })
    }

    fn guess(
        &mut self,
        now: Timestamp,
        check: impl FnOnce(&mut Self) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.wrong_codes.retain(|at| now.seconds_since(*at) < GUESSING_SECONDS);
        if let (Some(first), true) = (self.wrong_codes.first(), self.wrong_codes.len() >= GUESSES) {
            let left = GUESSING_SECONDS - now.seconds_since(*first);
            let message = format!("too many wrong codes; try again in {left} seconds");
            return Err(Failure::throttled(message, left.unsigned_abs()));
        }
        let outcome = check(self);
        let wrong_codes = [api::TOTP_CODE_WRONG, api::TOTP_RECOVERY_CODE_WRONG];
        match &outcome {
            Ok(()) => self.wrong_codes.clear(),
            Err(failure) if failure.api_code.is_some_and(|it| wrong_codes.contains(&it)) => {
                self.wrong_codes.push(now)
            }
            Err(_) => {}
        }
        outcome
    }

    fn builder(&self) -> Result<Builder, Failure> {
        let secret = Secret::try_from_base32(&self.secret)
            .map_err(|_| Failure::new(500, "the secret of the authenticator app is invalid"))?;
        Ok(Builder::new().with_secret(secret))
    }

    fn totp(&self) -> Result<Totp, Failure> {
        // Imported secrets may be shorter than the standard requires.
        self.builder().map(Builder::build_noncompliant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_match_the_standard_test_vectors() {
        // RFC 6238, appendix B, the last six digits.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            let mut otp = Otp::import(SECRET, None).unwrap();
            assert!(otp.use_code(Some(code), Timestamp(seconds * 1_000)).is_ok(), "{code}");
        }
    }

    #[test]
    fn code_is_valid_once_and_within_half_a_minute() {
        let mut otp = Otp::import(SECRET, None).unwrap();
        assert!(otp.clone().use_code(Some("287082"), Timestamp(89_000)).is_ok());
        assert!(otp.clone().use_code(Some("287082"), Timestamp(90_000)).is_err());
        assert!(otp.clone().use_code(Some("287082"), Timestamp(0)).is_ok());
        assert!(otp.use_code(Some("287082"), Timestamp(59_000)).is_ok());
        assert!(otp.use_code(Some("287082"), Timestamp(59_000)).is_err());
    }

    #[test]
    fn uri_is_complete_for_unusual_names() {
        let otp = Otp::import(SECRET, None).unwrap();
        assert_eq!(
            otp.uri("My pool", "a:b@example.com").unwrap(),
            format!(
                "otpauth://totp/My%20pool:a%20b%40example.com?secret={SECRET}&period=30&digits=6\
                 &algorithm=SHA1&issuer=My%20pool"
            )
        );
    }
}
