//! Who is signed in where, and the tokens of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::Moment;

/// Sessions by id, and their refresh tokens.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sessions {
    sessions: BTreeMap<String, Session>,
    /// Refresh tokens by a hash of them.
    refresh: BTreeMap<String, Refresh>,
    /// Ids of access tokens that were revoked one by one, with the end of their life.
    revoked: BTreeMap<String, Moment>,
}

/// A user who is signed in to an application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Its id, `sid` in tokens.
    pub id: String,
    /// Who.
    pub user_id: String,
    /// Where.
    pub app_id: String,
    /// What was granted, with spaces between.
    pub scope: String,
    /// Since when.
    pub started: Moment,
    /// From where.
    pub ip: String,
    /// With what.
    pub user_agent: String,
    /// Whether it is over.
    pub ended: bool,
}

/// A refresh token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refresh {
    /// Its session.
    pub session_id: String,
    /// What it grants.
    pub scope: String,
    /// The end of its life.
    pub expires: Moment,
}

impl Session {
    /// The device it is on. Nobody says which one that is: one that calls itself the same is the
    /// same.
    pub fn device_id(&self) -> String {
        let name = format!("{}\n{}", self.user_id, self.user_agent);
        let digest = Sha256::digest(name.as_bytes());
        digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Sessions {
    /// Begins one.
    pub fn begin(&mut self, session: Session) {
        self.sessions.insert(session.id.clone(), session);
    }

    /// The one with this id, unless it is over.
    pub fn get(&self, id: &str) -> Option<&Session> {
        self.sessions.get(id).filter(|session| !session.ended)
    }

    /// Those of a user that are not over, the oldest first.
    pub fn of_user<'a>(&'a self, user_id: &'a str) -> impl Iterator<Item = &'a Session> {
        self.all_of_user(user_id).filter(|session| !session.ended)
    }

    /// All of a user, with those that are over, the oldest first.
    pub fn all_of_user<'a>(&'a self, user_id: &'a str) -> impl Iterator<Item = &'a Session> {
        let of_user = self.sessions.values().filter(|session| session.user_id == user_id);
        let mut all: Vec<&Session> = of_user.collect();
        all.sort_by(|one, other| (one.started, &one.id).cmp(&(other.started, &other.id)));
        all.into_iter()
    }

    /// Ends one and keeps no trace of it.
    pub fn forget(&mut self, id: &str) {
        self.end(id);
        self.sessions.remove(id);
    }

    /// Ends one. Its tokens are worth nothing from here.
    pub fn end(&mut self, id: &str) -> bool {
        self.refresh.retain(|_, refresh| refresh.session_id != id);
        match self.sessions.get_mut(id) {
            Some(session) => !std::mem::replace(&mut session.ended, true),
            None => false,
        }
    }

    /// Ends all of a user.
    pub fn end_all_of(&mut self, user_id: &str, now: Moment) {
        self.revoked.retain(|_, expires| *expires > now);
        let ids: Vec<String> = self.of_user(user_id).map(|session| session.id.clone()).collect();
        for id in ids {
            self.end(&id);
        }
    }

    /// Ends all of a user but this one.
    pub fn end_others_of(&mut self, user_id: &str, kept: &str) {
        let others = self.of_user(user_id).filter(|session| session.id != kept);
        let ids: Vec<String> = others.map(|session| session.id.clone()).collect();
        for id in ids {
            self.end(&id);
        }
    }

    /// Keeps a refresh token, by a hash of it.
    pub fn keep_refresh(&mut self, hash: String, refresh: Refresh) {
        self.refresh.insert(hash, refresh);
    }

    /// A refresh token that is still good.
    pub fn refresh(&self, hash: &str, now: Moment) -> Option<&Refresh> {
        let refresh = self.refresh.get(hash).filter(|refresh| refresh.expires > now)?;
        self.get(&refresh.session_id).map(|_| refresh)
    }

    /// Takes a refresh token away.
    pub fn drop_refresh(&mut self, hash: &str) -> Option<Refresh> {
        self.refresh.remove(hash)
    }

    /// Revokes an access token by its id.
    pub fn revoke(&mut self, token_id: &str, expires: Moment, now: Moment) {
        self.revoked.retain(|_, expires| *expires > now);
        self.revoked.insert(token_id.to_owned(), expires);
    }

    /// Whether an access token was revoked.
    pub fn is_revoked(&self, token_id: &str) -> bool {
        self.revoked.contains_key(token_id)
    }
}
