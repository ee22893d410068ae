//! Creation of users.
//!
//! # Assumptions
//!
//! - A password in the request takes precedence over `autoGeneratePassword`. A generated one
//!   appears only in the message that `sendNotification` requests (`FIRST_CREATED_USER` in the
//!   outbox).
//! - `keepPassword` and `salt` have no effect: users sign in with the password.
//! - Custom fields need not be defined first.

use genauth::management::{
    CreateUserBatchReqDto, CreateUserInfoDto, CreateUserOptionsDto, CreateUserReqDto, IdentityDto,
    UserSourceType,
};
use serde_json::Value;

use super::{
    fields::{self, object},
    password::{self, NewPassword},
};
use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::{
        batch::each,
        directory::{
            department,
            user::{Wanted, view},
        },
    },
    state::{
        otp::Otp,
        outbox::{Medium, Message},
        user::User,
    },
};

/// Purpose of the message to a new user.
const CREATED: &str = "FIRST_CREATED_USER";

pub(super) fn create_user(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateUserReqDto = call.body()?;
    let options = body.options.clone().unwrap_or_default();
    let one: CreateUserInfoDto = serde_json::from_value(Value::Object(object(&body)?))
        .map_err(|error| Failure::invalid(error.to_string()))?;
    let ids = create(call, None, &[one], &options)?;
    let user = ids.first().and_then(|id| call.state.users.get(id));
    let user = user.ok_or_else(Failure::user_not_found)?;
    Response::data(&view(call.state, user, Wanted::ALL))
}

pub(super) fn create_users_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateUserBatchReqDto = call.body()?;
    let options = body.options.unwrap_or_default();
    let ids = create(call, Some("list"), &body.list, &options)?;
    let users = ids.iter().filter_map(|id| call.state.users.get(id));
    Response::data(&users.map(|user| view(call.state, user, Wanted::ALL)).collect::<Vec<_>>())
}

/// Creates all of them or none, and returns their IDs. `field` is the name of the list, if the
/// request has one.
fn create(
    call: &mut Call<'_>,
    field: Option<&str>,
    list: &[CreateUserInfoDto],
    options: &CreateUserOptionsDto,
) -> Result<Vec<String>, Failure> {
    let (mut ids, mut sent) = (Vec::new(), Sent::default());
    if let Err(failure) = create_each(call, field, list, options, &mut ids, &mut sent) {
        for id in &ids {
            call.state.users.remove(id);
            call.state.organizations.forget_user(id);
        }
        return Err(failure);
    }
    for (user_id, otp) in sent.otps {
        call.state.set_otp(&user_id, otp);
    }
    for message in sent.messages {
        call.state.outbox.push(message);
    }
    Ok(ids)
}

/// Messages and authenticator apps to store after all users have been created.
#[derive(Default)]
struct Sent {
    messages: Vec<Message>,
    otps: Vec<(String, Otp)>,
}

/// Creates the users in order, and appends the `ids` of those created before a failure.
fn create_each(
    call: &mut Call<'_>,
    field: Option<&str>,
    list: &[CreateUserInfoDto],
    options: &CreateUserOptionsDto,
    ids: &mut Vec<String>,
    sent: &mut Sent,
) -> Result<(), Failure> {
    let add = |info: &&CreateUserInfoDto| {
        let (user, password) = build(call, info, options)?;
        if let Some(otp) = &info.otp {
            let otp = Otp::import(
                otp.secret.expose(),
                otp.recovery_code.as_ref().map(|it| it.expose().to_owned()),
            )?;
            sent.otps.push((user.id().to_owned(), otp));
        }
        if let Some(notify) = &options.send_notification {
            for (medium, is_wanted) in [
                (Medium::Email, notify.send_email_notification),
                (Medium::Sms, notify.send_phone_notification),
            ] {
                let text = NewPassword::generated(password.as_ref());
                let message = password::message(&user, medium, None, CREATED, text, call.now);
                sent.messages.extend(message.filter(|_| is_wanted == Some(true)));
            }
        }
        let user_id = user.id().to_owned();
        call.state.users.insert(user)?;
        ids.push(user_id.clone());
        let organizations = &mut call.state.organizations;
        for department in info.department_ids.iter().flatten() {
            let kind = options.department_id_type.as_ref();
            let id = department::anywhere(organizations, department, kind)?.id.clone();
            organizations.get_mut(&id)?.join(&user_id, call.now);
        }
        Ok(())
    };
    each(field, list, |info| name(info), add)?;
    Ok(())
}

/// Returns the name that identifies a new user in a message.
fn name(info: &CreateUserInfoDto) -> &str {
    let names = [&info.username, &info.email, &info.phone, &info.external_id];
    names.into_iter().flatten().next().map_or("", String::as_str)
}

fn build(
    call: &mut Call<'_>,
    info: &CreateUserInfoDto,
    options: &CreateUserOptionsDto,
) -> Result<(User, Option<NewPassword>), Failure> {
    if info.email.is_none() && info.phone.is_none() && info.username.is_none() {
        return Err(Failure::invalid("one of `email`, `phone` and `username` is required"));
    }
    let mut user = User::new(call.state.ids.object_id(), call.now);
    user.profile.user_source_type = UserSourceType::AdminCreated;
    user.profile = fields::filled_in(&user.profile, info)?;
    user.profile.tenant_ids = info.tenant_ids.clone();
    if let Some(given) = &info.identities {
        let identities = given.iter().map(|it| {
            let mut identity = IdentityDto::new()
                .identity_id(call.state.ids.object_id())
                .ext_idp_id(&*it.ext_idp_id)
                .provider(it.provider.clone())
                .r#type(&*it.r#type)
                .user_id_in_idp(&*it.user_id_in_idp)
                .user_info_in_idp(it.user_info_in_idp.clone())
                .origin_conn_ids(it.origin_conn_ids.clone());
            identity.access_token = it.access_token.clone();
            identity.refresh_token = it.refresh_token.clone();
            identity
        });
        user.profile.identities = Some(identities.collect());
    }
    let password = NewPassword::of(
        call,
        info.password.as_ref().map(|it| it.expose()),
        options.password_encrypt_type.as_ref(),
        options.auto_generate_password,
    )?;
    if let Some(password) = &password {
        password.set(&mut user, call.now)?;
    }
    user.profile.reset_password_on_next_login = options.reset_password_on_first_login;
    Ok((user, password))
}
