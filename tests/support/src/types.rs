//! Every named type of the two APIs, by its documented name.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Reads JSON into a generated type and writes it again.
pub type Trip = fn(&Value) -> Result<Value, String>;

include!(concat!(env!("OUT_DIR"), "/round_trip.rs"));

/// The round trip through the type with this documented name.
pub fn trip_of(name: &str) -> Option<Trip> {
    TYPES.iter().find(|(known, _)| *known == name).map(|(_, trip)| *trip)
}

/// Goes through text, as a response does, and through a value, as stored data may. Both have to read
/// the same.
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

/// What a trip says of a value whose clone is another value.
pub const DIFFERENT_CLONE: &str = "the clone differs from the original";
