//! Every named type of the two APIs, by its documented name.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Reads JSON into a generated type and serializes it again.
pub type Trip = fn(&Value) -> Result<Value, String>;

include!(concat!(env!("OUT_DIR"), "/round_trip.rs"));

/// Returns the round trip through the type with this documented name.
pub fn trip_of(name: &str) -> Option<Trip> {
    TYPES.iter().find(|(known, _)| *known == name).map(|(_, trip)| *trip)
}

/// Reads from text, like a response, and from a value, like stored data. Both results must be
/// equal.
fn trip<T: Serialize + DeserializeOwned + PartialEq + Clone>(
    value: &Value,
) -> Result<Value, String> {
    let text = value.to_string();
    let from_text: T = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let from_value: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    if from_text != from_value {
        return Err("the text and the value are read differently".to_owned());
    }
    let written = serde_json::to_value(&from_text).map_err(|error| error.to_string())?;
    let clone = from_text.clone();
    if clone != from_text || serde_json::to_value(&clone).ok().as_ref() != Some(&written) {
        return Err(DIFFERENT_CLONE.to_owned());
    }
    Ok(written)
}

/// Error of a round trip if the clone differs from the original.
pub const DIFFERENT_CLONE: &str = "the clone differs from the original";
