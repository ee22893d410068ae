//! Documents as files: reads them, and shows the lines of problems.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostic, Diagnostics, Pointer, SourceLocation};
use crate::document::{ApiKind, DEEPEST, Index};

use super::place::Positions;

/// The largest document in bytes; the largest of the vendor's has 1.6 MB.
pub(super) const LARGEST: usize = 16 << 20;

/// A document of the vendor.
#[derive(Clone, Debug)]
pub struct Source {
    /// The API that it describes, if the caller knows.
    pub api: Option<ApiKind>,
    /// The file, for messages.
    pub path: PathBuf,
    /// Its content.
    pub text: String,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not UTF-8, or is larger than a document can be.
    pub fn load(path: &Path, api: Option<ApiKind>) -> Result<Self, Diagnostics> {
        let fail = |code, message: String, help: &str| {
            let mut found = Diagnostics::default();
            found.push(Diagnostic::new(code, Pointer::file(path), message, help));
            found
        };
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| {
            // One byte more shows that the file is too large, without reading all of it.
            file.take(LARGEST as u64 + 1).read_to_end(&mut bytes)
        });
        if let Err(error) = read {
            return Err(fail(
                "unreadable-file",
                format!("cannot read the file: {error}"),
                "name an OpenAPI document",
            ));
        }
        if bytes.len() > LARGEST {
            // A character can be cut in two at the end.
            let text = String::from_utf8_lossy(&bytes);
            return Err(too_large(path, &text));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { api, path: path.to_owned(), text }),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let help = match bytes {
                    [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file is UTF-16; save it as UTF-8",
                    [0x1f, 0x8b, ..] => "the file is compressed; decompress it first",
                    _ => "save the file as UTF-8",
                };
                let before = bytes.get(..valid).unwrap_or_default();
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                let message = format!("line {line} is not valid UTF-8");
                Err(fail("not-utf8", message, help))
            }
        }
    }
}

/// Returns the refusal of a document that is too large.
pub(super) fn too_large(path: &Path, text: &str) -> Diagnostics {
    let limit = format!("{} MB", LARGEST >> 20);
    refusal(
        path,
        text,
        LARGEST,
        Diagnostic::new(
            "limit",
            Pointer::file(path),
            format!("the document is larger than {limit}; this line exceeds the limit"),
            "check that the file is an OpenAPI document",
        ),
    )
}

/// Returns a refusal that shows the line of a byte.
pub(super) fn refusal(
    path: &Path,
    text: &str,
    offset: usize,
    mut diagnostic: Diagnostic,
) -> Diagnostics {
    diagnostic.pointer.file = path.to_owned();
    diagnostic.location = Some(location(text, offset));
    let mut found = Diagnostics::default();
    found.push(diagnostic);
    found
}

/// Returns the line and column of a byte.
pub(super) fn location(text: &str, offset: usize) -> SourceLocation {
    const EXCERPT: usize = 80;
    let offset = floor(text, offset.min(text.len()));
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = text[start..offset].chars().count() + 1;
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let (from, to) = (floor(text, offset.saturating_sub(EXCERPT)).max(start), offset + EXCERPT);
    let (to, cut) = if to < end { (floor(text, to), "…") } else { (end, "") };
    let before = if from > start { "…" } else { "" };
    let excerpt = format!("{before}{}{cut}", text[from..to].trim_end_matches('\r'));
    SourceLocation { line, column, excerpt }
}

/// Returns the closest start of a character at or before an offset.
fn floor(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Attaches lines to problems of a document whose syntax is valid.
pub(super) fn located(mut found: Diagnostics, text: &str, is_json: bool) -> Diagnostics {
    if is_json {
        let positions = Positions::of(text);
        found.locate(|pointer| Some(location(text, positions.offset(&pointer.tokens))));
    } else {
        let index = Index::of(text, DEEPEST);
        found.locate(|pointer| index.location(text, &pointer.tokens));
    }
    found
}
