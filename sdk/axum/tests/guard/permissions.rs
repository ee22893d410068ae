//! Permissions of users.

use std::sync::Arc;
use std::time::Duration;

use ::support::Reply;
use axum::{Router, routing::get};
use genauth_axum::RequirePermission;
use http::Method;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::provider::{Provider, decision};
use crate::support::{Api, Seen, bearing, refusal, request, send};

struct Orders {
    provider: Provider,
    router: Router,
}

impl Orders {
    async fn start(permission: RequirePermission) -> Self {
        let provider = Provider::start().await;
        let router = Router::new()
            .route("/", get(async || "orders").layer(permission))
            .layer(provider.guard().layer());
        Self { provider, router }
    }

    async fn send_as(&self, changes: Value) -> Seen {
        send(&self.router, bearing("/", &self.provider.token(changes))).await
    }

    fn deny(&self) {
        self.provider.script().check = Box::new(|request| decision(request, false));
    }

    fn respond(&self, reply: Reply) {
        self.provider.script().check = Box::new(move |_| reply.clone());
    }
}

fn read() -> RequirePermission {
    RequirePermission::new("orders", "read")
}

#[tokio::test]
async fn permission_is_checked_for_the_user_and_cached() {
    let orders = Orders::start(read()).await;
    for _ in 0..5 {
        assert_eq!(orders.send_as(json!({})).await.body, "orders");
    }
    let checks = orders.provider.checks();
    assert_eq!(checks.len(), 1);
    assert_eq!(checks[0].json(), json!({"action": "read", "resources": ["orders"]}));
    let token = format!("Bearer {}", orders.provider.token(json!({})));
    assert_eq!(checks[0].header("authorization").len(), token.len());
    // Another user is another decision.
    orders.deny();
    assert_eq!(orders.send_as(json!({"sub": "u2"})).await.status, 403);
    assert_eq!(orders.send_as(json!({})).await.status, 200);
    assert_eq!(orders.provider.checks().len(), 2);
}

#[tokio::test]
async fn missing_permission_is_403_without_a_challenge() {
    let orders = Orders::start(read()).await;
    orders.deny();
    let seen = orders.send_as(json!({})).await;
    assert_eq!(seen.refusal(), refusal(403, ""));
    assert_eq!(seen.challenge(), "");
    let seen = send(&orders.router, request(Method::GET, "/", &[])).await;
    assert_eq!(seen.refusal(), refusal(401, ""));
    assert_eq!(orders.provider.checks().len(), 1);
}

#[tokio::test]
async fn cache_of_zero_asks_every_time() {
    let orders = Orders::start(read().cache(Duration::ZERO)).await;
    for _ in 0..3 {
        assert_eq!(orders.send_as(json!({})).await.status, 200);
    }
    assert_eq!(orders.provider.checks().len(), 3);
}

#[tokio::test]
async fn concurrent_requests_of_a_user_ask_once() {
    let orders = Orders::start(read()).await;
    assert_eq!(orders.send_as(json!({"sub": "warm"})).await.status, 200);
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    orders.provider.script().check = Box::new(move |request| decision(request, true).held(&held));
    let requests = (0..20).map(|_| orders.send_as(json!({})));
    let all = futures_util::future::join_all(requests);
    let release = async {
        assert!(::support::until(|| orders.provider.checks().len() == 2).await);
        gate.add_permits(100);
    };
    let (all, ()) = tokio::join!(all, release);
    assert!(all.iter().all(|seen| seen.status == 200));
    assert_eq!(orders.provider.checks().len(), 2);
}

#[tokio::test]
async fn check_ends_when_the_first_request_does_not() {
    let orders = Orders::start(read()).await;
    assert_eq!(orders.send_as(json!({"sub": "warm"})).await.status, 200);
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    orders.provider.script().check = Box::new(move |request| decision(request, true).held(&held));
    {
        let first = orders.send_as(json!({}));
        let sent = ::support::until(|| orders.provider.checks().len() == 2);
        tokio::select! {
            seen = first => panic!("{seen:?}"),
            sent = sent => assert!(sent),
        }
    }
    let second = orders.send_as(json!({}));
    gate.add_permits(100);
    assert_eq!(second.await.status, 200);
    assert_eq!(orders.provider.checks().len(), 2);
}

#[tokio::test]
async fn failures_are_503_and_not_cached() {
    let orders = Orders::start(read()).await;
    let failures = [
        Reply::new(500, "down"),
        Reply::new(503, "down").header("retry-after", "7"),
        Reply::new(200, "not JSON"),
        Reply::json(200, &json!({"statusCode": 403, "message": "no"})),
        Reply::json(200, &json!({"statusCode": 500, "message": "no"})),
    ];
    let count = failures.len();
    for reply in failures {
        orders.respond(reply.clone());
        let seen = orders.send_as(json!({})).await;
        assert_eq!(seen.refusal(), refusal(503, ""), "{reply:?}");
        assert!(seen.header("retry-after").is_some(), "{reply:?}");
    }
    assert_eq!(orders.provider.checks().len(), count);
    orders.provider.script().check = Box::new(|request| decision(request, true));
    assert_eq!(orders.send_as(json!({})).await.status, 200);
}

