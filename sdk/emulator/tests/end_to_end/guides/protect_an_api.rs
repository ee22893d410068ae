//! The code of `protect-an-api.md`.

use genauth::http::{HeaderMap, StatusCode};
use genauth::oidc::OidcClient;

use super::clients;

mod check {
    include!("../../guides/protect_an_api_check.rs");

    pub(super) async fn status(
        verifier: &TokenVerifier,
        headers: &HeaderMap,
        scope: &str,
    ) -> Result<String, (u16, String)> {
        match authorize(verifier, headers, scope).await {
            Ok(claims) => Ok(claims.subject.unwrap_or_default()),
            Err((status, challenge)) => Err((status.as_u16(), challenge.unwrap_or("").to_owned())),
        }
    }
}

mod introspection {
    include!("../../guides/protect_an_api_introspection.rs");

    pub(super) async fn allows(oidc: &OidcClient, token: &str) -> bool {
        may_refund(oidc, token).await.unwrap()
    }
}

mod service {
    include!("../../guides/protect_an_api_service.rs");

    pub(super) async fn tokens_of_two_calls(oidc: &OidcClient) -> [Secret; 2] {
        let mut kept = None;
        [token(oidc, &mut kept).await.unwrap(), token(oidc, &mut kept).await.unwrap()]
    }
}

fn bearing(token: &str) -> HeaderMap {
    let field = format!("Bearer {token}").parse().unwrap();
    HeaderMap::from_iter([(genauth::http::header::AUTHORIZATION, field)])
}

async fn refund_token(oidc: &OidcClient) -> String {
    let tokens = oidc.client_credentials("orders:read orders:refund").await.unwrap();
    tokens.access_token.expose().to_owned()
}

#[tokio::test]
async fn requests_are_authorized_by_token_and_scope() {
    let emulator = clients::emulator().await;
    let verifier = emulator.authentication().token_verifier().build().unwrap();
    let headers = bearing(&refund_token(&clients::oidc(&emulator)).await);
    assert_eq!(check::status(&verifier, &headers, "orders:read").await.as_deref(), Ok("APP_ID"));

    for (headers, scope, status, error) in [
        (HeaderMap::new(), "orders:read", StatusCode::UNAUTHORIZED, "realm=\"orders\""),
        (bearing("TOKEN"), "orders:read", StatusCode::UNAUTHORIZED, "invalid_token"),
        (headers.clone(), "orders:write", StatusCode::FORBIDDEN, "insufficient_scope"),
    ] {
        let (found, challenge) = check::status(&verifier, &headers, scope).await.unwrap_err();
        assert_eq!(found, status.as_u16());
        assert!(challenge.contains(error), "{challenge}");
    }
    let other = emulator.authentication().token_verifier();
    emulator.faults().everywhere().status(503);
    let (status, _) =
        check::status(&other.build().unwrap(), &headers, "orders:read").await.unwrap_err();
    assert_eq!(status, 503);
}

#[tokio::test]
async fn introspection_notices_a_revoked_token() {
    let emulator = clients::emulator().await;
    let oidc = clients::oidc(&emulator);
    let token = refund_token(&oidc).await;
    assert!(introspection::allows(&oidc, &token).await);
    oidc.revoke(token.as_str()).await.unwrap();
    assert!(!introspection::allows(&oidc, &token).await);
    assert!(oidc.verifier().verify_access_token(&token).await.is_ok(), "by its signature");
}

#[tokio::test]
async fn service_requests_one_token_for_several_calls() {
    let emulator = clients::emulator().await;
    let [first, second] = service::tokens_of_two_calls(&clients::oidc(&emulator)).await;
    assert_eq!(first, second);
    assert_eq!(emulator.calls_of("exchangeToken").unwrap().len(), 1);
    let verifier = emulator.authentication().token_verifier().build().unwrap();
    let subject = check::status(&verifier, &bearing(first.expose()), "orders:read").await;
    assert_eq!(subject.as_deref(), Ok("APP_ID"));
}
