//! CAS: sign-in by redirect, and validation of tickets.

mod builder;
mod client;
mod identity;

pub use crate::local_path::local_path;
pub use builder::CasClientBuilder;
pub use client::CasClient;
pub use identity::CasIdentity;

#[doc(no_inline)]
pub use crate::error::{CasError, CasErrorKind};
