//! Encoding of request bodies.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::invalid::InvalidCall;
use crate::api::{Body, Media, Spec};

/// Separates the parts of a form with files. Values that contain it are rejected.
const BOUNDARY: &str = "genauth-emulator-boundary-5f1d27c6";

/// A request body with its content type.
pub(super) struct Encoded {
    pub content_type: String,
    pub body: String,
}

/// Encodes a JSON value in the media type of an operation.
///
/// # Errors
///
/// Returns an error if the operation has a form, and the value is not an object.
pub(super) fn encode(spec: &Spec, described: &Body, value: &Value) -> Result<Encoded, InvalidCall> {
    let object = || {
        value.as_object().ok_or_else(|| {
            InvalidCall::new("the request body is a form; write a JSON object with its fields")
        })
    };
    Ok(match described.media {
        Media::Form => Encoded {
            content_type: "application/x-www-form-urlencoded".to_owned(),
            body: form(object()?),
        },
        Media::Multipart => Encoded {
            content_type: format!("multipart/form-data; boundary={BOUNDARY}"),
            body: multipart(&spec.files(described), object()?)?,
        },
        Media::Json | Media::Svg => {
            Encoded { content_type: "application/json".to_owned(), body: value.to_string() }
        }
    })
}

fn form(fields: &Map<String, Value>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        form.append_pair(name, &text(value));
    }
    form.finish()
}

fn multipart(files: &[&str], fields: &Map<String, Value>) -> Result<String, InvalidCall> {
    let mut body = String::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        let content = text(value);
        if name.contains(['"', '\r', '\n']) || content.contains(BOUNDARY) {
            return Err(InvalidCall::new(format!(
                "the field `{}` cannot be sent in a form with files",
                name.escape_debug()
            )));
        }
        let file = match files.contains(&name.as_str()) {
            true => "; filename=\"file.txt\"\r\nContent-Type: text/plain",
            false => "",
        };
        // Writing to a string cannot fail.
        let _ = write!(
            body,
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
        );
    }
    let _ = write!(body, "--{BOUNDARY}--\r\n");
    Ok(body)
}

/// Returns the text of a field in a form.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn fields_of_a_form_are_texts() {
        let fields = fields(json!({"token": "a b&c", "seconds": 7, "unset": null}));
        assert_eq!(form(&fields), "seconds=7&token=a+b%26c");
    }

    #[test]
    fn files_of_a_form_have_a_name() {
        let fields = fields(json!({"file": "content", "isPrivate": true}));
        let body = multipart(&["file"], &fields).unwrap();
        assert!(body.contains(
            "name=\"file\"; filename=\"file.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n"
        ));
        assert!(body.contains("name=\"isPrivate\"\r\n\r\ntrue\r\n"));
        let unusual = self::fields(json!({"a\"\r\nb": 1}));
        assert!(multipart(&[], &unusual).is_err());
    }
}
