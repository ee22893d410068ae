//! The management API.

mod token;
mod user_mfa;

use super::Handlers;

pub(super) const HANDLERS: &[Handlers] = &[token::HANDLERS, user_mfa::HANDLERS];
