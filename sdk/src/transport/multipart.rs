//! Bodies of the media type `multipart/form-data`, written as browsers write them (WHATWG HTML,
//! "multipart form data").

use bytes::{BufMut as _, Bytes, BytesMut};
use http::HeaderValue;

use crate::data::UploadFile;

/// A part of a multipart body.
#[derive(Clone)]
pub(crate) enum Part {
    Text(&'static str, String),
    /// An object, which is a part of the media type `application/json`.
    Json(&'static str, String),
    File(&'static str, UploadFile),
}

/// Returns the media type with the boundary, and the body.
pub(super) fn encode(parts: &[Part]) -> (HeaderValue, Bytes) {
    // 128 random bits, which no content contains by chance.
    let boundary = format!("genauth-{:032x}", fastrand::u128(..));
    let length: usize = parts.iter().map(|part| 256 + part.content().len()).sum();
    let mut body = BytesMut::with_capacity(length + 64);
    for part in parts {
        body.put(format!("--{boundary}\r\n{}\r\n\r\n", head(part)).as_bytes());
        body.put(part.content());
        body.put(&b"\r\n"[..]);
    }
    body.put(format!("--{boundary}--\r\n").as_bytes());
    let media_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
    let media_type = media_type.unwrap_or_else(|_| HeaderValue::from_static("multipart/form-data"));
    (media_type, body.freeze())
}

fn head(part: &Part) -> String {
    let disposition =
        |name: &str| format!("Content-Disposition: form-data; name=\"{}\"", escaped(name));
    match part {
        Part::Text(name, _) => disposition(name),
        Part::Json(name, _) => format!("{}\r\nContent-Type: application/json", disposition(name)),
        Part::File(name, file) => format!(
            "{}; filename=\"{}\"\r\nContent-Type: {}",
            disposition(name),
            escaped(file.name()),
            file.media_type()
        ),
    }
}

/// Escapes a name between quotation marks. Only characters that would end the name or the line are
/// escaped.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl Part {
    fn content(&self) -> &[u8] {
        match self {
            Self::Text(_, text) | Self::Json(_, text) => text.as_bytes(),
            Self::File(_, file) => file.content(),
        }
    }
}

/// Returns whether text is a media type that a header can hold: `type/subtype`, perhaps with
/// parameters.
pub(super) fn is_media_type(text: &str) -> bool {
    let is_token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|it| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it))
    };
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let parameters_fit = parameters.bytes().all(|it| it == b'\t' || (b' '..=b'~').contains(&it));
    let essence = essence.trim_end_matches([' ', '\t']).split_once('/');
    parameters_fit && essence.is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::UploadFile;

    #[test]
    fn names_cannot_end_their_header() {
        let file = UploadFile::new("a\"b\\c\r\nX-Evil: 1.png", "x").content_type("image/png");
        let (media_type, body) = encode(&[
            Part::File("file", file),
            Part::Text("note", "two\r\nlines".to_owned()),
            Part::Json("more", "{\"a\":1}".to_owned()),
        ]);
        let media_type = media_type.to_str().expect("it is ASCII");
        let boundary = media_type.strip_prefix("multipart/form-data; boundary=").expect("one");
        let text = String::from_utf8(body.to_vec()).expect("it is text");
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"a%22b\\c%0D%0AX-Evil: 1.png\"\r\nContent-Type: image/png\r\n\r\nx\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\ntwo\r\nlines\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"more\"\r\n\
             Content-Type: application/json\r\n\r\n{{\"a\":1}}\r\n--{boundary}--\r\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn media_types_are_validated() {
        for text in ["image/png", "text/csv; charset=utf-8", "text/csv ;x=\"a b\"", "a/vnd.b+json"]
        {
            assert!(is_media_type(text), "{text}");
        }
        for text in
            ["", "png", "image/", "/png", "image/png\r\nX-Evil: 1", "a b/c", "image/图", "a/b;x=\n"]
        {
            assert!(!is_media_type(text), "{text}");
        }
    }
}
