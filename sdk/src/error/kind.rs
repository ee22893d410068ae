//! Predicates of [`Error`] for the failures that applications handle.

#[cfg(feature = "oidc")]
use super::OidcErrorKind;
use super::{ApiError, Error, FlowEnd};
use crate::codes::{api, status};

impl Error {
    /// Returns whether credentials are missing or were rejected: HTTP or business status 401, api
    /// code 2020 (not signed in) or 1300 to 1306 (signature rejected), the OAuth errors
    /// `invalid_client`, `invalid_token` and `login_required`, and [`Error::Credential`]. With the
    /// feature `oidc`, also a token that was rejected by a local check, and a session that has ended.
    ///
    /// It is `false` for a sign-in that continues with a [`next_step`](Self::next_step).
    pub fn is_unauthenticated(&self) -> bool {
        match self {
            Self::Credential(_) => true,
            #[cfg(feature = "oidc")]
            Self::Token(_) => true,
            #[cfg(feature = "oidc")]
            Self::Oidc(error) => error.kind() == OidcErrorKind::SessionEnded,
            Self::Api(error) => {
                let codes = [api::NOT_LOGGED_IN];
                let oauth = ["invalid_client", "invalid_token", "login_required"];
                self.next_step().is_none()
                    && (error.is(status::UNAUTHORIZED_ERROR, &codes, &oauth)
                        || error.api_code().is_some_and(|code| SIGNATURE_CODES.contains(&code)))
            }
            _ => false,
        }
    }

    /// Returns whether a resource that the request refers to does not exist: HTTP or business
    /// status 404, or api code 2004 (user), 2011 (application) or 2224 (user pool).
    pub fn is_not_found(&self) -> bool {
        let codes = [api::USER_NOT_FOUND, api::APP_NOT_FOUND, api::USERPOOL_NOT_FOUND];
        self.is_api(status::NOT_FOUND_ERROR, &codes, &[])
    }

    /// Returns whether a unique value is already in use: HTTP or business status 409, or api code
    /// 1706 (face), 2039 or 2040 (domain).
    pub fn is_conflict(&self) -> bool {
        let codes = [api::FACE_ALREADY_BOUND, api::APP_DOMAIN_TAKEN, api::USERPOOL_DOMAIN_TAKEN];
        self.is_api(status::CONFLICT_ERROR, &codes, &[])
    }

    /// Returns whether the server received too many requests: HTTP or business status 429, or the
    /// OAuth error `slow_down`. [`retry_after`](Self::retry_after) returns the time to wait, if the
    /// server reports it.
    pub fn is_throttled(&self) -> bool {
        let too_many = status::THROTTLE_ERROR;
        matches!(self, Self::Decode(error) if i64::from(error.http_status().as_u16()) == too_many)
            || self.is_api(too_many, &[], &["slow_down"])
    }

    /// Returns whether the timeout of a call or the deadline of a flow has passed on the client.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_timeout(),
            Self::Flow(error) => error.end() == FlowEnd::TimedOut,
            _ => false,
        }
    }

    /// Returns whether no connection to the server could be established; nothing was sent.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect())
    }

    /// Returns whether an authorization code, a refresh token or another grant was rejected (the
    /// OAuth error `invalid_grant`): it is invalid, expired, revoked or used. The user has to sign
    /// in again.
    pub fn is_invalid_grant(&self) -> bool {
        matches!(self, Self::Api(error) if error.oauth_error() == Some("invalid_grant"))
    }

    /// Returns whether a passcode was wrong and the user can enter another one: api code 2001
    /// (passcode sent by email or text message), 6001 (authenticator app) or 6002 (recovery code),
    /// and a passcode that the server did not confirm ([`FlowEnd::Rejected`]).
    pub fn is_wrong_code(&self) -> bool {
        match self {
            Self::Flow(error) => error.end() == FlowEnd::Rejected,
            Self::Api(error) => error.api_code().is_some_and(|code| WRONG_CODES.contains(&code)),
            _ => false,
        }
    }

    /// Returns whether a flow has expired and has to start again: an enrollment confirmed too late,
    /// a QR code not scanned in time. Covers [`FlowEnd::Expired`], an expired enrollment token, and
    /// the OAuth error `expired_token`.
    pub fn is_expired(&self) -> bool {
        match self {
            Self::Flow(error) => error.end() == FlowEnd::Expired,
            Self::Api(error) => {
                error.oauth_error() == Some("expired_token")
                    || (!self.is_wrong_code() && !self.is_unauthenticated() && error.is_stale())
            }
            _ => false,
        }
    }

    fn is_api(&self, status: i64, codes: &[i64], oauth: &[&str]) -> bool {
        matches!(self, Self::Api(error) if error.is(status, codes, oauth))
    }
}

/// Codes of a rejected request signature.
const SIGNATURE_CODES: std::ops::RangeInclusive<i64> =
    api::AKSK_SIGNATURE_INVALID..=api::AKSK_SIGNATURE_REPLAYED;

/// Codes of a wrong passcode.
const WRONG_CODES: [i64; 3] =
    [api::VERIFY_CODE_WRONG, api::TOTP_CODE_WRONG, api::TOTP_RECOVERY_CODE_WRONG];

impl ApiError {
    fn is(&self, status: i64, codes: &[i64], oauth: &[&str]) -> bool {
        self.status_code() == status
            || i64::from(self.http_status().as_u16()) == status
            || self.api_code().is_some_and(|code| codes.contains(&code))
            || self.oauth_error().is_some_and(|error| oauth.contains(&error))
    }

    /// Returns whether the server reports an expired enrollment token. There is no code for it, so
    /// the message decides, in the languages of the API.
    fn is_stale(&self) -> bool {
        const WORDS: [&str; 6] = ["expired", "过期", "過期", "失效", "期限切れ", "timed out"];

        let message = self.message().to_lowercase();
        self.0.endpoint.name() == "enrollFactor" && WORDS.iter().any(|word| message.contains(word))
    }
}
