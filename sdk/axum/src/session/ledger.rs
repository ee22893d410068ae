//! [`Ledger`]: what a process remembers of sessions in encrypted cookies.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use genauth::oidc::{LogoutTokenClaims, StoredSession};

/// A browser may send a cookie for this long after a request has replaced it.
const GRACE: Duration = Duration::from_secs(5 * 60);

/// What a process remembers of sessions in encrypted cookies, which cannot be deleted: those that
/// were signed out, and tokens that were refreshed a moment ago.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Notes>);

#[derive(Default)]
struct Notes {
    /// The ids of ended sessions, with the end of their lifetime.
    ended: HashMap<String, SystemTime>,
    /// The newest logout of each user and session at the provider.
    logouts: HashMap<Whom, Logout>,
    /// The newest tokens of a session.
    newest: HashMap<String, (SystemTime, StoredSession)>,
}

struct Logout {
    received_at: SystemTime,
    until: SystemTime,
}

/// The sessions that a logout ends: those of a user, of a session at the provider, or both.
#[derive(PartialEq, Eq, Hash)]
struct Whom {
    subject: Option<String>,
    provider_session: Option<String>,
}

impl Ledger {
    fn notes(&self, now: SystemTime) -> MutexGuard<'_, Notes> {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.newest.retain(|_, (until, _)| now < *until);
        notes
    }

    /// Ends a session, for as long as its cookie could be used.
    pub(super) fn end(&self, id: &str, now: SystemTime, lifetime: Duration) {
        let mut notes = self.notes(now);
        notes.newest.remove(id);
        notes.ended.retain(|_, until| now < *until);
        notes.ended.insert(id.to_owned(), now.checked_add(lifetime).unwrap_or(now));
    }

    /// Ends the sessions that a logout token names and that began before it.
    pub(crate) fn log_out(&self, claims: LogoutTokenClaims, now: SystemTime, lifetime: Duration) {
        let LogoutTokenClaims { subject, session_id, .. } = claims;
        self.note(Whom { subject, provider_session: session_id }, now, lifetime);
    }

    /// Ends the sessions of a user that began before.
    pub(crate) fn end_user(&self, subject: &str, now: SystemTime, lifetime: Duration) {
        let subject = Some(subject.to_owned());
        self.note(Whom { subject, provider_session: None }, now, lifetime);
    }

    fn note(&self, whom: Whom, now: SystemTime, lifetime: Duration) {
        let mut notes = self.notes(now);
        notes.logouts.retain(|_, logout| now < logout.until);
        let until = now.checked_add(lifetime).unwrap_or(now);
        notes.logouts.insert(whom, Logout { received_at: now, until });
    }

    pub(super) fn is_ended(&self, id: &str, session: &StoredSession, now: SystemTime) -> bool {
        let (subject, provider_session) = (&session.subject, &session.provider_session);
        // As `StoredSession::is_ended_by`, without a search through all logouts.
        let names = [(None, provider_session.as_ref()), (subject.as_ref(), None)];
        let both = subject.as_ref().zip(provider_session.as_ref());
        let names = names.into_iter().chain(both.map(|(one, other)| (Some(one), Some(other))));
        let notes = self.notes(now);
        notes.ended.contains_key(id)
            || names.filter(|(one, other)| one.is_some() || other.is_some()).any(|(one, other)| {
                let whom = Whom { subject: one.cloned(), provider_session: other.cloned() };
                let logout = notes.logouts.get(&whom);
                logout.is_some_and(|logout| session.created_at <= logout.received_at)
            })
    }

    /// Returns the newest known tokens of a session.
    pub(super) fn newest(
        &self,
        id: &str,
        session: StoredSession,
        now: SystemTime,
    ) -> StoredSession {
        match self.notes(now).newest.get(id) {
            Some((_, newest)) if newest.version > session.version => newest.clone(),
            _ => session,
        }
    }

    /// Remembers refreshed tokens, and returns the newest ones.
    pub(super) fn refreshed(
        &self,
        id: &str,
        session: StoredSession,
        now: SystemTime,
    ) -> StoredSession {
        let until = now.checked_add(GRACE).unwrap_or(now);
        let mut notes = self.notes(now);
        let newest = notes.newest.entry(id.to_owned()).or_insert_with(|| (until, session.clone()));
        if session.version > newest.1.version {
            *newest = (until, session);
        }
        newest.1.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn repeated_logouts_are_remembered_once_and_forgotten() {
        let (ledger, lifetime) = (Ledger::default(), Duration::from_secs(100));
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        for seconds in 0..1_000 {
            ledger.end_user("u1", at(seconds), lifetime);
        }
        assert_eq!(ledger.notes(at(1_000)).logouts.len(), 1);
        ledger.end_user("u2", at(1_200), lifetime);
        assert_eq!(ledger.notes(at(1_200)).logouts.len(), 1);
    }
}
