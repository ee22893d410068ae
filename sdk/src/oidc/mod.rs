//! OpenID Connect and OAuth 2.0: sign-in by redirect, token verification, user sessions.
//!
//! - [`OidcClient`] signs users in through the hosted login page, which covers every sign-in method
//!   of the console including the second factor, and exchanges, refreshes and revokes tokens.
//!   Created by [`AuthenticationClient::oidc`](crate::AuthenticationClient::oidc).
//! - [`TokenVerifier`] checks access tokens, ID tokens and logout tokens without a request for each.
//!   Created by [`AuthenticationClient::token_verifier`](crate::AuthenticationClient::token_verifier).
//!
//! - [`UserSession`] keeps the tokens of a user and refreshes them, with a [`SessionStore`] shared by
//!   several processes; a client with it acts for the user
//!   ([`with_session`](crate::AuthenticationClient::with_session)).
//!
//! # Algorithms
//!
//! Tokens must be signed with RS256 by a key that the provider publishes. GenAuth signs ID tokens
//! with HS256 and the application secret unless the console says otherwise; select RS256 there, or
//! call [`OidcClientBuilder::allow_hs256`]. Unsigned tokens are never accepted, and encrypted tokens
//! (JWE) are not supported.
//!
//! # Requests
//!
//! Metadata and keys of the provider are fetched on first use and cached. Requests have the timeouts,
//! retries, middleware and `tracing` spans of the client they were created from. Redirects are not
//! followed.

mod authorization;
mod builder;
mod client;
mod introspection;
mod jwt;
mod keys;
mod logout;
mod profile;
mod provider;
mod refresh;
mod replay;
mod session;
mod sessions;
mod settings;
mod token;
mod user_info;
mod verifier;

pub use crate::clock::{Clock, SystemClock};
pub use crate::local_path::local_path;
pub use authorization::{
    AuthorizationBuilder, AuthorizationRequest, PkceVerifier, Prompt, ResponseMode, ResponseType,
};
pub use builder::OidcClientBuilder;
pub use client::{OidcClient, SignIn};
pub use introspection::Introspection;
pub use jwt::SigningAlgorithm;
pub use logout::LogoutBuilder;
pub use profile::Profile;
pub(crate) use provider::ProviderHttp;
pub use provider::ProviderMetadata;
#[cfg(feature = "redis")]
pub use session::RedisSessionStore;
pub(crate) use session::SessionIdentity;
pub use session::{MemorySessionStore, SessionStore, StoredSession, UserSession};
pub use token::{Grant, TokenSet};
pub use user_info::UserInfo;
pub use verifier::{
    AccessTokenClaims, IdTokenChecks, IdTokenClaims, LogoutTokenClaims, TokenVerifier,
    TokenVerifierBuilder,
};
