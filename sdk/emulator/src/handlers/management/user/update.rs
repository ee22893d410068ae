//! Updates of users.
//!
//! # Assumptions
//!
//! - Omitted fields stay unchanged. A new email address or phone is not verified, unless the
//!   request marks it as verified.
//! - A user who is no longer `Activated` is signed out everywhere.
//! - A password in the request takes precedence over `autoGeneratePassword`. A generated one is in
//!   the message that is requested (`ADMIN_RESET_USER_PASSWORD_NOTIFICATION` in the outbox).

use genauth::management::{
    PasswordEncryptType, SendResetPasswordNotificationDto, UpdateUserBatchReqDto,
    UpdateUserInfoDto, UpdateUserReqDto, UserIdType, UserStatus,
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
        directory::user::{Wanted, find, view},
    },
    state::{
        outbox::{Medium, Message},
        user::User,
    },
};

/// Purpose of the message about a new password.
const RESET: &str = "ADMIN_RESET_USER_PASSWORD_NOTIFICATION";

/// Options of a request for all of its users.
#[derive(Default)]
struct Options {
    kind: Option<UserIdType>,
    encrypted: Option<PasswordEncryptType>,
    generate: Option<bool>,
    reset_later: Option<bool>,
    notify: Option<SendResetPasswordNotificationDto>,
}

pub(super) fn update_user(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateUserReqDto = call.body()?;
    let one: UpdateUserInfoDto = serde_json::from_value(Value::Object(object(&body)?))
        .map_err(|error| Failure::invalid(error.to_string()))?;
    let options = body.options.unwrap_or_default();
    let options = Options {
        kind: options.user_id_type,
        encrypted: options.password_encrypt_type,
        generate: options.auto_generate_password,
        reset_later: options.reset_password_on_next_login.or(options.reset_password_on_first_login),
        notify: options.send_password_reseted_notification,
    };
    let ids = update(call, None, &[one], &options)?;
    let user = ids.first().and_then(|id| call.state.users.get(id));
    Response::data(&view(call.state, user.ok_or_else(Failure::user_not_found)?, Wanted::ALL))
}

pub(super) fn update_user_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateUserBatchReqDto = call.body()?;
    let options = body.options.unwrap_or_default();
    let options = Options {
        kind: None,
        encrypted: options.password_encrypt_type,
        generate: options.auto_generate_password,
        reset_later: options.reset_password_on_next_login,
        notify: options.send_password_reseted_notification,
    };
    let ids = update(call, Some("list"), &body.list, &options)?;
    let users = ids.iter().filter_map(|id| call.state.users.get(id));
    Response::data(&users.map(|user| view(call.state, user, Wanted::ALL)).collect::<Vec<_>>())
}

/// Updates all of them or none, and returns their IDs. `field` is the name of the list, if the
/// request has one.
fn update(
    call: &mut Call<'_>,
    field: Option<&str>,
    list: &[UpdateUserInfoDto],
    options: &Options,
) -> Result<Vec<String>, Failure> {
    let (mut before, mut messages) = (Vec::new(), Vec::new());
    let ids = match update_each(call, field, list, options, &mut before, &mut messages) {
        Ok(ids) => ids,
        Err(failure) => {
            // Reverse order, so that the first version of a user is restored last.
            before.into_iter().rev().for_each(|user| call.state.users.put(user));
            return Err(failure);
        }
    };
    for message in messages {
        call.state.outbox.push(message);
    }
    for id in &ids {
        let user = call.state.users.get(id);
        if user.is_some_and(|user| user.profile.status != UserStatus::Activated) {
            call.state.sessions.end_all_of(id);
        }
    }
    Ok(ids)
}

/// Updates the users in order, and keeps their previous versions in `before`.
fn update_each(
    call: &mut Call<'_>,
    field: Option<&str>,
    list: &[UpdateUserInfoDto],
    options: &Options,
    before: &mut Vec<User>,
    messages: &mut Vec<Message>,
) -> Result<Vec<String>, Failure> {
    let change = |info: &&UpdateUserInfoDto| {
        let id = find(call.state, &info.user_id, options.kind.as_ref())?.id().to_owned();
        let (given, encrypted) =
            (info.password.as_ref().map(|it| it.expose()), options.encrypted.as_ref());
        let password = NewPassword::of(call, given, encrypted, options.generate)?;
        let users = &mut call.state.users;
        let user = users.get(&id).ok_or_else(Failure::user_not_found)?;
        let mut profile = fields::filled_in(&user.profile, info)?;
        if profile.status != user.profile.status {
            profile.status_changed_at = Some(call.now.text().into());
        }
        before.push(user.clone());
        users.update(&id, call.now, |kept| *kept = profile)?;
        let mut user = users.get_mut(&id).ok_or_else(Failure::user_not_found)?;
        if let Some(password) = &password {
            password.set(&mut user, call.now)?;
            messages.extend(notifications(&user, password, options.notify.as_ref(), call.now));
        }
        if options.reset_later.is_some() {
            user.profile.reset_password_on_next_login = options.reset_later;
        }
        Ok(id)
    };
    each(field, list, |info| &info.user_id, change)
}

fn notifications(
    user: &User,
    password: &NewPassword,
    notify: Option<&SendResetPasswordNotificationDto>,
    now: crate::clock::Timestamp,
) -> Vec<Message> {
    let Some(notify) = notify else { return Vec::new() };
    let own = |is_wanted: Option<bool>| is_wanted == Some(true);
    let other = (&notify.input_send_email_notification, &notify.input_send_phone_notification);
    let wanted = [
        (Medium::Email, None, own(notify.send_default_email_notification)),
        (Medium::Sms, None, own(notify.send_default_phone_notification)),
        (Medium::Email, other.0.as_deref(), other.0.is_some()),
        (Medium::Sms, other.1.as_deref(), other.1.is_some()),
    ];
    let wanted = wanted.into_iter().filter(|(_, _, is_wanted)| *is_wanted);
    let text = || NewPassword::generated(Some(password));
    let messages =
        wanted.map(|(medium, to, _)| password::message(user, medium, to, RESET, text(), now));
    messages.flatten().collect()
}
