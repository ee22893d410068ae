//! Multipart forms.

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http_body_util::{BodyDataStream, Full};
use serde_json::{Map, Value, json};

use super::HttpRequest;
use crate::failure::Failure;

/// A file of a form, without its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Name of the field.
    pub field: String,
    /// Name of the file, as sent.
    pub name: String,
    /// Media type.
    pub media: Option<String>,
    /// Length in bytes.
    pub bytes: usize,
}

impl File {
    /// Returns the placeholder for the file in records of calls.
    pub fn shown(&self) -> Value {
        json!({"fileName": self.name, "contentType": self.media, "bytes": self.bytes})
    }
}

/// Returns the fields of a form by name, with the text of each file as far as it is valid, and the
/// files.
///
/// # Errors
///
/// Returns an error if the form is malformed.
pub(crate) async fn read(request: &HttpRequest) -> Result<(Value, Vec<File>), Failure> {
    let content_type = request.header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let malformed =
        |error: multer::Error| Failure::invalid(format!("the form is malformed: {error}"));
    let boundary = multer::parse_boundary(content_type).map_err(malformed)?;
    let chunks = BodyDataStream::new(Full::<Bytes>::new(request.body.clone()));
    let mut form = multer::Multipart::new(chunks, boundary);
    let (mut fields, mut files) = (Map::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        let disposition = field.headers().get(CONTENT_DISPOSITION);
        let disposition = disposition.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
        let disposition = disposition.unwrap_or_default();
        let name = parameter(&disposition, "name").unwrap_or_default();
        let media = field.content_type().map(ToString::to_string);
        let bytes = field.bytes().await.map_err(malformed)?;
        if let Some(file) = parameter(&disposition, "filename") {
            files.push(File { field: name.clone(), name: file, media, bytes: bytes.len() });
        }
        fields.insert(name, String::from_utf8_lossy(&bytes).into_owned().into());
    }
    Ok((Value::Object(fields), files))
}

/// Returns a parameter of a `Content-Disposition`, as browsers write it: quotes and line breaks are
/// percent-encoded, and nothing else is (WHATWG, multipart/form-data encoding algorithm).
fn parameter(disposition: &str, wanted: &str) -> Option<String> {
    let mut rest = disposition.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => {
                let end = end_of_quoted(quoted)?;
                (quoted.get(..end)?, quoted.get(end + 1..)?)
            }
            None => after.split_once(';').map_or((after, ""), |(value, _)| {
                (value, after.get(value.len()..).unwrap_or_default())
            }),
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(unescaped(value));
        }
        rest = next.trim_start().strip_prefix(';')?;
    }
}

/// Returns the end of a quoted text: a quotation mark before a semicolon or the end. Some clients
/// write inner quotes verbatim, or with a backslash.
fn end_of_quoted(quoted: &str) -> Option<usize> {
    let mut ends = quoted.match_indices('"').map(|(at, _)| at);
    ends.find(|at| {
        let after = quoted.get(at + 1..).unwrap_or_default().trim_start();
        after.is_empty() || after.starts_with(';')
    })
}

fn unescaped(value: &str) -> String {
    let mut text = value.replace("\\\"", "\"");
    for (escape, letter) in
        [("%22", "\""), ("%0D", "\r"), ("%0A", "\n"), ("%0d", "\r"), ("%0a", "\n")]
    {
        text = text.replace(escape, letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_decoded_as_browsers_encode_them() {
        let name = |name: &str| {
            parameter(&format!("form-data; name=\"file\"; filename={name}"), "filename")
        };
        for (written, expected) in [
            ("\"photo.png\"", "photo.png"),
            ("photo.png", "photo.png"),
            ("\"头像 1.png\"", "头像 1.png"),
            ("\"a%22b\\c%0D%0AX-Evil: 1.png\"", "a\"b\\c\r\nX-Evil: 1.png"),
            ("\"50%25 of it; all.png\"", "50%25 of it; all.png"),
            ("\"a\\\"b.png\"", "a\"b.png"),
            ("\"C:\\dir\\\"", "C:\\dir\\"),
            ("\"\"", ""),
        ] {
            assert_eq!(name(written).as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn disposition_parameters_are_separated() {
        let disposition = "form-data; filename=\"x; name=\\\"y\\\"\"; Name = \"a filename=b\"";
        assert_eq!(parameter(disposition, "name").as_deref(), Some("a filename=b"));
        assert_eq!(parameter("form-data; name=\"text\"", "filename"), None);
        assert_eq!(parameter("form-data; name=text; x=\"y", "x"), None);
        assert_eq!(parameter("form-data", "name"), None);
    }
}
