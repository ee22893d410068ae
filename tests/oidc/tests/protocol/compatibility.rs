//! Behavior of providers that is allowed, but not common.

use genauth::OidcErrorKind as Kind;
use genauth::oidc::{AuthorizationRequest, Grant, ResponseMode, ResponseType};
use serde_json::json;

use crate::provider::*;
use crate::session_support::{form, oidc_kind};

fn nonce(request: &AuthorizationRequest) -> String {
    let url = url::Url::parse(request.url()).unwrap();
    url.query_pairs().find(|(name, _)| name == "nonce").unwrap().1.into_owned()
}

/// RFC 9207 leaves it to the provider, since the ID token has the issuer.
#[tokio::test]
async fn a_callback_with_an_id_token_needs_no_iss() {
    let provider = Provider::start().await;
    provider.script().metadata = json!({"authorization_response_iss_parameter_supported": true});
    let oidc = provider.oidc();
    let authorization = || oidc.authorize().response_mode(ResponseMode::FormPost);
    for (issuer, is_accepted) in [(provider.issuer(), true), ("https://other.test".into(), false)] {
        let request =
            authorization().response_type(ResponseType::CodeIdToken).build().await.unwrap();
        let nonce = nonce(&request);
        let claims = json!({"nonce": nonce, "c_hash": half_hash("CODE"), "iss": issuer});
        let id_token = K1.token(&provider.id(claims));
        provider.issue(Some(&nonce), json!({}));
        let callback = format!("code=CODE&state={}&id_token={id_token}", request.state());
        let before = provider.token_requests();
        let outcome = oidc.finish(&request, &callback).await;
        assert_eq!(outcome.is_ok(), is_accepted, "{outcome:?}");
        assert_eq!(provider.token_requests() - before, usize::from(is_accepted));
    }
    // Any other callback does.
    let request = authorization().build().await.unwrap();
    let callback = format!("code=CODE&state={}", request.state());
    let error = oidc.finish(&request, &callback).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::Issuer));
}

#[tokio::test]
async fn the_secret_is_in_the_form_of_a_request_to_an_oauth_endpoint() {
    let provider = Provider::start().await;
    let oauth = provider.app().oauth().build().unwrap();
    let _ = oauth.request_tokens(Grant::client_credentials()).await;
    let request = &provider.requests("/oauth/token")[0];
    assert_eq!(form(request, "client_secret").as_deref(), Some(SECRET));
    assert_eq!(request.header("authorization"), "");
}
