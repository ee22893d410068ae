//! Clients of scripted servers, and checks of what they return.

use std::error::Error as _;

use genauth::cas::{CasClient, CasClientBuilder, CasError, CasErrorKind, CasFormat, CasIdentity};
use genauth::{AuthenticationClient, Error};
use genauth_cas_tests::{Reply, Server};

pub const APP_ID: &str = "APP_ID";
pub const SERVICE: &str = "https://app.example/cas/callback";
/// Also text that must not appear in errors.
pub const TICKET: &str = "ST-1-sentinel";
pub const CALLBACK: &str = "/cas/callback?ticket=ST-1-sentinel";

pub async fn replying(reply: Reply) -> Server {
    Server::replying(reply).await.unwrap()
}

pub fn app(server: &Server) -> AuthenticationClient {
    AuthenticationClient::builder(APP_ID, server.host()).build().unwrap()
}

pub fn builder(server: &Server) -> CasClientBuilder {
    app(server).cas().service(SERVICE)
}

pub fn cas(server: &Server) -> CasClient {
    builder(server).build().unwrap()
}

/// A client of a host that is never called.
pub fn offline() -> CasClientBuilder {
    AuthenticationClient::builder(APP_ID, "https://example.genauth.ai").build().unwrap().cas()
}

/// Validates a ticket by CAS 2.0 with this response, which must be asked for once.
pub async fn finish(reply: Reply) -> Result<CasIdentity, Error> {
    let server = replying(reply).await;
    let outcome = cas(&server).finish(CALLBACK).await;
    assert_eq!(server.requests().len(), 1);
    outcome
}

pub async fn xml(body: impl AsRef<[u8]>) -> Result<CasIdentity, Error> {
    finish(Reply::xml(body)).await
}

pub async fn json(body: impl AsRef<[u8]>) -> Result<CasIdentity, Error> {
    let server = replying(Reply::json(body)).await;
    let cas = builder(&server).format(CasFormat::Json).build().unwrap();
    let outcome = cas.finish(CALLBACK).await;
    assert_eq!(server.requests().len(), 1);
    outcome
}

/// Returns the error of CAS with this kind, after checks that it repeats nothing secret.
pub fn error_of<T>(outcome: Result<T, Error>, kind: CasErrorKind) -> CasError {
    let Err(error) = outcome else { panic!("accepted, expected {kind:?}") };
    let shown = shown(&error);
    for secret in ["sentinel", "Sentinel", "SENTINEL", "PGTIOU"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(!error.is_retryable() && !error.outcome_unknown(), "{shown}");
    match error {
        Error::Cas(error) if error.kind() == kind => error,
        error => panic!("expected {kind:?}: {error:?}"),
    }
}

/// Returns the message of a client that cannot be built.
pub fn config_error_of<T>(outcome: Result<T, Error>) -> String {
    match outcome {
        Err(Error::Config(error)) => error.to_string(),
        Err(error) => panic!("expected an error of the configuration: {error:?}"),
        Ok(_) => panic!("the client was built"),
    }
}

/// Checks that an outcome is a malformed response, with this part of the message.
pub fn malformed<T>(outcome: Result<T, Error>, message: &str) {
    let error = error_of(outcome, CasErrorKind::Malformed);
    assert!(error.message().contains(message), "{error}");
    assert_eq!(error.code(), None);
}

/// Returns the message of an error, its debug output, and those of its sources.
pub fn shown(error: &Error) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut source = error.source();
    while let Some(error) = source {
        shown.push_str(&format!("{error}\n{error:?}\n{error:#?}\n"));
        source = error.source();
    }
    shown
}

/// Tests of responses in XML that are refused: name, content, part of the message.
macro_rules! malformed_xml {
    ($($name:ident: $body:expr => $message:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            malformed(xml($body).await, $message);
        }
    )*};
}

/// Tests of responses in XML that are accepted: name, content, user.
macro_rules! accepted_xml {
    ($($name:ident: $body:expr => $user:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            assert_eq!(xml($body).await.unwrap().user, $user);
        }
    )*};
}

pub(crate) use {accepted_xml, malformed_xml};
