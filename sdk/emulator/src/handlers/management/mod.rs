//! The management API.

mod access_key;
mod application;
mod custom_field;
mod data_permission;
mod event;
pub(crate) mod group;
pub(crate) mod organization;
mod resource;
mod role;
mod token;
pub(crate) mod user;
mod user_mfa;
mod webhook;

use crate::call::Handlers;

pub(super) const HANDLERS: &[Handlers] = &[
    access_key::HANDLERS,
    application::HANDLERS,
    custom_field::HANDLERS,
    data_permission::checks::HANDLERS,
    data_permission::extend_fields::HANDLERS,
    data_permission::grants::HANDLERS,
    data_permission::lists::HANDLERS,
    data_permission::policies::HANDLERS,
    data_permission::resources::HANDLERS,
    data_permission::view::HANDLERS,
    event::HANDLERS,
    group::HANDLERS,
    organization::HANDLERS,
    resource::authorized::HANDLERS,
    resource::common::HANDLERS,
    resource::grants::HANDLERS,
    resource::namespaces::HANDLERS,
    resource::permission_namespaces::HANDLERS,
    resource::resources::HANDLERS,
    role::admin::HANDLERS,
    role::assignments::HANDLERS,
    role::holders::HANDLERS,
    role::of_user::HANDLERS,
    role::roles::HANDLERS,
    token::HANDLERS,
    user::HANDLERS,
    user_mfa::HANDLERS,
    webhook::HANDLERS,
];
