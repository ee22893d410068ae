//! The places that the generator writes to, and nothing beside them.

use std::path::{Component, Path, PathBuf};

use super::MARK;
use super::manifest;
use crate::render::description;

/// The folders of the output. Files stand in them or in the output directory itself, never deeper, so
/// that nothing else below the output directory is ever looked at.
pub(super) const FOLDERS: [&str; 3] = ["authentication", "common", "management"];

/// Every place that a run writes to.
#[derive(Clone, Debug)]
pub struct Sites {
    out: PathBuf,
    manifest: Option<PathBuf>,
    description: Option<PathBuf>,
}

/// One of the places: a folder that holds files of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Site<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// The only file in it that belongs to the output; `None` for the output directory.
    pub file: Option<&'a Path>,
}

impl Sites {
    /// The output directory, the manifest of the crate around it, and the file for the emulator.
    pub fn new(out: &Path, description: Option<&Path>) -> Self {
        // Without a slash at the end, which would make the system follow a link.
        let out: PathBuf = out.components().collect();
        let manifest = out.parent().and_then(Path::parent).map(|folder| folder.join("Cargo.toml"));
        Self { out, manifest, description: description.map(Path::to_owned) }
    }

    /// The output directory.
    pub fn out(&self) -> &Path {
        &self.out
    }

    pub(super) fn manifest(&self) -> Option<&Path> {
        self.manifest.as_deref()
    }

    /// The places, the output directory first.
    pub(super) fn all(&self) -> Vec<Site<'_>> {
        fn single(file: &Option<PathBuf>) -> Option<Site<'_>> {
            let file = file.as_deref()?;
            Some(Site { folder: file.parent()?, file: Some(file) })
        }
        let out = Site { folder: &self.out, file: None };
        [Some(out), single(&self.manifest), single(&self.description)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The place of a file and its path there.
    pub(super) fn locate(&self, path: &Path) -> Option<(usize, PathBuf)> {
        let sites = self.all();
        let single = sites.iter().position(|site| site.file == Some(path));
        let index = single.unwrap_or(0);
        let relative = path.strip_prefix(sites.get(index)?.folder).ok()?;
        Some((index, relative.to_owned()))
    }
}

impl Site<'_> {
    /// The file at a relative path, unless the generator never writes one there.
    pub(super) fn file_at(&self, relative: &Path) -> Option<PathBuf> {
        let is_ours = match self.file {
            Some(file) => file.file_name() == Some(relative.as_os_str()),
            None => is_output(relative),
        };
        is_ours.then(|| self.folder.join(relative))
    }

    /// Whether a text is of the kind that the generator writes here.
    pub(super) fn wrote(&self, text: &[u8]) -> bool {
        match self.file {
            None => text.starts_with(MARK.as_bytes()),
            Some(file) if file.file_name().is_some_and(|name| name == "Cargo.toml") => {
                manifest::is_marked(&String::from_utf8_lossy(text))
            }
            Some(_) => text.starts_with(description::MARK.as_bytes()),
        }
    }
}

/// `name.rs` or `folder/name.rs`.
fn is_output(relative: &Path) -> bool {
    let parts: Vec<Component<'_>> = relative.components().collect();
    let is_known = match parts.as_slice() {
        [Component::Normal(_)] => true,
        [Component::Normal(folder), Component::Normal(_)] => {
            FOLDERS.iter().any(|known| *folder == *known)
        }
        _ => false,
    };
    is_known && relative.extension().is_some_and(|extension| extension == "rs")
}
