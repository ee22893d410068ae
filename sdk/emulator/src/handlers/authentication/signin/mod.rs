//! Sign-in.
//!
//! # Assumptions
//!
//! - A wrong account and a wrong password are 403 with 2333. Five wrong passwords in a row lock the
//!   account for five minutes (403, 2005); the sign-in history shows them. Signing in with a
//!   passcode still works.
//! - A phone in a password sign-in is one of mainland China, or else the first one with this
//!   number.
//! - The default scope is `openid profile`; a scope without `openid` is refused.
//! - A user who is not `Activated` fails with 403 and 2120008, and so does an `options.tenantId` of
//!   a tenant that the user does not belong to.
//! - A user who must set a new password fails with 403 and 1639 at the first sign-in, with 2058
//!   later.
//! - A user of an application that requires a second factor fails with 403 and 1636; `data` is what
//!   `getMfaTriggerData` returns. No operation continues from there: the user signs in on the
//!   sign-in page. Sign-ins by QR code and by push message, which a signed-in device approves, require
//!   no second factor.
//! - With `autoRegister`, an unknown username, email address or phone signs up first, as in
//!   `signUp`; an unknown `account` does not. Without it, an unknown address with the right
//!   passcode is 404 with 2004.
//! - A captcha code is never required; a wrong one is rejected (400, 2000).
//! - No directory is connected: AD is 501, LDAP 501 with 2820002. No external identity provider is
//!   connected either: `signInByMobile` is 404.

pub(super) mod attempt;

use genauth::{
    authentication::{
        LoginTokenResponseDataDto, SignInByPassCodePayloadDto, SignInByPasswordPayloadDto,
        SignInConnection, SignInOptionsDto, SigninByCredentialsDto, SigninByMobileDto,
    },
    codes::api,
};

use super::signup::{merge, new_user};
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::{codes::Entered, contact::Contact, happened::Incident, user::Key},
    tokens::TokenSet,
};
use attempt::{Attempt, scope};

pub(super) const HANDLERS: Handlers =
    &[("signInByCredentials", sign_in_by_credentials), ("signInByMobile", sign_in_by_mobile)];

fn sign_in_by_credentials(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SigninByCredentialsDto = call.body()?;
    let options = body.options.unwrap_or_default();
    let scope = scope(options.scope.as_deref())?.to_owned();
    if let Some(solution) = &options.captcha_code {
        let token = options.captcha_token.as_ref().map(|it| it.expose());
        let token = token.ok_or_else(|| Failure::missing("options.captchaToken"))?;
        call.state.use_captcha(token, solution.expose(), call.now)?;
    }
    let (user_id, attempt) = match body.connection {
        SignInConnection::Password => {
            let payload =
                body.password_payload.ok_or_else(|| Failure::missing("passwordPayload"))?;
            by_password(call, &payload, &options)?
        }
        SignInConnection::Passcode => {
            let payload =
                body.pass_code_payload.ok_or_else(|| Failure::missing("passCodePayload"))?;
            by_pass_code(call, &payload, &options)?
        }
        SignInConnection::Ldap => {
            let message = "the emulator does not support LDAP";
            return Err(Failure::unsupported(message).code(api::LDAP_LINK_INVALID));
        }
        SignInConnection::Ad => {
            return Err(Failure::unsupported("the emulator does not support Active Directory"));
        }
        _ => return Err(Failure::unsupported("the emulator does not support this sign-in method")),
    };
    let app_id = call.application()?.id.clone();
    attempt::check_single_factor(call, &user_id, &app_id)?;
    if let (Some(more), Some(mut user)) = (options.custom_data, call.state.users.get_mut(&user_id))
    {
        merge(&mut user.profile.custom_data, more);
    }
    Response::data(&token_response(attempt.succeed(call, &user_id, &scope)?))
}

/// Returns tokens in the format of sign-in responses.
pub(super) fn token_response(tokens: TokenSet) -> LoginTokenResponseDataDto {
    let mut data = LoginTokenResponseDataDto::new("Bearer", tokens.expires_in)
        .access_token(tokens.access_token)
        .scope(tokens.scope);
    data.id_token = tokens.id_token.map(Into::into);
    data.refresh_token = tokens.refresh_token.map(Into::into);
    data
}

