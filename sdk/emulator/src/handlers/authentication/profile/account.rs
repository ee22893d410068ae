//! Deletion of the account.
//!
//! # Assumptions
//!
//! - The passcode is that of `CHANNEL_DELETE_ACCOUNT`, sent to the address of the user; another
//!   address is 400.
//! - The password alone is refused with 422 for users who have an email address or a phone.
//! - A user is deleted immediately, with sessions, roles, groups and factors.

use genauth::authentication::{
    DeleteAccounDto, DeleteAccountVerifyMethod, IsSuccessDto, VerifyDeleteAccountRequestDataDto,
    VerifyDeleteAccountRequestDto,
};

use crate::{
    call::{Call, Response},
    failure::Failure,
    state::{
        codes::Entered,
        contact::Contact,
        proof::{self, Purpose},
    },
};

pub(super) fn verify_delete_account_request(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: VerifyDeleteAccountRequestDto = call.body()?;
    let profile = &call.user()?.profile;
    let id = profile.user_id.clone();
    let (email, phone) = (Contact::email_of(profile), Contact::phone_of(profile));
    match body.verify_method {
        DeleteAccountVerifyMethod::PhonePasscode => {
            let it = body.phone_pass_code_payload;
            let it = it.ok_or_else(|| Failure::missing("phonePassCodePayload"))?;
            let field = "phonePassCodePayload.phoneNumber";
            let code = it.phone_country_code.as_deref();
            let given = Contact::phone(field, &it.phone_number, code)?;
            prove(call, field, phone, given, it.pass_code.expose().to_owned())?;
        }
        DeleteAccountVerifyMethod::EmailPasscode => {
            let it = body.email_pass_code_payload;
            let it = it.ok_or_else(|| Failure::missing("emailPassCodePayload"))?;
            let field = "emailPassCodePayload.email";
            let given = it.email.ok_or_else(|| Failure::missing(field))?;
            prove(
                call,
                field,
                email,
                Contact::email(field, &given)?,
                it.pass_code.expose().to_owned(),
            )?;
        }
        _ => {
            let it = body.password_payload.ok_or_else(|| Failure::missing("passwordPayload"))?;
            if email.is_some() || phone.is_some() {
                let message = "the user has an email address or phone number; delete the account with a passcode";
                return Err(Failure::rule(message));
            }
            let encryption = it.password_encrypt_type.as_ref();
            let field = "passwordPayload.password";
            let password =
                call.state.password_keys.read(field, it.password.expose(), encryption)?;
            call.state.check_password(&id, &password, call.now)?;
        }
    }
    let state = &mut *call.state;
    let token = state.proofs.issue(&mut state.ids, &id, Purpose::DeleteAccount, call.now);
    Response::data(&VerifyDeleteAccountRequestDataDto::new(token, proof::LIFETIME))
}

/// Uses a passcode that was sent to the address of the user.
fn prove(
    call: &mut Call<'_>,
    field: &str,
    own: Option<Contact>,
    given: Contact,
    code: String,
) -> Result<(), Failure> {
    if own.as_ref() != Some(&given) {
        return Err(Failure::field(field, "is not that of the user"));
    }
    let channels = &["CHANNEL_DELETE_ACCOUNT"];
    call.state.use_entered(&[Entered { contact: given, channels, code }], call.now)
}

pub(super) fn delete_account(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteAccounDto = call.body()?;
    let own = call.signed_in()?.user_id.clone();
    match call.state.proofs.get(body.delete_account_token.expose(), call.now)? {
        (user_id, Purpose::DeleteAccount) if user_id == own => {}
        _ => return Err(proof::unusable()),
    }
    call.state.delete_user(&own);
    Response::data(&IsSuccessDto::new(true))
}
