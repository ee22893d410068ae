//! SAML 2.0: sign-in by redirect, and verification of responses.
//!
//! [`SamlClient`] is a service provider with the web browser SSO profile. It redirects the browser to
//! the identity provider with a login request, and verifies the response that the browser posts to
//! the application (ACS URL). Created by
//! [`AuthenticationClient::saml`](crate::AuthenticationClient::saml).
//!
//! ```no_run
//! # async fn example(stored: genauth::saml::LoginRequest, body: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use genauth::AuthenticationClient;
//! use genauth::saml::{IdpMetadata, SamlResponse};
//!
//! let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
//! let saml = app
//!     .saml()
//!     .entity_id("https://app.example/saml")
//!     .acs_url("https://app.example/saml/acs")
//!     .idp_metadata(IdpMetadata::parse(&std::fs::read_to_string("idp.xml")?)?)
//!     .build()?;
//!
//! // GET /login: keep the request for the browser, and redirect.
//! let request = saml.login().build()?;
//! println!("location: {}", request.url());
//!
//! // POST /saml/acs
//! let identity = saml.finish(&stored, &SamlResponse::from_form(body)?).await?;
//! println!("{} {:?}", identity.name_id.value, identity.attributes.first("email"));
//! # Ok(())
//! # }
//! ```
//!
//! # Verification
//!
//! A response is accepted if
//!
//! - it has exactly one assertion, which the response or the assertion itself signs, and every
//!   signature is valid: RSA with SHA-2 and a key of the [metadata](IdpMetadata), each over exactly
//!   the element that contains it,
//! - its status is success, and its issuer is the identity provider,
//! - its destination and recipient are the ACS URL, and its audience is the entity ID of the
//!   application,
//! - it is in its time of validity, with a tolerance of at most five minutes,
//! - it names the login request of the browser, which is at most ten minutes old, and has its
//!   `RelayState`,
//! - neither it nor the login request was used before ([`ReplayStore`]).
//!
//! What is absent is refused like what is wrong. The identity is read from the bytes that were
//! signed, never from the rest of the response. Each check has a [`SamlErrorKind`] of its own.
//!
//! Responses of more than 1 MB, 64 nested elements, 20,000 elements, or 64 attributes of an element
//! are refused, and so are document types and processing instructions.
//!
//! # Keys
//!
//! Signatures are verified with the RSA keys of the metadata, never with a certificate of the
//! response. The metadata vouches for its keys: issuers, dates and revocation of certificates are not
//! checked. Metadata past its `validUntil` is not used. When the identity provider changes its keys,
//! call [`SamlClient::replace_idp_metadata`].
//!
//! # Cookies
//!
//! The browser posts the response from a page of the identity provider, and sends no cookie with
//! `SameSite=Lax` or `Strict` along. Keep the [`LoginRequest`] in a session server-side or in an
//! encrypted cookie, in either case with a cookie that has `SameSite=None; Secure`.
//!
//! # Replay
//!
//! The IDs of used assertions and login requests are stored until they expire. A [`MemoryReplayStore`]
//! serves one process; processes of one application share a `RedisReplayStore` (feature `redis`) or
//! another [`ReplayStore`]. If the store fails, the response is refused.
//!
//! # Limitations
//!
//! Not supported: encrypted assertions and IDs, the artifact and the SOAP binding, signed login
//! requests, and single logout. Leave the certificate for signed requests (`samlRequestSigningCert`)
//! empty in the console, and the encryption of assertions off.

mod attributes;
mod builder;
mod client;
mod identity;
mod login;
mod metadata;
mod names;
mod replay;
mod response;
mod settings;
#[cfg(test)]
mod testing;
mod text;
mod time;

pub use crate::clock::{Clock, SystemClock};
pub use crate::local_path::local_path;
pub use attributes::{Attribute, AttributeValue, Attributes};
pub use builder::SamlClientBuilder;
pub use client::SamlClient;
pub use identity::{NameId, SamlIdentity};
pub use login::{LoginBuilder, LoginRequest};
pub use metadata::IdpMetadata;
#[cfg(feature = "redis")]
pub use replay::RedisReplayStore;
pub use replay::{MemoryReplayStore, ReplayStore};
pub use response::SamlResponse;

#[doc(no_inline)]
pub use crate::error::{SamlError, SamlErrorKind, SamlStatus};
