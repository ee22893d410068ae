//! Profile and account of the signed-in user.
//!
//! # Assumptions
//!
//! - The scope of the token limits the profile: `email` shows the email address, `phone` the phone,
//!   `username` or `profile` the username, `external_id` or `profile` the external ID, `profile`
//!   everything else. ID, statuses and times are shown to every token.
//! - `updateProfile` keeps omitted fields, and merges custom data into the existing data, including
//!   undefined fields.

mod account;
mod address;
mod password;
mod security;

use genauth::authentication::{GetProfileParams, UpdateUserProfileDto, UserDto};

use super::signup::merge;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::directory::user::{Wanted, view},
};

pub(super) const HANDLERS: Handlers = &[
    ("getProfile", get_profile),
    ("updateProfile", update_profile),
    ("verifyDeleteAccountRequest", account::verify_delete_account_request),
    ("deleteAccount", account::delete_account),
    ("bindEmail", address::bind_email),
    ("unbindEmail", address::unbind_email),
    ("verifyUpdateEmailRequest", address::verify_update_email_request),
    ("updateEmail", address::update_email),
    ("bindPhone", address::bind_phone),
    ("unbindPhone", address::unbind_phone),
    ("verifyUpdatePhoneRequest", address::verify_update_phone_request),
    ("updatePhone", address::update_phone),
    ("updatePassword", password::update_password),
    ("validatePassword", password::validate_password),
    ("verifyResetPasswordRequest", password::verify_reset_password_request),
    ("resetPassword", password::reset_password),
    ("getSecurityLevel", security::get_security_level),
];

fn get_profile(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetProfileParams = call.params()?;
    let wanted =
        Wanted::new(params.with_custom_data, params.with_identities, params.with_department_ids);
    let profile = view(call.state, call.user()?, wanted);
    Response::data(&shown(profile, &call.signed_in()?.scope))
}

fn update_profile(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateUserProfileDto = call.body()?;
    if body.username.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err(Failure::field("username", "must not be empty"));
    }
    let (id, scope) = {
        let it = call.signed_in()?;
        (it.user_id.clone(), it.scope.clone())
    };
    call.state.users.update(&id, call.now, |profile| change(profile, body))?;
    Response::data(&shown(view(call.state, call.user()?, Wanted::ALL), &scope))
}

/// Applies the fields of the request.
fn change(profile: &mut UserDto, body: UpdateUserProfileDto) {
    let texts = [
        (&mut profile.name, body.name),
        (&mut profile.nickname, body.nickname),
        (&mut profile.photo, body.photo),
        (&mut profile.external_id, body.external_id),
        (&mut profile.country, body.country),
        (&mut profile.province, body.province),
        (&mut profile.city, body.city),
        (&mut profile.address, body.address),
        (&mut profile.street_address, body.street_address),
        (&mut profile.postal_code, body.postal_code),
        (&mut profile.username, body.username),
        (&mut profile.company, body.company),
        (&mut profile.identity_number, body.identity_number),
    ];
    for (kept, sent) in texts {
        if sent.is_some() {
            *kept = sent;
        }
    }
    if body.birthdate.is_some() {
        profile.birthdate = body.birthdate;
    }
    if let Some(gender) = body.gender {
        profile.gender = gender;
    }
    merge(&mut profile.custom_data, body.custom_data.unwrap_or_default());
}

/// Returns the part of a profile that is visible to a token with this scope.
fn shown(mut profile: UserDto, scope: &str) -> UserDto {
    let may = |wanted: &str| scope.split(' ').any(|it| it == wanted);
    let (email, phone) = (profile.email.take(), profile.phone.take());
    let calling_code = profile.phone_country_code.take();
    let (username, external_id) = (profile.username.take(), profile.external_id.take());
    if !may("profile") {
        let it = profile;
        profile = UserDto::new()
            .user_id(it.user_id)
            .created_at(it.created_at)
            .updated_at(it.updated_at)
            .status(it.status)
            .work_status(it.work_status)
            .gender(it.gender)
            .email_verified(it.email_verified)
            .phone_verified(it.phone_verified)
            .user_source_type(it.user_source_type);
    }
    if may("email") {
        profile.email = email;
    }
    if may("phone") {
        profile.phone = phone;
        profile.phone_country_code = calling_code;
    }
    if may("profile") || may("username") {
        profile.username = username;
    }
    if may("profile") || may("external_id") {
        profile.external_id = external_id;
    }
    profile
}
