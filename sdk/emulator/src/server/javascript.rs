//! JSON as a JavaScript server serializes its input: fields in their original order, no spaces, and
//! numbers in JavaScript format. Signatures are computed over it.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

/// The fields of a body by name: strings verbatim, all other values as JSON.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Fields(pub BTreeMap<String, String>);

/// A value as JSON, and its string if it is one.
struct Written {
    json: String,
    text: Option<String>,
}

impl Written {
    fn json(json: impl Into<String>) -> Self {
        Self { json: json.into(), text: None }
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Written>()? {
                    fields.insert(name, value.text.unwrap_or(value.json));
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Written;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Written, E> {
        Ok(Written::json("null"))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Written, E> {
        Ok(Written::json(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Written, E> {
        Ok(Written::json(number(value as f64)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Written, E> {
        Ok(Written::json(number(value as f64)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Written, E> {
        Ok(Written::json(number(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Written, E> {
        Ok(Written { json: quoted(value), text: Some(value.to_owned()) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Written, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element::<Written>()? {
            items.push(item.json);
        }
        Ok(Written::json(format!("[{}]", items.join(","))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
        let mut fields = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Written>()? {
            fields.push(format!("{}:{}", quoted(&name), value.json));
        }
        Ok(Written::json(format!("{{{}}}", fields.join(","))))
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Formats a number with an exponent only from 21 digits before or 6 zeros after the point.
fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        1e-6..1e21 => value.to_string(),
        1e21.. => format!("{value:e}").replace('e', "e+"),
        _ => format!("{value:e}"),
    }
}

/// Formats a list of strings.
pub(super) fn list(texts: &[&str]) -> String {
    let items: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", items.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_ordered_as_in_javascript() {
        let body = r#"{
            "z": "a=b&c", "list": [1.0, "1.0", 2.50, {"x\"1.0": 3.0e2, "a": {}}],
            "n": null, "on": true, "f": 7.0, "big": 1e21, "small": 0.0000001, "text": "\u00e9\n"
        }"#;
        let Fields(fields) = serde_json::from_str(body).unwrap();
        let expected = [
            ("big", "1e+21"),
            ("f", "7"),
            ("list", r#"[1,"1.0",2.5,{"x\"1.0":300,"a":{}}]"#),
            ("n", "null"),
            ("on", "true"),
            ("small", "1e-7"),
            ("text", "é\n"),
            ("z", "a=b&c"),
        ];
        assert!(fields.iter().map(|(name, value)| (&**name, &**value)).eq(expected), "{fields:?}");
        assert!(serde_json::from_str::<Fields>("[1]").is_err());
    }
}
