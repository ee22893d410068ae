//! The authentication API.

mod mfa;
mod oidc;
mod profile;
mod signin;
mod signup;

use super::Handlers;

pub(super) const HANDLERS: &[Handlers] = &[
    mfa::HANDLERS,
    oidc::authorize::HANDLERS,
    oidc::discovery::HANDLERS,
    oidc::interaction::HANDLERS,
    oidc::introspection::HANDLERS,
    oidc::logout::HANDLERS,
    oidc::token::HANDLERS,
    oidc::user_info::HANDLERS,
    oidc::validation::HANDLERS,
    profile::HANDLERS,
    signin::HANDLERS,
    signup::HANDLERS,
];
