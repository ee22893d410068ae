//! Parsing of multipart bodies.

use super::server::Recorded;

/// A part of a multipart body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Name of the part.
    pub name: String,
    /// File name, if the part is a file.
    pub file_name: Option<String>,
    /// Media type, if the part has one.
    pub content_type: Option<String>,
    /// Content as text.
    pub content: String,
}

/// Returns the parts of a multipart body; `None` if the body is not multipart.
pub fn parts(request: &Recorded) -> Option<Vec<Part>> {
    let (media, boundary) = request.header("content-type").split_once("; boundary=")?;
    if media != "multipart/form-data" {
        return None;
    }
    let text = String::from_utf8_lossy(&request.body);
    let body = text.strip_suffix(&format!("--{boundary}--\r\n"))?;
    body.split(&format!("--{boundary}\r\n")).skip(1).map(part).collect()
}

fn part(text: &str) -> Option<Part> {
    let (head, content) = text.split_once("\r\n\r\n")?;
    let mut part = Part { content: content.strip_suffix("\r\n")?.to_owned(), ..Part::default() };
    for line in head.lines() {
        let (name, value) = line.split_once(": ")?;
        match name.to_ascii_lowercase().as_str() {
            "content-disposition" => {
                for parameter in value.split("; ").skip(1) {
                    let (key, value) = parameter.split_once('=')?;
                    let value = value.trim_matches('"').to_owned();
                    match key {
                        "name" => part.name = value,
                        "filename" => part.file_name = Some(value),
                        _ => return None,
                    }
                }
            }
            "content-type" => part.content_type = Some(value.to_owned()),
            _ => {}
        }
    }
    Some(part)
}
