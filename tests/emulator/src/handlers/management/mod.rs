//! The management API.

mod access_key;
mod application;
mod compare;
mod custom_field;
pub(crate) mod group;
pub(crate) mod organization;
mod token;
pub(crate) mod user;
mod user_mfa;

use super::Handlers;

pub(super) const HANDLERS: &[Handlers] = &[
    access_key::HANDLERS,
    application::HANDLERS,
    custom_field::HANDLERS,
    group::HANDLERS,
    organization::HANDLERS,
    token::HANDLERS,
    user::HANDLERS,
    user_mfa::HANDLERS,
];
