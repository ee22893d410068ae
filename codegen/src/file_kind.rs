//! Kinds of files, without following links. Only regular files are opened: opening a pipe can block
//! forever, and the target of a link is not ours.

use std::{fs, io, path::Path};

/// The kind of the file at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Missing,
    /// A regular file.
    File,
    /// A directory.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device.
    Special,
}

/// Returns the kind of the file at a path, without following a link in the last component.
///
/// # Errors
///
/// The path cannot be read: permission is missing, or it contains a cycle of links.
pub fn kind(path: &Path) -> io::Result<Kind> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(Kind::File),
        Ok(found) if found.is_dir() => Ok(Kind::Folder),
        Ok(found) if found.is_symlink() => Ok(Kind::Link),
        Ok(_) => Ok(Kind::Special),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kind::Missing),
        Err(error) => Err(error),
    }
}

impl Kind {
    /// Returns the kind in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "nothing",
            Self::File => "a file",
            Self::Folder => "a directory",
            Self::Link => "a symbolic link",
            Self::Special => "a pipe, socket or device",
        }
    }
}
