use genauth::OidcErrorKind as Kind;
use genauth::oidc::{Prompt, ResponseMode, ResponseType};
use peers::{
    Browser, CODE_BASIC, CODE_POST, Client, HS256, OidcProvider, PUBLIC, REDIRECT_URI, Setup,
};
use serde_json::json;

use crate::sdk::{SCOPE, authorize, oidc, oidc_kind, sign_in, sign_in_by, text, url};

async fn signs_in(client: &Client) {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, client);
    let sign_in = sign_in(&browser, &oidc).await;
    let claims = sign_in.claims.unwrap();
    assert_eq!(claims.subject, "alice");
    assert_eq!(claims.issuer, provider.issuer());
    assert_eq!(claims.audience, [client.id]);
    assert_eq!(claims.profile.email.as_deref(), Some("alice@mail.example"));
    assert_eq!(claims.profile.email_verified, Some(true));
    assert!(sign_in.tokens.refresh_token.is_some() && sign_in.tokens.expires_at.is_some());

    let user = oidc.user_info(sign_in.tokens.access_token.clone(), "alice").await.unwrap();
    assert_eq!((&*user.subject, user.profile.name.as_deref()), ("alice", Some("alice Test")));
    assert_eq!(user.extra["address"]["country"], "DE");
    let error = oidc.user_info(sign_in.tokens.access_token, "bob").await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::Subject));
}

#[tokio::test]
async fn client_with_its_secret_in_the_body_signs_in() {
    signs_in(&CODE_POST).await;
}

#[tokio::test]
async fn client_with_form_encoded_basic_credentials_signs_in() {
    signs_in(&CODE_BASIC).await;
}

#[tokio::test]
async fn client_with_hs256_signs_in() {
    signs_in(&HS256).await;
}

#[tokio::test]
async fn public_client_signs_in_with_pkce() {
    signs_in(&PUBLIC).await;
}

#[tokio::test]
async fn hs256_is_refused_unless_it_is_allowed() {
    let Some((provider, browser)) = peers::start().await else { return };
    let app = crate::sdk::app(&provider, &HS256);
    let oidc = app.oidc().redirect_uri(REDIRECT_URI).build().unwrap();
    let (request, callback) = authorize(&browser.session(), oidc.authorize()).await;
    let error = oidc.finish(&request, &callback).await.unwrap_err();
    assert_eq!(crate::sdk::token_kind(&error), Some(genauth::TokenErrorKind::Algorithm));
    assert!(error.to_string().contains("allow_hs256"), "{error}");
}

#[tokio::test]
async fn code_is_accepted_once() {
    let Some((provider, browser)) = peers::start().await else { return };
    let (one, two) = (oidc(&provider, &CODE_POST), oidc(&provider, &CODE_POST));
    let (request, callback) = authorize(&browser.session(), one.authorize()).await;
    let tokens = one.finish(&request, &callback).await.unwrap().tokens;
    // The client remembers; another process does not.
    let error = one.finish(&request, &callback).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::Replayed));
    let error = two.finish(&request, &callback).await.unwrap_err();
    assert!(error.is_invalid_grant() && !error.is_retryable(), "{error:?}");
    // The provider takes the code for stolen.
    assert!(!one.introspect(tokens.access_token).await.unwrap().active);
}

#[tokio::test]
async fn code_of_another_sign_in_is_refused() {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, &CODE_POST);
    let (_, callback) = authorize(&browser.session(), oidc.authorize()).await;
    let other = oidc.authorize().build().await.unwrap();
    let error = oidc.finish(&other, &callback).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::State));
    // With its state, the code verifier of the other request does not match.
    let state = |it: &genauth::oidc::AuthorizationRequest| it.state().to_owned();
    let (request, callback) = authorize(&browser.session(), oidc.authorize()).await;
    let callback = callback.replace(&state(&request), &state(&other));
    assert!(oidc.finish(&other, &callback).await.unwrap_err().is_invalid_grant());
}

#[tokio::test]
async fn callback_arrives_in_each_response_mode() {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, &CODE_POST);
    let session = browser.session();
    for mode in [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost] {
        let request = oidc.authorize().response_mode(mode).build().await.unwrap();
        let callback = session.sign_in(&url(&request), "alice").await;
        assert!(callback.url.as_str().starts_with(REDIRECT_URI));
        let carrier = match (callback.url.query(), callback.url.fragment(), &callback.form) {
            (Some(_), None, None) => ResponseMode::Query,
            (None, Some(_), None) => ResponseMode::Fragment,
            (None, None, Some(_)) => ResponseMode::FormPost,
            _ => panic!("{callback:?}"),
        };
        assert_eq!(carrier, mode);
        let sign_in = oidc.finish(&request, &text(callback)).await.unwrap();
        assert_eq!(sign_in.claims.unwrap().subject, "alice");
    }
}

#[tokio::test]
async fn hybrid_flow_returns_a_code_and_an_id_token() {
    let redirect_uri = "https://app.example/callback";
    let setup = Setup::default().client(json!({
        "client_id": "hybrid",
        "client_secret": "test-secret",
        "token_endpoint_auth_method": "client_secret_post",
        "grant_types": ["authorization_code", "implicit"],
        "response_types": ["code id_token"],
        "redirect_uris": [redirect_uri],
    }));
    let Some(provider) = OidcProvider::start_with(setup).await else { return };
    let Some(browser) = Browser::start().await else { return };
    let client = Client { id: "hybrid", ..CODE_POST };
    let app = crate::sdk::app(&provider, &client);
    let oidc = app.oidc().redirect_uri(redirect_uri).build().unwrap();
    let session = browser.session();
    for mode in [ResponseMode::FormPost, ResponseMode::Fragment] {
        let authorization = oidc.authorize().response_type(ResponseType::CodeIdToken);
        let sign_in = sign_in_by(&session, &oidc, authorization.response_mode(mode)).await;
        assert_eq!(sign_in.claims.unwrap().subject, "alice");
        oidc.user_info(sign_in.tokens.access_token, "alice").await.unwrap();
    }
}

#[tokio::test]
async fn cancellation_is_reported_as_denied_access() {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, &CODE_POST);
    let request = oidc.authorize().scope(SCOPE).build().await.unwrap();
    let callback = text(browser.session().cancel(&url(&request)).await);
    let error = oidc.finish(&request, &callback).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::AccessDenied));
    let genauth::Error::Oidc(error) = error else { panic!("{error:?}") };
    assert_eq!(error.oauth_error(), Some("access_denied"));
}

#[tokio::test]
async fn sign_in_without_pages_needs_a_signed_in_browser() {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, &CODE_POST);
    let session = browser.session();
    let silent = || oidc.authorize().prompt(Prompt::None);
    let (request, callback) = authorize(&session, silent()).await;
    let error = oidc.finish(&request, &callback).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::InteractionRequired));
    sign_in_by(&session, &oidc, oidc.authorize()).await;
    let sign_in = sign_in_by(&session, &oidc, silent()).await;
    assert_eq!(sign_in.claims.unwrap().subject, "alice");
    // The age of the sign-in is checked.
    let recent = silent().max_age(std::time::Duration::from_secs(600));
    assert!(sign_in_by(&session, &oidc, recent).await.claims.unwrap().auth_time.is_some());
}
