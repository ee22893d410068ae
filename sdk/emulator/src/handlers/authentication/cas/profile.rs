//! The user as a service receives it, by the settings of the application.

use serde_json::{Map, Value};

use crate::{
    clock::Timestamp,
    handlers::authentication::browser::attributes::attributes,
    state::{State, user::User},
};

/// Default lifetime of a ticket, in seconds.
const TICKET_SECONDS: i64 = 300;
/// Start of a reference to a field of the user: `${user.username}`.
const REFERENCE: &str = "${user.";

fn settings<'a>(state: &'a State, app_id: &str) -> Option<&'a Map<String, Value>> {
    state.applications.get(app_id)?.settings.cas.as_ref()
}

/// Returns the lifetime of the tickets of an application, in seconds.
pub(super) fn ticket_seconds(state: &State, app_id: &str) -> i64 {
    let set = settings(state, app_id).and_then(|settings| settings.get("stLifetime")?.as_i64());
    set.filter(|seconds| *seconds > 0).unwrap_or(TICKET_SECONDS)
}

/// Returns the name of a user for an application.
pub(super) fn name(state: &State, app_id: &str, user_id: &str) -> String {
    let Some(user) = state.users.get(user_id) else { return user_id.to_owned() };
    let set = settings(state, app_id).and_then(|settings| settings.get("casUserIdentifier"));
    let name = set.and_then(Value::as_str).map(|template| filled(template, user));
    name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| user.account_name().to_owned())
}

/// Returns the attributes of a user for an application. `roles` is a list.
pub(super) fn attributes_of(
    state: &State,
    app_id: &str,
    user_id: &str,
    now: Timestamp,
) -> Map<String, Value> {
    let usual = attributes(state, user_id, now).into_iter().map(|(name, values)| {
        let value = match values.as_slice() {
            [only] if name != "roles" => Value::String(only.clone()),
            _ => values.into(),
        };
        (name.to_owned(), value)
    });
    let mut all: Map<String, Value> = usual.collect();
    let custom = settings(state, app_id).and_then(|settings| settings.get("customAttributes"));
    let custom = custom.and_then(Value::as_object).into_iter().flatten();
    if let Some(user) = state.users.get(user_id) {
        all.extend(custom.map(|(name, value)| {
            let value = value.as_str().map(|template| filled(template, user).into());
            (name.clone(), value.unwrap_or_default())
        }));
    }
    all.retain(|name, value| !value.is_null() && is_name(name));
    all
}

/// Returns whether an attribute can be an element of a document.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|it| it.is_ascii_alphanumeric() || "_-.".contains(it))
}

/// Replaces references to fields of the user. A field without a text is empty.
fn filled(template: &str, user: &User) -> String {
    let fields = serde_json::to_value(&user.profile).unwrap_or_default();
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once(REFERENCE) {
        let Some((field, next)) = after.split_once('}') else { break };
        text.push_str(before);
        text.push_str(fields[field].as_str().unwrap_or_default());
        rest = next;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced_by_fields() {
        let mut user = User::new("USER_ID", Timestamp(0));
        user.profile.username = Some("ada".to_owned());
        for (template, expected) in [
            ("${user.username}", "ada"),
            ("a ${user.username}, ${user.email}!", "a ada, !"),
            ("${user.username", "${user.username"),
            ("123", "123"),
        ] {
            assert_eq!(filled(template, &user), expected);
        }
    }

    #[test]
    fn names_of_attributes_are_names_of_elements() {
        assert!(is_name("customAttr1") && is_name("_a-b.c"));
        assert!(!is_name("") && !is_name("1a") && !is_name("a b") && !is_name("a><b"));
    }
}
