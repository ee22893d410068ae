//! The same spec with its keys in another order, where the order has no meaning.

use serde_yaml::{Mapping, Value};

/// Names below these keys are listed in the generated code in the order of the spec.
const ORDERED: [&str; 5] = ["paths", "schemas", "properties", "responses", "x-enum-names"];

/// Reverses the keys of a file.
pub fn reversed(file: Value) -> Value {
    inside(file, false)
}

fn inside(value: Value, is_ordered: bool) -> Value {
    match value {
        Value::Mapping(mapping) => {
            let turned = mapping.into_iter().map(|(key, value)| {
                // A path is a list of operations itself.
                let is_path = key.as_str().is_some_and(|key| key.starts_with('/'));
                let is_list = key.as_str().is_some_and(|key| ORDERED.contains(&key));
                (key, inside(value, (is_list && !is_ordered) || is_path))
            });
            let mut pairs: Vec<(Value, Value)> = turned.collect();
            if !is_ordered {
                pairs.reverse();
            }
            Value::Mapping(pairs.into_iter().collect::<Mapping>())
        }
        Value::Sequence(items) => {
            Value::Sequence(items.into_iter().map(|item| inside(item, false)).collect())
        }
        other => other,
    }
}
