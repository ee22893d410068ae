//! Errors of sessions.

use crate::credentials::StoreError;
use crate::error::{Error, OidcError, OidcErrorKind as Kind};

/// Returns the error of a session that has ended.
pub(super) fn ended(reason: &str) -> OidcError {
    OidcError::new(
        Kind::SessionEnded,
        format!("the session has ended: {reason}; sign the user in again"),
    )
}

/// Returns the error of a store that failed.
pub(in crate::oidc) fn store_failed(error: StoreError) -> Error {
    OidcError::new(Kind::SessionStore, format!("the session store failed: {error}; retry later"))
        .into()
}
