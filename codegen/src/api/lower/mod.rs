//! Lowering: a [`Document`] into an [`Api`]. The modules below have a step each, as methods of
//! `Lower`, which keeps what has been found.

mod limits;
mod operations;
mod types;

use super::model::{Api, Availability, Home, Module, ModuleId};
use super::pages::pages;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::document::{Brand, Document};

/// Turns a description without findings into the model.
///
/// # Errors
///
/// Constructs that OpenAPI allows and this API has no use for.
pub fn lower(document: &Document) -> Result<Api, Diagnostics> {
    let mut lower = Lower { found: Diagnostics::default() };
    let mut api = Api { codes: document.errors.clone(), ..Api::default() };
    lower.types(&document.common, &Place::file("common.yaml"), &Home::Common, &mut api.types);
    for module in &document.modules {
        let id = ModuleId { api: module.api.clone(), name: module.name.clone() };
        let home = Home::Module(id);
        lower.types(&module.file, &Place::file(&module.path), &home, &mut api.types);
    }
    for module in &document.modules {
        let operations = lower.operations(module, &api.types);
        api.modules.push(Module {
            id: ModuleId { api: module.api.clone(), name: module.name.clone() },
            title: module.file.info.title.clone(),
            description: module.file.info.description.clone(),
            source: module.path.display().to_string(),
            operations,
            shared: Vec::new(),
        });
    }
    for check in [super::sound::sound, pages] {
        if let (true, Err(found)) = (lower.found.is_empty(), check(&mut api)) {
            lower.found = found;
        }
    }
    if lower.found.is_empty() {
        return Ok(api);
    }
    lower.found.locate(|place| document.line_of(place));
    Err(lower.found)
}

struct Lower {
    found: Diagnostics,
}

impl Lower {
    fn unsupported(&mut self, place: &Place, message: String, help: &str) {
        self.found.push(Diagnostic::new("unsupported", place.clone(), message, help));
    }
}

/// The schema that envelopes are made of.
pub(super) const ENVELOPE: &str = "Envelope";

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
