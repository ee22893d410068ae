use std::time::Duration;

use genauth::TokenErrorKind;
use genauth::oidc::{Grant, TokenSet};
use peers::{
    Browser, CODE_POST, Client, HS256, JWT, OidcProvider, PUBLIC, RESOURCE, SERVICE, Setup,
};

use crate::sdk::{SCOPE, app, oidc, sign_in, sign_in_by, token_kind};

async fn rotates(client: &Client) {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, client);
    let first = sign_in(&browser, &oidc).await.tokens;

    let second = oidc.refresh(&first).await.unwrap();
    assert_ne!(first.refresh_token, second.refresh_token);
    assert_ne!(first.access_token, second.access_token);
    oidc.user_info(second.access_token.clone(), "alice").await.unwrap();

    let error = oidc.refresh(&first).await.unwrap_err();
    assert!(error.is_invalid_grant() && !error.is_retryable(), "{error:?}");
    // The provider takes it for stolen, and revokes what followed from it.
    assert!(oidc.refresh(&second).await.unwrap_err().is_invalid_grant());
}

#[tokio::test]
async fn refresh_token_is_accepted_once() {
    rotates(&CODE_POST).await;
}

#[tokio::test]
async fn refresh_token_of_a_client_with_hs256_is_accepted_once() {
    rotates(&HS256).await;
}

#[tokio::test]
async fn refresh_token_of_a_public_client_is_accepted_once() {
    rotates(&PUBLIC).await;
}

#[tokio::test]
async fn revoked_access_token_is_inactive() {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, &CODE_POST);
    let token = sign_in(&browser, &oidc).await.tokens.access_token;
    let found = oidc.introspect(token.clone()).await.unwrap();
    assert!(found.active);
    assert_eq!(found.subject.as_deref(), Some("alice"));
    assert_eq!(found.client_id.as_deref(), Some(CODE_POST.id));
    assert!(found.expires_at.is_some());
    // It is opaque: the verifier asks the provider, and remembers its response.
    let verifier = || app(&provider, &CODE_POST).token_verifier();
    let error = verifier().build().unwrap().verify_access_token(token.expose()).await.unwrap_err();
    assert_eq!(token_kind(&error), Some(TokenErrorKind::Malformed));
    let asking = |cache| verifier().introspect_opaque_tokens(cache).build().unwrap();
    let (cached, uncached) = (asking(Duration::from_secs(60)), asking(Duration::ZERO));
    for verifier in [&cached, &uncached] {
        let claims = verifier.verify_access_token(token.expose()).await.unwrap();
        assert_eq!(claims.subject.as_deref(), Some("alice"));
        assert!(claims.has_scope("email"));
    }

    oidc.revoke(token.clone()).await.unwrap();
    assert!(!oidc.introspect(token.clone()).await.unwrap().active);
    let error = oidc.user_info(token.clone(), "alice").await.unwrap_err();
    assert_eq!(error.status_code(), Some(401), "{error:?}");
    let error = uncached.verify_access_token(token.expose()).await.unwrap_err();
    assert_eq!(token_kind(&error), Some(TokenErrorKind::Inactive));
    assert!(cached.verify_access_token(token.expose()).await.is_ok());
    // An unknown token is revoked as well.
    oidc.revoke("unknown").await.unwrap();
}

#[tokio::test]
async fn revoked_refresh_token_is_refused() {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, &CODE_POST);
    let tokens = sign_in(&browser, &oidc).await.tokens;
    oidc.revoke(tokens.refresh_token.clone().unwrap()).await.unwrap();
    assert!(oidc.refresh(&tokens).await.unwrap_err().is_invalid_grant());
}

