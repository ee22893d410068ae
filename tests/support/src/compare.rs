//! Comparison of documented and serialized JSON.

use serde_json::Value;

/// Returns the first difference between two values, as a JSON pointer with the problem there. `1`
/// and `1.0` are the same number.
pub fn difference(documented: &Value, written: &Value) -> Option<String> {
    within(documented, written, "")
}

fn within(documented: &Value, written: &Value, at: &str) -> Option<String> {
    match (documented, written) {
        (Value::Object(left), Value::Object(right)) => {
            let mut keys = left.iter();
            let lost = keys.find_map(|(key, left)| match right.get(key) {
                None => Some(format!("{at}/{key} was lost")),
                Some(right) => within(left, right, &format!("{at}/{key}")),
            });
            lost.or_else(|| {
                let added = right.keys().find(|key| !left.contains_key(*key))?;
                Some(format!("{at}/{added} was added"))
            })
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let mut pairs = left.iter().zip(right).enumerate();
            pairs.find_map(|(index, (left, right))| within(left, right, &format!("{at}/{index}")))
        }
        (Value::Number(left), Value::Number(right)) if left.as_f64() == right.as_f64() => None,
        (left, right) if left == right => None,
        (left, right) => Some(format!("{at}: {left} became {right}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_kind_of_difference_is_found() {
        let documented = json!({"a": [1, {"b": "x"}], "c": null});
        for (written, expected) in [
            (json!({"a": [1.0, {"b": "x"}], "c": null}), None),
            (json!({"a": [1, {"b": "y"}], "c": null}), Some(r#"/a/1/b: "x" became "y""#)),
            (json!({"a": [1, {"b": "x"}]}), Some("/c was lost")),
            (json!({"a": [1, {"b": "x"}], "c": null, "d": 1}), Some("/d was added")),
            (json!({"a": [1], "c": null}), Some(r#"/a: [1,{"b":"x"}] became [1]"#)),
        ] {
            assert_eq!(difference(&documented, &written).as_deref(), expected);
        }
    }
}
