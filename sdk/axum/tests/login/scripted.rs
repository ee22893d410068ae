//! Sign-in at a provider whose responses a test decides.

use genauth_axum::{GenAuth, GenAuthBuilder};
use serde_json::{Value, json};
use support::Reply;

use crate::app::{App, ORIGIN};
use crate::browser::{Browser, Page};
use crate::provider::{K1, Provider, changed};
use crate::session_support::TestClock;

/// Returns the builder of a sign-in at this provider.
pub fn builder(provider: &Provider, clock: &TestClock) -> GenAuthBuilder {
    GenAuth::builder(provider.app()).public_url(ORIGIN).clock(clock.clone())
}

/// Starts an application of a provider.
pub async fn start() -> (Provider, TestClock, App) {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let app = App::start(builder(&provider, &clock)).await;
    (provider, clock, app)
}

/// Starts a sign-in that returns to a page; returns the redirect to the provider.
pub async fn begin(app: &App, browser: &Browser, return_to: &str) -> Page {
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", return_to)
        .finish();
    let page = app.get(browser, &format!("/auth/sign-in?{query}")).await;
    assert_eq!(page.status, 303, "{}", page.body);
    page
}

/// Lets the provider issue tokens for a sign-in. Changes are those of the response and of the ID
/// token.
pub fn issue(provider: &Provider, redirect: &Page, tokens: Value, claims: Value) {
    let nonce = redirect.parameter("nonce");
    let id_token = K1.token(&changed(provider.id(json!({"nonce": nonce})), claims));
    let mut changes = tokens;
    changes["id_token"] = id_token.into();
    provider.issue(Some(&nonce), changes);
}

/// Returns the path of the callback of a sign-in.
pub fn callback(redirect: &Page) -> String {
    format!("/auth/callback?code=CODE&state={}", redirect.parameter("state"))
}

/// Sends the browser back from the provider.
pub async fn call_back(app: &App, browser: &Browser, provider: &Provider, path: &str) -> Page {
    browser.visit(&app.url(path)).from(&provider.host()).send().await
}

/// Signs `u1` in; returns the response of the callback.
pub async fn sign_in_with(
    app: &App,
    browser: &Browser,
    provider: &Provider,
    tokens: Value,
    claims: Value,
) -> Page {
    let redirect = begin(app, browser, "/profile").await;
    let rule = provider.script().token_rule.take();
    issue(provider, &redirect, tokens, claims);
    let page = call_back(app, browser, provider, &callback(&redirect)).await;
    provider.script().token_rule = rule;
    page
}

/// Signs `u1` in.
pub async fn sign_in(app: &App, browser: &Browser, provider: &Provider) {
    let page = sign_in_with(app, browser, provider, json!({}), json!({})).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/profile"), "{}", page.body);
}

/// Returns the reply of a provider that is not available.
pub fn unavailable() -> Reply {
    Reply::new(503, "")
}

/// Returns a reply whose connection ends early.
pub fn cut_off() -> Reply {
    Reply::new(200, "{").header("content-length", "100")
}
