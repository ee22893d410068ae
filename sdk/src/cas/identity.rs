//! [`CasIdentity`]: the user of a validated ticket.

/// The user of a validated ticket.
#[derive(Clone, Debug)]
pub struct CasIdentity {}
