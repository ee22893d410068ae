//! Requests to protected routers.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Router, body::Body, routing::any};
use genauth_axum::{CurrentUser, Guard};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::provider::Provider;

/// A response with its body.
#[derive(Debug)]
pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|it| it.to_str().unwrap())
    }

    pub fn challenge(&self) -> &str {
        self.header("www-authenticate").unwrap_or_default()
    }

    /// Returns the problem of the body, after checking its common members.
    pub fn problem(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        assert_eq!(self.header("cache-control"), Some("no-store"), "{self:?}");
        let problem: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(problem["type"], "about:blank", "{problem}");
        assert_eq!(problem["status"], self.status.as_u16(), "{problem}");
        assert_eq!(problem["title"], self.status.canonical_reason().unwrap(), "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|it| it.ends_with('.')), "{problem}");
        problem
    }

    /// Returns status and error code.
    pub fn refusal(&self) -> (u16, Option<String>) {
        let problem = self.problem();
        (self.status.as_u16(), problem["error"].as_str().map(str::to_owned))
    }
}

/// Returns status and error code, to compare with [`Seen::refusal`].
pub fn refusal(status: u16, error: &str) -> (u16, Option<String>) {
    (status, Some(error.to_owned()).filter(|it| !it.is_empty()))
}

pub async fn send(router: &Router, request: Request<Body>) -> Seen {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let body = String::from_utf8(body.to_vec()).unwrap();
    Seen { status: parts.status, headers: parts.headers, body }
}

/// Returns a request with these fields.
pub fn request(method: Method, uri: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in fields {
        request = request.header(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    request.body(Body::empty()).unwrap()
}

/// Returns a request with an access token.
pub fn bearing(uri: &str, token: &str) -> Request<Body> {
    request(Method::GET, uri, &[(header::AUTHORIZATION.as_str(), &format!("Bearer {token}"))])
}

/// A provider, and a router behind a guard that counts the calls of its only handler.
pub struct Api {
    pub provider: Provider,
    pub router: Router,
    calls: Arc<AtomicUsize>,
}

impl Api {
    pub async fn start() -> Self {
        Self::with(|guard| guard).await
    }

    pub async fn with(options: impl FnOnce(Guard) -> Guard) -> Self {
        let provider = Provider::start().await;
        let guard = options(provider.guard());
        let (handler, calls) = counted();
        let router = handler.layer(guard.layer());
        Self { provider, router, calls }
    }

    /// Returns the number of calls of the handler.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    pub async fn send(&self, request: Request<Body>) -> Seen {
        send(&self.router, request).await
    }

    /// Sends a request with this value of `Authorization`.
    pub async fn authorized(&self, value: &str) -> Seen {
        self.send(request(Method::GET, "/", &[("authorization", value)])).await
    }
}

/// Returns a router whose handler responds to every request with the user, and counts its calls.
pub fn counted() -> (Router, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let handler = async move |user: Option<CurrentUser>| {
        counter.fetch_add(1, Ordering::SeqCst);
        user.map_or("anonymous".to_owned(), |user| user.id().to_owned())
    };
    (Router::new().fallback(any(handler)), calls)
}
