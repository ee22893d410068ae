//! MFA factors of the user.

use crate::handlers::Handlers;

pub(super) const HANDLERS: Handlers = &[];
