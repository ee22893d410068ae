//! The SDK as an application of the server.

use genauth::cas::{CasClient, CasClientBuilder};
use genauth::{AuthenticationClient, CasErrorKind, Error};
use peers::{Browser, CasServer, Session};
use url::Url;

/// No server listens there: the browser intercepts the request.
pub const SERVICE: &str = "http://127.0.0.1/app/callback";

pub async fn start() -> Option<(CasServer, Browser)> {
    Some((CasServer::start().await?, Browser::start().await?))
}

pub fn builder(server: &CasServer) -> CasClientBuilder {
    let app = AuthenticationClient::builder(CasServer::APP_ID, server.host()).build().unwrap();
    app.cas().service(SERVICE)
}

pub fn client(server: &CasServer) -> CasClient {
    builder(server).build().unwrap()
}

/// Opens a URL and signs `alice` in, unless the session is; returns the URL of the callback.
pub async fn visit(session: &Session, url: &str) -> String {
    follow(session, url, SERVICE).await
}

/// Like [`visit`], with a service of another URL, which is without a query.
pub async fn follow(session: &Session, url: &str, service: &str) -> String {
    session.follow(&Url::parse(url).unwrap(), service, "alice").await.url.into()
}

/// Returns the kind of an error with the code of the server.
pub fn cas_kind(error: &Error) -> Option<(CasErrorKind, Option<&str>)> {
    match error {
        Error::Cas(error) => Some((error.kind(), error.code())),
        _ => None,
    }
}
