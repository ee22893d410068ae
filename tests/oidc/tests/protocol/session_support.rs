//! What the tests of sessions share.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use genauth::oidc::{Clock, OidcClient, SignIn};
use genauth::{Error, OidcErrorKind, TokenErrorKind};
use serde_json::{Value, json};
use support::{Recorded, Reply};

use crate::provider::*;

/// A clock that a test moves.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(NOW)))
    }

    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst) as u64)
    }
}

/// Returns a client with this clock.
pub fn client(provider: &Provider, clock: &TestClock) -> OidcClient {
    provider.builder().clock(clock.clone()).build().unwrap()
}

/// Signs `u1` in at a provider that issues these tokens. Changes of claims are those of the ID token.
pub async fn sign_in(
    provider: &Provider,
    oidc: &OidcClient,
    mut tokens: Value,
    claims: Value,
) -> SignIn {
    let request = oidc.authorize().build().await.unwrap();
    let url = url::Url::parse(request.url()).unwrap();
    let nonce = url.query_pairs().find(|(name, _)| name == "nonce").unwrap().1.into_owned();
    tokens["id_token"] = K1.token(&changed(provider.id(json!({"nonce": nonce})), claims)).into();
    let rule = provider.script().token_rule.take();
    provider.issue(Some(&nonce), tokens);
    let callback = format!("/callback?code=CODE&state={}", request.state());
    let sign_in = oidc.finish(&request, &callback).await.unwrap();
    provider.script().token_rule = rule;
    sign_in
}

/// Returns a response with new tokens, numbered.
pub fn tokens(number: usize, changes: Value) -> Reply {
    let tokens = json!({
        "access_token": format!("access-{number}"), "refresh_token": format!("refresh-{number}"),
        "token_type": "Bearer", "expires_in": 3600,
    });
    Reply::json(200, &changed(tokens, changes))
}

pub fn invalid_grant() -> Reply {
    Reply::json(400, &json!({"error": "invalid_grant"}))
}

/// Returns the refresh tokens that the provider received.
pub fn refresh_tokens(provider: &Provider) -> Vec<String> {
    let requests = provider.requests("/oidc/token");
    requests.iter().filter_map(|request| form(request, "refresh_token")).collect()
}

pub fn form(request: &Recorded, name: &str) -> Option<String> {
    Recorded::pairs(&request.body).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// Lets the provider rotate refresh tokens: each is accepted once. Returns those that were sent a
/// second time.
pub fn rotate(provider: &Provider, changes: Value) -> Arc<Mutex<Vec<String>>> {
    let reused: Arc<Mutex<Vec<String>>> = Arc::default();
    let (seen, number) = (Arc::clone(&reused), AtomicI64::new(1));
    let mut used = HashSet::new();
    provider.script().token_rule = Some(Box::new(move |request| {
        let token = form(request, "refresh_token").unwrap_or_default();
        if !used.insert(token.clone()) {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(token);
            return invalid_grant();
        }
        tokens(number.fetch_add(1, Ordering::SeqCst) as usize + 1, changes.clone())
    }));
    reused
}

pub fn oidc_kind(error: &Error) -> Option<OidcErrorKind> {
    match error {
        Error::Oidc(error) => Some(error.kind()),
        _ => None,
    }
}

pub fn token_kind(error: &Error) -> Option<TokenErrorKind> {
    match error {
        Error::Token(error) => Some(error.kind()),
        _ => None,
    }
}

/// Lets time pass for pauses and for results that are kept for a moment.
pub async fn wait(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}
