//! A request to a protected route, without a network: against the same route without protection, and
//! against the check of the token alone.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use axum::{Router, body::Body, routing::get};
use criterion::{Criterion, criterion_group, criterion_main};
use genauth::AuthenticationClient;
use genauth_axum::{CurrentUser, Guard};
use genauth_bench::{Issuer, ready};
use http::{Request, header};
use tokio::runtime::Builder;
use tower::Service as _;

fn guard(criterion: &mut Criterion) {
    let issuer = Issuer::new().unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let (app, verifier, token) = runtime.block_on(async {
        let host = issuer.serve().await.unwrap();
        let token = issuer.token(&host).unwrap();
        let app = AuthenticationClient::builder("APP_ID", host).build().unwrap();
        let verifier = app.token_verifier().build().unwrap();
        verifier.verify_access_token(&token).await.unwrap();
        (app, verifier, token)
    });
    let guard = Guard::with_verifier(&app, verifier.clone());
    let authorization = format!("Bearer {token}");
    let request = || {
        let request = Request::builder().uri("/").header(header::AUTHORIZATION, &authorization);
        request.body(Body::empty()).unwrap()
    };
    let open = Router::new().route("/", get(async || "USER_ID"));
    let user = get(async |user: CurrentUser| user.id().to_owned());
    let protected = Router::new().route("/", user).layer(guard.layer());
    let mut group = criterion.benchmark_group("guard");
    group.bench_function("route without protection", |bencher| {
        let mut router = open.clone();
        bencher.iter(|| ready(router.call(request())));
    });
    group.bench_function("protected route", |bencher| {
        let mut router = protected.clone();
        bencher.iter(|| ready(router.call(request())));
    });
    group.bench_function("Guard::check", |bencher| {
        let (parts, _) = request().into_parts();
        bencher.iter(|| ready(guard.check(&parts)).unwrap());
    });
    group.bench_function("TokenVerifier::verify_access_token", |bencher| {
        bencher.iter(|| ready(verifier.verify_access_token(&token)).unwrap());
    });
    group.finish();
}

criterion_group!(benches, guard);
criterion_main!(benches);
