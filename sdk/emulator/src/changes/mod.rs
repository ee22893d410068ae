//! Events and webhooks about the changes of a call: the one place where they are decided.

mod operation;
mod user;

use serde_json::Value;

use crate::{
    clock::Timestamp,
    events::{Audience, Event, Hub},
    state::{State, happened::Incident},
};

/// Ends of the names of secrets, in lower case.
const SECRETS: [&str; 5] = ["password", "privatekey", "salt", "secret", "token"];

/// A call that succeeded.
pub(crate) struct Done<'a> {
    /// Documented name of the operation.
    pub operation: &'a str,
    /// The body of the request.
    pub body: &'a Value,
    /// The payload of the response.
    pub data: Option<&'a Value>,
}

/// Events and webhook requests about a call.
#[derive(Default)]
struct Notices {
    events: Vec<Event>,
    webhooks: Vec<(&'static str, Value)>,
}

impl Notices {
    fn event(&mut self, code: &str, data: Value, audience: Audience, identifiers: Vec<String>) {
        self.events.push(Event { code: code.to_owned(), data, audience, identifiers });
    }

    fn webhook(&mut self, name: &'static str, data: Value) {
        self.webhooks.push((name, data));
    }
}

/// Forgets the changes so far: those that prepared the state.
pub(crate) fn forget(state: &mut State) {
    state.users.take_touched();
    state.happened.take();
}

/// Sends the events about a call, and adds its webhook requests to the queue. `done` is `None` if the
/// call failed, which may also have changed the state. Returns whether a webhook request was added.
pub(crate) fn report(
    hub: &Hub,
    state: &mut State,
    done: Option<&Done<'_>>,
    now: Timestamp,
) -> bool {
    let (touched, incidents) = (state.users.take_touched(), state.happened.take());
    if hub.is_empty() && state.webhooks.is_empty() {
        return false;
    }
    let mut notices = Notices::default();
    let (kept, deleted): (Vec<_>, Vec<_>) =
        touched.into_iter().partition(|(id, _)| state.users.get(id).is_some());
    user::changed(state, kept, &mut notices);
    for incident in incidents {
        match incident {
            Incident::Published { code, data } => {
                notices.event(&code, data, Audience::Everyone, Vec::new());
            }
            incident => user::incident(state, &incident, &mut notices),
        }
    }
    user::deleted(state, deleted, &mut notices);
    if let Some(done) = done.filter(|_| !state.webhooks.is_empty()) {
        let before = notices.webhooks.len();
        operation::report(state, done, now, &mut notices);
        for (_, data) in notices.webhooks.iter_mut().skip(before) {
            remove_secrets(data);
        }
    }
    for event in &notices.events {
        hub.publish(event);
    }
    let mut is_added = false;
    for (name, data) in notices.webhooks {
        is_added |= state.webhooks.add_requests(name, data, now);
    }
    is_added
}

/// Removes the fields with names of secrets, at any depth.
fn remove_secrets(data: &mut Value) {
    match data {
        Value::Object(fields) => {
            fields.retain(|name, _| {
                let name = name.to_lowercase();
                !SECRETS.iter().any(|secret| name.ends_with(secret))
            });
            fields.values_mut().for_each(remove_secrets);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_secrets),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_removed_at_any_depth() {
        let mut data = json!({"a": [{"appSecret": 1, "code": 2}], "accessToken": 3, "salt": 4});
        remove_secrets(&mut data);
        assert_eq!(data, json!({"a": [{"code": 2}]}));
    }
}
