//! The authentication API.

mod mfa;
mod profile;
mod signin;
mod signup;

use super::Handlers;

pub(super) const HANDLERS: &[Handlers] =
    &[mfa::HANDLERS, profile::HANDLERS, signin::HANDLERS, signup::HANDLERS];
