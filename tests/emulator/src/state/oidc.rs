//! Authorisations in a browser: requests, codes, cookies.

use serde::{Deserialize, Serialize};

/// Authorisations in a browser: requests, codes, cookies.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Authorizations {}
