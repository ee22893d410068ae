//! The failures of password encryption.

use crate::Error;
use crate::credentials::SYSTEM_INFO;
use crate::error::{DecodeError, FlowEnd, FlowError};

/// Returns the error for a response of the server without a key of this kind.
pub(super) fn missing_key(field: &str, expected: &str) -> Error {
    let message = format!("{field}: expected {expected}");
    DecodeError::of_success(SYSTEM_INFO, message).into()
}

/// Returns the error for a password that cannot be encrypted.
pub(super) fn cannot_encrypt(cause: &str) -> Error {
    FlowError::new(FlowEnd::Failed, format!("the password cannot be encrypted: {cause}")).into()
}
