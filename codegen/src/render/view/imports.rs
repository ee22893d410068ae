//! The imports of the files of modules and shared types, collected from the model: what the types
//! and operations in a file refer to, and no more.

use std::collections::BTreeSet;

use super::viewer::{Viewer, client};
use crate::api::{Answer, Field, Module, Type, TypeDef, TypeKind};
use crate::render::layout;

impl Viewer<'_> {
    /// Returns the imports of the file of a module, which defines these types.
    pub(super) fn module_imports(&self, module: &Module, types: &[&TypeDef]) -> Vec<String> {
        let mut uses = Uses::default();
        uses.runtime.extend(["Call", client(module.id.api)]);
        for operation in &module.operations {
            uses.response(&operation.answer);
            if !operation.params.is_empty() {
                uses.fields(operation.params.iter().map(|param| &param.field));
            }
        }
        types.iter().for_each(|def| uses.definition(def));
        let shared = self.rust_names(module.shared.iter().map(String::as_str));
        let operation = ["self".to_owned(), "Operation".to_owned()];
        [
            uses.macros(),
            import("pub ", "crate::generated::common", &shared),
            import("", "crate::operation", &operation),
            uses.runtime(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Returns the imports of the file of a shared type.
    pub(super) fn shared_imports(&self, def: &TypeDef) -> Vec<String> {
        let mut uses = Uses::default();
        uses.definition(def);
        let types = def.mentions().into_iter().flat_map(Type::names);
        let siblings =
            import("", "super", &self.rust_names(types.filter(|name| *name != def.name)));
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
            TypeKind::Record(fields) => {
                self.fields(fields);
                if def.page.is_some() {
                    self.macros.insert("page");
                }
            }
            TypeKind::Open => drop(self.macros.insert("free_form_object")),
            TypeKind::Choice(_) => drop(self.macros.insert("api_enum")),
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
            if field.secret && is_text(&field.ty) {
                self.runtime.insert("Secret");
            }
        }
    }

    fn response(&mut self, response: &Answer) {
        match response {
            Answer::Data(ty) => self.ty(ty),
            Answer::Nothing => {}
            Answer::Redirect => drop(self.runtime.insert("Redirect")),
            Answer::Content => drop(self.runtime.insert("Content")),
        }
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Timestamp => drop(self.runtime.insert("Timestamp")),
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

    fn macros(&self) -> Option<String> {
        import("", "crate::data", &owned(&self.macros))
    }

    fn runtime(&self) -> Option<String> {
        import("", "crate", &owned(&self.runtime))
    }
}

/// Returns whether a field of this type holds text, which is kept as `Secret` where it must not be
/// shown.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Text => true,
        Type::List(inner) | Type::Map(inner) | Type::OneOrMany(inner) | Type::Nullable(inner) => {
            is_text(inner)
        }
        _ => false,
    }
}

fn owned(names: &BTreeSet<&'static str>) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Returns an import of these names, if there are any.
fn import(visibility: &str, path: &str, names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| layout::import(visibility, path, names))
}