#[tokio::test]
async fn responses_without_the_permission_permit_nothing() {
    let result = |resource: &str, action: &str, enabled: bool| json!({"namespaceCode": "n", "action": action, "resource": resource, "enabled": enabled});
    for results in [
        json!(null),
        json!([]),
        json!([result("other", "read", true)]),
        json!([result("orders", "write", true)]),
        json!([result("orders", "read", true), result("orders", "read", false)]),
        json!([result("Orders", "read", true)]),
    ] {
        let orders = Orders::start(read()).await;
        orders.respond(Reply::data(&json!({"checkResultList": results})));
        assert_eq!(orders.send_as(json!({})).await.status, 403, "{results}");
    }
}

#[tokio::test]
async fn silent_server_is_503_after_the_timeout() {
    let orders = Orders::start(read().timeout(Duration::from_millis(1))).await;
    orders.respond(Reply::Silence);
    assert_eq!(orders.send_as(json!({})).await.refusal(), refusal(503, ""));
}

#[tokio::test]
async fn token_that_the_server_refuses_is_401_for_itself_alone() {
    let orders = Orders::start(read()).await;
    assert_eq!(orders.send_as(json!({"sub": "warm"})).await.status, 200);
    let revoked = orders.provider.token(json!({"jti": "revoked"}));
    let gate = Arc::new(Semaphore::new(0));
    let (held, refused) = (Arc::clone(&gate), format!("Bearer {revoked}"));
    orders.provider.script().check = Box::new(move |request| {
        if request.header("authorization") == refused {
            return Reply::json(401, &json!({"statusCode": 401, "message": "no"})).held(&held);
        }
        decision(request, true)
    });
    // The other request of the user waits for the same check.
    let first = send(&orders.router, bearing("/", &revoked));
    let second = async {
        assert!(::support::until(|| orders.provider.checks().len() == 2).await);
        let second = orders.send_as(json!({"jti": "valid"}));
        gate.add_permits(100);
        second.await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(first.refusal(), refusal(401, "invalid_token"));
    assert_eq!(second.status, 200);
}

/// One permission behind the guards of several issuers, whose ids of users can be the same.
#[tokio::test]
async fn decisions_are_those_of_one_issuer_and_kind_of_subject() {
    let (one, two) = (Provider::start().await, Provider::start().await);
    two.script().check = Box::new(|request| decision(request, false));
    let permission = read();
    let app = one.app();
    let foreign = two.app().token_verifier().clock(crate::provider::now).build().unwrap();
    let route = |guard: genauth_axum::Guard| {
        Router::new()
            .route("/", get(async || "orders").layer(permission.clone()))
            .layer(guard.layer())
    };
    let (own, other, shared) = (
        route(one.guard()),
        route(two.guard()),
        route(genauth_axum::Guard::with_verifier(&app, foreign)),
    );
    assert_eq!(send(&own, bearing("/", &one.token(json!({})))).await.status, 200);
    assert_eq!(send(&other, bearing("/", &two.token(json!({})))).await.status, 403);
    let token = two.token(json!({}));
    let denied = format!("Bearer {token}");
    one.script().check =
        Box::new(move |request| decision(request, request.header("authorization") != denied));
    assert_eq!(send(&shared, bearing("/", &token)).await.status, 403);
    // An application whose id is that of a user.
    one.script().check = Box::new(|request| decision(request, false));
    let token = one.token(json!({"sub": null, "client_id": "u1"}));
    assert_eq!(send(&own, bearing("/", &token)).await.status, 403);
}

#[tokio::test]
async fn claim_decides_without_a_request() {
    let orders = Orders::start(read().from_claim("permissions")).await;
    for (claim, status) in [
        (json!(["orders:read"]), 200),
        (json!(["orders:write", "orders:read"]), 200),
        (json!("orders:write orders:read"), 200),
        (json!([]), 403),
        (json!(""), 403),
        (json!(["orders:write"]), 403),
        (json!(["orders:read:all"]), 403),
        (json!(["orders"]), 403),
        (json!(["ORDERS:read"]), 403),
        (json!(["myorders:read"]), 403),
        (json!(["orders:*"]), 403),
        (json!({"orders:read": true}), 403),
        (json!(true), 403),
    ] {
        let seen = orders.send_as(json!({"permissions": claim})).await;
        assert_eq!(seen.status, status, "{claim}");
    }
    assert!(orders.provider.checks().is_empty());
    // A token without the claim is decided by the server.
    assert_eq!(orders.send_as(json!({})).await.status, 200);
    assert_eq!(orders.provider.checks().len(), 1);
}

#[tokio::test]
async fn claims_are_not_read_unless_configured() {
    let orders = Orders::start(read()).await;
    orders.deny();
    let seen = orders.send_as(json!({"permissions": ["orders:read"]})).await;
    assert_eq!(seen.status, 403);
}

#[tokio::test]
async fn guard_requires_permissions_of_its_users() {
    let api = Api::with(|guard| guard.optional().permission(read())).await;
    assert_eq!(api.send(bearing("/", &api.provider.token(json!({})))).await.body, "u1");
    assert_eq!(api.send(request(Method::GET, "/", &[])).await.body, "anonymous");
    api.provider.script().check = Box::new(|request| decision(request, false));
    let seen = api.send(bearing("/", &api.provider.token(json!({"sub": "u2"})))).await;
    assert_eq!(seen.refusal(), refusal(403, ""));
    assert_eq!(api.calls(), 2);
}
