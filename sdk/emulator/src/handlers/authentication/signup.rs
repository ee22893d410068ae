//! Sign-up.
//!
//! # Assumptions
//!
//! - A password has 6 to 128 characters (400 otherwise). Its strength ranges from 1 to 3: 2 with
//!   eight characters of two kinds, 3 with ten of three kinds.
//! - If sign-ups are disabled, a sign-up fails with 403 and 2031; a name that is taken is 409.
//! - Only a passcode verifies an email address; a sign-up with a password does not.
//! - `profile.email` and `profile.phone` require the passcode of `CHANNEL_COMPLETE_EMAIL` and
//!   `CHANNEL_COMPLETE_PHONE`, unless the user signs up with the same address; a different one of
//!   the same kind is refused.
//! - `registerSource` is `basic:username-password`, `basic:email` or `basic:phone`.

use genauth::{
    authentication::{
        SignUpByPassCodeDto, SignUpByPasswordDto, SignUpConnection, SignUpDto, SignUpOptionsDto,
        SignUpProfileDto, UserDto,
    },
    codes::api,
};
use serde_json::{Map, Value};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::{codes::Entered, contact::Contact, password, user::User},
};

pub(super) const HANDLERS: Handlers = &[("signUp", sign_up)];

fn sign_up(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SignUpDto = call.body()?;
    let options = body.options.unwrap_or_else(|| SignUpOptionsDto::new(Map::new()));
    let mut codes = Vec::new();
    let mut user = match body.connection {
        SignUpConnection::Password => {
            let payload =
                body.password_payload.ok_or_else(|| Failure::missing("passwordPayload"))?;
            by_password(call, &payload, &options)?
        }
        SignUpConnection::Passcode => {
            let payload =
                body.pass_code_payload.ok_or_else(|| Failure::missing("passCodePayload"))?;
            by_pass_code(call, &payload, &options, &mut codes)?
        }
        _ => return Err(Failure::unsupported("the emulator does not support this sign-up method")),
    };
    if let Some(profile) = body.profile {
        complete(&mut user.profile, &profile, &options, &mut codes)?;
        fill(&mut user.profile, profile);
    }
    merge(&mut user.profile.custom_data, options.context);
    call.state.users.check_unique(&user)?;
    call.state.use_entered(&codes, call.now)?;
    let profile = user.profile.clone();
    call.state.users.insert(user)?;
    Response::data(&profile)
}

fn by_password(
    call: &mut Call<'_>,
    payload: &SignUpByPasswordDto,
    options: &SignUpOptionsDto,
) -> Result<User, Failure> {
    let field = "passwordPayload.password";
    let encryption = options.password_encrypt_type.as_ref();
    let password = call.state.password_keys.read(field, payload.password.expose(), encryption)?;
    let email = payload.email.as_deref();
    let contact = email.map(|it| Contact::email("passwordPayload.email", it)).transpose()?;
    if payload.username.is_none() && contact.is_none() {
        return Err(Failure::missing("passwordPayload.username"));
    }
    let username = payload.username.as_deref();
    new_user(call, username, contact.as_ref(), false, Some((field, &password)))
}

fn by_pass_code(
    call: &mut Call<'_>,
    payload: &SignUpByPassCodeDto,
    options: &SignUpOptionsDto,
    codes: &mut Vec<Entered>,
) -> Result<User, Failure> {
    let contact = match (&payload.phone, &payload.email) {
        (Some(phone), _) => {
            let code = payload.phone_country_code.as_deref();
            Contact::phone("passCodePayload.phone", phone, code)?
        }
        (None, Some(email)) => Contact::email("passCodePayload.email", email)?,
        (None, None) => return Err(Failure::missing("passCodePayload.email")),
    };
    let field = "options.passwordForPhonePassCode";
    let encryption = options.password_encrypt_type.as_ref();
    let password = options.password_for_phone_pass_code.as_ref().map(|it| it.expose());
    let password = password.filter(|_| matches!(contact, Contact::Phone { .. }));
    let read = |password| call.state.password_keys.read(field, password, encryption);
    let password = password.map(read).transpose()?;
    let password = password.as_deref().map(|password| (field, password));
    let user = new_user(call, None, Some(&contact), true, password)?;
    codes.push(Entered {
        contact,
        channels: &["CHANNEL_REGISTER"],
        code: payload.pass_code.clone().expose().to_owned(),
    });
    Ok(user)
}

