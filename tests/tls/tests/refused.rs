//! A client that cannot speak TLS is rejected when built, without panicking.

#![cfg(any(feature = "none", feature = "no-provider"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use genauth::{AuthenticationClient, Error, ManagementClient};

fn built(host: &str) -> Result<(), Error> {
    AuthenticationClient::builder("APP_ID", host).build().map(|_| ())
}

#[track_caller]
fn refused(outcome: Result<(), Error>, words: &str) {
    let error = outcome.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(error.to_string().contains(words), "{error}");
}

#[cfg(feature = "none")]
#[test]
fn https_without_a_tls_feature_is_a_config_error() {
    refused(built("https://example.genauth.ai"), "no TLS feature");
    refused(built("example.genauth.ai"), "no TLS feature");
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").build();
    refused(admin.map(|_| ()), "no TLS feature");
    // Loopback needs no TLS, and an HTTP client of the application is its own business.
    built("http://127.0.0.1:3000").unwrap();
    let builder = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai");
    builder.http_client(reqwest::Client::new()).build().unwrap();
}

#[cfg(feature = "no-provider")]
#[test]
fn rustls_without_a_crypto_provider_is_a_config_error() {
    for host in ["https://example.genauth.ai", "http://127.0.0.1:3000"] {
        refused(built(host), "no crypto provider is installed");
    }
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").build();
    refused(admin.map(|_| ()), "no crypto provider is installed");
}
