//! The emulator as the provider, with its pages in a browser.

use genauth::oidc::{
    MemorySessionStore, OidcClient, OidcClientBuilder, Prompt, ResponseMode, ResponseType,
};
use genauth::{AuthenticationClient, OidcErrorKind as Kind, TokenErrorKind};
use genauth_emulator::{Application, Emulator, IdTokenAlg};
use peers::{Browser, POST_LOGOUT_REDIRECT_URI, REDIRECT_URI};
use url::Url;

use crate::sdk::{SCOPE, authorize, oidc_kind, sign_in_by, text, token_kind, url};

async fn start(algorithm: IdTokenAlg) -> Emulator {
    let mut app = Application::new("TEST_APP", "test-secret");
    app.id_token_alg = algorithm;
    Emulator::builder().application(app).user("alice", "test-secret").start().await.unwrap()
}

fn app(emulator: &Emulator) -> AuthenticationClient {
    let app = AuthenticationClient::builder("TEST_APP", emulator.host());
    app.app_secret("test-secret").build().unwrap()
}

fn builder(emulator: &Emulator) -> OidcClientBuilder {
    app(emulator).oidc().redirect_uri(REDIRECT_URI)
}

fn oidc(emulator: &Emulator) -> OidcClient {
    builder(emulator).build().unwrap()
}

#[tokio::test]
async fn user_signs_in_and_consents() {
    let Some(browser) = Browser::start().await else { return };
    let emulator = start(IdTokenAlg::RS256).await;
    let oidc = oidc(&emulator);
    let session = browser.session();
    let authorization = || oidc.authorize().prompt(Prompt::Consent);
    for mode in [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost] {
        let request = authorization().response_mode(mode).build().await.unwrap();
        let callback = session.sign_in(&url(&request), "alice").await;
        assert_eq!(callback.form.is_some(), mode == ResponseMode::FormPost);
        let claims = oidc.finish(&request, &text(callback)).await.unwrap().claims.unwrap();
        assert_eq!(claims.audience, ["TEST_APP"]);
    }
    // The browser is signed in: no page is shown.
    let silent = || oidc.authorize().prompt(Prompt::None);
    assert!(sign_in_by(&session, &oidc, silent()).await.claims.is_some());
    // Another one is not.
    let (request, callback) = authorize(&browser.session(), silent()).await;
    let error = oidc.finish(&request, &callback).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::InteractionRequired));
}

