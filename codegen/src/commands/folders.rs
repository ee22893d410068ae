//! The folders and files that commands work on.

use std::path::{Path, PathBuf};

use crate::emit::Targets;

/// The folder of the spec and the output targets.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The directory of the spec.
    pub spec: PathBuf,
    /// Targets of the output.
    pub targets: Targets,
}

impl Folders {
    /// Finds the folders of the workspace around `start`. With `out`, only the code is generated,
    /// and the features if there is a `manifest`.
    pub fn find(
        start: &Path,
        spec: Option<PathBuf>,
        out: Option<PathBuf>,
        manifest: Option<PathBuf>,
    ) -> Self {
        let root = workspace(start);
        let spec = spec.unwrap_or_else(|| root.join("spec"));
        let targets = match out {
            Some(out) => Targets::new(&out, manifest.as_deref(), None),
            None => {
                let manifest = manifest.unwrap_or_else(|| root.join("sdk/Cargo.toml"));
                let emulator = root.join("sdk/emulator/src");
                let spec_json = emulator.is_dir().then(|| emulator.join("description.json"));
                let code = root.join("sdk/src/generated");
                Targets::new(&code, Some(&manifest), spec_json.as_deref())
            }
        };
        Self { spec, targets }
    }
}

/// Returns the root of the workspace around a folder; the folder itself if it is in none.
pub(super) fn workspace(start: &Path) -> &Path {
    let is_root = |folder: &&Path| folder.join("spec").is_dir() && folder.join("sdk").is_dir();
    start.ancestors().find(is_root).unwrap_or(start)
}
