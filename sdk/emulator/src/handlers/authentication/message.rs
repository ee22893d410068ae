//! Passcodes by text message and email.
//!
//! # Assumptions
//!
//! - The next message to an address for a channel can be sent after a minute; earlier requests are
//!   429, also as the HTTP status, with `retry-after`.
//! - `CHANNEL_RESET_PASSWORD` and `CHANNEL_UNLOCK_ACCOUNT` to an address without a user are 404
//!   with 2004; the other channels send to every address.
//! - A message for `CHANNEL_VERIFY_EMAIL_LINK` contains a passcode like the others, because the
//!   page behind the link is not part of the API.
//! - A passcode is valid for one use and five attempts; a wrong `preCheckCode` counts as an
//!   attempt. A passcode sent by email is valid for five minutes, one sent by text message for one
//!   minute, on every channel.

use genauth::authentication::{
    CodeType, PreCheckCodeDataDto, PreCheckCodeDto, SendEmailDto, SendSMSDto,
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::contact::Contact,
};

pub(super) const HANDLERS: Handlers =
    &[("sendSms", send_sms), ("sendEmail", send_email), ("preCheckCode", pre_check_code)];

/// Channels for users who have an account.
const FOR_USERS: [&str; 2] = ["CHANNEL_RESET_PASSWORD", "CHANNEL_UNLOCK_ACCOUNT"];

fn send_sms(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SendSMSDto = call.body()?;
    let code = body.phone_country_code.as_deref();
    let contact = Contact::phone("phoneNumber", &body.phone_number, code)?;
    send(call, &contact, body.channel.as_str())
}

fn send_email(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SendEmailDto = call.body()?;
    send(call, &Contact::email("email", &body.email)?, body.channel.as_str())
}

fn send(call: &mut Call<'_>, contact: &Contact, channel: &str) -> Result<Response, Failure> {
    if FOR_USERS.contains(&channel) && call.state.users.find(contact.key()).is_none() {
        return Err(Failure::user_not_found());
    }
    call.state.send_code(contact.medium(), &contact.address(), channel, call.now)?;
    Ok(Response::Done)
}

fn pre_check_code(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: PreCheckCodeDto = call.body()?;
    let (contact, channel, code) = match body.code_type {
        CodeType::Sms => {
            let it = body.sms_code_payload.ok_or_else(|| Failure::missing("smsCodePayload"))?;
            let code = it.phone_country_code.as_deref();
            (
                Contact::phone("smsCodePayload.phone", &it.phone, code)?,
                it.channel.as_str().to_owned(),
                it.pass_code,
            )
        }
        _ => {
            let it = body.email_code_payload.ok_or_else(|| Failure::missing("emailCodePayload"))?;
            (
                Contact::email("emailCodePayload.email", &it.email)?,
                it.channel.as_str().to_owned(),
                it.pass_code,
            )
        }
    };
    let (medium, address) = (contact.medium(), contact.address());
    let checked = call.state.check_code(medium, &address, &[&channel], code.expose(), call.now);
    let mut data = PreCheckCodeDataDto::new(checked.is_ok());
    data.message = checked.err().map(|failure| failure.message);
    Response::data(&data)
}
