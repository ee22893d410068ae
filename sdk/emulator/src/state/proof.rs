//! Proofs: short-lived tokens for what a user has shown that they may do, good for one use.

use serde::{Deserialize, Serialize};

use super::{contact::Contact, expiring::Expiring, ids::Ids};
use crate::{clock::Moment, failure::Failure, tokens::refresh_hash};

/// How long a proof is valid, in seconds.
pub const LIFETIME: i64 = 60;

/// Proofs by a hash of their tokens.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Proofs(Expiring<Proof>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Proof {
    user_id: String,
    purpose: Purpose,
    expires: Moment,
}

/// What a user may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Have this email address or phone in place of the one they have.
    Change(Contact),
    /// Set a new password.
    ResetPassword,
    /// Delete their account.
    DeleteAccount,
}

impl Proofs {
    /// A token for what a user may do.
    pub fn issue(&mut self, ids: &mut Ids, user_id: &str, purpose: Purpose, now: Moment) -> String {
        let token = ids.token(43);
        let user_id = user_id.to_owned();
        let expires = now.plus_seconds(LIFETIME);
        self.0.insert(&refresh_hash(&token), Proof { user_id, purpose, expires }, expires, now);
        token
    }

    /// The user and what they may do, without using it up.
    ///
    /// # Errors
    ///
    /// The token is none, too old, or used.
    pub fn get(&self, token: &str, now: Moment) -> Result<(String, Purpose), Failure> {
        let proof = self.0.get(&refresh_hash(token)).filter(|proof| proof.expires > now);
        let proof = proof.ok_or_else(unusable)?;
        Ok((proof.user_id.clone(), proof.purpose.clone()))
    }

    /// Uses it up.
    pub fn spend(&mut self, token: &str) {
        self.0.remove(&refresh_hash(token));
    }

    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.0.retain(|proof| proof.user_id != user_id);
    }
}

/// The token does not prove what it should.
pub fn unusable() -> Failure {
    Failure::invalid("the token is invalid, has expired, or was used")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_good_once_and_for_a_minute() {
        let (mut proofs, mut ids) = (Proofs::default(), Ids::from_seed(1));
        let token = proofs.issue(&mut ids, "user", Purpose::DeleteAccount, Moment(0));
        let expected = ("user".to_owned(), Purpose::DeleteAccount);
        assert_eq!(proofs.get(&token, Moment(59_999)), Ok(expected));
        assert!(proofs.get(&token, Moment(60_000)).is_err());
        proofs.spend(&token);
        assert!(proofs.get(&token, Moment(0)).is_err());
        assert!(!format!("{proofs:?}").contains(&token));
    }
}
