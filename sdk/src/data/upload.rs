//! [`UploadFile`]: the file part of a multipart body.

use std::fmt;

use bytes::Bytes;

use super::{Field, Slot, View};

/// A file to upload: name, media type and content.
///
/// ```
/// let file = genauth::UploadFile::new("invitees.csv", "name,email\n").content_type("text/csv");
/// assert_eq!(file.name(), "invitees.csv");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct UploadFile {
    name: String,
    content_type: Option<String>,
    content: Bytes,
}

impl UploadFile {
    /// Creates a file with its content and the name that is sent to the server.
    pub fn new(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self { name: name.into(), content_type: None, content: content.into() }
    }

    /// Sets the media type, for instance `text/csv`; without it, `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Returns the name that is sent to the server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the media type.
    pub fn media_type(&self) -> &str {
        self.content_type.as_deref().unwrap_or("application/octet-stream")
    }

    /// Returns the content.
    pub fn content(&self) -> &Bytes {
        &self.content
    }
}

/// Shows the size instead of the content.
impl fmt::Debug for UploadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadFile")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.content.len())
            .finish()
    }
}

impl Field for UploadFile {
    fn empty() -> Self {
        Self::new(String::new(), Bytes::new())
    }

    fn view(&self) -> View<'_> {
        View::File(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::File(self)
    }
}
