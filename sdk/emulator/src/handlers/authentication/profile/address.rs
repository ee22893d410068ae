//! Email address and phone of the user.
//!
//! # Assumptions
//!
//! - The passcode for a new email address is that of `CHANNEL_UPDATE_EMAIL` or
//!   `CHANNEL_BIND_EMAIL`, the one for a new phone that of `CHANNEL_BIND_PHONE`. The old address
//!   need not be verified; if it is, the passcode is that of `CHANNEL_UPDATE_EMAIL`,
//!   `CHANNEL_UNBIND_EMAIL` or `CHANNEL_UNBIND_PHONE`.
//! - Binding a second address is 422, and so is changing or unbinding a missing one.
//! - An address can be unbound if the user has another way to sign in: the other address, an
//!   external identity, or a username with a password; otherwise unbinding is 422.
//! - Tokens of all verifications are valid for 60 seconds.

use genauth::authentication::{
    BindEmailDto, BindPhoneDto, IsSuccessDto, UnbindEmailDto, UnbindPhoneDto, UpdateEmailDto,
    UpdatePhoneDto, VerifyUpdateEmailRequestData, VerifyUpdateEmailRequestDto,
    VerifyUpdatePhoneRequestData, VerifyUpdatePhoneRequestDto,
};

use crate::{
    call::{Call, Response},
    failure::Failure,
    state::{
        codes::Entered,
        contact::Contact,
        outbox::Medium,
        proof::{self, Purpose},
        user::User,
    },
};

pub(super) fn bind_email(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: BindEmailDto = call.body()?;
    let contact = Contact::email("email", &body.email)?;
    bind(
        call,
        Entered {
            contact,
            channels: &["CHANNEL_BIND_EMAIL"],
            code: body.pass_code.expose().to_owned(),
        },
    )
}

pub(super) fn bind_phone(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: BindPhoneDto = call.body()?;
    let code = body.phone_country_code.as_deref();
    let contact = Contact::phone("phoneNumber", &body.phone_number, code)?;
    bind(
        call,
        Entered {
            contact,
            channels: &["CHANNEL_BIND_PHONE"],
            code: body.pass_code.expose().to_owned(),
        },
    )
}

pub(super) fn unbind_email(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UnbindEmailDto = call.body()?;
    unbind(call, Medium::Email, &["CHANNEL_UNBIND_EMAIL"], body.pass_code.expose().to_owned())
}

pub(super) fn unbind_phone(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UnbindPhoneDto = call.body()?;
    unbind(call, Medium::Sms, &["CHANNEL_UNBIND_PHONE"], body.pass_code.expose().to_owned())
}

pub(super) fn verify_update_email_request(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: VerifyUpdateEmailRequestDto = call.body()?;
    let it = body.email_pass_code_payload;
    let contact = Contact::email("emailPassCodePayload.newEmail", &it.new_email)?;
    let channels = &["CHANNEL_UPDATE_EMAIL", "CHANNEL_BIND_EMAIL"];
    let mut codes =
        vec![Entered { contact, channels, code: it.new_email_pass_code.expose().to_owned() }];
    if let Some(old) = it.old_email {
        let contact = Contact::email("emailPassCodePayload.oldEmail", &old)?;
        let code = it.old_email_pass_code;
        let code = code.ok_or_else(|| Failure::missing("emailPassCodePayload.oldEmailPassCode"))?;
        let channels = &["CHANNEL_UPDATE_EMAIL", "CHANNEL_UNBIND_EMAIL"];
        codes.push(Entered { contact, channels, code: code.expose().to_owned() });
    }
    let token = allow(call, &codes)?;
    Response::data(&VerifyUpdateEmailRequestData::new(token, proof::LIFETIME))
}

pub(super) fn verify_update_phone_request(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: VerifyUpdatePhoneRequestDto = call.body()?;
    let it = body.phone_pass_code_payload;
    let field = "phonePassCodePayload.newPhoneNumber";
    let contact =
        Contact::phone(field, &it.new_phone_number, it.new_phone_country_code.as_deref())?;
    let channels = &["CHANNEL_BIND_PHONE"];
    let mut codes =
        vec![Entered { contact, channels, code: it.new_phone_pass_code.expose().to_owned() }];
    if let Some(old) = it.old_phone_number {
        let field = "phonePassCodePayload.oldPhoneNumber";
        let contact = Contact::phone(field, &old, it.old_phone_country_code.as_deref())?;
        let code = it.old_phone_pass_code;
        let code = code.ok_or_else(|| Failure::missing("phonePassCodePayload.oldPhonePassCode"))?;
        let channels = &["CHANNEL_UNBIND_PHONE"];
        codes.push(Entered { contact, channels, code: code.expose().to_owned() });
    }
    let token = allow(call, &codes)?;
    Response::data(&VerifyUpdatePhoneRequestData::new(token, proof::LIFETIME))
}

