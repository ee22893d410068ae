//! The authentication API.

mod device;
mod message;
mod mfa;
mod my_directory;
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
    my_directory::HANDLERS,
    profile::HANDLERS,
    signin::HANDLERS,
    signup::HANDLERS,
    system::HANDLERS,
    user_resource::HANDLERS,
];
