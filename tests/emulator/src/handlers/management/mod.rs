//! The management API.

mod token;

use super::Handlers;

pub(super) const HANDLERS: &[Handlers] = &[token::HANDLERS];
