//! Tests in a browser, and of requests that must be rejected.
//!
//! ```text
//! cargo test -p genauth-axum --example web_app
//! ```
//!
//! `WEB_APP_SCREENSHOTS` names a folder for pictures of the pages.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod administration;
mod journey;
mod keyboard;
mod protection;
mod qr_code;

use std::{env, path::PathBuf, time::Duration};

use genauth_emulator::Emulator;
use peers::Window;
use tokio::net::TcpListener;
use totp_rs::{Builder, Secret};

use super::{application, backend::Backend, demo, serve};

/// The application with its emulator, which end with the test.
pub struct Site {
    pub url: String,
    pub backend: Backend,
}

impl Site {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let emulator = demo::start(&url).await.unwrap();
        // Codes of authenticator apps do not change during a test.
        emulator.clock().stop();
        let backend = Backend::of_emulator(emulator);
        let app = application(&backend, &url).unwrap();
        tokio::spawn(async move { serve(listener, app).await.unwrap() });
        Self { url, backend }
    }

    pub fn emulator(&self) -> &Emulator {
        self.backend.emulator.as_ref().unwrap()
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Returns the code that an authenticator app with this key shows next. Codes are valid once.
    pub fn next_code(&self, key: &str) -> String {
        let clock = self.emulator().clock();
        clock.advance(Duration::from_secs(30));
        let key: String = key.split_whitespace().collect();
        let secret = Secret::try_from_base32(&key).unwrap();
        let totp = Builder::new().with_secret(secret).build_noncompliant();
        totp.generate(clock.now().unix()).to_string()
    }

    /// Signs a user in with a password, on the page of the application.
    pub async fn sign_in(&self, window: &Window, username: &str, path: &str) -> peers::Shown {
        window.visit(&self.at(&format!("/sign-in?return_to={path}"))).await;
        window.fill("Username", username).await;
        window.fill("Password", demo::PASSWORD).await;
        window.press("Sign in").await
    }
}

/// Returns the words between two texts of a page.
pub fn between(text: &str, before: &str, after: &str) -> String {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before}: {text}"));
    rest.split_once(after).unwrap_or_else(|| panic!("{after}: {text}")).0.trim().to_owned()
}

/// Checks that the page is accessible on a large and on a small screen, in light and in dark.
pub async fn inspect(window: &Window, name: &str) {
    // A page of 320 pixels is one of 1280 at a zoom of 400% (WCAG, 1.4.10).
    for (width, dark) in [(1280, false), (390, false), (390, true), (320, false)] {
        let problems = window.audit(width, dark).await;
        assert!(problems.is_empty(), "{name} at {width}, dark {dark}: {problems:#?}");
        if let Some(folder) = env::var_os("WEB_APP_SCREENSHOTS").filter(|_| width > 320) {
            let theme = if dark { "-dark" } else { "" };
            let path = PathBuf::from(folder).join(format!("{name}-{width}{theme}.png"));
            window.screenshot(&path, width, dark).await;
        }
    }
}
