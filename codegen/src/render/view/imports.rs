//! The imports of the files of modules and shared types, collected from the model: what the types
//! and operations in a file refer to, and no more.

use std::collections::BTreeSet;

use super::import::Import;
use super::viewer::{Viewer, client};
use crate::api::{Field, Module, Response, Type, TypeDef, TypeKind};
use crate::render::layout;

impl Viewer<'_> {
    /// Returns the imports of the file of a module, which defines these types.
    pub(super) fn module_imports(&self, module: &Module, types: &[&TypeDef]) -> Vec<Import> {
        let mut uses = Uses::default();
        uses.runtime.extend(["Call", client(module.id.api)]);
        for operation in &module.operations {
            uses.response(&operation.response);
            if !operation.params.is_empty() {
                uses.fields(operation.params.iter().map(|param| &param.field));
            }
        }
        types.iter().for_each(|def| uses.definition(def));
        let shared = self.rust_names(module.shared.iter().map(String::as_str));
        let operation = vec!["self".to_owned(), "Operation".to_owned()];
        [
            uses.macros(),
            Import::new("crate::generated::common", shared).map(Import::public),
            Import::new("crate::operation", operation),
            uses.runtime(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Returns the imports of the file of a shared type.
    pub(super) fn shared_imports(&self, def: &TypeDef) -> Vec<Import> {
        let mut uses = Uses::default();
        uses.definition(def);
        let types = def.mentions().into_iter().flat_map(Type::names);
        let siblings =
            Import::new("super", self.rust_names(types.filter(|name| *name != def.name)));
        // rustfmt sorts a single type of the crate before its modules, and a list of them after.
        let imports = match uses.runtime.len() {
            1 => [siblings, uses.runtime(), uses.macros()],
            _ => [siblings, uses.macros(), uses.runtime()],
        };
        imports.into_iter().flatten().collect()
    }

    /// Returns the Rust names of types, sorted, each once.
    fn rust_names<'a>(&self, documented: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut names: Vec<String> =
            documented.map(|name| self.names.type_name(name).to_owned()).collect();
        layout::sort(&mut names);
        names.dedup();
        names
    }
}

/// The macros and types of the SDK that a file uses.
#[derive(Default)]
struct Uses {
    macros: BTreeSet<&'static str>,
    runtime: BTreeSet<&'static str>,
}

impl Uses {
    /// Adds what the definition of a type uses.
    fn definition(&mut self, def: &TypeDef) {
        match &def.kind {
            TypeKind::Struct(fields) => {
                self.fields(fields);
                if def.page.is_some() {
                    self.macros.insert("page");
                }
            }
            TypeKind::FreeForm => drop(self.macros.insert("free_form_object")),
            TypeKind::Enum(_) => drop(self.macros.insert("api_enum")),
            TypeKind::Union(branches) => {
                self.macros.insert("api_union");
                branches.iter().for_each(|branch| self.ty(branch));
            }
            TypeKind::Envelope(payload) => {
                self.runtime.insert("Envelope");
                payload.iter().for_each(|payload| self.ty(payload));
            }
        }
    }

    /// Adds what a struct with these fields uses.
    fn fields<'a>(&mut self, fields: impl IntoIterator<Item = &'a Field>) {
        self.macros.insert("api_struct");
        for field in fields {
            self.runtime.insert("IntoField");
            self.ty(&field.ty);
        }
    }

    fn response(&mut self, response: &Response) {
        match response {
            Response::Payload(ty) => self.ty(ty),
            Response::Empty => {}
            Response::Redirect => drop(self.runtime.insert("Redirect")),
            Response::Content => drop(self.runtime.insert("Content")),
        }
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Timestamp => drop(self.runtime.insert("Timestamp")),
            Type::Secret => drop(self.runtime.insert("Secret")),
            Type::Scalar => drop(self.runtime.insert("Scalar")),
            Type::File => drop(self.runtime.insert("UploadFile")),
            Type::OneOrMany(inner) => {
                self.runtime.insert("OneOrMany");
                self.ty(inner);
            }
            Type::Nullable(inner) => {
                self.runtime.insert("Nullable");
                self.ty(inner);
            }
            Type::List(inner) | Type::Map(inner) | Type::Boxed(inner) => self.ty(inner),
            Type::Text
            | Type::Integer
            | Type::Number
            | Type::Boolean
            | Type::Json
            | Type::Object
            | Type::Named(_) => {}
        }
    }

    fn macros(&self) -> Option<Import> {
        Import::new("crate::data", owned(&self.macros))
    }

    fn runtime(&self) -> Option<Import> {
        Import::new("crate", owned(&self.runtime))
    }
}

fn owned(names: &BTreeSet<&'static str>) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