pub(super) fn update_email(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateEmailDto = call.body()?;
    update(call, body.update_email_token.expose(), Medium::Email)
}

pub(super) fn update_phone(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdatePhoneDto = call.body()?;
    update(call, body.update_phone_token.expose(), Medium::Sms)
}

/// Returns the user's contact of a medium.
fn of(user: &User, medium: Medium) -> Option<Contact> {
    match medium {
        Medium::Email => Contact::email_of(&user.profile),
        Medium::Sms => Contact::phone_of(&user.profile),
    }
}

fn name(medium: Medium) -> &'static str {
    match medium {
        Medium::Email => "email address",
        Medium::Sms => "phone",
    }
}

/// Returns a copy of the user with the address set, if no other user has it.
fn with(call: &Call<'_>, contact: &Contact) -> Result<User, Failure> {
    let mut user = call.user()?.clone();
    contact.give(&mut user.profile, true);
    call.state.users.check_unique(&user)?;
    Ok(user)
}

fn bind(call: &mut Call<'_>, entered: Entered) -> Result<Response, Failure> {
    let contact = entered.contact.clone();
    if of(call.user()?, contact.medium()).is_some() {
        let kind = name(contact.medium());
        return Err(Failure::rule(format!("the user already has one {kind}; change it instead")));
    }
    let id = with(call, &contact)?.id().to_owned();
    call.state.use_entered(&[entered], call.now)?;
    call.state.users.update(&id, call.now, |profile| contact.give(profile, true))?;
    Ok(Response::Done)
}

fn unbind(
    call: &mut Call<'_>,
    medium: Medium,
    channels: &'static [&'static str],
    code: String,
) -> Result<Response, Failure> {
    let user = call.user()?;
    let kind = name(medium);
    let contact = of(user, medium);
    let contact = contact.ok_or_else(|| Failure::rule(format!("the user has no {kind}")))?;
    let it = &user.profile;
    let has_other = match medium {
        Medium::Email => it.phone.is_some(),
        Medium::Sms => it.email.is_some(),
    };
    let has_password = it.username.is_some() && user.password.is_some();
    let has_identity = it.identities.as_ref().is_some_and(|all| !all.is_empty());
    if !(has_other || has_password || has_identity) {
        return Err(Failure::rule("the user would have no way to sign in"));
    }
    let id = user.id().to_owned();
    call.state.use_entered(&[Entered { contact, channels, code }], call.now)?;
    call.state.users.update(&id, call.now, |profile| match medium {
        Medium::Email => {
            profile.email = None;
            profile.email_verified = false;
        }
        Medium::Sms => {
            profile.phone = None;
            profile.phone_country_code = None;
            profile.phone_verified = false;
        }
    })?;
    Ok(Response::Done)
}

/// Creates a token for a change of address. The codes are those of the new address and optionally
/// the old one.
fn allow(call: &mut Call<'_>, codes: &[Entered]) -> Result<String, Failure> {
    let new = codes.first().ok_or_else(|| Failure::missing("passCode"))?.contact.clone();
    let kind = name(new.medium());
    let user = call.user()?;
    let now = of(user, new.medium());
    let now = now.ok_or_else(|| Failure::rule(format!("the user has no {kind} to change")))?;
    if codes.get(1).is_some_and(|old| old.contact != now) {
        return Err(Failure::invalid(format!("the old {kind} is not that of the user")));
    }
    let id = with(call, &new)?.id().to_owned();
    call.state.use_entered(codes, call.now)?;
    let state = &mut *call.state;
    Ok(state.proofs.issue(&mut state.ids, &id, Purpose::Change(new), call.now))
}

fn update(call: &mut Call<'_>, token: &str, medium: Medium) -> Result<Response, Failure> {
    let (user_id, purpose) = call.state.proofs.get(token, call.now)?;
    let contact = match purpose {
        Purpose::Change(contact)
            if contact.medium() == medium && call.signed_in()?.user_id == user_id =>
        {
            contact
        }
        _ => return Err(proof::unusable()),
    };
    call.state.users.update(&user_id, call.now, |profile| contact.give(profile, true))?;
    call.state.proofs.spend(token);
    Response::data(&IsSuccessDto::new(true))
}
