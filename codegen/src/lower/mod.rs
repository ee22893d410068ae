//! Lowering: a [`Document`] into an [`Api`]. Each module below handles one part as methods of `Lower`,
//! which collects the findings.

mod limits;
mod operations;
mod pagination;
mod types;

use crate::api::{Api, Availability, Home, Module, ModuleId};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};
use crate::document::{Brand, Document};

/// Turns a spec into the model and reports the unsupported constructs of OpenAPI. A spec with problems
/// results in an incomplete model.
pub fn lower(document: &Document) -> (Api, Diagnostics) {
    let mut lower = Lower { found: Diagnostics::default() };
    let mut api = Api { codes: document.errors.clone(), ..Api::default() };
    lower.types(&document.common, &Pointer::file("common.yaml"), &Home::Common, &mut api.types);
    for module in &document.modules {
        let id = ModuleId { api: module.api, name: module.name.clone() };
        let home = Home::Module(id);
        lower.types(&module.file, &Pointer::file(&module.path), &home, &mut api.types);
    }
    for module in &document.modules {
        let operations = lower.operations(module, &api.types);
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

struct Lower {
    found: Diagnostics,
}

impl Lower {
    fn unsupported(&mut self, pointer: &Pointer, message: String, help: &str) {
        self.found.push(Diagnostic::new("unsupported", pointer.clone(), message, help));
    }
}

/// The name at the end of a reference.
fn name_of(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

fn availability(brands: &[Brand]) -> Option<Availability> {
    (!brands.is_empty()).then(|| Availability {
        authing: brands.contains(&Brand::Authing),
        genauth: brands.contains(&Brand::Genauth),
    })
}
