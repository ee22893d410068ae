//! Metadata of the identity provider and of the application.

mod certificate;
mod entity;
mod idp;
mod key;
mod sp;
#[cfg(test)]
mod tests;

pub use idp::IdpMetadata;
pub(super) use idp::entity_id_problem;
pub(super) use key::SigningKey;
pub(super) use sp::sp_metadata;
