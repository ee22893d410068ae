//! A small repository: a spec with a module of each API, and guides.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Site;

const SPEC: [(&str, &str); 3] = [
    ("common.yaml", include_str!("../../../../../codegen/tests/support/common.yaml")),
    ("authentication/mfa.yaml", include_str!("../../../../../codegen/tests/support/mfa.yaml")),
    ("management/user.yaml", include_str!("../../../../../codegen/tests/support/user.yaml")),
];

/// A repository in a temporary folder.
pub struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// Creates one with a small spec and without guides.
    pub fn small() -> Self {
        let workspace = Self { folder: TempDir::new().unwrap() };
        fs::create_dir(workspace.path("sdk")).unwrap();
        for (file, text) in SPEC {
            workspace.write(&format!("spec/{file}"), text);
        }
        workspace
    }

    /// Returns the path of a file.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Writes a file.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text of a file of the spec that occurs exactly once.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = format!("spec/{file}");
        let text = fs::read_to_string(self.path(&path)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        self.write(&path, &text.replacen(from, to, 1));
    }

    /// Writes the site and reads it.
    pub fn site(&self) -> Site {
        Site::build(self.root(), &self.path("site"))
    }

    /// Writes the site and reads it; `None` if the spec has problems.
    pub fn try_site(&self) -> Option<Site> {
        Site::try_build(self.root(), &self.path("site")).ok()
    }

    /// Returns the folder of the repository.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }
}
