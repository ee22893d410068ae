//! Debug output of every generated object.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads JSON into a type and formats the result with `{:?}` and `{:#?}`.
pub type Show = fn(&Value) -> Result<[String; 2], serde_json::Error>;

include!(concat!(env!("OUT_DIR"), "/shown.rs"));

fn show<T: DeserializeOwned + std::fmt::Debug>(
    value: &Value,
) -> Result<[String; 2], serde_json::Error> {
    let value = T::deserialize(value.clone())?;
    Ok([format!("{value:?}"), format!("{value:#?}")])
}
