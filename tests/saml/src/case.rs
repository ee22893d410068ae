//! [`Case`]: a login request, and the responses to it.

use std::{error::Error as _, fmt::Write as _};

use genauth::{
    Error,
    saml::{LoginRequest, SamlClientBuilder, SamlErrorKind, SamlIdentity},
};

use crate::key::{IDP, Key};
use crate::oracle;
use crate::response::Document;
use crate::sp::Sp;

/// The result of a sign-in.
pub type Outcome = Result<SamlIdentity, Error>;

/// Text of a genuine or forged identity, which errors do not contain.
const SECRETS: [&str; 4] = ["alice", "mallory", "staff", "session-1"];

/// The most bytes of a refused document for the oracle, which takes minutes for some larger ones.
const LONGEST_FOR_ORACLE: usize = 64 * 1024;

type Change = dyn Fn(SamlClientBuilder) -> SamlClientBuilder + Send + Sync;

/// A login request, and applications alike that finish it, each with a new replay store.
pub struct Case {
    /// The login request.
    pub request: LoginRequest,
    /// The identity of the genuine response.
    pub genuine: SamlIdentity,
    change: Box<Change>,
    key: &'static Key,
    millis: i64,
}

impl Case {
    /// Starts a sign-in at an application with the usual settings.
    ///
    /// # Panics
    /// If the genuine response is refused.
    pub async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    /// Starts a sign-in at an application with changed settings.
    pub async fn with(
        change: impl Fn(SamlClientBuilder) -> SamlClientBuilder + Send + Sync + 'static,
    ) -> Self {
        let sp = Sp::with(&change).unwrap();
        let request = sp.client.login().build().unwrap();
        let xml = Document::genuine(request.id()).xml();
        let genuine = sp.finish(&request, &xml).await.unwrap();
        assert_eq!(genuine.name_id.value, "alice@corp.example");
        assert_ne!(oracle::verdict(&xml, &IDP.pem()), Some(false));
        Self { request, genuine, change: Box::new(change), key: &IDP, millis: 0 }
    }

    /// Sets the key that the oracle verifies with.
    #[must_use]
    pub fn verified_by(mut self, key: &'static Key) -> Self {
        self.key = key;
        self
    }

    /// Sets the time of the next responses, in milliseconds after [`NOW`](crate::NOW).
    #[must_use]
    pub fn at(mut self, millis: i64) -> Self {
        self.millis = millis;
        self
    }

    /// Starts another sign-in, with a `RelayState`.
    #[must_use]
    pub fn relay_state(mut self, relay_state: &str) -> Self {
        self.request = self.sp().client.login().relay_state(relay_state).build().unwrap();
        self.genuine.relay_state = Some(relay_state.to_owned());
        self
    }

    /// Returns the genuine response, its assertion signed.
    #[must_use]
    pub fn document(&self) -> Document {
        Document::genuine(self.request.id())
    }

    /// Returns the text of the genuine response.
    #[must_use]
    pub fn xml(&self) -> String {
        self.document().xml()
    }

    /// Returns the text of the genuine response after changes, before it is signed.
    #[must_use]
    pub fn signed(&self, change: impl FnOnce(&mut Document)) -> String {
        let mut document = self.document();
        change(&mut document);
        document.xml()
    }

    /// Returns an application like that of the case, with a new replay store.
    #[must_use]
    pub fn sp(&self) -> Sp {
        let sp = Sp::with(&self.change).unwrap();
        sp.set_clock(self.millis);
        sp
    }

    /// Asserts that a response is refused by this check, that the error reveals nothing of an
    /// identity, and that the genuine response is accepted after it.
    pub async fn refused(&self, xml: &str, kind: SamlErrorKind) -> Error {
        self.refused_as(xml, &[kind]).await
    }

    /// Asserts the same for one of several checks, for responses that violate them all.
    pub async fn refused_as(&self, xml: &str, kinds: &[SamlErrorKind]) -> Error {
        let sp = self.sp();
        let outcome = self.judged(xml, sp.finish(&self.request, xml).await);
        let error = self.check(&sp, outcome, kinds);
        self.is_usable(&sp).await;
        error
    }

    /// Asserts that the body of a form is refused.
    pub async fn form_refused(&self, body: &str, kind: SamlErrorKind) -> Error {
        self.form_refused_as(body, &[kind]).await
    }

    /// Asserts the same for one of several checks.
    pub async fn form_refused_as(&self, body: &str, kinds: &[SamlErrorKind]) -> Error {
        let sp = self.sp();
        let outcome = match genauth::saml::SamlResponse::from_form(body) {
            Ok(response) => sp.client.finish(&self.request, &response).await,
            Err(error) => Err(error),
        };
        let error = self.check(&sp, outcome, kinds);
        self.is_usable(&sp).await;
        error
    }

    /// Asserts that an unsolicited response is refused.
    pub async fn unsolicited_refused(&self, xml: &str, kind: SamlErrorKind) -> Error {
        let sp = self.sp();
        let outcome = self.judged(xml, sp.finish_unsolicited(xml).await);
        let error = self.check(&sp, outcome, &[kind]);
        self.is_usable(&sp).await;
        error
    }

    /// Asserts that a response is accepted, and returns its identity.
    pub async fn accepted(&self, xml: &str) -> SamlIdentity {
        let outcome = self.sp().finish(&self.request, xml).await;
        self.judged(xml, outcome).unwrap_or_else(|error| panic!("{error:?}\n{xml}"))
    }

    /// Asserts that a response is either refused, or has the whole genuine identity.
    pub async fn refused_or_genuine(&self, xml: &str) {
        let outcome = self.judged(xml, self.sp().finish(&self.request, xml).await);
        match outcome {
            Ok(identity) => assert_eq!(identity, self.genuine, "{xml}"),
            Err(error) => reveals_nothing(&error),
        }
    }

    /// Returns the outcome; what the oracle refuses is refused.
    fn judged(&self, xml: &str, outcome: Outcome) -> Outcome {
        let is_long = xml.len() > LONGEST_FOR_ORACLE && outcome.is_err();
        if !is_long && oracle::verdict(xml, &self.key.pem()) == Some(false) {
            assert!(outcome.is_err(), "refused by xmlsec1 and accepted here: {xml}");
        }
        outcome
    }

    fn check(&self, sp: &Sp, outcome: Outcome, kinds: &[SamlErrorKind]) -> Error {
        let error = match outcome {
            Err(error) => error,
            Ok(identity) => panic!("accepted instead of {kinds:?}: {identity:?}"),
        };
        assert!(kinds.contains(&error_kind(&error)), "{kinds:?} is expected: {error:?}");
        reveals_nothing(&error);
        assert!(sp.store.calls().is_empty(), "{:?}", sp.store.calls());
        error
    }

    /// Asserts that the genuine response is still accepted.
    async fn is_usable(&self, sp: &Sp) {
        sp.set_clock(0);
        let identity = sp.finish(&self.request, &self.xml()).await.unwrap();
        assert_eq!(identity, self.genuine);
    }
}

/// Returns the check that failed.
///
/// # Panics
/// If it is another error.
#[must_use]
pub fn error_kind(error: &Error) -> SamlErrorKind {
    match error {
        Error::Saml(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

fn reveals_nothing(error: &Error) {
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(shown, " {cause} {cause:?}");
        source = cause.source();
    }
    for secret in SECRETS {
        assert!(!shown.contains(secret), "`{secret}`: {shown}");
    }
}
