//! The layer on services without axum: tower and hyper.

use std::convert::Infallible;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::future::{Ready, ready};
use genauth_axum::CurrentUser;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Empty, Full};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use serde_json::json;
use tower::{Layer as _, Service, ServiceExt as _, service_fn};

use crate::provider::Provider;

fn user_of<B>(request: &Request<B>) -> String {
    request.extensions().get::<CurrentUser>().map_or("anonymous", CurrentUser::id).to_owned()
}

/// A service that may be called only if this very clone is ready, as services with a limit are.
#[derive(Default)]
struct Limited {
    is_ready: bool,
    calls: Arc<AtomicUsize>,
}

impl Clone for Limited {
    fn clone(&self) -> Self {
        Self { is_ready: false, calls: Arc::clone(&self.calls) }
    }
}

impl Service<Request<Full<Bytes>>> for Limited {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.is_ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        assert!(std::mem::take(&mut self.is_ready), "called without being ready");
        self.calls.fetch_add(1, Ordering::SeqCst);
        ready(Ok(Response::new(Full::from(user_of(&request)))))
    }
}

#[tokio::test]
async fn ready_service_is_the_one_that_is_called() {
    let provider = Provider::start().await;
    let inner = Limited::default();
    let calls = Arc::clone(&inner.calls);
    let mut service = provider.guard().layer().layer(inner);
    let token = provider.token(json!({}));
    for _ in 0..3 {
        let request = Request::builder().header("authorization", format!("Bearer {token}"));
        let request = request.body(Full::<Bytes>::default()).unwrap();
        let response = service.ready().await.unwrap().call(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, "u1");
    }
    let request = Request::new(Full::<Bytes>::default());
    let response = service.ready().await.unwrap().call(request).await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn errors_of_the_inner_service_are_passed_on() {
    let provider = Provider::start().await;
    let inner = service_fn(async |_: Request<()>| Err::<Response<Full<Bytes>>, _>("broken"));
    let service = provider.guard().optional().layer().layer(inner);
    assert_eq!(service.oneshot(Request::new(())).await.err(), Some("broken"));
}

#[tokio::test]
async fn hyper_server_is_protected() {
    let provider = Provider::start().await;
    let inner = service_fn(async |request: Request<hyper::body::Incoming>| {
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(user_of(&request))))
    });
    let service = TowerToHyperService::new(provider.guard().layer().layer(inner));
    let (client, server) = tokio::io::duplex(4_096);
    tokio::spawn(
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(server), service),
    );
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(client)).await.unwrap();
    tokio::spawn(connection);
    let token = provider.token(json!({}));
    for (method, authorization, status, body) in [
        ("GET", Some(format!("Bearer {token}")), 200, Some("u1")),
        ("HEAD", None, 401, Some("")),
        ("GET", None, 401, None),
        ("POST", Some("Bearer".to_owned()), 400, None),
    ] {
        let mut request = Request::builder().method(method).uri("/").header("host", "test");
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        sender.ready().await.unwrap();
        let request = request.body(Empty::<Bytes>::new()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), status, "{method}");
        let seen = response.into_body().collect().await.unwrap().to_bytes();
        match body {
            Some(body) => assert_eq!(seen, body, "{method}"),
            None => assert!(seen.starts_with(b"{"), "{method}"),
        }
    }
}
