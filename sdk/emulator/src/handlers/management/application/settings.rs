//! Rules that creation and updates of applications share.

use genauth::codes::api;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{failure::Failure, state::State};

/// Checks that no other application has an identifier.
pub(super) fn check_identifier(state: &State, identifier: &str, id: &str) -> Result<(), Failure> {
    let mut others = state.applications.iter().filter(|app| app.id != id);
    match others.any(|app| app.settings.identifier == identifier) {
        true => Err(Failure::conflict("another application has this `appIdentifier`")
            .code(api::APP_DOMAIN_TAKEN)),
        false => Ok(()),
    }
}

type Config = Map<String, Value>;

/// Returns the settings of a protocol, if it is on after the call.
pub(super) fn provider(
    old: Option<Config>,
    is_on: Option<bool>,
    new: Option<Config>,
) -> Option<Config> {
    let is_on = is_on.unwrap_or(old.is_some());
    is_on.then(|| new.or(old).unwrap_or_default())
}

/// Merges the settings of a request into existing settings.
pub(super) fn merged<T: Clone + Serialize + DeserializeOwned>(
    old: &T,
    new: Option<&impl Serialize>,
) -> Result<T, Failure> {
    let Some(new) = new else { return Ok(old.clone()) };
    let written = |error: serde_json::Error| Failure::invalid(error.to_string());
    let mut settings = serde_json::to_value(old).map_err(written)?;
    merge(&mut settings, serde_json::to_value(new).map_err(written)?);
    T::deserialize(settings).map_err(written)
}

fn merge(old: &mut Value, new: Value) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in new {
                merge(old.entry(name).or_insert(Value::Null), value);
            }
        }
        (old, new) => *old = new,
    }
}
