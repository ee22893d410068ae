//! Password of the user.
//!
//! # Assumptions
//!
//! - A new password follows the rules for sign-ups. It ends the other sessions of the user; a reset
//!   ends all of them.
//! - A wrong current password is 403 with 2006, and counts toward the lock of the account.
//! - `updatePassword` accepts a token of `verifyResetPasswordRequest` in place of the current
//!   password.
//! - `validatePassword` reports the password of an unknown account as invalid. It does not count as
//!   an attempt.
//! - A reset requires the passcode of `CHANNEL_RESET_PASSWORD`, and unlocks a locked account.

use genauth::authentication::{
    IsSuccessDto, PasswordEncryptType, ResetPasswordDto, ResetPasswordVerify,
    ResetPasswordVerifyMethod, UpdatePasswordDto, ValidatePasswordDto, ValidatePasswordResultDto,
    VerifyResetPasswordRequestDto,
};

use crate::{
    call::{Call, Response},
    failure::Failure,
    state::{
        codes::Entered,
        contact::Contact,
        password,
        proof::{self, Purpose},
        user::Key,
    },
};

/// Returns the decrypted new password if it is acceptable.
fn new_password(
    call: &Call<'_>,
    field: &str,
    sent: &str,
    encryption: Option<&PasswordEncryptType>,
) -> Result<String, Failure> {
    let password = call.state.password_keys.read(field, sent, encryption)?;
    password::check_new(field, &password)?;
    Ok(password)
}

/// Returns the ID of the user whose password can be reset with a token.
fn reset_for(call: &Call<'_>, token: &str) -> Result<String, Failure> {
    match call.state.proofs.get(token, call.now)? {
        (user_id, Purpose::ResetPassword) => Ok(user_id),
        _ => Err(proof::unusable()),
    }
}

pub(super) fn update_password(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdatePasswordDto = call.body()?;
    let encryption = body.password_encrypt_type.as_ref();
    let password = new_password(call, "newPassword", body.new_password.expose(), encryption)?;
    let (id, session) = {
        let it = call.signed_in()?;
        (it.user_id.clone(), it.session_id.clone())
    };
    let has_password = call.user()?.password.is_some();
    match (&body.old_password, &body.password_reset_token) {
        (_, Some(token)) => {
            if reset_for(call, token.expose())? != id {
                return Err(proof::unusable());
            }
            call.state.proofs.spend(token.expose());
        }
        (Some(old), None) if has_password => {
            let old = call.state.password_keys.read("oldPassword", old.expose(), encryption)?;
            call.state.check_password(&id, &old, call.now)?;
        }
        (None, None) if has_password => return Err(Failure::missing("oldPassword")),
        _ => {}
    }
    call.state.set_password(&id, &password, call.now)?;
    call.state.sessions.end_others_of(&id, &session);
    call.state.sign_out_user(&id);
    Ok(Response::Done)
}

pub(super) fn validate_password(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ValidatePasswordDto = call.body()?;
    let sent =
        body.password.as_ref().map(|it| it.expose()).ok_or_else(|| Failure::missing("password"))?;
    let encryption = body.password_encrypt_type.as_ref();
    let password = call.state.password_keys.read("password", sent, encryption)?;
    let key = match (&body.email, &body.phone, &body.username) {
        (Some(email), ..) => Key::Email(email),
        (None, Some(phone), _) => Key::Phone(phone, body.phone_country_code.as_deref()),
        (None, None, Some(username)) => Key::Username(username),
        (None, None, None) => return Err(Failure::missing("email")),
    };
    let kept = call.state.users.find(key).and_then(|user| user.password.as_ref());
    let valid = kept.is_some_and(|kept| kept.is(&password));
    Response::data(&ValidatePasswordResultDto::new(valid))
}

pub(super) fn verify_reset_password_request(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: VerifyResetPasswordRequestDto = call.body()?;
    let (contact, code) = match body.verify_method {
        ResetPasswordVerifyMethod::PhonePasscode => {
            let it = body.phone_pass_code_payload;
            let it = it.ok_or_else(|| Failure::missing("phonePassCodePayload"))?;
            let field = "phonePassCodePayload.phoneNumber";
            let code = it.phone_country_code.as_deref();
            (Contact::phone(field, &it.phone_number, code)?, it.pass_code)
        }
        _ => {
            let it = body.email_pass_code_payload;
            let it = it.ok_or_else(|| Failure::missing("emailPassCodePayload"))?;
            let field = "emailPassCodePayload.email";
            let email = it.email.ok_or_else(|| Failure::missing(field))?;
            (Contact::email(field, &email)?, it.pass_code)
        }
    };
    let channels = &["CHANNEL_RESET_PASSWORD"];
    let entered = [Entered { contact: contact.clone(), channels, code: code.expose().to_owned() }];
    call.state.check_entered(&entered, call.now)?;
    let id = call.state.users.find(contact.key()).map(|user| user.id().to_owned());
    let id = id.ok_or_else(Failure::user_not_found)?;
    call.state.use_entered(&entered, call.now)?;
    let state = &mut *call.state;
    let token = state.proofs.issue(&mut state.ids, &id, Purpose::ResetPassword, call.now);
    Response::data(&ResetPasswordVerify::new(token, proof::LIFETIME))
}

pub(super) fn reset_password(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ResetPasswordDto = call.body()?;
    let encryption = body.password_encrypt_type.as_ref();
    let password = new_password(call, "password", body.password.expose(), encryption)?;
    let id = reset_for(call, body.password_reset_token.expose())?;
    call.state.set_password(&id, &password, call.now)?;
    call.state.proofs.spend(body.password_reset_token.expose());
    call.state.sessions.end_all_of(&id);
    call.state.sign_out_user(&id);
    Response::data(&IsSuccessDto::new(true))
}
