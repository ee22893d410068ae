//! CAS: tickets, and the services that users are signed in to.

use serde::{Deserialize, Serialize};

use super::{
    State,
    browser_user::{BROWSER_SECONDS, BrowserUser},
    expiring::Expiring,
    secret_hash::secret_hash,
};
use crate::clock::Timestamp;

/// A CAS request for a ticket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The application.
    pub app_id: String,
    /// The service that the ticket is for; `None` for a sign-in without a destination.
    pub service: Option<String>,
}

/// A service that a user is signed in to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// The user.
    pub user_id: String,
    /// The browser, by the hash of its cookie.
    pub browser: String,
    /// The service, exactly as requested.
    pub service: String,
    /// The name of the user, as the service received it.
    pub name: String,
}

/// A ticket that was not used yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ticket {
    /// The application.
    pub app_id: String,
    /// The session that begins with it.
    pub session: Session,
    /// Time of the sign-in.
    pub signed_in_at: Timestamp,
    /// Whether the user entered a password for it.
    pub is_new: bool,
    expires: Timestamp,
}

/// A session that ended, whose service must be informed.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The session.
    pub session: Session,
    /// The ticket that the session began with.
    pub ticket: String,
}

/// Tickets and sessions of CAS.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tickets {
    /// Unused tickets, by their hashes.
    tickets: Expiring<Ticket>,
    /// Sessions by their tickets, which are used up.
    sessions: Expiring<Session>,
    #[serde(skip)]
    ended: Vec<Ended>,
}

impl Ticket {
    /// Creates a ticket that is valid for this many seconds.
    pub fn new(
        app_id: &str,
        session: Session,
        browser_user: &BrowserUser,
        is_new: bool,
        expires: Timestamp,
    ) -> Self {
        let (app_id, signed_in_at) = (app_id.to_owned(), browser_user.at);
        Self { app_id, session, signed_in_at, is_new, expires }
    }
}

impl Tickets {
    /// Stores a ticket.
    pub fn issue(&mut self, text: &str, ticket: Ticket, now: Timestamp) {
        let expires = ticket.expires;
        self.tickets.insert(&secret_hash(text), ticket, expires, now);
    }

    /// Uses up a ticket, and returns it if it has not expired.
    pub fn take(&mut self, text: &str, now: Timestamp) -> Option<Ticket> {
        let ticket = self.tickets.remove(&secret_hash(text))?;
        (ticket.expires > now).then(|| Ticket::clone(&ticket))
    }

    /// Begins a session with a ticket.
    pub fn begin(&mut self, text: &str, ticket: &Ticket, now: Timestamp) {
        let ends = ticket.signed_in_at.plus_seconds(BROWSER_SECONDS);
        self.sessions.insert(text, ticket.session.clone(), ends, now);
    }

    /// Moves what a user has in a browser to the new cookie of the browser.
    pub fn move_sessions(&mut self, browser: &str, now: &BrowserUser) {
        let tickets = self.tickets.values_mut().map(|ticket| &mut ticket.session);
        for session in tickets.chain(self.sessions.values_mut()) {
            if session.browser == browser && session.user_id == now.user_id {
                session.browser.clone_from(&now.browser);
            }
        }
    }

    /// Returns the sessions that ended since the last call.
    pub fn take_ended(&mut self) -> Vec<Ended> {
        std::mem::take(&mut self.ended)
    }

    /// Returns whether a service must be informed of the end of a session.
    pub fn has_ended(&self) -> bool {
        !self.ended.is_empty()
    }
}

impl State {
    /// Ends CAS sessions, and removes the unused tickets for them.
    pub fn end_cas_sessions(&mut self, is_ended: impl Fn(&Session) -> bool) {
        let Tickets { tickets, sessions, ended } = &mut self.cas;
        tickets.retain(|ticket| !is_ended(&ticket.session));
        let gone = sessions.iter().filter(|(_, session)| is_ended(session));
        ended.extend(gone.map(|(ticket, session)| Ended {
            session: session.clone(),
            ticket: ticket.to_owned(),
        }));
        sessions.retain(|session| !is_ended(session));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::keys::Keys;

    fn with_session() -> State {
        let mut state = State::new(1, Keys::of_process().unwrap());
        let now = Timestamp(0);
        let browser_user = state.oidc.sign_in("COOKIE", "USER_ID", Vec::new(), now, now);
        let session = Session {
            user_id: "USER_ID".to_owned(),
            browser: browser_user.browser.clone(),
            service: "https://app.example/".to_owned(),
            name: "ada".to_owned(),
        };
        let ticket = Ticket::new("APP_ID", session, &browser_user, true, now.plus_seconds(10));
        state.cas.issue("ST-1", ticket.clone(), now);
        state.cas.issue("ST-2", ticket, now);
        let used = state.cas.take("ST-1", now).unwrap();
        state.cas.begin("ST-1", &used, now);
        state
    }

    #[test]
    fn tickets_are_valid_once_and_until_they_expire() {
        let mut state = with_session();
        assert!(state.cas.take("ST-1", Timestamp(0)).is_none());
        assert!(state.cas.take("ST-2", Timestamp(10_000)).is_none());
        assert!(state.cas.take("ST-2", Timestamp(0)).is_none());
    }

    #[test]
    fn sign_out_ends_the_sessions_of_the_browser() {
        let mut state = with_session();
        state.sign_out_browser("OTHER");
        assert!(!state.cas.has_ended());
        let browser = state.oidc.browser("COOKIE", Timestamp(0)).unwrap().browser;
        let now = BrowserUser {
            user_id: "USER_ID".to_owned(),
            browser: "NEW".to_owned(),
            at: Timestamp(0),
            second_factors: Vec::new(),
        };
        state.leave_browser(&browser, &now);
        assert!(!state.cas.has_ended());
        state.sign_out_browser("NEW");
        let ended = state.cas.take_ended();
        assert_eq!(ended.iter().map(|it| &*it.ticket).collect::<Vec<_>>(), ["ST-1"]);
        assert!(state.cas.take("ST-2", Timestamp(0)).is_none());
        assert!(!state.cas.has_ended());
    }
}
