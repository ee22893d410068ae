//! Names and types of fields: properties and parameters.

use crate::facts::Key;

/// The names of numbers that have fractions.
const FRACTIONS: [&str; 4] = ["latitude", "longitude", "lat", "lng"];

/// Returns the last name of a property or parameter.
pub fn name_of(key: &Key) -> Option<&str> {
    match key {
        Key::Property(_, path) => path.iter().rev().find(|it| *it != "[]" && *it != "{}"),
        Key::Parameter(_, _, name) => Some(name),
        _ => None,
    }
    .map(String::as_str)
}

/// Returns the type to write: `number` stands for integers in the vendor's documents, but for a few.
pub fn written_type(key: &Key, ty: &str) -> String {
    let name = name_of(key).unwrap_or_default().to_ascii_lowercase();
    match FRACTIONS.contains(&name.as_str()) {
        true => ty.to_owned(),
        false => ty.replace("number", "integer"),
    }
}
