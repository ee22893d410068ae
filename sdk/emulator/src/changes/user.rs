//! Changes and incidents of users.

use std::sync::Arc;

use genauth::{
    authentication::{UserDto, UserStatus},
    management::TargetType,
};
use serde_json::{Map, Value, json};

use super::Notices;
use crate::{
    events::Audience,
    handlers::directory::user::{Wanted, view},
    state::{
        State,
        events::{ACCOUNT_DELETED, CREATED, LOGIN, MFA, RESIGNED, UPDATED},
        happened::Incident,
        user::User,
    },
};

/// Fields that change without an update of the profile: by signing in or by a new password.
const INCIDENTAL: [&str; 12] = [
    "browser",
    "device",
    "lastIp",
    "lastLogin",
    "lastLoginApp",
    "lastMfaTime",
    "loginsCount",
    "passwordLastSetAt",
    "passwordSecurityLevel",
    "resetPasswordOnNextLogin",
    "statusChangedAt",
    "updatedAt",
];

/// Users with their versions before a call.
type Before = Vec<(String, Option<Arc<User>>)>;

/// Returns a user as events show them: as `getUser` does with all data, without secrets.
fn shown(state: &State, user: &User) -> Value {
    let mut shown = object(&view(state, user, Wanted::ALL));
    if let Some(Value::Array(identities)) = shown.get_mut("identities") {
        for identity in identities.iter_mut().filter_map(Value::as_object_mut) {
            identity.remove("accessToken");
            identity.remove("refreshToken");
        }
    }
    Value::Object(shown)
}

/// Returns a user as webhooks show them: the older names of two fields are also present.
fn webhook_user(state: &State, user: &User) -> Value {
    let mut shown = shown(state, user);
    shown["id"] = user.id().into();
    shown["userPoolId"] = state.pool.id.clone().into();
    shown
}

/// Returns a user as webhooks show them, by ID; only the ID if there is no such user.
pub(super) fn webhook_user_with(state: &State, id: &str) -> Value {
    match state.users.get(id) {
        Some(user) => webhook_user(state, user),
        None => json!({"id": id, "userId": id}),
    }
}

fn object(profile: &UserDto) -> Map<String, Value> {
    match serde_json::to_value(profile) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

fn identifiers(user: &User) -> Vec<String> {
    let it = &user.profile;
    let names = [Some(&it.user_id), it.username.as_ref(), it.email.as_ref(), it.phone.as_ref()];
    names.into_iter().flatten().cloned().collect()
}

fn about(user: &User) -> Audience {
    Audience::User(user.id().to_owned())
}

/// Reports users who were created or changed, and still exist.
pub(super) fn changed(state: &State, users: Before, notices: &mut Notices) {
    for (id, before) in users {
        let Some(user) = state.users.get(&id) else { continue };
        match before {
            None => {
                notices.event(CREATED, shown(state, user), about(user), identifiers(user));
                for name in ["register", "user:created"] {
                    notices.webhook(name, webhook_user(state, user));
                }
            }
            Some(before) => updated(state, &before, user, notices),
        }
    }
}

fn updated(state: &State, before: &User, user: &User, notices: &mut Notices) {
    let updates = updates(&before.profile, &user.profile);
    let (from, to) = (&before.profile, &user.profile);
    if !updates.is_empty() {
        let resigns = from.status != to.status && to.status == UserStatus::Resigned;
        let code = if resigns { RESIGNED } else { UPDATED };
        notices.event(code, shown(state, user), about(user), identifiers(user));
        let data = json!({"user": webhook_user(state, user), "updates": updates});
        notices.webhook("user:updated", data);
    }
    if from.custom_data != to.custom_data {
        notices.webhook("user:udv-changed", custom_data(state, user));
    }
    if before.password != user.password {
        notices.webhook("user:password-changed", json!({"userId": user.id()}));
    }
    if !from.email_verified && to.email_verified {
        let data = json!({"userId": user.id(), "email": to.email});
        notices.webhook("user:email-verified", data);
    }
    let is_archived = |it: &UserDto| it.status == UserStatus::Archived;
    let is_blocked =
        |it: &UserDto| matches!(it.status, UserStatus::Suspended | UserStatus::Deactivated);
    for (was, is, begin, end) in [
        (is_archived(from), is_archived(to), "user:archived", "user:unarchived"),
        (is_blocked(from), is_blocked(to), "user:blocked", "user:unblocked"),
    ] {
        if was != is {
            let name = if is { begin } else { end };
            notices.webhook(name, json!({"user": webhook_user(state, user)}));
        }
    }
}

/// Returns the changed fields with their new values; `null` for those removed.
fn updates(from: &UserDto, to: &UserDto) -> Map<String, Value> {
    let (from, mut to) = (object(from), object(to));
    for name in from.keys() {
        to.entry(name.clone()).or_insert(Value::Null);
    }
    to.retain(|name, value| {
        !INCIDENTAL.contains(&name.as_str()) && from.get(name).unwrap_or(&Value::Null) != value
    });
    to.remove("identities");
    to
}

fn custom_data(state: &State, user: &User) -> Value {
    let values = user.profile.custom_data.iter().flatten();
    let values: Vec<Value> =
        values.map(|(key, value)| json!({"key": key, "value": value})).collect();
    let fields: Vec<_> = state.custom_fields.of(&TargetType::User).collect();
    json!({"user": webhook_user(state, user), "udv": values, "udf": fields})
}

/// Reports an incident of a user.
pub(super) fn incident(state: &State, incident: &Incident, notices: &mut Notices) {
    match incident {
        Incident::SignIn { user_id, success } => {
            let Some(user) = state.users.get(user_id) else { return };
            if *success {
                notices.event(LOGIN, shown(state, user), about(user), identifiers(user));
            }
            notices.webhook("login", webhook_user(state, user));
        }
        Incident::SecondFactor { user_id, factor, verified } => {
            let Some(user) = state.users.get(user_id) else { return };
            let data = json!({"userId": user_id, "isValid": verified, "type": factor});
            notices.event(MFA, data.clone(), about(user), identifiers(user));
            notices.webhook("mfa:verified", data);
        }
        Incident::Published { .. } => {}
    }
}

/// Reports users who were deleted.
pub(super) fn deleted(state: &State, users: Before, notices: &mut Notices) {
    // Users who were created by the same call are left out.
    let users: Vec<_> = users.into_iter().filter_map(|(_, before)| before).collect();
    for user in &users {
        notices.event(ACCOUNT_DELETED, shown(state, user), about(user), identifiers(user));
    }
    if !users.is_empty() {
        let users: Vec<Value> = users.iter().map(|user| webhook_user(state, user)).collect();
        notices.webhook("user:deleted", json!({"users": users}));
    }
}
