//! Recognizes documents of other formats that are passed as a spec.

use serde_yaml::{Mapping, Value};

/// Returns the name and version of the format of a file that does not belong to a spec.
pub(super) fn format(top: &Mapping) -> Option<String> {
    let version = |key: &str| match top.get(key)? {
        Value::String(version) => Some(version.clone()),
        Value::Number(version) => Some(version.to_string()),
        _ => Some("of an unknown version".to_owned()),
    };
    if let Some(version) = version("openapi") {
        return (!version.starts_with("3.1")).then(|| format!("OpenAPI {version}"));
    }
    if let Some(version) = version("swagger") {
        return Some(format!("Swagger {version}"));
    }
    if let Some(version) = version("asyncapi") {
        return Some(format!("AsyncAPI {version}"));
    }
    None
}

/// The formats that a document may be in, by the key that each begins with.
const FORMATS: [(&str, &str); 3] =
    [("openapi", "OpenAPI"), ("swagger", "Swagger"), ("asyncapi", "AsyncAPI")];

/// Returns the name and version of the format of a YAML or JSON document that is passed instead of
/// a spec. Searches the text: the document can be large, and nothing else of it matters.
pub fn foreign(text: &str) -> Option<String> {
    FORMATS.iter().find_map(|(key, name)| Some(format!("{name} {}", version(text, key)?)))
}

/// Returns the value of a key at the beginning of a line or directly after a bracket or comma.
fn version(text: &str, key: &str) -> Option<String> {
    text.match_indices(key).find_map(|(at, _)| {
        let before = text.get(..at)?.strip_suffix('"').unwrap_or(text.get(..at)?);
        let line = before.rsplit('\n').next()?.trim_start();
        let is_key = line.is_empty() || line.ends_with(['{', ',', ' ']);
        let rest = text.get(at + key.len()..)?;
        let rest = rest.strip_prefix('"').unwrap_or(rest).trim_start().strip_prefix(':')?;
        let rest = rest.trim_start().trim_start_matches(['"', '\'']);
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(rest.len());
        let version = rest.get(..end)?;
        (is_key && !version.is_empty()).then(|| version.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn documents_are_recognized_by_their_first_keys() {
        for (text, format) in [
            ("openapi: 3.0.3\ninfo:\n", Some("OpenAPI 3.0.3")),
            ("# comment\nopenapi: \"3.1.0\"\n", Some("OpenAPI 3.1.0")),
            ("{\"openapi\":\"3.1.1\",\"info\":{}}", Some("OpenAPI 3.1.1")),
            ("{\n  \"info\": {},\n  \"swagger\" : \"2.0\"\n}", Some("Swagger 2.0")),
            ("swagger: '2.0'\n", Some("Swagger 2.0")),
            ("asyncapi: 2.6.0\n", Some("AsyncAPI 2.6.0")),
            ("# Read more at https://swagger.io\nname: x\n", None),
            ("not yaml", None),
        ] {
            assert_eq!(foreign(text).as_deref(), format, "{text}");
        }
    }
}
