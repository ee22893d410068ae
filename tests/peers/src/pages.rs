//! A browser whose pages tests use as a person does.

#![allow(clippy::panic, clippy::expect_used, reason = "fails the test that needs a peer")]

use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{
    script::Script,
    skip::{available, chromium, packages},
};

/// A window of a headless Chromium, with cookies of its own. It resolves no host names but `localhost`.
///
/// Fields, buttons and links are found by their labels and names, so a test also shows that they have
/// them.
pub struct Window {
    script: &'static Script,
    number: u64,
}

/// A page as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The URL.
    pub url: String,
    /// The text.
    pub text: String,
}

/// A response to a request outside of the page.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: u64,
    /// The header fields, by lower-case name.
    pub headers: Value,
    /// The body.
    pub text: String,
}

impl Window {
    /// Opens a window; `None` if the test has to be skipped.
    ///
    /// # Panics
    /// If the browser does not start, or is missing while `GENAUTH_REQUIRE_PEERS` is `1`.
    pub async fn open() -> Option<Self> {
        static SHARED: OnceCell<Script> = OnceCell::const_new();
        static LAST: AtomicU64 = AtomicU64::new(0);
        let packages = available(packages())?;
        let config = json!({"executable": available(chromium())?});
        let script = SHARED
            .get_or_init(async || Script::start("browser/pages.mjs", packages, &config).await.0)
            .await;
        Some(Self { script, number: LAST.fetch_add(1, Ordering::Relaxed) })
    }

    /// Opens a URL.
    ///
    /// # Panics
    /// As all methods: if the page is not as expected.
    pub async fn visit(&self, url: &str) -> Shown {
        self.shown(json!({"command": "open", "url": url})).await
    }

    /// Fills in the field with this label.
    pub async fn fill(&self, label: &str, value: &str) {
        self.send(json!({"command": "fill", "label": label, "value": value})).await;
    }

    /// Presses the button or the link with this name, and waits for the next page.
    pub async fn press(&self, name: &str) -> Shown {
        self.shown(json!({"command": "press", "name": name})).await
    }

    /// Presses keys: `Tab`, `Shift+Tab`, `Space`, `Enter`, which leads to another page, or a text.
    pub async fn keys(&self, keys: &[&str]) -> Shown {
        self.shown(json!({"command": "keys", "keys": keys})).await
    }

    /// Returns the names of the controls in the order of the tab key, each with a visible focus.
    pub async fn tabs(&self) -> Vec<String> {
        let names = self.send(json!({"command": "tabs"})).await;
        serde_json::from_value(names).expect("a list of names")
    }

    /// Returns problems of the page for people who see little or have a small screen.
    pub async fn audit(&self, width: u32, dark: bool) -> Vec<String> {
        let problems = self.send(json!({"command": "audit", "width": width, "dark": dark})).await;
        serde_json::from_value(problems).expect("a list of problems")
    }

    /// Writes a picture of the page.
    pub async fn screenshot(&self, path: &Path, width: u32, dark: bool) {
        let command = json!({"command": "screenshot", "path": path, "width": width, "dark": dark});
        self.send(command).await;
    }

    /// Sends a `GET` request with the cookies of the window.
    pub async fn get(&self, url: &str) -> Response {
        self.request(json!({"method": "GET", "url": url})).await
    }

    /// Sends a form with the cookies of the window, and with further header fields.
    pub async fn post(&self, url: &str, form: Value, headers: Value) -> Response {
        self.request(json!({"method": "POST", "url": url, "form": form, "headers": headers})).await
    }

    async fn request(&self, mut command: Value) -> Response {
        command["command"] = "request".into();
        let result = self.send(command).await;
        Response {
            status: result["status"].as_u64().unwrap_or_default(),
            headers: result["headers"].clone(),
            text: result["text"].as_str().unwrap_or_default().to_owned(),
        }
    }

    async fn shown(&self, command: Value) -> Shown {
        let result = self.send(command).await;
        let text = |name: &str| result[name].as_str().unwrap_or_default().to_owned();
        Shown { url: text("url"), text: text("text") }
    }

    async fn send(&self, mut command: Value) -> Value {
        command["session"] = self.number.into();
        self.script.send(command).await
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.script.send_only(json!({"command": "forget", "session": self.number}));
    }
}
