//! CAS: sign-in by redirect, and validation of tickets.
//!
//! For applications whose protocol in the console is CAS. New applications are better served by
//! OpenID Connect (`genauth::oidc`): CAS has no parameter that ties a callback to the browser that
//! started the sign-in, and yields no token.
//!
//! - [`CasClient`] builds the URLs of sign-in and sign-out, and validates the ticket of a callback.
//!   Created by [`AuthenticationClient::cas`](crate::AuthenticationClient::cas).
//! - [`CasIdentity`] is the user of a validated ticket.
//! - [`CasLogoutRequest`] is the request that the server sends when a session ends (single logout).
//!
//! ```no_run
//! # async fn example() -> Result<(), genauth::Error> {
//! use genauth::AuthenticationClient;
//!
//! let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
//! let cas = app.cas().service("https://app.example/cas/callback").build()?;
//!
//! // GET /login: redirect.
//! println!("location: {}", cas.login_url());
//!
//! // GET /cas/callback
//! let identity = cas.finish("/cas/callback?ticket=ST-1-TICKET").await?;
//! println!("signed in: {}", identity.user);
//! # Ok(())
//! # }
//! ```
//!
//! # Validation
//!
//! A ticket proves nothing before the server has validated it, together with the service that it was
//! issued for. The service is the configured URL, byte for byte. It never comes from a request:
//! with a service of the attacker's choice, tickets of other applications would be accepted.
//!
//! A ticket can be validated once, so a validation is never retried, whatever the retry policy of the
//! client, and redirects are not followed. If it fails, start the sign-in again. Requests have the
//! timeouts, middleware and `tracing` spans of the client. Neither the application secret nor a user
//! token is sent. Tickets appear in no error, no `Debug` output and no span; middleware sees the URL
//! of the request, which contains the ticket.
//!
//! A response is accepted if all of these hold:
//!
//! - The HTTP status is 200, and the body is valid UTF-8 of at most
//!   [`max_response_bytes`](CasClientBuilder::max_response_bytes). With letters outside of ASCII, no
//!   other encoding is declared.
//! - XML has no document type. The root is `serviceResponse` in the namespace
//!   `http://www.yale.edu/tp/cas`, and it has exactly one element, `authenticationSuccess` or
//!   `authenticationFailure`, in the same namespace, without another outcome in it. JSON has the
//!   same structure, and no object that is read repeats a member.
//! - There is exactly one `user`. Its text is whole, whatever comments, CDATA sections and processing
//!   instructions divide it, and it has no elements. A blank user, or one with control characters,
//!   invisible characters or surrounding white space, is refused.
//! - There are no proxies, or the whole chain is [allowed](CasClientBuilder::allow_proxies). None is
//!   named outside of the list of proxies.
//!
//! # Versions
//!
//! | version | method | endpoint | attributes |
//! | --- | --- | --- | --- |
//! | 1.0 | [`validate_ticket_v1`](CasClient::validate_ticket_v1) | `/validate` | no |
//! | 2.0 | [`finish`](CasClient::finish), [`validate_ticket_v2`](CasClient::validate_ticket_v2) | `/serviceValidate` | if the server sends them |
//! | 3.0 | [`validate_ticket_v3`](CasClient::validate_ticket_v3) | `/p3/serviceValidate` | yes |
//!
//! GenAuth documents 2.0, and mentions 1.0. 3.0 is undocumented.
//!
//! # Single logout
//!
//! When the session of a user ends, a CAS server posts a form to the service of each ticket that the
//! session issued. The request is not signed, so any client can send one. It proves only that the
//! sender knows a ticket: end the session that was started with that ticket, and no other. See
//! [`CasLogoutRequest`].
//!
//! # Proxies
//!
//! In CAS, an application can obtain tickets on behalf of its users for other applications (*proxy
//! tickets*). By default, proxy tickets and users who signed in through proxies are refused; see
//! [`CasClientBuilder::allow_proxies`]. The SDK does not act as a proxy itself: it requests no
//! proxy-granting tickets and no proxy tickets.
//!
//! # Calls on behalf of the user
//!
//! CAS yields no access token: neither the response nor the documentation has one, so an
//! [`AuthenticationClient`](crate::AuthenticationClient) cannot act for the user. Look the user up
//! with a [`ManagementClient`](crate::ManagementClient), by [`CasIdentity::user`] or an attribute.
//! `casUserIdentifier` in the CAS settings of the application selects the property; the documentation
//! has no default, so look at a sign-in before you use it as a key.

mod attributes;
mod builder;
mod client;
mod format;
mod identity;
mod login;
mod logout;
mod response;
mod service;
mod settings;
mod ticket;
mod validation;
mod xml;

pub use crate::local_path::local_path;
pub use attributes::{CasAttribute, CasAttributes};
pub use builder::CasClientBuilder;
pub use client::CasClient;
pub use format::CasFormat;
pub use identity::CasIdentity;
pub use login::CasLoginBuilder;
pub use logout::CasLogoutRequest;
pub use ticket::CasTicket;

#[doc(no_inline)]
pub use crate::error::{CasError, CasErrorKind};
