//! Stores of which a single operation fails: row S5.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use genauth::StoreFuture;
use genauth::oidc::{LogoutTokenClaims, MemorySessionStore, StoredSession};
use serde_json::json;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{MemoryStore, SessionStore};

use crate::app::{App, SESSION};
use crate::browser::Browser;
use crate::provider::Provider;
use crate::scripted::{begin, builder, call_back, callback, issue, sign_in};
use crate::session_support::{TestClock, tokens};

/// The operation that fails.
#[derive(Clone, Debug, Default)]
struct Fails(Arc<Mutex<&'static str>>);

impl Fails {
    fn set(&self, operation: &'static str) {
        *self.0.lock().unwrap() = operation;
    }

    fn is(&self, operation: &str) -> bool {
        *self.0.lock().unwrap() == operation
    }

    fn check(&self, operation: &str) -> Result<()> {
        match self.is(operation) {
            true => Err(Error::Backend("fails".to_owned())),
            false => Ok(()),
        }
    }

    fn or<'a, T: Send + 'a>(&self, it: &str, inner: StoreFuture<'a, T>) -> StoreFuture<'a, T> {
        match self.is(it) {
            true => Box::pin(async { Err("fails".into()) }),
            false => inner,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Web(MemoryStore, Fails);

#[async_trait]
impl SessionStore for Web {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.1.check("create")?;
        self.0.create(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.1.check("save")?;
        self.0.save(record).await
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        self.1.check("load")?;
        self.0.load(id).await
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.1.check("delete")?;
        self.0.delete(id).await
    }
}

#[derive(Clone, Default)]
struct Users(MemorySessionStore, Fails);

impl genauth::oidc::SessionStore for Users {
    fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>> {
        self.1.or("user load", self.0.load(id))
    }

    fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()> {
        match self.1.is("user insert") {
            true => Box::pin(async { Err("fails".into()) }),
            false => self.0.insert(id, session),
        }
    }

    fn replace<'a>(
        &'a self,
        id: &'a str,
        version: u64,
        session: &'a StoredSession,
    ) -> StoreFuture<'a, bool> {
        match self.1.is("user replace") {
            true => Box::pin(async { Err("fails".into()) }),
            false => self.0.replace(id, version, session),
        }
    }

    fn remove<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        match self.1.is("user remove") {
            true => Box::pin(async { Err("fails".into()) }),
            false => self.0.remove(id),
        }
    }

    fn reserve_refresh<'a>(&'a self, id: &'a str, time: Duration) -> StoreFuture<'a, bool> {
        match self.1.is("user reserve") {
            true => Box::pin(async { Err("fails".into()) }),
            false => self.0.reserve_refresh(id, time),
        }
    }

    fn release_refresh<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        match self.1.is("user release") {
            true => Box::pin(async { Err("fails".into()) }),
            false => self.0.release_refresh(id),
        }
    }

    fn remove_ended<'a>(&'a self, logout: &'a LogoutTokenClaims) -> StoreFuture<'a, u64> {
        self.0.remove_ended(logout)
    }
}

const OPERATIONS: [&str; 10] = [
    "create",
    "save",
    "load",
    "delete",
    "user load",
    "user insert",
    "user replace",
    "user remove",
    "user reserve",
    "user release",
];

async fn start(fails: &Fails) -> (Provider, TestClock, App) {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let builder = builder(&provider, &clock)
        .session_store(Web(MemoryStore::default(), fails.clone()))
        .user_session_store(Users(MemorySessionStore::new(), fails.clone()));
    let app = App::start(builder).await;
    (provider, clock, app)
}

async fn is_signed_in(app: &App, browser: &Browser) -> bool {
    app.get(browser, "/profile").await.status == 200
}

/// S5 (a): also when a rolling expiry or a refresh is due, and for pages that save data.
#[tokio::test]
async fn a_failed_operation_does_not_end_a_session() {
    for operation in OPERATIONS {
        for late in [0, 1_000, 3_700] {
            for path in ["/profile", "/count"] {
                let fails = Fails::default();
                let (provider, clock, app) = start(&fails).await;
                let browser = app.browser();
                sign_in(&app, &browser, &provider).await;
                clock.advance(late);
                provider.script().tokens = vec![tokens(2, json!({}))];
                fails.set(operation);
                let page = app.get(&browser, path).await;
                let case = format!("{operation} {late} {path} {}", page.status);
                assert!(matches!(page.status.as_u16(), 200 | 503), "{case}");
                assert_eq!(page.cookies(), Vec::<&str>::new(), "{case}");
                assert!(page.status != 200 || page.body != "home", "{case}");
                fails.set("");
                // The lifetime of a reservation.
                clock.advance(120);
                tokio::time::pause();
                tokio::time::advance(Duration::from_secs(120)).await;
                tokio::time::resume();
                assert!(is_signed_in(&app, &browser).await, "{case}");
            }
        }
    }
}

/// S5 (b): a sign-in either succeeds, or leaves no session and the earlier one.
#[tokio::test]
async fn a_failed_operation_in_the_callback_leaves_a_session_or_none() {
    for operation in OPERATIONS {
        let fails = Fails::default();
        let (provider, _, app) = start(&fails).await;
        let browser = app.browser();
        let redirect = begin(&app, &browser, "/profile").await;
        issue(&provider, &redirect, json!({}), json!({}));
        fails.set(operation);
        let page = call_back(&app, &browser, &provider, &callback(&redirect)).await;
        fails.set("");
        match page.status.as_u16() {
            303 => assert!(is_signed_in(&app, &browser).await, "{operation}"),
            503 => {
                assert_eq!(browser.cookie(SESSION), None, "{operation}");
                assert!(!page.header("retry-after").is_empty(), "{operation}");
            }
            status => panic!("{operation} {status}"),
        }
    }
}

/// S5 (c): a sign-out that is confirmed has ended the session, also for a copy of the cookie.
#[tokio::test]
async fn a_failed_operation_at_a_sign_out_is_not_a_success() {
    for operation in OPERATIONS {
        let fails = Fails::default();
        let (provider, _, app) = start(&fails).await;
        let browser = app.browser();
        sign_in(&app, &browser, &provider).await;
        let (form, copy) = (app.get(&browser, "/auth/sign-out").await, browser.copy());
        fails.set(operation);
        let page = app.post_form(&browser, &form).await;
        fails.set("");
        match page.status.as_u16() {
            303 => {
                assert!(!is_signed_in(&app, &copy).await, "{operation}");
                assert_eq!(browser.cookie(SESSION), None, "{operation}");
            }
            503 => assert_eq!(page.cookies(), Vec::<&str>::new(), "{operation}"),
            status => panic!("{operation} {status}"),
        }
    }
}
