//! Proofs: short-lived, single-use tokens for actions that a user is authorized to take.

use serde::{Deserialize, Serialize};

use super::{contact::Contact, expiring::Expiring, ids::Ids, secret_hash::secret_hash};
use crate::{clock::Timestamp, failure::Failure};

/// Lifetime of a proof, in seconds.
pub const LIFETIME: i64 = 60;

/// Proofs by a hash of their tokens.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Proofs(Expiring<Proof>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Proof {
    user_id: String,
    purpose: Purpose,
    expires: Timestamp,
}

/// Action that a proof authorizes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Replace the current email address or phone with this one.
    Change(Contact),
    /// Set a new password.
    ResetPassword,
    /// Delete the account.
    DeleteAccount,
}

impl Proofs {
    /// Issues a token for an action of a user.
    pub fn issue(
        &mut self,
        ids: &mut Ids,
        user_id: &str,
        purpose: Purpose,
        now: Timestamp,
    ) -> String {
        let token = ids.token(43);
        let user_id = user_id.to_owned();
        let expires = now.plus_seconds(LIFETIME);
        self.0.insert(&secret_hash(&token), Proof { user_id, purpose, expires }, expires, now);
        token
    }

    /// Returns the user and the action, without using up the token.
    ///
    /// # Errors
    ///
    /// Returns an error if the token is not valid, expired, or used.
    pub fn get(&self, token: &str, now: Timestamp) -> Result<(String, Purpose), Failure> {
        let proof = self.0.get(&secret_hash(token)).filter(|proof| proof.expires > now);
        let proof = proof.ok_or_else(unusable)?;
        Ok((proof.user_id.clone(), proof.purpose.clone()))
    }

    /// Uses up the token.
    pub fn spend(&mut self, token: &str) {
        self.0.remove(&secret_hash(token));
    }

    /// Removes the data of a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.0.retain(|proof| proof.user_id != user_id);
    }
}

/// Creates the failure for a token that does not prove the required authorization.
pub fn unusable() -> Failure {
    Failure::invalid("the token is invalid, has expired, or was used")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proof_is_valid_for_a_minute() {
        let (mut proofs, mut ids) = (Proofs::default(), Ids::from_seed(1));
        let token = proofs.issue(&mut ids, "user", Purpose::DeleteAccount, Timestamp(0));
        let expected = ("user".to_owned(), Purpose::DeleteAccount);
        assert_eq!(proofs.get(&token, Timestamp(59_999)), Ok(expected));
        assert!(proofs.get(&token, Timestamp(60_000)).is_err());
        proofs.spend(&token);
        assert!(proofs.get(&token, Timestamp(0)).is_err());
        assert!(!format!("{proofs:?}").contains(&token));
    }
}
