//! Multipart bodies, taken apart.

use super::server::Recorded;

/// A part of a multipart body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The name of its file, if it is one.
    pub file_name: Option<String>,
    /// Its media type, if it names one.
    pub content_type: Option<String>,
    /// Its content as text.
    pub content: String,
}

/// The parts of a multipart body; `None` if it is none.
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
