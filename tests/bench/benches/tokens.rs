//! The check of an RS256 access token by a warm verifier, against aws-lc-rs alone on the same token.

#![allow(missing_docs, clippy::panic, clippy::unwrap_used, reason = "a benchmark")]

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use criterion::{Criterion, criterion_group, criterion_main};
use genauth::{AuthenticationClient, oidc::TokenVerifier};
use genauth_bench::{Issuer, ready};
use tokio::runtime::Builder;

fn tokens(criterion: &mut Criterion) {
    let issuer = Issuer::new().unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let (verifier, token): (TokenVerifier, String) = runtime.block_on(async {
        let host = issuer.serve().await.unwrap();
        let token = issuer.token(&host).unwrap();
        let app = AuthenticationClient::builder("APP_ID", host).build().unwrap();
        let verifier = app.token_verifier().build().unwrap();
        verifier.verify_access_token(&token).await.unwrap();
        (verifier, token)
    });
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let (n, e) = issuer.components();
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
