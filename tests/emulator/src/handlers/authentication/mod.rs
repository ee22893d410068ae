//! The authentication API.

mod captcha;
mod device;
mod message;
mod mfa;
mod my_directory;
mod profile;
mod push;
mod qr_code;
mod signin;
mod signup;
mod system;
mod user_resource;

use super::Handlers;

pub(super) const HANDLERS: &[Handlers] = &[
    captcha::HANDLERS,
    device::HANDLERS,
    message::HANDLERS,
    mfa::HANDLERS,
    my_directory::HANDLERS,
    profile::HANDLERS,
    push::HANDLERS,
    qr_code::HANDLERS,
    signin::HANDLERS,
    signup::HANDLERS,
    system::HANDLERS,
    user_resource::HANDLERS,
];
