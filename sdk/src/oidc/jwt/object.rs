//! Strict JSON objects: header and claims of a token.

use std::fmt;

use serde::de::{Deserializer as _, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value, map::Entry};

/// Parses a JSON object, and rejects one that repeats a member: parsers differ in which one they
/// take (RFC 7519 §4).
///
/// Members of nested objects may repeat; the last one counts.
///
/// # Errors
///
/// Returns the problem, without text of the object.
pub(crate) fn parse_object(json: &[u8]) -> Result<Map<String, Value>, String> {
    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = Map<String, Value>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut members = Map::new();
            while let Some(name) = access.next_key::<String>()? {
                match members.entry(name) {
                    Entry::Vacant(entry) => entry.insert(access.next_value()?),
                    Entry::Occupied(_) => return Err(A::Error::custom("repeated member")),
                };
            }
            Ok(members)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let members = deserializer.deserialize_map(Members);
    members.and_then(|members| deserializer.end().map(|()| members)).map_err(|error| {
        // Messages of serde_json can repeat parts of the text.
        let problem = match error.classify() {
            serde_json::error::Category::Data if error.to_string().starts_with("repeated") => {
                "a member is repeated"
            }
            serde_json::error::Category::Data => "it is not a JSON object",
            _ => "it is not valid JSON",
        };
        problem.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_members_are_rejected_at_the_top_only() {
        let claims = parse_object(br#"{"a":{"b":1,"b":2}}"#).expect("it is an object");
        assert_eq!(claims["a"]["b"], 2);
        for (json, problem) in [
            (r#"{"sub":"a","sub":"b"}"#, "a member is repeated"),
            (r#"{"sub":"a","\u0073ub":"b"}"#, "a member is repeated"),
            ("[]", "it is not a JSON object"),
            ("1", "it is not a JSON object"),
            ("{", "it is not valid JSON"),
            ("{} x", "it is not valid JSON"),
            ("\u{feff}{}", "it is not valid JSON"),
        ] {
            assert_eq!(parse_object(json.as_bytes()), Err(problem.to_owned()), "{json}");
        }
        let deep = format!("{{\"a\":{}}}", "[".repeat(100_000));
        assert!(parse_object(deep.as_bytes()).is_err());
    }
}
