//! Rules for responses that the identity provider signed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod assertions;
mod attributes;
mod audiences;
mod confirmations;
mod confirmed_by;
mod destinations;
mod dialects;
mod encoding;
mod in_response_to;
mod lookalikes;
mod metadata;
mod metadata_documents;
mod relay_state;
mod replay;
mod signatures;
mod signed_elsewhere;
mod status;
mod times;
mod traits;
mod upstream_faults;
mod used_once;
