//! Tokens of MFA flows: they identify the user who must present a second factor.

use serde::{Deserialize, Serialize};

use super::{State, expiring::Expiring};
use crate::clock::Timestamp;

/// Lifetime of a token, in seconds.
pub const LIFETIME: i64 = 3_600;

/// Tokens of MFA flows.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct MfaTokens(Expiring<MfaToken, 10_000>);

/// User of an MFA flow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MfaToken {
    /// The user.
    pub user_id: String,
    /// Time of issue.
    pub issued: Timestamp,
}

impl std::fmt::Debug for MfaTokens {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(_, token)| token)).finish()
    }
}

impl MfaToken {
    /// Returns the expiration time.
    pub fn expires(&self) -> Timestamp {
        self.issued.plus_seconds(LIFETIME)
    }
}

impl MfaTokens {
    /// Returns the user of an MFA flow, if the token is valid.
    pub fn get(&self, token: &str, now: Timestamp) -> Option<&MfaToken> {
        self.0.get(token).filter(|it| it.expires() > now)
    }

    /// Removes the data of a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.0.retain(|token| token.user_id != user_id);
    }
}

impl State {
    /// Returns the token of a user's MFA flow; the same one as long as it is valid.
    pub fn mfa_token(&mut self, user_id: &str, now: Timestamp) -> String {
        let tokens = &mut self.factors.tokens.0;
        let is_it = |token: &MfaToken| token.user_id == user_id && token.expires() > now;
        if let Some((token, _)) = tokens.iter().find(|(_, token)| is_it(token)) {
            return token.to_owned();
        }
        let token = self.ids.token(43);
        let issued = MfaToken { user_id: user_id.to_owned(), issued: now };
        tokens.insert(&token, issued, now.plus_seconds(LIFETIME), now);
        token
    }
}
