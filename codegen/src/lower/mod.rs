//! Lowering: a [`Document`] into an [`Api`]. Each module below handles one part as methods of
//! `Lowering`, which collects the findings.

mod limits;
mod lowering;
mod operations;
mod pagination;
mod types;

use self::lowering::Lowering;
use crate::api::{Api, ENVELOPE, Home, Module, ModuleId};
use crate::diagnostics::{Diagnostics, Pointer};
use crate::document::{self, Document};

/// Turns a spec into the model and reports the unsupported constructs of OpenAPI. A spec with
/// problems results in an incomplete model.
pub fn lower(document: &Document) -> (Api, Diagnostics) {
    let mut lower = Lowering::default();
    let mut api = Api {
        codes: document.errors.clone(),
        apis: document.common.apis.clone(),
        ..Api::default()
    };
    if let Some(envelope) = document.common.components.schemas.get(ENVELOPE) {
        let pointer = Pointer::file("common.yaml").within(["components", "schemas", ENVELOPE]);
        api.envelope = lower.fields(envelope, &pointer);
    }
    lower.types(&document.common, &Pointer::file("common.yaml"), &Home::Common, &mut api.types);
    // Nothing can refer to the schemas of an empty module, which is a file without operations.
    let modules = || document.modules.iter().filter(|module| !module.is_empty());
    for module in modules() {
        let id = ModuleId { api: module.api, name: module.name.clone() };
        let home = Home::Module(id);
        lower.types(&module.file, &Pointer::file(&module.path), &home, &mut api.types);
    }
    for module in modules() {
        let mut operations = lower.operations(module, &api.types);
        for operation in &mut operations {
            operation.codes = codes(document, module, &operation.name);
        }
        api.modules.push(Module {
            id: ModuleId { api: module.api, name: module.name.clone() },
            title: module.file.info.title.clone(),
            description: module.file.info.description.clone(),
            source: module.path.display().to_string(),
            operations,
            shared: Vec::new(),
        });
    }
    (api, lower.found)
}

/// Returns the names of the API codes that an operation, or every operation of its module, returns.
fn codes(document: &Document, module: &document::Module, operation: &str) -> Vec<String> {
    let group = format!("{}/{}", module.api, module.name);
    let own = format!("{group}/{operation}");
    let returns =
        |code: &&document::Code| code.returned_by.iter().any(|path| *path == group || *path == own);
    document.errors.api_codes.iter().filter(returns).map(|code| code.name.clone()).collect()
}
