//! Tokens, codes and headers of subscriptions (E10).

use genauth::AuthenticationClient;
use genauth_event_tests::{Server, event};

use crate::support::drain;

/// Every character that a careless URL loses.
const TOKEN: &str = "sentinel+a/b=c&d#e%41?f g\"é";

const CODES: [&str; 4] = [
    "authing.security.mfa?originalIdentity=a+b@example.com",
    "custom_密.名 称",
    "a%2Bb",
    "a&token=other#fragment",
];

#[tokio::test]
async fn e10_codes_and_tokens_are_encoded_once() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let client = AuthenticationClient::builder("APP_ID", server.host()).build().unwrap();
    let events = client.with_access_token(TOKEN).events();
    for (number, code) in CODES.into_iter().enumerate() {
        let mut subscription = events.subscribe(code).start().unwrap();
        assert_eq!(drain(&mut subscription).await, 1);
        let request = &server.requests()[number];
        assert_eq!(request.query("code").as_deref(), Some(code));
        assert_eq!(request.query("token").as_deref(), Some(TOKEN));
        assert!(!request.target.contains('+'), "{}", request.target);
    }
}

#[tokio::test]
async fn default_headers_are_sent_to_a_chosen_host_only() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let client = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
        .event_host(server.host().replace("http", "ws"))
        .default_header("x-gateway-key", "key")
        .default_header("upgrade", "h2c")
        .application_name("billing/2.1")
        .build()
        .unwrap();
    let events = client.with_access_token("TOKEN").events();
    let mut subscription = events.subscribe("custom_test.n").start().unwrap();
    assert_eq!(drain(&mut subscription).await, 1);
    let request = &server.requests()[0];
    assert_eq!(request.header("x-gateway-key"), Some("key"));
    assert_eq!(request.header("upgrade"), Some("websocket"));
    let agent = request.header("user-agent").unwrap();
    assert!(agent.starts_with("genauth-rust/") && agent.ends_with(" billing/2.1"), "{agent}");
}
