//! Sessions and their tokens.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{browser_user::BrowserUser, derived::Derived, expiring::Expiring};
use crate::{
    clock::Timestamp,
    text::{LONGEST, shorten},
};

/// Maximum number of sessions of a user; the oldest one is removed.
const MAX_PER_USER: usize = 1_000;

/// Sessions by ID, and their refresh tokens, kept until the last token of the session expires.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sessions {
    sessions: Expiring<Session>,
    /// Refresh tokens by their hashes.
    refresh: Expiring<Refresh>,
    /// IDs of individually revoked access tokens, until they expire.
    revoked: Expiring<()>,
    /// Sessions by user, the oldest first.
    #[serde(skip)]
    of_users: Derived<ByUser>,
}

type ByUser = HashMap<String, BTreeSet<(Timestamp, Arc<str>)>>;

/// A session of a user in an application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Its id, `sid` in tokens.
    pub id: String,
    /// ID of the user.
    pub user_id: String,
    /// ID of the application.
    pub app_id: String,
    /// Granted scopes, separated by spaces.
    pub scope: String,
    /// Start time.
    pub started: Timestamp,
    /// IP address.
    pub ip: String,
    /// User agent.
    pub user_agent: String,
    /// Whether it has ended.
    pub ended: bool,
    /// Browser sign-in that it started with, if any.
    pub origin: Option<BrowserUser>,
    /// Hashes of its refresh tokens.
    pub refresh: Vec<String>,
}

/// A refresh token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refresh {
    /// Its session.
    pub session_id: String,
    /// Granted scopes.
    pub scope: String,
    /// Expiration time.
    pub expires: Timestamp,
}

impl Session {
    /// Returns an ID for its device. Requests do not identify the device: the same user agent
    /// counts as the same device.
    pub fn device_id(&self) -> String {
        let name = format!("{}\n{}", self.user_id, self.user_agent);
        let digest = Sha256::digest(name.as_bytes());
        digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Sessions {
    /// Starts a session, which is kept until `ends` unless it is [prolonged](Self::prolong).
    pub fn begin(&mut self, mut session: Session, ends: Timestamp, now: Timestamp) {
        shorten(&mut session.scope, LONGEST);
        shorten(&mut session.ip, LONGEST);
        shorten(&mut session.user_agent, LONGEST);
        let (id, user_id) = (session.id.clone(), session.user_id.clone());
        self.of_users.get(|| by_user(&self.sessions));
        let entry = (session.started, Arc::from(id.as_str()));
        self.of_users.change(|users| {
            users.entry(user_id.clone()).or_default().insert(entry);
        });
        for gone in self.sessions.insert(&id, session, ends, now) {
            self.forget_data_of(&gone);
        }
        let users = self.of_users.get(|| by_user(&self.sessions));
        let surplus = users.get(&user_id).filter(|ids| ids.len() > MAX_PER_USER);
        if let Some((_, oldest)) = surplus.and_then(|ids| ids.first().cloned()) {
            self.forget(&oldest);
        }
    }

    /// Keeps a session at least until `ends`.
    pub fn prolong(&mut self, id: &str, ends: Timestamp) {
        self.sessions.prolong(id, ends);
    }

    /// Returns the session with this ID, unless it has ended.
    pub fn get(&self, id: &str) -> Option<&Session> {
        self.sessions.get(id).filter(|session| !session.ended)
    }

    /// Returns the active sessions of a user, the oldest first.
    pub fn of_user(&self, user_id: &str) -> impl Iterator<Item = &Session> {
        self.all_of_user(user_id).filter(|session| !session.ended)
    }

    /// Returns all sessions of a user, including ended ones, the oldest first.
    pub fn all_of_user(&self, user_id: &str) -> impl Iterator<Item = &Session> {
        let ids = self.of_users.get(|| by_user(&self.sessions)).get(user_id);
        ids.into_iter().flatten().filter_map(|(_, id)| self.sessions.get(id))
    }

    /// Returns the IDs of the active sessions of an application.
    pub fn of_app(&self, app_id: &str) -> Vec<String> {
        let all = self.sessions.iter().filter(|(_, it)| !it.ended && it.app_id == app_id);
        all.map(|(id, _)| id.to_owned()).collect()
    }

    /// Removes a session without a trace.
    pub fn forget(&mut self, id: &str) {
        if let Some(session) = self.sessions.remove(id) {
            self.forget_data_of(&session);
        }
    }

    /// Removes the data related to a removed session.
    fn forget_data_of(&mut self, session: &Session) {
        for hash in &session.refresh {
            self.refresh.remove(hash);
        }
        self.of_users.change(|users| {
            if let Some(ids) = users.get_mut(&session.user_id) {
                ids.remove(&(session.started, Arc::from(session.id.as_str())));
                if ids.is_empty() {
                    users.remove(&session.user_id);
                }
            }
        });
    }

    /// Ends a session, which invalidates its tokens.
    pub fn end(&mut self, id: &str) -> bool {
        let Some(session) = self.sessions.get_mut(id) else { return false };
        for hash in std::mem::take(&mut session.refresh) {
            self.refresh.remove(&hash);
        }
        !std::mem::replace(&mut session.ended, true)
    }

    /// Ends all sessions of a user.
    pub fn end_all_of(&mut self, user_id: &str) {
        let ids: Vec<String> = self.of_user(user_id).map(|session| session.id.clone()).collect();
        for id in ids {
            self.end(&id);
        }
    }

    /// Ends all sessions of a user except this one.
    pub fn end_others_of(&mut self, user_id: &str, kept: &str) {
        let others = self.of_user(user_id).filter(|session| session.id != kept);
        let ids: Vec<String> = others.map(|session| session.id.clone()).collect();
        for id in ids {
            self.end(&id);
        }
    }

    /// Records the browser sign-in that a session started with.
    pub fn began(&mut self, id: &str, browser_user: BrowserUser) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.origin = Some(browser_user);
        }
    }