fn by_password(
    call: &mut Call<'_>,
    payload: &SignInByPasswordPayloadDto,
    options: &SignInOptionsDto,
) -> Result<(String, Attempt), Failure> {
    let field = "passwordPayload.password";
    let encryption = options.password_encrypt_type.as_ref();
    let password = call.state.password_keys.read(field, payload.password.expose(), encryption)?;
    let email = payload.email.as_deref();
    let email = email.map(|it| Contact::email("passwordPayload.email", it)).transpose()?;
    let phone_typed = payload.phone.as_deref().filter(|_| email.is_none());
    let phone =
        phone_typed.map(|it| Contact::phone("passwordPayload.phone", it, None)).transpose()?;
    let contact = email.or(phone);
    let username = payload.username.as_deref();
    let foreign = phone_typed.and_then(|typed| user_with_foreign_phone(call, typed));
    let (key, method) = match (username, &contact, payload.account.as_deref()) {
        (Some(name), ..) => (Key::Username(name), "loginByUsername"),
        (_, Some(contact @ Contact::Email(_)), _) => (contact.key(), "loginByEmail"),
        (_, Some(contact), _) => {
            let key = foreign.as_deref().map_or(contact.key(), Key::Id);
            (key, "loginByPhone")
        }
        (.., Some(account)) => (Key::Account(account), "loginByAccount"),
        _ => return Err(Failure::missing("passwordPayload.account")),
    };
    let attempt = Attempt::new(call, method, options.client_ip.as_deref())?;
    let tenant = options.tenant_id.as_deref();
    let registers = options.auto_register == Some(true) && !matches!(key, Key::Account(_));
    if registers && call.state.users.find(key).is_none() {
        // The first name in the request takes precedence.
        let contact = contact.as_ref().filter(|_| username.is_none());
        let user = new_user(call, username, contact, false, Some((field, &password)))?;
        user.may_sign_in(tenant)?;
        let id = user.id().to_owned();
        call.state.users.insert(user)?;
        return Ok((id, attempt));
    }
    let id = call.state.find_by_password(key, &password, attempt.record())?;
    attempt::check(call.state, &id, tenant)?;
    Ok((id, attempt))
}

/// Returns the user with a phone outside mainland China; the country is unknown.
fn user_with_foreign_phone(call: &Call<'_>, typed: &str) -> Option<String> {
    let users = &call.state.users;
    if users.find(Key::Phone(typed, None)).is_some() {
        return None;
    }
    users.iter().find(|user| user.has_phone(typed)).map(|user| user.id().to_owned())
}

fn by_pass_code(
    call: &mut Call<'_>,
    payload: &SignInByPassCodePayloadDto,
    options: &SignInOptionsDto,
) -> Result<(String, Attempt), Failure> {
    let (contact, method) = match (&payload.phone, &payload.email) {
        (Some(phone), _) => {
            let code = payload.phone_country_code.as_deref();
            (Contact::phone("passCodePayload.phone", phone, code)?, "loginByPhoneCode")
        }
        (None, Some(email)) => {
            (Contact::email("passCodePayload.email", email)?, "loginByEmailCode")
        }
        (None, None) => return Err(Failure::missing("passCodePayload.email")),
    };
    let attempt = Attempt::new(call, method, options.client_ip.as_deref())?;
    let code = payload.pass_code.clone();
    let entered = [Entered {
        contact: contact.clone(),
        channels: &["CHANNEL_LOGIN"],
        code: code.expose().to_owned(),
    }];
    let known = call.state.users.find(contact.key()).map(|user| user.id().to_owned());
    if let Err(failure) = call.state.check_entered(&entered, call.now) {
        if let Some(user_id) = known {
            call.state.happened.add(Incident::SignIn { user_id, success: false });
        }
        return Err(failure);
    }
    let tenant = options.tenant_id.as_deref();
    let id = match known {
        Some(id) => {
            attempt::check(call.state, &id, tenant)?;
            call.state.use_entered(&entered, call.now)?;
            if let Some(mut user) = call.state.users.get_mut(&id) {
                contact.give(&mut user.profile, true);
            }
            id
        }
        None if options.auto_register == Some(true) => {
            let user = new_user(call, None, Some(&contact), true, None)?;
            user.may_sign_in(tenant)?;
            let id = user.id().to_owned();
            call.state.use_entered(&entered, call.now)?;
            call.state.users.insert(user)?;
            id
        }
        None => return Err(Failure::user_not_found()),
    };
    Ok((id, attempt))
}

fn sign_in_by_mobile(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SigninByMobileDto = call.body()?;
    scope(body.options.as_ref().and_then(|options| options.scope.as_deref()))?;
    Err(Failure::not_found("connection to an external identity provider in this user pool"))
}
