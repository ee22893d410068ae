//! Sessions that end while a request is running: row S3, for every way a session ends.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use genauth_axum::{CookieKey, Csrf, GenAuthBuilder, WebSession};
use reqwest::Method;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::app::{App, SESSION, pages};
use crate::browser::Browser;
use crate::provider::{K1, NOW, Provider};
use crate::scripted::{builder, sign_in_with};
use crate::session_support::{TestClock, refresh_tokens, tokens};
use crate::stores::{UserStore, WebStore};

#[derive(Clone, Copy, Debug)]
enum End {
    SignOut,
    BackChannel,
    OfUser,
    SignInAgain,
}

/// The places of sessions.
#[derive(Clone, Copy, Debug)]
enum Place {
    Memory,
    Stores,
    Cookies,
}

impl Place {
    fn builder(self, provider: &Provider, clock: &TestClock) -> GenAuthBuilder {
        let builder = builder(provider, clock);
        match self {
            Self::Memory => builder,
            Self::Stores => {
                builder.session_store(WebStore::default()).user_session_store(UserStore::default())
            }
            Self::Cookies => builder.sealed_cookies(CookieKey::random().unwrap()),
        }
    }
}

fn cases() -> impl Iterator<Item = (Place, End)> {
    let ends = [End::SignOut, End::BackChannel, End::OfUser, End::SignInAgain];
    let places = [Place::Memory, Place::Stores, Place::Cookies];
    places.into_iter().flat_map(move |place| ends.map(|end| (place, end)))
}

async fn end(app: &App, browser: &Browser, provider: &Provider, end: End, late: i64) {
    match end {
        End::SignOut => assert_eq!(app.sign_out(browser).await.status, 303),
        End::BackChannel => {
            let (iat, exp) = (NOW + late, NOW + late + 60);
            let claims = json!({"sid": null, "iat": iat, "exp": exp});
            let token = K1.token(&provider.logout(claims));
            let url = app.url("/auth/back-channel-logout");
            let visit = app.browser().request(Method::POST, &url);
            assert_eq!(visit.form(&[("logout_token", token)]).send().await.status, 200);
        }
        End::OfUser => app.auth.end_sessions("u1").await.unwrap(),
        End::SignInAgain => {
            let exp = json!({"iat": NOW + late, "exp": NOW + late + 60});
            let page = sign_in_with(app, browser, provider, json!({}), exp).await;
            assert_eq!(page.status, 303, "{}", page.body);
        }
    }
}

#[tokio::test]
async fn a_late_response_does_not_bring_back_a_session() {
    for (place, how) in cases() {
        let (provider, clock) = (Provider::start().await, TestClock::new());
        let builder = place.builder(&provider, &clock);
        let (entered, goes_on) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let gates = (Arc::clone(&entered), Arc::clone(&goes_on));
        let wait = move |session: WebSession, _: Csrf| {
            let (entered, goes_on) = gates.clone();
            async move {
                entered.add_permits(1);
                goes_on.acquire().await.unwrap().forget();
                drop(session);
                "late"
            }
        };
        let auth = builder.build().unwrap();
        let inner = Router::new().route("/wait", get(wait)).route_layer(auth.require_user());
        let router = pages(&auth).merge(inner).merge(auth.routes()).layer(auth.layer());
        let app = App::serve(auth, router).await;
        let browser = app.browser();
        sign_in_with(&app, &browser, &provider, json!({}), json!({"sid": "s1"})).await;
        // A rolling expiry is due as well.
        clock.advance(1_000);
        let old = browser.copy();
        let request = tokio::spawn(old.visit(&app.url("/wait")).send());
        entered.acquire().await.unwrap().forget();
        end(&app, &browser, &provider, how, 1_000).await;
        goes_on.add_permits(1);
        let late = request.await.unwrap();
        let seen = (late.status.as_u16(), late.cookies());
        assert_eq!(seen, (200, vec![]), "{place:?} {how:?}");
        let page = app.get(&old, "/profile").await;
        assert_eq!((page.status.as_u16(), page.cookies()), (303, vec![]), "{place:?} {how:?}");
        if let End::SignInAgain = how {
            assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
        }
    }
}

/// The tokens are being refreshed while the session ends.
#[tokio::test]
async fn a_late_refresh_does_not_bring_back_a_session() {
    for (place, how) in cases() {
        let (provider, clock) = (Provider::start().await, TestClock::new());
        let builder = place.builder(&provider, &clock);
        let app = App::start(builder).await;
        let browser = app.browser();
        sign_in_with(&app, &browser, &provider, json!({}), json!({"sid": "s1"})).await;
        clock.advance(3_700);
        let gate = Arc::new(Semaphore::new(0));
        provider.script().tokens = vec![tokens(2, json!({})).held(&gate)];
        let (old, before) = (browser.copy(), refresh_tokens(&provider).len());
        let request = tokio::spawn(old.visit(&app.url("/profile")).send());
        let is_refreshing = || refresh_tokens(&provider).len() > before;
        assert!(support::until(is_refreshing).await);
        end(&app, &browser, &provider, how, 3_700).await;
        gate.add_permits(1);
        let late = request.await.unwrap();
        assert_eq!(late.cookies(), Vec::<&str>::new(), "{place:?} {how:?}");
        let page = app.get(&old, "/profile").await;
        assert_eq!((page.status.as_u16(), page.cookies()), (303, vec![]), "{place:?} {how:?}");
        if let End::SignInAgain = how {
            assert!(browser.cookie(SESSION).is_some());
            assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
        }
    }
}