    /// Returns the browser sign-in that a session started with, if any.
    pub fn origin(&self, id: &str) -> Option<&BrowserUser> {
        self.sessions.get(id)?.origin.as_ref()
    }

    /// Returns the IDs of sessions started in a browser, identified by the hash of its cookie.
    pub fn begun_in(&self, browser: &str, user_id: Option<&str>) -> Vec<String> {
        let is_it = |browser_user: &BrowserUser| {
            browser_user.browser == browser
                && user_id.is_none_or(|user_id| browser_user.user_id == user_id)
        };
        let begun = self.sessions.iter().filter(|(_, it)| it.origin.as_ref().is_some_and(is_it));
        begun.map(|(id, _)| id.to_owned()).collect()
    }

    /// Stores a refresh token by its hash.
    pub fn keep_refresh(&mut self, hash: String, refresh: Refresh, now: Timestamp) {
        let Some(session) = self.sessions.get_mut(&refresh.session_id) else { return };
        session.refresh.push(hash.clone());
        self.sessions.prolong(&refresh.session_id, refresh.expires);
        let expires = refresh.expires;
        for gone in self.refresh.insert(&hash, refresh, expires, now) {
            // Expired tokens are also removed from sessions that continue.
            if let Some(session) = self.sessions.get_mut(&gone.session_id) {
                session.refresh.retain(|hash| self.refresh.get(hash).is_some());
            }
        }
    }

    /// Returns a refresh token, if it is still valid.
    pub fn refresh(&self, hash: &str, now: Timestamp) -> Option<&Refresh> {
        let refresh = self.refresh.get(hash).filter(|refresh| refresh.expires > now)?;
        self.get(&refresh.session_id).map(|_| refresh)
    }

    /// Removes a refresh token.
    pub fn drop_refresh(&mut self, hash: &str) {
        let Some(refresh) = self.refresh.remove(hash) else { return };
        if let Some(session) = self.sessions.get_mut(&refresh.session_id) {
            session.refresh.retain(|it| it != hash);
        }
    }

    /// Revokes an access token by its id.
    pub fn revoke(&mut self, token_id: &str, expires: Timestamp, now: Timestamp) {
        self.revoked.insert(token_id, (), expires, now);
    }

    /// Returns whether an access token was revoked.
    pub fn is_revoked(&self, token_id: &str) -> bool {
        self.revoked.get(token_id).is_some()
    }
}

fn by_user(sessions: &Expiring<Session>) -> ByUser {
    let mut users = ByUser::new();
    for (id, session) in sessions.iter() {
        let ids = users.entry(session.user_id.clone()).or_default();
        ids.insert((session.started, Arc::from(id)));
    }
    users
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(id: &str, user_id: &str, started: i64) -> Session {
        Session {
            id: id.to_owned(),
            user_id: user_id.to_owned(),
            app_id: "APP_ID".to_owned(),
            scope: "openid".to_owned(),
            started: Timestamp(started),
            ip: String::new(),
            user_agent: String::new(),
            ended: false,
            origin: None,
            refresh: Vec::new(),
        }
    }

    fn refresh(session_id: &str, expires: i64) -> Refresh {
        let session_id = session_id.to_owned();
        Refresh { session_id, scope: "openid".to_owned(), expires: Timestamp(expires) }
    }

    #[test]
    fn sessions_end_when_their_last_token_expires() {
        let mut all = Sessions::default();
        all.begin(session("short", "bob", 0), Timestamp(10), Timestamp(0));
        all.begin(session("long", "bob", 1), Timestamp(10), Timestamp(1));
        all.keep_refresh("hash".to_owned(), refresh("long", 50), Timestamp(1));
        all.begin(session("new", "bob", 20), Timestamp(40), Timestamp(20));
        let ids: Vec<_> = all.of_user("bob").map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["long", "new"]);
        all.begin(session("last", "alice", 60), Timestamp(70), Timestamp(60));
        assert_eq!(all.of_user("bob").count(), 0);
        assert!(all.refresh("hash", Timestamp(0)).is_none());
    }

    #[test]
    fn a_session_ends_with_its_refresh_tokens() {
        let mut all = Sessions::default();
        all.begin(session("one", "bob", 0), Timestamp(10), Timestamp(0));
        all.begin(session("other", "bob", 0), Timestamp(10), Timestamp(0));
        all.keep_refresh("a".to_owned(), refresh("one", 50), Timestamp(0));
        all.keep_refresh("b".to_owned(), refresh("other", 50), Timestamp(0));
        assert!(all.end("one") && !all.end("one"));
        assert!(
            all.refresh("a", Timestamp(0)).is_none() && all.refresh("b", Timestamp(0)).is_some()
        );
        assert_eq!((all.of_user("bob").count(), all.all_of_user("bob").count()), (1, 2));
        all.forget("other");
        assert!(all.refresh("b", Timestamp(0)).is_none());
    }

    #[test]
    fn oldest_sessions_of_a_user_are_dropped() {
        let mut all = Sessions::default();
        for number in 0..2_000_i64 {
            let id = format!("session-{number}");
            all.begin(session(&id, "bob", number), Timestamp(i64::MAX), Timestamp(number));
        }
        assert_eq!(all.of_user("bob").count(), MAX_PER_USER);
        assert!(all.get("session-999").is_none() && all.get("session-1000").is_some());
    }
}
