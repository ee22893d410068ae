//! Sign-ins by QR code and by push: what one device shows waits for what a user does on another.

use genauth::authentication::LoginTokenResponseDataDto;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::expiring::Expiring;
use crate::{clock::Moment, failure::Failure};

/// How long a code waits for the user, in seconds.
pub const LIFETIME: i64 = 120;
/// How long what the user allowed can be fetched, in seconds.
pub const FETCHED_WITHIN: i64 = 300;
/// For so long a code is remembered, so that it can be said what became of it.
const REMEMBERED: i64 = 3_600;

/// Sign-ins by QR code and by push, by the id of their code.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Scans(Expiring<Scan, 10_000>);

/// A sign-in that begins on one device and is allowed on another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scan {
    /// How it goes on.
    pub kind: Kind,
    /// The application that began it.
    pub app_id: String,
    /// The user: of a QR code who scanned it, of the others whom it was made for.
    pub user_id: Option<String>,
    /// What for, with spaces between.
    pub scope: String,
    /// What is kept of the user once they allow it.
    pub custom_data: Option<Map<String, Value>>,
    /// From where it was begun.
    pub ip: String,
    /// With what it was begun.
    pub user_agent: String,
    /// When it began.
    pub begun: Moment,
    /// How far it is.
    pub step: Step,
    /// When it got there.
    pub changed: Moment,
    /// What fetches the tokens.
    ticket: Option<Ticket>,
    /// The tokens, where they are fetched by the id of the code.
    pub tokens: Option<LoginTokenResponseDataDto>,
}

/// How a sign-in goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// An app scans the code, and its user allows it.
    QrCode,
    /// An app scans the code of a user, and is signed in.
    AppLogin,
    /// The user is asked on the phone.
    Push,
}

/// How far a sign-in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// It waits.
    Pending,
    /// It was scanned, and waits on.
    Scanned,
    /// The user allowed it.
    Authorized,
    /// The user does not want it.
    Cancelled,
}

/// What the tokens of a sign-in are fetched by.
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
    /// One that waits for a user.
    pub fn new(kind: Kind, app_id: &str, scope: &str, now: Moment) -> Self {
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

    /// Whether its time is over: for the user to decide, or for what was allowed to be fetched.
    pub fn has_expired(&self, now: Moment) -> bool {
        match self.step {
            Step::Pending | Step::Scanned => now.seconds_since(self.begun) >= LIFETIME,
            Step::Authorized => now.seconds_since(self.changed) >= FETCHED_WITHIN,
            Step::Cancelled => false,
        }
    }

    /// What fetches the tokens.
    pub fn ticket(&self) -> Option<&str> {
        self.ticket.as_ref().map(|ticket| ticket.text.as_str())
    }

    /// Whether this user can take it to this step. Where it is there already, nothing is wrong.
    ///
    /// # Errors
    ///
    /// Another user took it there, or its time is over, or the way there is another one.
    pub fn check_step(&self, to: Step, user_id: &str, now: Moment) -> Result<(), Failure> {
        if self.has_expired(now) {
            return Err(Failure::rule("the code has expired"));
        }
        if self.user_id.as_deref().is_some_and(|it| it != user_id) {
            return Err(Failure::rule("another user scanned the code"));
        }
        let needs_scan = self.kind == Kind::QrCode;
        match (self.step, to) {
            (from, to) if from == to => Ok(()),
            (Step::Pending, Step::Scanned) if needs_scan => Ok(()),
            (Step::Pending, _) if needs_scan => {
                Err(Failure::rule("the code has to be scanned before"))
            }
            (Step::Pending | Step::Scanned, _) => Ok(()),
            (Step::Authorized, _) => Err(Failure::rule("the user has allowed the sign-in")),
            (Step::Cancelled, _) => Err(Failure::rule("the user has cancelled the sign-in")),
        }
    }

    /// Takes it to a step.
    pub fn go(&mut self, to: Step, user_id: &str, now: Moment) {
        self.step = to;
        self.user_id = Some(user_id.to_owned());
        self.changed = now;
    }

    /// Lets its tokens be fetched by this ticket.
    pub fn give_ticket(&mut self, text: String) {
        self.ticket = Some(Ticket { text, used: false });
    }
}

impl Scans {
    /// Lets one wait.
    pub fn begin(&mut self, id: String, scan: Scan) {
        let now = scan.begun;
        self.0.insert(&id, scan, now.plus_seconds(REMEMBERED), now);
    }

    /// The one with this code.
    ///
    /// # Errors
    ///
    /// There is none of this kind.
    pub fn get(&self, kind: Kind, id: &str) -> Result<&Scan, Failure> {
        let found = self.0.get(id).filter(|scan| scan.kind == kind);
        found.ok_or_else(|| Failure::not_found("code"))
    }

    /// The one with this code, to change it.
    ///
    /// # Errors
    ///
    /// There is none of this kind.
    pub fn get_mut(&mut self, kind: Kind, id: &str) -> Result<&mut Scan, Failure> {
        let found = self.0.get_mut(id).filter(|scan| scan.kind == kind);
        found.ok_or_else(|| Failure::not_found("code"))
    }

    /// The one whose tokens a ticket fetches. Only [`use_ticket`](Self::use_ticket) uses it up.
    ///
    /// # Errors
    ///
    /// It is no ticket of the application, it was used, or its time is over.
    pub fn by_ticket(&self, ticket: &str, app_id: &str, now: Moment) -> Result<&Scan, Failure> {
        let refused = |problem: &str| Failure::invalid(format!("the ticket {problem}"));
        let mut of_app = self.0.iter().map(|(_, scan)| scan).filter(|it| it.app_id == app_id);
        let scan = of_app.find(|scan| scan.ticket() == Some(ticket));
        let scan = scan.ok_or_else(|| refused("is none of this application"))?;
        match &scan.ticket {
            Some(ticket) if ticket.used => Err(refused("has been used")),
            _ if scan.has_expired(now) => Err(refused("has expired")),
            _ => Ok(scan),
        }
    }

    /// Uses a ticket up.
    pub fn use_ticket(&mut self, text: &str) {
        let found = self.0.iter().find(|(_, scan)| scan.ticket() == Some(text));
        let Some(id) = found.map(|(id, _)| id.to_owned()) else { return };
        if let Some(ticket) = self.0.get_mut(&id).and_then(|scan| scan.ticket.as_mut()) {
            ticket.used = true;
        }
    }

    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.0.retain(|scan| scan.user_id.as_deref() != Some(user_id));
    }
}
