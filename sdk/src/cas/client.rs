//! [`CasClient`]: sign-in by CAS.

/// A client of the CAS protocol.
#[derive(Clone, Debug)]
pub struct CasClient {}
