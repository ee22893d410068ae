//! The browser.

#![allow(clippy::expect_used, clippy::panic, reason = "fails the test that needs a peer")]

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use tokio::sync::OnceCell;
use url::Url;

use crate::{
    script::Script,
    skip::{available, chromium, packages},
};

/// A headless Chromium. It resolves no host names but `localhost`.
///
/// It handles the pages of any provider by what they show: it fills in the text and password fields of
/// a page, then presses the first button.
///
/// The tests of a process share one, which ends with the process: a start takes longer than a test.
#[derive(Clone, Copy)]
pub struct Browser {
    script: &'static Script,
}

/// Cookies of a browser, separate from those of other sessions.
pub struct Session {
    script: &'static Script,
    number: u64,
}

/// A request to a redirect URI. The browser reports it without sending it.
#[derive(Clone, Debug)]
pub struct Callback {
    /// The URL, with query and fragment.
    pub url: Url,
    /// The body, for the response mode `form_post`.
    pub form: Option<String>,
}

impl Callback {
    /// Returns a parameter of the response, in whichever response mode it was sent.
    pub fn parameter(&self, name: &str) -> Option<String> {
        [self.url.query(), self.url.fragment(), self.form.as_deref()]
            .into_iter()
            .flatten()
            .flat_map(|text| url::form_urlencoded::parse(text.as_bytes()))
            .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    }
}

impl Browser {
    /// Starts a browser; `None` if the test has to be skipped.
    ///
    /// # Panics
    /// If the browser does not start, or is missing while `GENAUTH_REQUIRE_PEERS` is `1`.
    pub async fn start() -> Option<Self> {
        static SHARED: OnceCell<Script> = OnceCell::const_new();
        let packages = available(packages())?;
        let config = json!({"executable": available(chromium())?});
        let script = SHARED
            .get_or_init(async || Script::start("browser/browser.mjs", packages, &config).await.0)
            .await;
        Some(Self { script })
    }

    /// Returns a session without cookies.
    pub fn session(&self) -> Session {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Session { script: self.script, number: LAST.fetch_add(1, Ordering::Relaxed) }
    }

    /// Signs a user in, in a session of its own: see [`Session::sign_in`].
    pub async fn sign_in(&self, url: &Url, username: &str) -> Callback {
        self.session().sign_in(url, username).await
    }
}

impl Session {
    /// Opens an authorization URL, signs in and gives consent. Returns the request to the redirect URI.
    ///
    /// # Panics
    /// If the pages do not lead to the redirect URI.
    pub async fn sign_in(&self, url: &Url, username: &str) -> Callback {
        self.sign_in_with(url, username, "test-secret").await
    }

    /// Like [`sign_in`](Self::sign_in), with a password, which the emulator checks.
    ///
    /// # Panics
    /// If the pages do not lead to the redirect URI.
    pub async fn sign_in_with(&self, url: &Url, username: &str, password: &str) -> Callback {
        let target = parameter(url, "redirect_uri");
        self.visit(url, &target, json!({"login": username, "password": password})).await
    }

    /// Opens an authorization URL and cancels. Returns the request to the redirect URI.
    ///
    /// # Panics
    /// If the pages do not lead to the redirect URI.
    pub async fn cancel(&self, url: &Url) -> Callback {
        let target = parameter(url, "redirect_uri");
        self.visit(url, &target, json!({"cancel": true})).await
    }

    /// Opens an end-session URL and confirms. Returns the request to the post-logout redirect URI.
    ///
    /// # Panics
    /// If the pages do not lead to the post-logout redirect URI.
    pub async fn sign_out(&self, url: &Url) -> Callback {
        let target = parameter(url, "post_logout_redirect_uri");
        self.visit(url, &target, json!({})).await
    }

    /// Opens any URL, signs in where a page asks for it, and returns the request to `target`, a URL
    /// without a query. Applications on loopback that start the sign-in are opened this way.
    ///
    /// # Panics
    /// If the pages do not lead to `target`.
    pub async fn follow(&self, url: &Url, target: &str, username: &str) -> Callback {
        self.visit(url, target, json!({"login": username, "password": "test-secret"})).await
    }

    async fn visit(&self, url: &Url, target: &str, mut command: Value) -> Callback {
        command["command"] = "visit".into();
        command["session"] = self.number.into();
        command["url"] = url.as_str().into();
        command["target"] = target.into();
        let result = self.script.send(command).await;
        let url = result["url"].as_str().and_then(|url| Url::parse(url).ok());
        Callback {
            url: url.expect("the browser reports a URL"),
            form: result["form"].as_str().map(str::to_owned),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.script.send_only(json!({"command": "forget", "session": self.number}));
    }
}

fn parameter(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(key, _)| key == name);
    match found {
        Some((_, value)) => value.into_owned(),
        None => panic!("{url} has no parameter `{name}`"),
    }
}
