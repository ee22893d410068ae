//! Codes, tokens and ids of sessions are in no log.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use genauth_axum::CookieKey;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::app::{App, SESSION};
use crate::provider::{K1, Provider};
use crate::scripted::{begin, builder, call_back, callback, issue, unavailable};
use crate::session_support::{TestClock, invalid_grant, tokens};
use crate::stores::{UserStore, WebStore};

/// Keeps what is logged, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{field}={value:?}").unwrap();
    }
}

/// Returns whether this workspace, or a crate that it lets handle sessions, has logged it.
fn is_ours(metadata: &tracing::Metadata<'_>) -> bool {
    ["genauth", "tower_sessions"].iter().any(|it| metadata.target().starts_with(it))
}

impl<S: tracing::Subscriber> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        if is_ours(attributes.metadata()) {
            attributes.record(&mut Line(&mut self.0.lock().unwrap()));
        }
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if is_ours(event.metadata()) {
            event.record(&mut Line(&mut self.0.lock().unwrap()));
        }
    }
}

#[tokio::test]
async fn logs_contain_no_codes_tokens_and_ids() {
    let log = Log::default();
    let subscriber = tracing_subscriber::registry().with(log.clone());
    let _guard = ::support::subscribe(subscriber);
    let mut secrets: Vec<String> =
        ["secret-code", "access-1", "refresh-1", "access-2", "refresh-2"]
            .map(str::to_owned)
            .to_vec();
    for place in 0..3 {
        let (provider, clock) = (Provider::start().await, TestClock::new());
        let builder = builder(&provider, &clock);
        let (web, users) = (WebStore::default(), UserStore::default());
        let outage = web.1.clone();
        let app = App::start(match place {
            0 => builder,
            1 => builder.session_store(web).user_session_store(users),
            _ => builder.sealed_cookies(CookieKey::random().unwrap()),
        })
        .await;
        let browser = app.browser();
        // Failures.
        for reply in [invalid_grant(), unavailable(), tokens(1, json!({"id_token": "secret.x.y"}))]
        {
            let redirect = begin(&app, &browser, "/").await;
            provider.script().tokens = vec![reply];
            let path = callback(&redirect).replace("CODE", "secret-code");
            assert_ne!(call_back(&app, &browser, &provider, &path).await.status, 303);
            call_back(&app, &app.browser(), &provider, &path).await;
            secrets.push(redirect.parameter("state"));
            secrets.push(redirect.parameter("nonce"));
        }
        let redirect = begin(&app, &browser, "/profile").await;
        secrets.push(redirect.parameter("state"));
        secrets.extend(browser.cookies().iter().map(|cookie| cookie.value.clone()));
        issue(&provider, &redirect, json!({}), json!({"sid": "s1"}));
        let path = callback(&redirect).replace("CODE", "secret-code");
        assert_eq!(call_back(&app, &browser, &provider, &path).await.status, 303);
        let form = app.get(&browser, "/form").await;
        secrets.push(form.form().1[0].1.clone());
        // A refresh that fails, and one that does not.
        clock.advance(3_590);
        provider.script().tokens = vec![unavailable()];
        assert_eq!(app.get(&browser, "/profile").await.status, 200);
        outage.set(true);
        app.get(&browser, "/profile").await;
        outage.set(false);
        crate::session_support::wait(std::time::Duration::from_secs(10)).await;
        provider.script().tokens = vec![tokens(2, json!({}))];
        assert_eq!(app.get(&browser, "/profile").await.status, 200);
        secrets.extend(browser.cookies().iter().map(|cookie| cookie.value.clone()));
        let token = K1.token(&provider.logout(json!({"nonce": "x"})));
        let url = app.url("/auth/back-channel-logout");
        let visit = app.browser().request(reqwest::Method::POST, &url);
        assert_eq!(visit.form(&[("logout_token", &token)]).send().await.status, 400);
        secrets.push(token);
        provider.script().revocation = unavailable();
        let page = app.sign_out(&browser).await;
        assert_eq!((page.status.as_u16(), browser.cookie(SESSION)), (303, None));
        secrets.push(page.parameter("id_token_hint"));
        let shown = format!("{:?}", app.auth);
        assert!(!shown.contains("test-secret"), "{shown}");
    }
    let log = log.0.lock().unwrap().clone();
    for line in ["a callback is rejected", "cannot be refreshed", "a logout token is rejected"] {
        assert!(log.contains(line), "{line}");
    }
    assert!(secrets.len() > 40);
    for secret in secrets.iter().flat_map(|it| it.split('.')).filter(|it| it.len() > 5) {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