#[tokio::test]
async fn every_flow_returns_tokens_that_the_sdk_verifies() {
    let Some(browser) = Browser::start().await else { return };
    let session = browser.session();
    for algorithm in [IdTokenAlg::RS256, IdTokenAlg::HS256] {
        let emulator = start(algorithm).await;
        let oidc = match algorithm {
            IdTokenAlg::RS256 => oidc(&emulator),
            IdTokenAlg::HS256 => builder(&emulator).allow_hs256().build().unwrap(),
        };
        for flow in [
            ResponseType::Code,
            ResponseType::IdToken,
            ResponseType::IdTokenToken,
            ResponseType::CodeIdToken,
            ResponseType::CodeToken,
            ResponseType::CodeIdTokenToken,
        ] {
            let authorization = oidc.authorize().response_type(flow);
            let authorization = authorization.response_mode(ResponseMode::FormPost);
            let sign_in = sign_in_by(&session, &oidc, authorization).await;
            let subject = sign_in.claims.unwrap().subject;
            let access_token = sign_in.tokens.access_token;
            if flow != ResponseType::IdToken {
                oidc.user_info(access_token, &subject).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn hs256_is_refused_unless_it_is_allowed() {
    let Some(browser) = Browser::start().await else { return };
    let emulator = start(IdTokenAlg::HS256).await;
    let oidc = oidc(&emulator);
    let (request, callback) = authorize(&browser.session(), oidc.authorize()).await;
    let error = oidc.finish(&request, &callback).await.unwrap_err();
    assert_eq!(token_kind(&error), Some(TokenErrorKind::Algorithm));
}

#[tokio::test]
async fn tokens_are_verified_rotated_introspected_and_revoked() {
    let Some(browser) = Browser::start().await else { return };
    let emulator = start(IdTokenAlg::RS256).await;
    let oidc = oidc(&emulator);
    let sign_in = sign_in_by(&browser.session(), &oidc, oidc.authorize().scope(SCOPE)).await;
    let subject = sign_in.claims.unwrap().subject;
    let first = sign_in.tokens;
    let verifier = app(&emulator).token_verifier().build().unwrap();
    let claims = verifier.verify_access_token(first.access_token.expose()).await.unwrap();
    assert_eq!(claims.subject.as_deref(), Some(&*subject));
    assert!(claims.has_scope("offline_access"));

    let second = oidc.refresh(&first).await.unwrap();
    assert_ne!(first.refresh_token, second.refresh_token);
    let found = oidc.introspect(second.access_token.clone()).await.unwrap();
    assert_eq!((found.active, found.subject.as_deref()), (true, Some(&*subject)));
    oidc.revoke(second.access_token.clone()).await.unwrap();
    assert!(!oidc.introspect(second.access_token).await.unwrap().active);
    assert!(oidc.refresh(&first).await.unwrap_err().is_invalid_grant());
}

#[tokio::test]
async fn code_is_accepted_once() {
    let Some(browser) = Browser::start().await else { return };
    let emulator = start(IdTokenAlg::RS256).await;
    let (one, two) = (oidc(&emulator), oidc(&emulator));
    let (request, callback) = authorize(&browser.session(), one.authorize()).await;
    one.finish(&request, &callback).await.unwrap();
    let error = one.finish(&request, &callback).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::Replayed));
    assert!(two.finish(&request, &callback).await.unwrap_err().is_invalid_grant());
}

#[tokio::test]
async fn session_acts_for_the_user_until_the_sign_out() {
    let Some(browser) = Browser::start().await else { return };
    let emulator = start(IdTokenAlg::RS256).await;
    let oidc = oidc(&emulator);
    let store = MemorySessionStore::new();
    let window = browser.session();
    let sign_in = sign_in_by(&window, &oidc, oidc.authorize().scope(SCOPE)).await;
    let subject = sign_in.claims.as_ref().unwrap().subject.clone();
    let session = oidc.start_session(&store, sign_in).await.unwrap();
    let user = app(&emulator).with_session(&session);
    assert_eq!(user.get_profile(Default::default()).await.unwrap().user_id, subject);
    // A revoked token is replaced.
    let revoked = session.access_token().await.unwrap();
    oidc.revoke(revoked.clone()).await.unwrap();
    assert_eq!(user.get_profile(Default::default()).await.unwrap().user_id, subject);
    assert_ne!(session.access_token().await.unwrap(), revoked);

    session.end().await.unwrap();
    let error = user.get_profile(Default::default()).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
    let logout = oidc.logout_url().id_token(session.id_token()).state("test-state");
    let logout = logout.redirect_uri(POST_LOGOUT_REDIRECT_URI).build().await.unwrap();
    let callback = window.sign_out(&Url::parse(&logout).unwrap()).await;
    assert_eq!(callback.parameter("state").as_deref(), Some("test-state"));
    let (request, callback) = authorize(&window, oidc.authorize().prompt(Prompt::None)).await;
    let error = oidc.finish(&request, &callback).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::InteractionRequired));
}

#[tokio::test]
async fn oauth_without_openid_signs_in() {
    let Some(browser) = Browser::start().await else { return };
    let emulator = start(IdTokenAlg::RS256).await;
    let oauth = app(&emulator).oauth().redirect_uri(REDIRECT_URI).build().unwrap();
    let sign_in = sign_in_by(&browser.session(), &oauth, oauth.authorize()).await;
    assert!(sign_in.claims.is_none());
    assert!(oauth.introspect(sign_in.tokens.access_token).await.unwrap().active);
}

#[tokio::test]
async fn cancellation_is_reported_as_denied_access() {
    let Some(browser) = Browser::start().await else { return };
    let emulator = start(IdTokenAlg::RS256).await;
    let oidc = oidc(&emulator);
    let request = oidc.authorize().build().await.unwrap();
    let callback = text(browser.session().cancel(&url(&request)).await);
    let error = oidc.finish(&request, &callback).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::AccessDenied));
}
