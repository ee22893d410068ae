//! Brands of the service.

use serde::Deserialize;

/// An entry of `x-availability`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Brand {
    /// Authing.
    Authing,
    /// GenAuth.
    Genauth,
}
