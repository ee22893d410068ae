//! A small spec with documents of a vendor that describe the same, and imports of changed documents.

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::Value;

use crate::support::{Run, Workspace, put, texts};

pub const COMMON: &str = "common.yaml";
pub const SESSION: &str = "authentication/session.yaml";
pub const ROLE: &str = "management/role.yaml";
pub const USER: &str = "management/user.yaml";
pub const MAP: &str = "upstream/map.yaml";

const FILES: [(&str, &str); 5] = [
    (COMMON, include_str!("spec/common.yaml")),
    (SESSION, include_str!("spec/authentication_session.yaml")),
    (ROLE, include_str!("spec/management_role.yaml")),
    (USER, include_str!("spec/management_user.yaml")),
    (MAP, include_str!("spec/map.yaml")),
];

/// A workspace with the spec, and the documents.
pub struct Rig {
    pub workspace: Workspace,
    pub authentication: Value,
    pub management: Value,
}

impl Rig {
    /// Creates one before any import.
    pub fn fresh() -> Self {
        let workspace = Workspace::empty();
        for (file, text) in FILES {
            workspace.write(file, text);
        }
        let read = |text: &str| serde_json::from_str(text).unwrap();
        Self {
            workspace,
            authentication: read(include_str!("documents/authentication.json")),
            management: read(include_str!("documents/management.json")),
        }
    }
}
