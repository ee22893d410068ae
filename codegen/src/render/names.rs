//! Rust names, and the check that no two items of one scope have the same name.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::ident;
use crate::api::{Api, ApiKind, Field, Home, Operation, Type, TypeKind};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};

/// The names of types. Names of methods and fields follow from the spec alone: [`method`],
/// [`field`] and [`setter`].
#[derive(Clone, Debug, Default)]
pub struct Names {
    types: HashMap<String, String>,
    taken: HashSet<String>,
}

impl Names {
    /// Names everything in `api`.
    ///
    /// # Errors
    ///
    /// Two names of the spec that map to the same Rust name.
    pub fn of(api: &Api) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::default();
        let mut names = Self::default();
        let mut types = Scope::new("types");
        let mut files = Scope::new("files of");
        for def in api.types.values() {
            let name = ident::type_name(&def.name);
            let is_free = types.take(&name, &def.name, &def.pointer, &mut found);
            // Shared types have a file each.
            if is_free && def.home == Home::Common {
                files.take(&ident::file(&def.name), &def.name, &def.pointer, &mut found);
            }
            match &def.kind {
                TypeKind::Struct(fields) => check_fields(fields.iter(), &mut found),
                TypeKind::Enum(definition) => {
                    let mut variants = Scope::new("values");
                    for (index, value) in definition.values.iter().enumerate() {
                        let name = variant(value);
                        let pointer = def.pointer.at("enum").at(index.to_string());
                        variants.take(&name, &value.wire, &pointer, &mut found);
                        check_variant(&name, &value.wire, &pointer, &mut found);
                    }
                }
                _ => {}
            }
            names.taken.insert(name.clone());
            names.types.insert(def.name.clone(), name);
        }
        for def in api.types.values() {
            if let TypeKind::Union(branches) = &def.kind {
                let mut scope = Scope::with("branches", "Other", "anything else");
                for (index, branch) in branches.iter().enumerate() {
                    let pointer = def.pointer.at("oneOf").at(index.to_string());
                    let name = names.branch(branch);
                    let documented = branch.names().first().copied().unwrap_or(&name);
                    scope.take(&name, documented, &pointer, &mut found);
                }
            }
        }
        let mut by_api: BTreeMap<ApiKind, ApiScope> = BTreeMap::new();
        for module in &api.modules {
            let ApiScope { files, methods, params } =
                by_api.entry(module.id.api).or_insert_with(ApiScope::new);
            let pointer = Pointer::file(&module.source);
            files.take(&ident::file(&module.id.name), &module.id.name, &pointer, &mut found);
            for operation in &module.operations {
                let pointer = operation.pointer.at("operationId");
                let name = method(operation);
                methods.take(&name, &operation.name, &pointer, &mut found);
                if !operation.params.is_empty() {
                    let name = names.params_name(operation);
                    params.take(&name, &operation.name, &pointer, &mut found);
                    if let Some(taken) = types.taken.get(&name) {
                        found.push(collision("types", &name, taken, &operation.name, &pointer));
                    }
                    let fields = operation.params.iter().map(|param| &param.field);
                    check_fields(fields, &mut found);
                }
            }
        }
        if found.is_empty() { Ok(names) } else { Err(found) }
    }

    /// Returns the Rust name of a type.
    pub fn type_name<'a>(&'a self, documented: &'a str) -> &'a str {
        self.types.get(documented).map_or(documented, String::as_str)
    }

    /// Returns a type as it is written in code.
    pub fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Text => "String".to_owned(),
            Type::Secret => "Secret".to_owned(),
            Type::Integer => "i64".to_owned(),
            Type::Number => "f64".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Timestamp => "Timestamp".to_owned(),
            Type::Json => "serde_json::Value".to_owned(),
            Type::Object => "serde_json::Map<String, serde_json::Value>".to_owned(),
            Type::Scalar => "Scalar".to_owned(),
            Type::File => "UploadFile".to_owned(),
            Type::Named(name) => self.type_name(name).to_owned(),
            Type::List(inner) => format!("Vec<{}>", self.ty(inner)),
            Type::Map(inner) => format!("std::collections::BTreeMap<String, {}>", self.ty(inner)),
            Type::OneOrMany(inner) => format!("OneOrMany<{}>", self.ty(inner)),
            Type::Nullable(inner) => format!("Nullable<{}>", self.ty(inner)),
            Type::Boxed(inner) => format!("Box<{}>", self.ty(inner)),
        }
    }

    /// Returns the type of a field in its struct.
    pub fn field_type(&self, field: &Field) -> String {
        let ty = self.ty(&field.ty);
        if field.required { ty } else { format!("Option<{ty}>") }
    }

    /// Returns the name of a branch of a union.
    pub fn branch(&self, ty: &Type) -> String {
        let name = match ty {
            Type::Text | Type::Timestamp => "Text",
            Type::Integer => "Integer",
            Type::Number => "Number",
            Type::Boolean => "Boolean",
            Type::List(_) => "List",
            Type::Boxed(inner) => return self.branch(inner),
            Type::Named(name) => {
                let name = self.type_name(name);
                match name.trim_end_matches("Dto") {
                    "" | "Self" => name,
                    short => short,
                }
            }
            _ => "Object",
        };
        name.to_owned()
    }

    /// Returns the name of the type of an operation's path and query parameters. A documented type
    /// of the same name takes precedence.
    pub fn params_name(&self, operation: &Operation) -> String {
        let name = match &operation.rust_name {
            Some(name) => ident::variant(name),
            None => {
                let mut letters = operation.name.chars();
                let first = letters.next().map(|first| first.to_ascii_uppercase());
                first.into_iter().chain(letters).collect()
            }
        };
        let params = ident::type_name(&format!("{name}Params"));
        match self.taken.contains(&params) {
            true => ident::type_name(&format!("{name}CallParams")),
            false => params,
        }
    }
}

