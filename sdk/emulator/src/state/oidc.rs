//! Sign-ins in a browser: pending requests, authorization codes, and signed-in browsers.

use serde::{Deserialize, Serialize};

use super::{
    State,
    browser_user::{BROWSER_SECONDS, BrowserUser},
    expiring::Expiring,
    interaction::{Interaction, SignInRequest},
    oidc_request::Request,
    second_factor::{Method, PendingSignIn},
    secret_hash::secret_hash,
};
use crate::clock::Timestamp;

/// Lifetime of a code, in seconds.
const CODE_SECONDS: i64 = 600;
/// Time for which a used code is remembered, in seconds.
const USED_CODE_SECONDS: i64 = 86_400;

/// Sign-ins in a browser. Credentials are stored as hashes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Authorizations {
    interactions: Expiring<Interaction, 10_000>,
    codes: Expiring<Code>,
    browsers: Expiring<Browser>,
    /// Refresh tokens that were replaced.
    replaced: Expiring<Replaced>,
}

/// An issued code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Code {
    /// The request.
    pub request: Request,
    /// The user.
    pub browser_user: BrowserUser,
    /// Session that was started with the code, or in the same response.
    pub session_id: Option<String>,
    /// Whether it was used.
    pub used: bool,
    expires: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Browser {
    user_id: String,
    at: Timestamp,
    #[serde(default)]
    second_factors: Vec<Method>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Replaced {
    session_id: String,
}

impl Code {
    /// Returns whether it can be exchanged.
    pub fn is_good(&self, now: Timestamp) -> bool {
        !self.used && self.expires > now
    }
}

impl Authorizations {
    /// Stores a pending request under a key.
    pub fn wait(
        &mut self,
        key: &str,
        request: SignInRequest,
        browser_user: Option<BrowserUser>,
        now: Timestamp,
    ) {
        let waiting = Interaction::new(request, browser_user, now);
        let expires = waiting.expires;
        self.interactions.insert(key, waiting, expires, now);
    }

    /// Returns a pending request.
    pub fn interaction(&self, key: &str, now: Timestamp) -> Option<&Interaction> {
        self.interactions.get(key).filter(|waiting| waiting.expires > now)
    }

    /// Records the user who signed in for a request. `is_new` is `true` if the user entered a
    /// password for it.
    pub fn signed_in(&mut self, key: &str, browser_user: BrowserUser, is_new: bool) {
        if let Some(waiting) = self.interactions.get_mut(key) {
            waiting.browser_user = Some(browser_user);
            waiting.is_new = is_new;
            waiting.pending = None;
        }
    }

    /// Sets or removes the sign-in of a request that waits for a second factor.
    pub fn set_pending(&mut self, key: &str, pending: Option<PendingSignIn>) {
        if let Some(waiting) = self.interactions.get_mut(key) {
            waiting.pending = pending;
        }
    }

    /// Removes a pending request.
    pub fn finish(&mut self, key: &str) {
        self.interactions.remove(key);
    }

    /// Issues a code.
    pub fn give_code(
        &mut self,
        code: &str,
        request: Request,
        browser_user: BrowserUser,
        session_id: Option<String>,
        now: Timestamp,
    ) {
        let expires = now.plus_seconds(CODE_SECONDS);
        let given = Code { request, browser_user, session_id, used: false, expires };
        let forgotten = expires.plus_seconds(USED_CODE_SECONDS);
        self.codes.insert(&secret_hash(code), given, forgotten, now);
    }

    /// Returns an issued code, valid or not.
    pub fn code(&self, code: &str) -> Option<&Code> {
        self.codes.get(&secret_hash(code))
    }

    /// Uses up a code for a session.
    pub fn use_code(&mut self, code: &str, session_id: &str) {
        if let Some(code) = self.codes.get_mut(&secret_hash(code)) {
            code.used = true;
            code.session_id = Some(session_id.to_owned());
        }
    }

    /// Signs a user in at a browser, which is identified by a cookie from then on. `at` is the time
    /// of the sign-in; an earlier one if only the second factors are new.
    pub fn sign_in(
        &mut self,
        cookie: &str,
        user_id: &str,
        second_factors: Vec<Method>,
        at: Timestamp,
        now: Timestamp,
    ) -> BrowserUser {
        let browser = secret_hash(cookie);
        let user_id = user_id.to_owned();
        let signed_in =
            Browser { user_id: user_id.clone(), at, second_factors: second_factors.clone() };
        self.browsers.insert(&browser, signed_in, at.plus_seconds(BROWSER_SECONDS), now);
        BrowserUser { user_id, browser, at, second_factors }
    }

    /// Returns the user signed in at a browser.
    pub fn browser(&self, cookie: &str, now: Timestamp) -> Option<BrowserUser> {
        let browser = secret_hash(cookie);
        let it = self.browsers.get(&browser)?;
        let is_current = it.at.plus_seconds(BROWSER_SECONDS) > now;
        is_current.then(|| BrowserUser {
            user_id: it.user_id.clone(),
            browser,
            at: it.at,
            second_factors: it.second_factors.clone(),
        })
    }

    /// Records that a refresh token was replaced.
    pub fn replaced(&mut self, hash: String, session_id: &str, expires: Timestamp, now: Timestamp) {
        let session_id = session_id.to_owned();
        self.replaced.insert(&hash, Replaced { session_id }, expires, now);
    }

    /// Returns the session whose refresh token was replaced.
    pub fn session_of_replaced(&self, hash: &str) -> Option<&str> {
        self.replaced.get(hash).map(|replaced| replaced.session_id.as_str())
    }

    fn sign_out_user(&mut self, user_id: &str) {
        self.browsers.retain(|browser| browser.user_id != user_id);
        self.codes.retain(|code| code.used || code.browser_user.user_id != user_id);
        for waiting in self.interactions.values_mut() {
            waiting.browser_user.take_if(|browser_user| browser_user.user_id == user_id);
            waiting.pending.take_if(|pending| pending.user_id == user_id);
        }
    }
}

impl State {
    /// Signs a user out of every browser. Sessions started there must be ended separately.
    pub fn sign_out_user(&mut self, user_id: &str) {
        self.oidc.sign_out_user(user_id);
        self.end_cas_sessions(|session| session.user_id == user_id);
    }

    /// Returns whether a user exists and is not suspended, resigned or the like.
    pub fn may_sign_in(&self, user_id: &str) -> bool {
        self.users.get(user_id).is_some_and(|user| user.may_sign_in(None).is_ok())
    }

    /// Removes the previous cookie of a browser, by its hash. The sessions that the same user
    /// started with it move to the new one.
    pub fn leave_browser(&mut self, browser: &str, now: &BrowserUser) {
        self.oidc.browsers.remove(browser);
        for session_id in self.sessions.begun_in(browser, Some(&now.user_id)) {
            if let Some(mut browser_user) = self.sessions.origin(&session_id).cloned() {
                browser_user.browser.clone_from(&now.browser);
                self.sessions.began(&session_id, browser_user);
            }
        }
        self.cas.move_sessions(browser, now);
        self.end_cas_sessions(|session| session.browser == browser);
    }

    /// Signs a browser out, and ends the sessions started in it. It is identified by the hash of
    /// its cookie.
    pub fn sign_out_browser(&mut self, browser: &str) {
        self.oidc.browsers.remove(browser);
        for waiting in self.oidc.interactions.values_mut() {
            waiting.browser_user.take_if(|browser_user| browser_user.browser == browser);
            waiting.pending.take_if(|pending| pending.browser == browser);
        }
        self.oidc.codes.retain(|code| code.used || code.browser_user.browser != browser);
        for session_id in self.sessions.begun_in(browser, None) {
            self.sessions.end(&session_id);
        }
        self.end_cas_sessions(|session| session.browser == browser);
    }
}
