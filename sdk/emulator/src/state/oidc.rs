//! Authorisations in a browser: requests that wait for a person, codes, and who is signed in where.

use serde::{Deserialize, Serialize};

use super::{World, expiring::Expiring};
use crate::{clock::Moment, tokens::refresh_hash};

/// How long a code is valid, in seconds.
const CODE_SECONDS: i64 = 600;
/// For so long it is remembered that a code was used.
const USED_CODE_SECONDS: i64 = 86_400;
/// How long a request waits for a person.
const INTERACTION_SECONDS: i64 = 3_600;
/// How long a browser stays signed in.
pub const BROWSER_SECONDS: i64 = 14 * 86_400;

/// Authorisations in a browser. What gives access is kept by a hash of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Authorizations {
    interactions: Expiring<Interaction, 10_000>,
    codes: Expiring<Code>,
    browsers: Expiring<Browser>,
    /// Refresh tokens that were replaced.
    replaced: Expiring<Replaced>,
}

/// What an application asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The application.
    pub app_id: String,
    /// What it wants to get.
    pub wants: Wants,
    /// Where it wants to get it.
    pub destination: Destination,
    /// What for, with spaces between.
    pub scope: String,
    /// What it wants to find in the ID token.
    pub nonce: Option<String>,
    /// Proves later that the code is used by who asked for it.
    pub challenge: Option<Challenge>,
    /// Whether the user has to agree.
    pub consent: bool,
    /// Who will sign in, probably.
    pub login_hint: Option<String>,
}

/// What an application gets from an authorisation; nothing of it for `none`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wants {
    /// A code.
    pub code: bool,
    /// An access token.
    pub token: bool,
    /// An ID token.
    pub id_token: bool,
}

/// Where a response goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Destination {
    /// The address.
    pub redirect_uri: String,
    /// How it gets there.
    pub mode: Mode,
    /// What goes along.
    pub state: Option<String>,
}

/// How a response gets to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// In the query.
    Query,
    /// In the fragment.
    Fragment,
    /// In a form that the browser sends.
    FormPost,
    /// In a message to the window that opened this one.
    WebMessage,
}

/// A challenge of PKCE.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Challenge {
    /// The verifier or its digest.
    pub value: String,
    /// Whether it is the digest.
    pub is_digest: bool,
}

/// Who signed in, where and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The user.
    pub user_id: String,
    /// The browser, by the hash of its cookie.
    pub browser: String,
    /// When.
    pub at: Moment,
}

/// A request that waits for a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Interaction {
    /// The request.
    pub request: Request,
    /// Who signed in and has to agree now.
    pub who: Option<Who>,
    expires: Moment,
}