/// Returns the name of a value of an enum.
pub fn variant(value: &crate::api::Value) -> String {
    value.name.clone().unwrap_or_else(|| ident::variant(&value.wire))
}

/// Returns the client of an API.
pub fn client(api: ApiKind) -> &'static str {
    match api {
        ApiKind::Authentication => "AuthenticationClient",
        ApiKind::Management => "ManagementClient",
    }
}

/// Returns a name without the mark of a raw identifier.
pub fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// Returns the name of the method of an operation.
pub fn method(operation: &Operation) -> String {
    operation.rust_name.clone().unwrap_or_else(|| ident::snake(&operation.name))
}

/// Returns the name of a field.
pub fn field(field: &Field) -> String {
    field.rust_name.clone().unwrap_or_else(|| ident::snake(&field.wire))
}

/// Returns the name of the setter of a field.
pub fn setter(field: &Field) -> String {
    field.rust_name.clone().unwrap_or_else(|| ident::setter(&field.wire))
}

fn check_fields<'a>(fields: impl Iterator<Item = &'a Field>, found: &mut Diagnostics) {
    let mut scope = Scope::new("fields");
    for checked in fields {
        let name = field(checked);
        let is_free = scope.take(&name, &checked.wire, &checked.pointer, found);
        let setter = setter(checked);
        if is_free && setter != name {
            scope.take(&setter, &checked.wire, &checked.pointer, found);
        }
    }
}

fn check_variant(name: &str, wire: &str, pointer: &Pointer, found: &mut Diagnostics) {
    let valid = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric())
        && !matches!(name, "Unknown" | "Self" | "VALUES");
    if !valid {
        found.push(Diagnostic::new(
            "bad-name",
            pointer.clone(),
            format!("`{name}` cannot be the name of the value `{wire}`"),
            "give it an entry in x-enum-names that begins with a capital and has only letters \
             and digits",
        ));
    }
}

/// The names taken in one API.
struct ApiScope {
    files: Scope,
    methods: Scope,
    params: Scope,
}

impl ApiScope {
    fn new() -> Self {
        Self {
            files: Scope::new("files of"),
            methods: Scope::methods(),
            params: Scope::new("types"),
        }
    }
}

/// The names taken in one scope.
struct Scope {
    what: &'static str,
    taken: HashMap<String, String>,
}

impl Scope {
    fn new(what: &'static str) -> Self {
        Self { what, taken: HashMap::new() }
    }

    /// Returns the scope of a client's methods, some of which are hand-written. Every operation is
    /// also a constant in its module, beside the list of all.
    fn methods() -> Self {
        let mut scope = Self::with("methods", "operations", "OPERATIONS");
        for name in ident::CLIENT_METHODS {
            scope.taken.insert((*name).to_owned(), (*name).to_owned());
        }
        scope
    }

    /// Creates a scope in which a name is taken from the start.
    fn with(what: &'static str, name: &str, taken_by: &str) -> Self {
        let mut scope = Self::new(what);
        scope.taken.insert(name.to_owned(), taken_by.to_owned());
        scope
    }

    /// Takes a name; returns whether it was free.
    fn take(
        &mut self,
        name: &str,
        documented: &str,
        pointer: &Pointer,
        found: &mut Diagnostics,
    ) -> bool {
        let other = self.taken.insert(name.to_owned(), documented.to_owned());
        if let Some(other) = &other {
            found.push(collision(self.what, name, other, documented, pointer));
        }
        other.is_none()
    }
}

fn collision(what: &str, name: &str, first: &str, second: &str, pointer: &Pointer) -> Diagnostic {
    let help = match what {
        "values" => "give one of them another name under x-enum-names",
        "methods" | "fields" => "give one of them another name under x-rust-name",
        _ => "rename one of them",
    };
    Diagnostic::new(
        "same-name",
        pointer.clone(),
        format!("the {what} `{first}` and `{second}` are both `{name}` in Rust"),
        help,
    )
}
