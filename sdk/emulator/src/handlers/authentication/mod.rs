//! The authentication API.

mod browser;
mod captcha;
mod cas;
mod device;
mod event;
mod interaction;
mod message;
mod mfa;
mod my_directory;
mod my_resources;
mod my_roles;
mod oidc;
mod permission;
mod profile;
mod push;
mod qr_code;
mod saml;
mod signin;
mod signup;
mod system;
mod upload;
mod user_resource;

use crate::call::{Handlers, Route};

pub(super) const ROUTES: &[&[Route]] = &[cas::ROUTES, saml::ROUTES];

pub(super) const HANDLERS: &[Handlers] = &[
    captcha::HANDLERS,
    device::HANDLERS,
    event::HANDLERS,
    interaction::HANDLERS,
    message::HANDLERS,
    mfa::HANDLERS,
    my_directory::HANDLERS,
    my_resources::HANDLERS,
    my_roles::HANDLERS,
    permission::HANDLERS,
    oidc::discovery::HANDLERS,
    oidc::introspection::HANDLERS,
    oidc::logout::HANDLERS,
    oidc::token::HANDLERS,
    oidc::user_info::HANDLERS,
    oidc::validation::HANDLERS,
    profile::HANDLERS,
    push::HANDLERS,
    qr_code::HANDLERS,
    signin::HANDLERS,
    signup::HANDLERS,
    system::HANDLERS,
    upload::HANDLERS,
    user_resource::HANDLERS,
];
