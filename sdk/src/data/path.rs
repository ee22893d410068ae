//! [`Path`]: the JSON pointer of a value.

use std::fmt;

/// The way from the root of a JSON text to a value in it, kept on the stack and shown as a JSON
/// pointer (RFC 6901).
#[derive(Clone, Copy, Debug)]
pub enum Path<'a> {
    /// The whole text.
    Root,
    /// A member of an object.
    Key(&'a Path<'a>, &'a str),
    /// An item of an array.
    Index(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(parent, key)
                if key.contains(['~', '/']) || key.contains(char::is_control) =>
            {
                let key: String = key.escape_debug().collect();
                write!(f, "{parent}/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Self::Key(parent, key) => write!(f, "{parent}/{key}"),
            Self::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}
