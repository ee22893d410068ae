//! The view: the data of the templates. Its strings are names, types, texts and values; the templates
//! write everything else.
//!
//! [`files`] returns a view of each file. The modules below define the views of files, operations,
//! types and their parts, and create them in methods of `Viewer`.

mod codes;
mod enums;
mod example;
mod import;
mod imports;
mod index;
mod item_docs;
mod limits;
mod module;
mod operation;
mod operation_docs;
mod shared;
mod structs;
mod types;
mod union;
mod viewer;

use std::path::PathBuf;

use serde::Serialize;

use self::codes::{CodesView, codes};
use self::index::{IndexView, RootView, root};
use self::module::ModuleView;
use self::shared::SharedView;
pub(super) use self::viewer::Viewer;
use super::{ident, names::Names};
use crate::api::{Api, ApiKind, Home, Operation};

/// A file of the output.
#[derive(Debug)]
pub struct FileView {
    /// Path relative to the output directory.
    pub path: PathBuf,
    /// Name of its template.
    pub template: &'static str,
    /// Data for the template.
    pub data: Data,
}

/// Data for a template.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Data {
    /// A module.
    Module(Box<ModuleView>),
    /// A shared type.
    Shared(Box<SharedView>),
    /// A file that only lists others.
    Index(IndexView),
    /// The root of the generated code.
    Root(RootView),
    /// The codes in responses.
    Codes(CodesView),
}

/// Returns every file of the output.
pub fn files(api: &Api, names: &Names) -> Vec<FileView> {
    let view = Viewer { api, names };
    let mut files = Vec::new();
    for module in &api.modules {
        let path = PathBuf::from(module.id.api.as_str()).join(file_name(&module.id.name));
        let data = Data::Module(Box::new(view.module(module)));
        files.push(FileView { path, template: "module", data });
    }
    for def in api.types.values().filter(|def| def.home == Home::Common) {
        let path = PathBuf::from("common").join(file_name(&def.name));
        let data = Data::Shared(Box::new(view.shared(def)));
        files.push(FileView { path, template: "shared", data });
    }
    files.push(index("common/mod.rs", view.shared_index()));
    let mut apis: Vec<ApiKind> = api.modules.iter().map(|module| module.id.api).collect();
    apis.dedup();
    let api_index = |api: &ApiKind| index(&format!("{api}/mod.rs"), view.api_index(*api));
    files.extend(apis.iter().map(api_index));
    files.push(FileView {
        path: PathBuf::from("mod.rs"),
        template: "root",
        data: Data::Root(root(&apis)),
    });
    let data = Data::Codes(codes(&api.codes));
    files.push(FileView { path: PathBuf::from("codes.rs"), template: "codes", data });
    files
}

/// Returns the body of the example of an operation.
pub(super) fn sample_body(api: &Api, operation: &Operation) -> serde_json::Value {
    example::body(api, operation)
}

/// Returns the example of an operation.
pub(super) fn example(
    viewer: &Viewer<'_>,
    api: ApiKind,
    operation: &Operation,
) -> impl Serialize + use<> {
    viewer.example(api, operation)
}

fn file_name(documented: &str) -> String {
    format!("{}.rs", ident::file(documented))
}

fn index(path: &str, view: IndexView) -> FileView {
    FileView { path: PathBuf::from(path), template: "index", data: Data::Index(view) }
}
