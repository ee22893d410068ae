//! SAML 2.0: sign-in by redirect, and verification of responses.

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
mod xml;

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
