//! The check of an RS256 access token by a warm verifier, against aws-lc-rs alone on the same token.

#![allow(missing_docs, clippy::panic, clippy::unwrap_used, reason = "a benchmark")]

use std::{
    convert::Infallible,
    pin::pin,
    task::{Context, Poll, Waker},
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
        RsaPublicKeyComponents,
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use genauth::{AuthenticationClient, oidc::TokenVerifier};
use http::Response;
use http_body_util::Full;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::{net::TcpListener, runtime::Builder};

/// Starts a provider that publishes one key, and returns its host.
async fn provider(key: &RsaKeyPair) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let (n, e) = components(key);
    let (n, e) = (URL_SAFE_NO_PAD.encode(n), URL_SAFE_NO_PAD.encode(e));
    let jwks = json!({"keys": [{"kty": "RSA", "kid": "k", "n": n, "e": e}]}).to_string();
    let metadata =
        json!({"issuer": format!("{host}/oidc"), "jwks_uri": format!("{host}/jwks")}).to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (jwks, metadata) = (jwks.clone(), metadata.clone());
            let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
                let is_keys = request.uri().path() == "/jwks";
                let body = if is_keys { jwks.clone() } else { metadata.clone() };
                async { Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(body)))) }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    host
}

fn components(key: &RsaKeyPair) -> (Vec<u8>, Vec<u8>) {
    let public = key.public_key();
    let n = public.modulus().big_endian_without_leading_zero().to_vec();
    (n, public.exponent().big_endian_without_leading_zero().to_vec())
}

fn token(key: &RsaKeyPair, host: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let claims = json!({
        "iss": format!("{host}/oidc"), "sub": "USER_ID", "aud": "APP_ID", "iat": now,
        "exp": now + 86_400, "scope": "openid profile email", "jti": "TOKEN_ID",
    });
    let header = json!({"alg": "RS256", "kid": "k", "typ": "JWT"}).to_string();
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Returns the output of a future that does not wait; entering a runtime would cost more.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the verifier waits, although it is warm"),
    }
}

fn tokens(criterion: &mut Criterion) {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let (verifier, token): (TokenVerifier, String) = runtime.block_on(async {
        let host = provider(&key).await;
        let token = token(&key, &host);
        let app = AuthenticationClient::builder("APP_ID", host).build().unwrap();
        let verifier = app.token_verifier().build().unwrap();
        verifier.verify_access_token(&token).await.unwrap();
        (verifier, token)
    });
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let (n, e) = components(&key);
    let public = RsaPublicKeyComponents { n, e };
    let parsed = public.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).unwrap();
    let mut group = criterion.benchmark_group("RS256");
    group.bench_function("aws-lc-rs, key from its components", |bencher| {
        bencher.iter(|| {
            public.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).unwrap();
        });
    });
    group.bench_function("aws-lc-rs, parsed key", |bencher| {
        bencher.iter(|| parsed.verify_sig(signed.as_bytes(), &signature).unwrap());
    });
    group.bench_function("TokenVerifier", |bencher| {
        bencher.iter(|| ready(verifier.verify_access_token(&token)).unwrap());
    });
    group.finish();
}

criterion_group!(benches, tokens);
criterion_main!(benches);
