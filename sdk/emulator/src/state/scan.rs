//! Sign-ins by QR code and by push: one device waits for the user's approval on another.

use genauth::authentication::LoginTokenResponseDataDto;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::expiring::Expiring;
use crate::{clock::Timestamp, failure::Failure};

/// Time for the user to approve, in seconds.
pub const LIFETIME: i64 = 120;
/// Time to fetch the tokens after the approval, in seconds.
pub const FETCHED_WITHIN: i64 = 300;
/// Time for which an ended sign-in is remembered, in seconds, so that its outcome can be reported.
const REMEMBERED: i64 = 3_600;

/// Sign-ins by QR code and by push, by the ID of their code.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Scans(Expiring<Scan, 10_000>);

/// A sign-in that starts on one device and is approved on another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scan {
    /// Kind of sign-in.
    pub kind: Kind,
    /// Application that started it.
    pub app_id: String,
    /// User: for a QR code, the one who scanned it; otherwise the one it was created for.
    pub user_id: Option<String>,
    /// Requested scopes, separated by spaces.
    pub scope: String,
    /// Custom data stored with the user on approval.
    pub custom_data: Option<Map<String, Value>>,
    /// IP address that started it.
    pub ip: String,
    /// User agent that started it.
    pub user_agent: String,
    /// Start time.
    pub begun: Timestamp,
    /// Current step.
    pub step: Step,
    /// Time of the last step.
    pub changed: Timestamp,
    /// Ticket to fetch the tokens.
    ticket: Option<Ticket>,
    /// Tokens, if they are fetched by the ID of the code.
    pub tokens: Option<LoginTokenResponseDataDto>,
}

/// Kind of sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// An app scans the code, and its user approves.
    QrCode,
    /// An app scans the code of a user and is signed in.
    AppLogin,
    /// The user approves on the phone.
    Push,
}

/// Step of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Pending.
    Pending,
    /// Scanned, and awaiting approval.
    Scanned,
    /// Approved by the user.
    Authorized,
    /// Canceled by the user.
    Cancelled,
}

/// Ticket to fetch the tokens of a sign-in.
#[derive(Clone, Serialize, Deserialize)]
struct Ticket {
    text: String,
    used: bool,
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Ticket").field("used", &self.used).finish_non_exhaustive()
    }
}

impl Scan {
    /// Creates a pending sign-in.
    pub fn new(kind: Kind, app_id: &str, scope: &str, now: Timestamp) -> Self {
        Self {
            kind,
            app_id: app_id.to_owned(),
            user_id: None,
            scope: scope.to_owned(),
            custom_data: None,
            ip: String::new(),
            user_agent: String::new(),
            begun: now,
            step: Step::Pending,
            changed: now,
            ticket: None,
            tokens: None,
        }
    }

    /// Returns whether the time for the approval, or for fetching the tokens, is over.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        match self.step {
            Step::Pending | Step::Scanned => now.seconds_since(self.begun) >= LIFETIME,
            Step::Authorized => now.seconds_since(self.changed) >= FETCHED_WITHIN,
            Step::Cancelled => false,
        }
    }

    /// Returns the ticket to fetch the tokens.
    pub fn ticket(&self) -> Option<&str> {
        self.ticket.as_ref().map(|ticket| ticket.text.as_str())
    }

    /// Checks that this user can move it to this step, or already has.
    ///
    /// # Errors
    ///
    /// Returns an error if another user moved it there, its time is over, or the step is out of
    /// order.
    pub fn check_step(&self, to: Step, user_id: &str, now: Timestamp) -> Result<(), Failure> {
        if self.has_expired(now) {
            return Err(Failure::rule("the code has expired"));
        }
        if self.user_id.as_deref().is_some_and(|it| it != user_id) {
            return Err(Failure::rule("another user has scanned the code"));
        }
        let needs_scan = self.kind == Kind::QrCode;
        match (self.step, to) {
            (from, to) if from == to => Ok(()),
            (Step::Pending, Step::Scanned) if needs_scan => Ok(()),
            (Step::Pending, _) if needs_scan => {
                Err(Failure::rule("the code must be scanned first"))
            }
            (Step::Pending | Step::Scanned, _) => Ok(()),
            (Step::Authorized, _) => Err(Failure::rule("the user has allowed the sign-in")),
            (Step::Cancelled, _) => Err(Failure::rule("the user has canceled the sign-in")),
        }
    }

    /// Moves it to a step.
    pub fn go(&mut self, to: Step, user_id: &str, now: Timestamp) {
        self.step = to;
        self.user_id = Some(user_id.to_owned());
        self.changed = now;
    }

    /// Sets the ticket to fetch its tokens.
    pub fn give_ticket(&mut self, text: String) {
        self.ticket = Some(Ticket { text, used: false });
    }
}

impl Scans {
    /// Adds a pending sign-in.
    pub fn begin(&mut self, id: String, scan: Scan) {
        let now = scan.begun;
        self.0.insert(&id, scan, now.plus_seconds(REMEMBERED), now);
    }

    /// Returns the sign-in with this code.
    ///
    /// # Errors
    ///
    /// Returns an error if none of this kind exists.
    pub fn get(&self, kind: Kind, id: &str) -> Result<&Scan, Failure> {
        let found = self.0.get(id).filter(|scan| scan.kind == kind);
        found.ok_or_else(|| Failure::not_found("code"))
    }

    /// Returns the sign-in with this code, for changes.
    ///
    /// # Errors
    ///
    /// Returns an error if none of this kind exists.
    pub fn get_mut(&mut self, kind: Kind, id: &str) -> Result<&mut Scan, Failure> {
        let found = self.0.get_mut(id).filter(|scan| scan.kind == kind);
        found.ok_or_else(|| Failure::not_found("code"))
    }

    /// Returns the sign-in of a ticket. Only [`use_ticket`](Self::use_ticket) uses up the ticket.
    ///
    /// # Errors
    ///
    /// Returns an error if the ticket is not one of the application, was used, or its time is over.
    pub fn by_ticket(&self, ticket: &str, app_id: &str, now: Timestamp) -> Result<&Scan, Failure> {
        let refused = |problem: &str| Failure::invalid(format!("the ticket {problem}"));
        let mut of_app = self.0.iter().map(|(_, scan)| scan).filter(|it| it.app_id == app_id);
        let scan = of_app.find(|scan| scan.ticket() == Some(ticket));
        let scan = scan.ok_or_else(|| refused("does not belong to this application"))?;
        match &scan.ticket {
            Some(ticket) if ticket.used => Err(refused("has been used")),
            _ if scan.has_expired(now) => Err(refused("has expired")),
            _ => Ok(scan),
        }
    }

    /// Uses up a ticket.
    pub fn use_ticket(&mut self, text: &str) {
        let found = self.0.iter().find(|(_, scan)| scan.ticket() == Some(text));
        let Some(id) = found.map(|(id, _)| id.to_owned()) else { return };
        if let Some(ticket) = self.0.get_mut(&id).and_then(|scan| scan.ticket.as_mut()) {
            ticket.used = true;
        }
    }

    /// Removes the data of a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.0.retain(|scan| scan.user_id.as_deref() != Some(user_id));
    }
}