/// Creates a new user that is not in the pool yet. The password comes with its name in the request.
///
/// # Errors
///
/// Returns an error if sign-ups are disabled, or the password breaks the rules.
pub(super) fn new_user(
    call: &mut Call<'_>,
    username: Option<&str>,
    contact: Option<&Contact>,
    is_verified: bool,
    password: Option<(&str, &str)>,
) -> Result<User, Failure> {
    let app = call.application()?;
    if !app.registration_open {
        let message = "registration is closed for the application";
        return Err(Failure::forbidden(message).code(api::APP_REGISTER_DISABLED));
    }
    let app_id = app.id.clone();
    if username.is_some_and(|name| name.trim().is_empty()) {
        return Err(Failure::field("username", "must not be empty"));
    }
    let mut user = User::new(call.state.ids.object_id(), call.now);
    if let Some((field, password)) = password {
        password::check_new(field, password)?;
        user.set_password(password, call.state.ids.bytes(), call.now)?;
    }
    let it = &mut user.profile;
    it.username = username.map(str::to_owned);
    let source = match contact {
        Some(Contact::Email(_)) => "basic:email",
        Some(Contact::Phone { .. }) => "basic:phone",
        None => "basic:username-password",
    };
    if let Some(contact) = contact {
        contact.give(it, is_verified);
    }
    it.register_source = Some(vec![source.to_owned()]);
    it.user_source_id = Some(app_id);
    it.signed_up = Some(call.now.text());
    it.logins_count = Some(0);
    Ok(user)
}

/// Adds the addresses in the profile, which require verification.
fn complete(
    user: &mut UserDto,
    profile: &SignUpProfileDto,
    options: &SignUpOptionsDto,
    codes: &mut Vec<Entered>,
) -> Result<(), Failure> {
    if let Some(email) = &profile.email {
        let contact = Contact::email("profile.email", email)?;
        match Contact::email_of(user) {
            Some(known) if known == contact => {}
            Some(_) => {
                return Err(Failure::field(
                    "profile.email",
                    "differs from the address to sign up with",
                ));
            }
            None => {
                let code = options.email_pass_code_for_information_completion.clone();
                let code = code.ok_or_else(|| {
                    Failure::missing("options.emailPassCodeForInformationCompletion")
                })?;
                contact.give(user, true);
                codes.push(Entered {
                    contact,
                    channels: &["CHANNEL_COMPLETE_EMAIL"],
                    code: code.expose().to_owned(),
                });
            }
        }
    }
    if let Some(phone) = &profile.phone {
        let calling_code = profile.phone_country_code.as_deref();
        let contact = Contact::phone("profile.phone", phone, calling_code)?;
        match Contact::phone_of(user) {
            Some(known) if known == contact => {}
            Some(_) => {
                return Err(Failure::field(
                    "profile.phone",
                    "differs from the address to sign up with",
                ));
            }
            None => {
                let code = options.phone_pass_code_for_information_completion.clone();
                let code = code.ok_or_else(|| {
                    Failure::missing("options.phonePassCodeForInformationCompletion")
                })?;
                contact.give(user, true);
                codes.push(Entered {
                    contact,
                    channels: &["CHANNEL_COMPLETE_PHONE"],
                    code: code.expose().to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// Sets the remaining fields of the profile.
fn fill(user: &mut UserDto, profile: SignUpProfileDto) {
    user.nickname = profile.nickname;
    user.company = profile.company;
    user.photo = profile.photo;
    user.device = profile.device;
    user.browser = profile.browser;
    user.name = profile.name;
    user.given_name = profile.given_name;
    user.family_name = profile.family_name;
    user.middle_name = profile.middle_name;
    user.profile = profile.profile;
    user.preferred_username = profile.preferred_username;
    user.website = profile.website;
    user.zoneinfo = profile.zoneinfo;
    user.locale = profile.locale;
    user.address = profile.address;
    user.formatted = profile.formatted;
    user.street_address = profile.street_address;
    user.city = profile.locality;
    user.region = profile.region;
    user.postal_code = profile.postal_code;
    user.country = profile.country;
    user.birthdate = profile.birthdate.map(Into::into);
    if let Some(gender) = profile.gender {
        user.gender = gender;
    }
    merge(&mut user.custom_data, profile.custom_data.unwrap_or_default());
}

/// Merges custom data into the existing data; existing fields get the new value.
pub(super) fn merge(kept: &mut Option<Map<String, Value>>, more: Map<String, Value>) {
    if !more.is_empty() {
        kept.get_or_insert_default().extend(more);
    }
}
