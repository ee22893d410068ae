//! An application with every kind of route, behind a public address.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Form, Request, WebSocketUpgrade};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use genauth::AuthenticationClient;
use genauth::oidc::{IdTokenChecks, SignIn, TokenSet};
use genauth_axum::{Csrf, CurrentUser, GenAuth, GenAuthBuilder, Rejection, WebSession};
use genauth_emulator::{Application, Emulator, IdTokenAlg};
use http::StatusCode;
use reqwest::Method;
use tower_sessions::Session;

use crate::browser::{Browser, Page};

pub const ORIGIN: &str = "https://app.test";
/// The name of the session cookie.
pub const SESSION: &str = "__Host-genauth";

/// A running application.
pub struct App {
    pub address: String,
    pub auth: GenAuth,
    pub base: String,
    /// The headers of all responses.
    pub responses: Arc<Mutex<Vec<String>>>,
}

/// Returns the builder of a sign-in with the public address of the tests.
pub fn builder(app: AuthenticationClient) -> GenAuthBuilder {
    GenAuth::builder(app).public_url(ORIGIN)
}

async fn profile(user: CurrentUser) -> String {
    format!("profile of {}", user.id())
}

async fn home(user: Option<CurrentUser>) -> String {
    match user {
        Some(user) => format!("home of {}", user.id()),
        None => "home".to_owned(),
    }
}

async fn form(csrf: Csrf) -> Html<String> {
    let token = csrf.token();
    Html(format!(
        "<form method=\"post\" action=\"change\"><input name=\"csrf_token\" value=\"{token}\">\
         <input name=\"text\" value=\"a b&amp;c\"></form>"
    ))
}

async fn change(user: CurrentUser, body: String) -> String {
    format!("changed by {}: {body}", user.id())
}

async fn socket(user: CurrentUser, upgrade: WebSocketUpgrade) -> Response {
    let _ = user;
    upgrade.on_upgrade(|_| async {})
}

async fn count(session: Session) -> Result<String, StatusCode> {
    let unavailable = |_| StatusCode::SERVICE_UNAVAILABLE;
    let count: u64 = session.get("count").await.map_err(unavailable)?.unwrap_or(0);
    session.insert("count", count + 1).await.map_err(unavailable)?;
    Ok((count + 1).to_string())
}

async fn flush(session: Session) -> &'static str {
    session.flush().await.unwrap();
    "flushed"
}

async fn leave(session: WebSession) -> Result<String, Rejection> {
    session.sign_out().await
}

/// Signs in with an ID token, without keeping it.
async fn own_sign_in(
    session: WebSession,
    Extension(auth): Extension<GenAuth>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<&'static str, Rejection> {
    let verifier = auth.oidc().verifier();
    let claims = verifier.verify_id_token(&form["id_token"], &IdTokenChecks::new()).await.unwrap();
    let tokens = TokenSet::new("access-of-api").with_lifetime(Duration::from_secs(3_600));
    session.sign_in(SignIn::new(tokens, Some(claims))).await?;
    Ok("signed in")
}

async fn cached() -> impl IntoResponse {
    let headers = [
        ("cache-control", "public, max-age=600"),
        ("cdn-cache-control", "public, max-age=600"),
        ("expires", "Thu, 01 Jan 2099 00:00:00 GMT"),
    ];
    (headers, "cached")
}

/// Returns the routes of the application, without those of the sign-in.
pub fn pages(auth: &GenAuth) -> Router {
    Router::new()
        .route("/profile", get(profile).put(profile))
        .route("/change", post(change))
        .route("/api", get(profile))
        .route("/socket", get(socket))
        .route("/cached", get(cached))
        .route_layer(auth.require_user())
        .route("/", get(home))
        .route("/form", get(form))
        .route("/count", get(count))
        .route("/leave", post(leave))
        .route("/flush", get(flush))
        .route("/anyone", post(home))
        .route("/public", get(cached))
        .route("/own-sign-in", post(own_sign_in))
        .layer(Extension(auth.clone()))
}

impl App {
    pub async fn start(builder: GenAuthBuilder) -> Self {
        let auth = builder.build().unwrap();
        let router = pages(&auth);
        Self::serve(auth.clone(), router.merge(auth.routes()).layer(auth.layer())).await
    }

    /// Serves a router that has all routes and layers.
    pub async fn serve(auth: GenAuth, router: Router) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let responses: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&responses);
        let record = from_fn(move |request: Request, next: Next| {
            let seen = Arc::clone(&seen);
            async move {
                let path = request.uri().path().to_owned();
                let response = next.run(request).await;
                let line = format!("{path} {:?}", response.headers());
                seen.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                response
            }
        });
        let router = router.layer(record);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, auth, base: ORIGIN.to_owned(), responses }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(&[(ORIGIN, self.address.clone())])
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub async fn get(&self, browser: &Browser, path: &str) -> Page {
        browser.visit(&self.url(path)).send().await
    }

    /// Returns the text of a page.
    pub async fn text(&self, browser: &Browser, path: &str) -> String {
        self.get(browser, path).await.body
    }

    /// Posts the form of a page of the application from that page.
    pub async fn post_form(&self, browser: &Browser, page: &Page) -> Page {
        let (action, fields) = page.form();
        let visit = browser.request(Method::POST, action.as_str());
        visit.from(page.url.as_str()).form(&fields).send().await
    }

    /// Signs out by the page of the application; returns the redirect to the provider.
    pub async fn sign_out(&self, browser: &Browser) -> Page {
        let page = self.get(browser, "/auth/sign-out").await;
        self.post_form(browser, &page).await
    }
}

/// Starts an emulator with the users `alice` and `bob`.
pub async fn emulator() -> Emulator {
    let mut app = Application::new("TEST_APP", "test-secret");
    app.id_token_alg = IdTokenAlg::RS256;
    let builder = Emulator::builder().application(app);
    builder.user("alice", "test-secret").user("bob", "test-secret").start().await.unwrap()
}

pub fn client(emulator: &Emulator) -> AuthenticationClient {
    let app = AuthenticationClient::builder("TEST_APP", emulator.host());
    app.app_secret("test-secret").build().unwrap()
}

/// Signs a user in at the emulator, from the redirect of the application to the last page.
pub async fn sign_in(app: &App, browser: &Browser, user: &str, start: &str) -> Page {
    let page = browser.follow(app.get(browser, start).await).await;
    finish(browser, page, user).await
}

/// Enters the password on the login page, and confirms the pages after it.
pub async fn finish(browser: &Browser, mut page: Page, user: &str) -> Page {
    for _ in 0..5 {
        if !page.url.path().starts_with("/interaction/") && !page.body.contains("forms[0].submit") {
            break;
        }
        let (action, mut fields) = page.form();
        for (name, value) in &mut fields {
            match name.as_str() {
                "account" => *value = user.to_owned(),
                "password" => *value = "test-secret".to_owned(),
                _ => {}
            }
        }
        let visit = browser.request(Method::POST, action.as_str()).from(page.url.as_str());
        page = browser.follow(visit.form(&fields).send().await).await;
    }
    page
}
