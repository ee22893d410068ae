//! The authentication API.

mod device;
mod message;
mod mfa;
mod profile;
mod signin;
mod signup;
mod system;
mod user_resource;

use super::Handlers;

pub(super) const HANDLERS: &[Handlers] = &[
    device::HANDLERS,
    message::HANDLERS,
    mfa::HANDLERS,
    profile::HANDLERS,
    signin::HANDLERS,
    signup::HANDLERS,
    system::HANDLERS,
    user_resource::HANDLERS,
];
