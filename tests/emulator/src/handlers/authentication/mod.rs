//! The authentication API.

mod mfa;
mod my_directory;
mod profile;
mod signin;
mod signup;

use super::Handlers;

pub(super) const HANDLERS: &[Handlers] =
    &[mfa::HANDLERS, my_directory::HANDLERS, profile::HANDLERS, signin::HANDLERS, signup::HANDLERS];
