use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use genauth::Error;
use genauth::cas::{CasIdentity, CasLogoutRequest, CasTicket};

/// The names of signed-in users, by ticket.
#[derive(Default)]
struct Sessions(Mutex<HashMap<CasTicket, String>>);

impl Sessions {
    /// After `finish`.
    fn start(&self, identity: CasIdentity) {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(identity.ticket, identity.user);
    }

    /// `POST /cas/callback`: returns whether there was such a session. Respond the same either way.
    fn end(&self, body: &str) -> Result<bool, Error> {
        let request = CasLogoutRequest::from_form(body)?;
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(sessions.remove(request.ticket()).is_some())
    }
}
