//! The authentication API.

mod captcha;
mod mfa;
mod my_directory;
mod my_resources;
mod my_roles;
mod permission;
mod profile;
mod push;
mod qr_code;
mod signin;
mod signup;

use super::Handlers;

pub(super) const HANDLERS: &[Handlers] = &[
    captcha::HANDLERS,
    mfa::HANDLERS,
    my_directory::HANDLERS,
    my_resources::HANDLERS,
    my_roles::HANDLERS,
    permission::HANDLERS,
    profile::HANDLERS,
    push::HANDLERS,
    qr_code::HANDLERS,
    signin::HANDLERS,
    signup::HANDLERS,
];