/// Checks a JWT of `alice` for the resource.
async fn is_for_the_resource(provider: &OidcProvider, client: &Client, tokens: &TokenSet) {
    let token = tokens.access_token.expose();
    let verifier = || match client.algorithm {
        "HS256" => app(provider, client).token_verifier().allow_hs256(),
        _ => app(provider, client).token_verifier(),
    };
    for is_strict in [false, true] {
        let strict = verifier().audience(RESOURCE).require_access_token_type(is_strict);
        let claims = strict.build().unwrap().verify_access_token(token).await.unwrap();
        assert_eq!(claims.audience, [RESOURCE]);
        assert_eq!(claims.subject.as_deref(), Some("alice"));
        assert_eq!(claims.client_id.as_deref(), Some(client.id));
        assert!(claims.has_scope("api:read") && !claims.has_scope("api:write"));
    }
    // It is for the API, not for the application.
    let error = verifier().build().unwrap().verify_access_token(token).await.unwrap_err();
    assert_eq!(token_kind(&error), Some(TokenErrorKind::Audience));
    // An ID token is not an access token, whatever its audience.
    let id_token = tokens.id_token.as_ref().unwrap().expose();
    for is_strict in [false, true] {
        let verifier = verifier().require_access_token_type(is_strict).build().unwrap();
        let error = verifier.verify_access_token(id_token).await.unwrap_err();
        assert_eq!(token_kind(&error), Some(TokenErrorKind::WrongType));
    }
}

#[tokio::test]
async fn access_token_is_a_jwt_for_a_client_with_that_format() {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, &JWT);
    let authorization = oidc.authorize().scope("api:read");
    let tokens = sign_in_by(&browser.session(), &oidc, authorization).await.tokens;
    is_for_the_resource(&provider, &JWT, &tokens).await;
    // The type of the token is checked by the ID token verifier, too.
    let checks = genauth::oidc::IdTokenChecks::new();
    let error = oidc.verifier().verify_id_token(tokens.access_token.expose(), &checks).await;
    assert_eq!(token_kind(&error.unwrap_err()), Some(TokenErrorKind::WrongType));
}

#[tokio::test]
async fn access_token_for_a_resource_has_the_signing_algorithm_of_the_client() {
    let Some((provider, browser)) = peers::start().await else { return };
    for client in [CODE_POST, HS256] {
        let oidc = oidc(&provider, &client);
        let authorization =
            oidc.authorize().scope(SCOPE).scope("api:read").parameter("resource", RESOURCE);
        let tokens = sign_in_by(&browser.session(), &oidc, authorization).await.tokens;
        let grant = Grant::refresh_token(tokens.refresh_token.unwrap());
        let grant = grant.parameter("resource", RESOURCE).scope("openid api:read");
        let tokens = oidc.request_tokens(grant).await.unwrap();
        is_for_the_resource(&provider, &client, &tokens).await;
    }
}

#[tokio::test]
async fn service_requests_a_token_for_itself() {
    let Some(provider) = OidcProvider::start().await else { return };
    let app = app(&provider, &SERVICE);
    let oidc = app.oidc().build().unwrap();
    let tokens = oidc.client_credentials("api:read api:write").await.unwrap();
    assert!(tokens.refresh_token.is_none() && tokens.id_token.is_none());
    let verifier = app.token_verifier().audience(RESOURCE).require_access_token_type(true);
    let verifier = verifier.build().unwrap();
    let claims = verifier.verify_access_token(tokens.access_token.expose()).await.unwrap();
    assert_eq!(claims.subject.as_deref(), Some(SERVICE.id));
    assert_eq!(claims.client_id.as_deref(), Some(SERVICE.id));
    assert_eq!(claims.scopes, ["api:read", "api:write"]);

    let stranger = crate::sdk::app(&provider, &Client { secret: Some("wrong"), ..SERVICE });
    let error = stranger.oidc().build().unwrap().client_credentials("api:read").await.unwrap_err();
    assert_eq!(error.oauth_error(), Some("invalid_client"));
    assert!(error.is_unauthenticated());
}

#[tokio::test]
async fn lifetimes_are_those_of_the_provider() {
    let setup = Setup::default().lifetime("AccessToken", 7).lifetime("IdToken", 8);
    let Some(provider) = OidcProvider::start_with(setup).await else { return };
    let Some(browser) = Browser::start().await else { return };
    let before = std::time::SystemTime::now();
    let sign_in = sign_in(&browser, &oidc(&provider, &CODE_POST)).await;
    let claims = sign_in.claims.unwrap();
    assert_eq!(claims.expires_at, claims.issued_at + Duration::from_secs(8));
    let expires_at = sign_in.tokens.expires_at.unwrap();
    assert!(expires_at > before && expires_at < before + Duration::from_secs(60));
}