/// A code that was given out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Code {
    /// The request.
    pub request: Request,
    /// The user.
    pub who: Who,
    /// What began with it, or beside it.
    pub session_id: Option<String>,
    /// Whether it was used.
    pub used: bool,
    expires: Moment,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Browser {
    user_id: String,
    at: Moment,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Replaced {
    session_id: String,
}

impl Code {
    /// Whether it can be exchanged.
    pub fn is_good(&self, now: Moment) -> bool {
        !self.used && self.expires > now
    }
}

impl Authorizations {
    /// Lets a request wait, under a key.
    pub fn wait(&mut self, key: &str, request: Request, who: Option<Who>, now: Moment) {
        let expires = now.plus_seconds(INTERACTION_SECONDS);
        self.interactions.insert(key, Interaction { request, who, expires }, expires, now);
    }

    /// A request that waits.
    pub fn interaction(&self, key: &str, now: Moment) -> Option<&Interaction> {
        self.interactions.get(key).filter(|waiting| waiting.expires > now)
    }

    /// Says who signed in for a request.
    pub fn signed_in(&mut self, key: &str, who: Who) {
        if let Some(waiting) = self.interactions.get_mut(key) {
            waiting.who = Some(who);
        }
    }

    /// Ends the waiting of a request.
    pub fn finish(&mut self, key: &str) {
        self.interactions.remove(key);
    }

    /// Gives out a code.
    pub fn give_code(
        &mut self,
        code: &str,
        request: Request,
        who: Who,
        session_id: Option<String>,
        now: Moment,
    ) {
        let expires = now.plus_seconds(CODE_SECONDS);
        let given = Code { request, who, session_id, used: false, expires };
        let forgotten = expires.plus_seconds(USED_CODE_SECONDS);
        self.codes.insert(&refresh_hash(code), given, forgotten, now);
    }

    /// A code that was given out, good or not.
    pub fn code(&self, code: &str) -> Option<&Code> {
        self.codes.get(&refresh_hash(code))
    }

    /// Uses a code up for a session.
    pub fn use_code(&mut self, code: &str, session_id: &str) {
        if let Some(code) = self.codes.get_mut(&refresh_hash(code)) {
            code.used = true;
            code.session_id = Some(session_id.to_owned());
        }
    }

    /// Signs a user in at a browser, which is known by a cookie from here.
    pub fn sign_in(&mut self, cookie: &str, user_id: &str, now: Moment) -> Who {
        let browser = refresh_hash(cookie);
        let user_id = user_id.to_owned();
        let signed_in = Browser { user_id: user_id.clone(), at: now };
        self.browsers.insert(&browser, signed_in, now.plus_seconds(BROWSER_SECONDS), now);
        Who { user_id, browser, at: now }
    }

    /// Who is signed in at a browser.
    pub fn browser(&self, cookie: &str, now: Moment) -> Option<Who> {
        let browser = refresh_hash(cookie);
        let it = self.browsers.get(&browser)?;
        let is_current = it.at.plus_seconds(BROWSER_SECONDS) > now;
        is_current.then(|| Who { user_id: it.user_id.clone(), browser, at: it.at })
    }

    /// Remembers that a refresh token was replaced.
    pub fn replaced(&mut self, hash: String, session_id: &str, expires: Moment, now: Moment) {
        let session_id = session_id.to_owned();
        self.replaced.insert(&hash, Replaced { session_id }, expires, now);
    }

    /// The session whose refresh token was replaced.
    pub fn session_of_replaced(&self, hash: &str) -> Option<&str> {
        self.replaced.get(hash).map(|replaced| replaced.session_id.as_str())
    }

    /// Signs a user out of every browser. Sessions that began there are for others to end.
    pub fn sign_out_user(&mut self, user_id: &str) {
        self.browsers.retain(|browser| browser.user_id != user_id);
        self.codes.retain(|code| code.used || code.who.user_id != user_id);
        for waiting in self.interactions.values_mut() {
            waiting.who.take_if(|who| who.user_id == user_id);
        }
    }
}

impl World {
    /// Whether a user is there and not suspended, resigned or the like.
    pub fn may_sign_in(&self, user_id: &str) -> bool {
        self.users.get(user_id).is_some_and(|user| user.may_sign_in(None).is_ok())
    }

    /// Forgets that a browser had another cookie, by its hash. What the same user began with it
    /// belongs to the new one.
    pub fn leave_browser(&mut self, browser: &str, now: &Who) {
        self.oidc.browsers.remove(browser);
        for session_id in self.sessions.begun_in(browser, Some(&now.user_id)) {
            if let Some(mut who) = self.sessions.origin(&session_id).cloned() {
                who.browser.clone_from(&now.browser);
                self.sessions.began(&session_id, who);
            }
        }
    }

    /// Signs a browser out, and ends the sessions that began in it. It is named by the hash of its
    /// cookie.
    pub fn sign_out_browser(&mut self, browser: &str) {
        self.oidc.browsers.remove(browser);
        for waiting in self.oidc.interactions.values_mut() {
            waiting.who.take_if(|who| who.browser == browser);
        }
        self.oidc.codes.retain(|code| code.used || code.who.browser != browser);
        for session_id in self.sessions.begun_in(browser, None) {
            self.sessions.end(&session_id);
        }
    }
}
