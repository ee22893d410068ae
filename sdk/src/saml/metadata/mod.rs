//! Metadata of the identity provider and of the application.

mod idp;
mod sp;

pub use idp::IdpMetadata;
pub(super) use idp::SigningKey;
pub(super) use sp::sp_metadata;
