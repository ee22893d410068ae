//! Verification of responses.

mod form;

pub use form::SamlResponse;

use super::identity::SamlIdentity;
use super::login::LoginRequest;
use super::settings::Settings;
use crate::error::{Error, SamlError, SamlErrorKind};

/// Verifies a response.
pub(super) async fn finish(
    settings: &Settings,
    request: Option<&LoginRequest>,
    response: &SamlResponse,
) -> Result<SamlIdentity, Error> {
    let _ = (settings, request, response);
    Err(SamlError::new(SamlErrorKind::NotAResponse, "skeleton").into())
}
