//! Reading, setting and adding members of JSON bodies, with everything else preserved byte for
//! byte.
//!
//! Parsing and encoding a body can change it: floats lose digits without the feature
//! `float_roundtrip` of `serde_json`, and other crates in a build can enable further features.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of a JSON object in their order, with verbatim values.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

fn members(json: &[u8]) -> Option<Vec<(String, &RawValue)>> {
    serde_json::from_slice::<Members<'_>>(json).ok().map(|members| members.0)
}

/// Returns whether a body is an object with one of these members.
pub(crate) fn has_member(json: &[u8], names: &[&str]) -> bool {
    members(json).unwrap_or_default().iter().any(|(name, _)| names.contains(&name.as_str()))
}

/// Returns the JSON text of the value at a path of keys separated by dots.
pub(crate) fn get<'a>(json: &'a [u8], path: &str) -> Option<&'a str> {
    let mut value = None;
    let mut json = json;
    for key in path.split('.') {
        let (_, found) = members(json)?.into_iter().rfind(|(name, _)| name == key)?;
        json = found.get().as_bytes();
        value = Some(found.get());
    }
    value
}

/// Returns the body with this JSON text at a path of keys. Missing objects are created, and other
/// values on the path are replaced by objects.
pub(crate) fn set(json: &[u8], path: &str, value: &str) -> String {
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let inner = |before: &[u8]| match rest {
        Some(rest) => set(before, rest, value),
        None => value.to_owned(),
    };
    let mut object = Object::default();
    let mut found = false;
    for (name, before) in members(json).unwrap_or_default() {
        if name == key {
            found = true;
            object.add(&name, &inner(before.get().as_bytes()));
        } else {
            object.add(&name, before.get());
        }
    }
    if !found {
        object.add(key, &inner(b""));
    }
    object.finish()
}

/// Returns the body with additional text members; `None` if it is not an object.
pub(crate) fn with_texts(json: &[u8], texts: &[(&str, &str)]) -> Option<String> {
    let mut object = Object::default();
    for (name, value) in members(json)? {
        object.add(&name, value.get());
    }
    for (name, text) in texts {
        object.add(name, &quoted(text));
    }
    Some(object.finish())
}

/// A JSON object under construction.
#[derive(Default)]
struct Object(String);

impl Object {
    fn add(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&quoted(name));
        self.0.push(':');
        self.0.push_str(value);
    }

    fn finish(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

/// Encodes text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    // Encoding a string never fails.
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "31.245270191439438000000000000000000001";

    #[test]
    fn other_members_keep_their_bytes() {
        let body = format!(r#"{{ "lat" : {DIGITS}, "n": 1e400, "a\u0062": "\u00e9", "page": 3 }}"#);
        let set = set(body.as_bytes(), "page", "4");
        assert_eq!(set, format!(r#"{{"lat":{DIGITS},"n":1e400,"ab":"\u00e9","page":4}}"#));
        assert_eq!(get(set.as_bytes(), "page"), Some("4"));
        assert_eq!(get(set.as_bytes(), "lat"), Some(DIGITS));
        let added = with_texts(body.as_bytes(), &[("id", "a\"b")]).expect("it is an object");
        assert!(added.ends_with(r#","id":"a\"b"}"#), "{added}");
        assert!(added.contains(DIGITS), "{added}");
    }

    #[test]
    fn missing_objects_are_created() {
        for before in ["", "null", "{}", "[1]", r#"{"a":null}"#, r#"{"a":{}}"#] {
            assert_eq!(set(before.as_bytes(), "a.b", "1"), r#"{"a":{"b":1}}"#, "{before}");
        }
        let before = format!(r#"{{"a":{{"x":{DIGITS}}}}}"#);
        let expected = format!(r#"{{"a":{{"x":{DIGITS},"b":1}}}}"#);
        assert_eq!(set(before.as_bytes(), "a.b", "1"), expected);
    }

    #[test]
    fn only_objects_have_members() {
        for json in ["", "null", "[1]", "\"client_id\"", "{"] {
            assert!(!has_member(json.as_bytes(), &["client_id"]), "{json}");
            assert_eq!(with_texts(json.as_bytes(), &[("a", "b")]), None, "{json}");
            assert_eq!(get(json.as_bytes(), "client_id"), None, "{json}");
        }
        assert_eq!(with_texts(b"{}", &[("a", "b")]).as_deref(), Some(r#"{"a":"b"}"#));
        assert_eq!(with_texts(b" { } ", &[]).as_deref(), Some("{}"));
        assert!(has_member(br#"{"x":{},"client_id":null}"#, &["client_id", "client_secret"]));
    }
}
