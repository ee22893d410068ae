//! The SDK as a client of a provider.

use genauth::oidc::{AuthorizationBuilder, AuthorizationRequest, OidcClient, SignIn};
use genauth::{AuthenticationClient, ClientAuthMethod, Error, OidcErrorKind, TokenErrorKind};
use peers::{Browser, Callback, Client, OidcProvider, REDIRECT_URI, Session};
use url::Url;

pub const SCOPE: &str = "profile email phone address offline_access";

/// Returns the application that a client of the provider is.
pub fn app(provider: &OidcProvider, client: &Client) -> AuthenticationClient {
    let mut app = AuthenticationClient::builder(client.id, provider.host());
    if let Some(secret) = client.secret {
        app = app.app_secret(secret);
    }
    if client.authentication == "client_secret_basic" {
        app = app.client_auth(ClientAuthMethod::ClientSecretBasic);
    }
    app.build().unwrap()
}

pub fn oidc(provider: &OidcProvider, client: &Client) -> OidcClient {
    let mut oidc = app(provider, client).oidc().redirect_uri(REDIRECT_URI);
    if client.algorithm == "HS256" {
        oidc = oidc.allow_hs256();
    }
    oidc.build().unwrap()
}

/// Signs `alice` in with a refresh token.
pub async fn sign_in(browser: &Browser, oidc: &OidcClient) -> SignIn {
    sign_in_by(&browser.session(), oidc, oidc.authorize().scope(SCOPE)).await
}

/// Signs `alice` in, in a session of the browser.
pub async fn sign_in_by(
    session: &Session,
    oidc: &OidcClient,
    authorization: AuthorizationBuilder,
) -> SignIn {
    let (request, callback) = authorize(session, authorization).await;
    oidc.finish(&request, &callback).await.unwrap()
}

/// Signs `alice` in; returns the request with the callback that answers it.
pub async fn authorize(
    session: &Session,
    authorization: AuthorizationBuilder,
) -> (AuthorizationRequest, String) {
    let request = authorization.build().await.unwrap();
    let callback = session.sign_in(&url(&request), "alice").await;
    (request, text(callback))
}

pub fn url(request: &AuthorizationRequest) -> Url {
    Url::parse(request.url()).unwrap()
}

/// Returns what an application passes to the SDK.
pub fn text(callback: Callback) -> String {
    callback.form.unwrap_or_else(|| callback.url.into())
}

pub fn oidc_kind(error: &Error) -> Option<OidcErrorKind> {
    match error {
        Error::Oidc(error) => Some(error.kind()),
        _ => None,
    }
}

pub fn token_kind(error: &Error) -> Option<TokenErrorKind> {
    match error {
        Error::Token(error) => Some(error.kind()),
        _ => None,
    }
}
