//! Types as nodes of YAML.

use serde_json::Value;

use crate::edit::Node;

/// Entries of a map, in order.
pub type Entries = Vec<(String, Node)>;

/// The keywords that make up a type.
pub const KEYWORDS: [&str; 9] = [
    "$ref",
    "type",
    "format",
    "items",
    "additionalProperties",
    "oneOf",
    "contentMediaType",
    "enum",
    "properties",
];

/// Returns the keywords of a type in the notation of facts. `reference` writes references, and
/// `named` is the named enum that stands for the values of the innermost type.
pub fn keywords(
    ty: &str,
    named: Option<&str>,
    reference: &mut impl FnMut(&str) -> String,
) -> Entries {
    let mut inner = |ty: &str| Node::Map(keywords(ty, named, reference));
    if let Some(item) = unwrap(ty, "array") {
        return entries([("type", "array".into()), ("items", inner(item))]);
    }
    if let Some(value) = unwrap(ty, "map") {
        return entries([("type", "object".into()), ("additionalProperties", inner(value))]);
    }
    if let Some(branches) = unwrap(ty, "oneOf") {
        let branches = split(branches).into_iter().map(inner).collect();
        return entries([("oneOf", Node::List(branches))]);
    }
    if let Some(value) = unwrap(ty, "nullable") {
        return nullable(keywords(value, named, reference));
    }
    if let Some(name) = ty.strip_prefix("ref ").or(named) {
        return entries([("$ref", Node::from(reference(name).as_str()))]);
    }
    match ty {
        "integer" => entries([("type", ty.into()), ("format", "int64".into())]),
        "number" => entries([("type", ty.into()), ("format", "double".into())]),
        "file" => entries([
            ("type", "string".into()),
            ("contentMediaType", "application/octet-stream".into()),
        ]),
        "any" => Vec::new(),
        plain => entries([("type", plain.into())]),
    }
}

/// Adds `null` to the values of a type.
fn nullable(mut keywords: Entries) -> Entries {
    let kind = keywords.iter_mut().find(|(key, _)| key == "type");
    match kind {
        Some((_, kind)) => {
            let null = Node::Value(Value::String("null".to_owned()));
            *kind = Node::List(vec![kind.clone(), null]);
            keywords
        }
        None => {
            let null = Node::Map(entries([("type", "null".into())]));
            entries([("oneOf", Node::List(vec![Node::Map(keywords), null]))])
        }
    }
}

/// Returns entries with these keys.
pub fn entries<const N: usize>(entries: [(&str, Node); N]) -> Entries {
    entries.into_iter().map(|(key, node)| (key.to_owned(), node)).collect()
}

/// Returns what is between the brackets of a type.
fn unwrap<'a>(ty: &'a str, outer: &str) -> Option<&'a str> {
    ty.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>')
}

/// Splits at the commas that are not inside of brackets.
fn split(types: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, letter) in types.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.extend(types.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(types.get(start..));
    parts.into_iter().map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(ty: &str, named: Option<&str>) -> Value {
        json(Node::Map(keywords(ty, named, &mut |name| format!("#/{name}"))))
    }

    fn json(node: Node) -> Value {
        match node {
            Node::Value(value) => value,
            Node::List(items) => items.into_iter().map(json).collect(),
            Node::Map(entries) => entries.into_iter().map(|(key, it)| (key, json(it))).collect(),
        }
    }

    #[test]
    fn types_become_keywords() {
        use serde_json::json;
        for (ty, expected) in [
            ("string", json!({"type": "string"})),
            ("integer", json!({"type": "integer", "format": "int64"})),
            ("any", json!({})),
            ("ref A", json!({"$ref": "#/A"})),
            ("array<ref A>", json!({"type": "array", "items": {"$ref": "#/A"}})),
            ("map<any>", json!({"type": "object", "additionalProperties": {}})),
            ("nullable<integer>", json!({"type": ["integer", "null"], "format": "int64"})),
            ("nullable<ref A>", json!({"oneOf": [{"$ref": "#/A"}, {"type": "null"}]})),
            (
                "oneOf<ref A, array<oneOf<string, ref A>>>",
                json!({"oneOf": [
                    {"$ref": "#/A"},
                    {"type": "array", "items": {"oneOf": [{"type": "string"}, {"$ref": "#/A"}]}},
                ]}),
            ),
        ] {
            assert_eq!(written(ty, None), expected, "{ty}");
        }
        let named = json!({"type": "array", "items": {"$ref": "#/Color"}});
        assert_eq!(written("array<string>", Some("Color")), named);
    }
}
