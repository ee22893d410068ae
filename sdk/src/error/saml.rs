//! [`SamlError`]: a failure of the SAML protocol.

use std::{error::Error as StdError, fmt, sync::Arc};

use super::shown::{Shown, explained};
use crate::xml::{Problem, ProblemKind};

/// The check of a SAML message that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SamlErrorKind {
    /// The arguments of a login are not valid, for instance a `RelayState` of more than 80 bytes.
    InvalidRequest,

    /// The form has no `SAMLResponse`, or repeats a field.
    InvalidForm,
    /// The response is not base64 of UTF-8 text.
    Encoding,
    /// The message is longer or deeper than allowed, or has more elements, attributes, namespaces or
    /// prefixes.
    TooLarge,
    /// The message is not well-formed XML.
    Xml,
    /// The message has a document type, which could define entities.
    Doctype,
    /// The message has a processing instruction.
    ProcessingInstruction,

    /// The message is not a SAML 2.0 response, or not laid out as one.
    NotAResponse,
    /// Two elements have the same ID.
    DuplicateId,
    /// The response has no status.
    MissingStatus,
    /// The identity provider reports a failure; see [`SamlError::status`].
    Status,
    /// The response has no assertion.
    MissingAssertion,
    /// The response has more than one assertion, in whatever place.
    SeveralAssertions,
    /// The assertion is not a direct child of the response.
    MisplacedAssertion,
    /// The assertion, an ID or an attribute is encrypted, which is not supported.
    Encrypted,

    /// Neither the response nor the assertion is signed.
    Unsigned,
    /// A signature is not laid out as SAML requires, is in another place, or is repeated.
    SignatureLayout,
    /// The signature does not cover exactly the element that contains it.
    Reference,
    /// The signature uses an algorithm or a transform other than RSA with SHA-2, exclusive
    /// canonicalization and the enveloped signature.
    Algorithm,
    /// The signed element cannot be canonicalized.
    Canonicalization,
    /// The digest is not that of the signed element.
    Digest,
    /// No signing key of the identity provider made the signature.
    Signature,

    /// The assertion is not valid: an element is absent, repeated or malformed.
    InvalidAssertion,
    /// The issuer is absent.
    MissingIssuer,
    /// The issuer is not the identity provider, or metadata that replaces another is not of the same
    /// one.
    Issuer,
    /// The destination of the response is absent.
    MissingDestination,
    /// The destination of the response is another URL than that of the application.
    Destination,
    /// The assertion has no conditions.
    MissingConditions,
    /// The assertion has a condition that is not known.
    UnknownCondition,
    /// The conditions have no audience.
    MissingAudience,
    /// The assertion is for another audience.
    Audience,
    /// The conditions have no end of validity.
    MissingExpiry,
    /// The assertion has expired.
    Expired,
    /// The assertion is not valid yet.
    NotYetValid,
    /// The subject has no confirmation by bearer.
    MissingConfirmation,
    /// The confirmation of the subject has no recipient.
    MissingRecipient,
    /// The recipient is another URL than that of the application.
    Recipient,
    /// The confirmation of the subject has no end of validity, or has a start.
    ConfirmationWindow,
    /// The response belongs to no login request although one is expected: the sign-in started at the
    /// identity provider. See [`finish_unsolicited`](crate::saml::SamlClient::finish_unsolicited).
    MissingInResponseTo,
    /// The response belongs to another login request than that of the browser, or to one although
    /// it was verified as unsolicited.
    InResponseTo,
    /// The response belongs to no login request, and unsolicited responses are not allowed.
    Unsolicited,
    /// The `RelayState` is not that of the login request.
    RelayState,
    /// The login request is too old. Start the sign-in again.
    RequestExpired,
    /// The response was used before.
    Replayed,
    /// The replay store failed. Nothing is known about the response.
    ReplayStore,

    /// The metadata is not valid.
    InvalidMetadata,
    /// The metadata has several entities; name the one to use.
    SeveralEntities,
    /// The metadata has no entity of this name.
    UnknownEntity,
    /// The metadata has no key that verifies signatures.
    NoSigningKey,
    /// The metadata is past `validUntil`.
    MetadataExpired,
}

/// Error returned when a SAML message is rejected or cannot be created.
///
/// ```
/// use genauth::{Error, SamlErrorKind};
///
/// /// Returns the page to show after a sign-in that failed.
/// fn page(error: &Error) -> &'static str {
///     match error {
///         Error::Saml(error) => match error.kind() {
///             SamlErrorKind::Status => "/", // the user canceled, for instance
///             SamlErrorKind::Replayed | SamlErrorKind::RequestExpired => "/login",
///             _ => "/sign-in-failed", // log the error: its message names the setting to correct
///         },
///         _ => "/sign-in-failed",
///     }
/// }
/// ```
///
/// Messages contain nothing of an assertion but the values that differ from the expected ones: URLs,
/// audiences, issuers and times. Text of the identity provider is escaped and bounded.
#[derive(Clone)]
pub struct SamlError(Box<Details>);

#[derive(Clone)]
struct Details {
    kind: SamlErrorKind,
    message: String,
    status: Option<SamlStatus>,
    is_retryable: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The status of a SAML response that reports a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SamlStatus {
    /// The first code, for instance `urn:oasis:names:tc:SAML:2.0:status:Responder`.
    pub code: String,
    /// The second code, for instance `urn:oasis:names:tc:SAML:2.0:status:AuthnFailed`.
    pub second_code: Option<String>,
    /// The message of the identity provider, without control characters and cut after 200
    /// characters. Not trustworthy: escape it before writing it to a page.
    pub message: Option<String>,
}

impl SamlStatus {
    pub(crate) fn new(code: String, second_code: Option<String>, message: Option<String>) -> Self {
        Self { code, second_code, message }
    }
}

impl SamlError {
    pub(crate) fn new(kind: SamlErrorKind, message: impl Into<String>) -> Self {
        let is_retryable = kind == SamlErrorKind::ReplayStore;
        let message = message.into();
        Self(Box::new(Details { kind, message, status: None, is_retryable, source: None }))
    }

    pub(crate) fn with_status(mut self, status: SamlStatus) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Says that another attempt cannot succeed.
    pub(crate) fn without_retry(mut self) -> Self {
        self.0.is_retryable = false;
        self
    }

    pub(super) fn is_retryable(&self) -> bool {
        self.0.is_retryable
    }

    pub(crate) fn with_source(mut self, source: Box<dyn StdError + Send + Sync>) -> Self {
        self.0.source = Some(Arc::from(source));
        self
    }

    /// Returns the check that failed.
    pub fn kind(&self) -> SamlErrorKind {
        self.0.kind
    }

    /// Returns the cause and its remedy.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the status of the identity provider, if it reports a failure.
    pub fn status(&self) -> Option<&SamlStatus> {
        self.0.status.as_ref()
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SamlError")
            .field("kind", &self.0.kind)
            .field("status", &self.0.status)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl From<Problem> for SamlError {
    fn from(problem: Problem) -> Self {
        let kind = match problem.kind {
            ProblemKind::TooLarge => SamlErrorKind::TooLarge,
            ProblemKind::Doctype => SamlErrorKind::Doctype,
            ProblemKind::Malformed => SamlErrorKind::Xml,
        };
        Self::new(kind, format!("the document {}", problem.text))
    }
}

impl fmt::Debug for SamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for SamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(&self.0.message).fmt(f)
    }
}

impl StdError for SamlError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
