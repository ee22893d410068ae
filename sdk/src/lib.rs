#![doc = include_str!("../docs/front.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(not(feature = "blocking"))]
mod blocking_disabled;
mod call;
#[cfg(feature = "cas")]
pub mod cas;
mod client;
#[cfg(any(feature = "oidc", feature = "saml"))]
mod clock;
mod config;
mod credentials;
mod custom;
// What is used of it depends on the modules that are compiled in.
#[cfg_attr(
    not(all(feature = "authentication", feature = "management")),
    allow(dead_code, unused_imports)
)]
mod data;
mod endpoint;
mod envelope;
mod error;
#[cfg(feature = "event")]
pub mod event;
pub mod flows;
mod json;
#[cfg(any(feature = "cas", feature = "oidc", feature = "saml"))]
mod local_path;
#[cfg(feature = "oidc")]
pub mod oidc;
mod operation;
mod pagination;
#[cfg(any(feature = "oidc", feature = "saml"))]
mod random;
mod received;
mod response;
#[cfg(feature = "saml")]
pub mod saml;
mod transport;
#[cfg(feature = "webhook")]
pub mod webhook;
// What is used of it depends on the protocols that are compiled in.
#[cfg(any(feature = "cas", feature = "oidc", feature = "saml"))]
mod written_url;
#[cfg(any(feature = "cas", feature = "saml"))]
#[cfg_attr(not(all(feature = "cas", feature = "saml")), allow(dead_code, unused_imports))]
mod xml;

// Deprecated fields are still encoded, `new` also creates types without required fields, setters
// have the names of their fields, and unions are as large as their largest variant.
#[allow(
    deprecated,
    clippy::large_enum_variant,
    clippy::new_without_default,
    clippy::should_implement_trait
)]
mod generated;

pub use call::{Call, SendFuture};
pub use client::{
    AuthenticationClient, AuthenticationClientBuilder, ManagementClient, ManagementClientBuilder,
};
pub use config::{
    ArrayStyle, Brand, Incoming, Language, Middleware, MiddlewareError, MiddlewareFuture, Outgoing,
    RetryPolicy,
};
#[cfg(feature = "redis")]
pub use credentials::RedisTokenStore;
pub use credentials::{ClientAuthMethod, StoreError, StoreFuture, TokenStore};
pub use custom::{CustomCall, Json};
pub use data::{
    IntoBoolean, IntoField, IntoInteger, IntoJson, IntoList, IntoMap, IntoNumber, IntoObject,
    IntoSecret, IntoText, IntoTimestamp, Nullable, Object, ObjectError, OneOrMany, Page, Scalar,
    Secret, Timestamp, TimestampError, UnknownValue, UploadFile,
};
pub use envelope::Envelope;
pub use error::{
    ApiError, BlockingError, Code, ConfigError, CredentialError, DecodeError, Error, FlowEnd,
    FlowError, NextStep, RequestError, TransportError,
};
#[cfg(feature = "cas")]
pub use error::{CasError, CasErrorKind};
#[cfg(feature = "event")]
pub use error::{EventError, EventErrorKind};
#[cfg(feature = "oidc")]
pub use error::{OidcError, OidcErrorKind, TokenError, TokenErrorKind};
#[cfg(feature = "saml")]
pub use error::{SamlError, SamlErrorKind, SamlStatus};
#[cfg(feature = "webhook")]
pub use error::{WebhookError, WebhookErrorKind};
pub use operation::{Api, BodyKind, Effect, Limit, Operation, PageStyle, Pagination, Security};
pub use pagination::{Cursor, CursorError, Items, Pages};
pub use response::{Content, FromResponse, Redirect, Response};
pub use transport::{ManagementToken, TokenFuture, TokenProvider};
#[doc(no_inline)]
pub use {bytes, http, jiff, reqwest, serde_json, url};

pub use generated::{authentication, codes, management};

/// Compiles the code of the guides.
#[cfg(doctest)]
mod guides {
    #[cfg(all(feature = "authentication", feature = "management"))]
    #[doc = include_str!("../docs/guides/first-call.md")]
    mod first_call {}

    #[cfg(all(feature = "authentication", feature = "management", feature = "oidc"))]
    #[doc = include_str!("../docs/guides/sign-users-in.md")]
    mod sign_users_in {}

    #[cfg(all(feature = "authentication", feature = "management"))]
    #[doc = include_str!("../docs/guides/manage-users.md")]
    mod manage_users {}

    #[cfg(all(feature = "authentication", feature = "management"))]
    #[doc = include_str!("../docs/guides/permissions.md")]
    mod permissions {}

    #[cfg(all(feature = "blocking", feature = "management-user", feature = "rustls"))]
    #[doc = include_str!("../docs/guides/configuration.md")]
    mod configuration {}

    #[cfg(feature = "oidc")]
    #[doc = include_str!("../docs/guides/security.md")]
    mod security {}

    #[cfg(feature = "management-user")]
    #[doc = include_str!("../docs/guides/migrating.md")]
    mod migrating {}

    #[cfg(all(
        feature = "authentication",
        feature = "management",
        feature = "oidc",
        feature = "qr"
    ))]
    #[doc = include_str!("../docs/guides/second-factor.md")]
    mod second_factor {}

    #[cfg(all(feature = "management-user", feature = "redis", feature = "saml"))]
    #[doc = include_str!("../docs/guides/saml.md")]
    mod saml {}

    #[cfg(all(feature = "cas", feature = "management-user"))]
    #[doc = include_str!("../docs/guides/cas.md")]
    mod cas {}

    #[cfg(all(feature = "authentication", feature = "oidc"))]
    #[doc = include_str!("../docs/guides/sessions.md")]
    mod sessions {}

    #[cfg(all(feature = "authentication", feature = "management", feature = "oidc"))]
    #[doc = include_str!("../docs/guides/errors-and-retries.md")]
    mod errors_and_retries {}

    #[cfg(all(feature = "authentication", feature = "management", feature = "oidc"))]
    #[doc = include_str!("../docs/guides/testing.md")]
    mod testing {}

    #[cfg(feature = "event")]
    #[doc = include_str!("../docs/guides/events.md")]
    mod events {}

    #[cfg(all(feature = "management-webhook", feature = "webhook"))]
    #[doc = include_str!("../docs/guides/webhooks.md")]
    mod webhooks {}

    mod protocols {
        #[cfg(feature = "oidc")]
        #[doc = include_str!("../docs/protocols/oidc.md")]
        mod oidc {}

        #[cfg(feature = "oidc")]
        #[doc = include_str!("../docs/protocols/oauth.md")]
        mod oauth {}

        #[cfg(all(feature = "event", feature = "management-event"))]
        #[doc = include_str!("../docs/protocols/events.md")]
        mod events {}

        #[cfg(all(feature = "redis", feature = "saml"))]
        #[doc = include_str!("../docs/protocols/saml.md")]
        mod saml {}

        #[cfg(feature = "cas")]
        #[doc = include_str!("../docs/protocols/cas.md")]
        mod cas {}
    }
}
