//! Where the spec has what a document describes inside of an object without a name: the spec gives such
//! objects names.

use serde_json::Value;

use crate::facts::{Key, attribute, references};

use super::ours::Ours;

/// Returns the key under which the spec has something, or would have it.
pub fn locate(ours: &Ours, key: &Key) -> Key {
    let Key::Property(schema, path) = key else { return key.clone() };
    if ours.facts.entries.contains_key(key) {
        return key.clone();
    }
    let (mut schema, mut rest) = (schema.clone(), path.as_slice());
    let mut length = 1;
    while length < rest.len() {
        let (outer, inner) = rest.split_at(length);
        let here = Key::Property(schema.clone(), outer.to_vec());
        let ty = ours.facts.get(&here, attribute::TYPE).and_then(Value::as_str);
        match ty.map(references).as_deref() {
            Some([name]) => {
                schema = (*name).to_owned();
                let skipped = inner.iter().take_while(|it| *it == "[]" || *it == "{}").count();
                rest = inner.get(skipped..).unwrap_or_default();
                length = 1;
            }
            _ => length += 1,
        }
    }
    Key::Property(schema, rest.to_vec())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_found_in_the_object_that_the_spec_has_named() {
        let mut ours = Ours::default();
        let property = |schema: &str, path: &[&str]| {
            Key::Property(schema.to_owned(), path.iter().map(ToString::to_string).collect())
        };
        for (key, ty) in [
            (property("A", &["list"]), "array<ref Item>"),
            (property("Item", &["inner"]), "object"),
            (property("Item", &["inner", "x"]), "string"),
        ] {
            let attributes = [("type".to_owned(), json!(ty))].into();
            ours.facts.entries.insert(key, attributes);
        }
        let located = |path: &[&str]| locate(&ours, &property("A", path));
        assert_eq!(located(&["list"]), property("A", &["list"]));
        assert_eq!(located(&["list", "[]", "code"]), property("Item", &["code"]));
        assert_eq!(located(&["list", "[]", "inner", "x"]), property("Item", &["inner", "x"]));
        assert_eq!(located(&["other", "x"]), property("A", &["other", "x"]));
    }
}
