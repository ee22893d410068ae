//! `use` declarations.

use serde::Serialize;

/// Names that a file imports from one path.
#[derive(Debug, Serialize)]
pub struct Import {
    public: bool,
    path: String,
    /// The name, if there is only one.
    name: Option<String>,
    names: Vec<String>,
}

impl Import {
    /// Creates the import of these names; `None` if there are none.
    pub(super) fn new(path: &str, names: Vec<String>) -> Option<Self> {
        let name = if let [name] = names.as_slice() { Some(name.clone()) } else { None };
        (!names.is_empty()).then(|| Self { public: false, path: path.to_owned(), name, names })
    }

    /// Returns the same import, visible to users of the file.
    pub(super) fn public(self) -> Self {
        Self { public: true, ..self }
    }
}
