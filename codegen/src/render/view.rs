//! The view: every string of the output, finished. The only place that knows the syntax of Rust
//! besides the templates.

use std::path::PathBuf;

use serde::Serialize;

use super::docs::{comment, module_comment, prose};
use super::names::{Names, variant};
use super::{codes, example, features::feature_of, ident, layout};
use crate::api::{
    Answer, Api, Availability, BodyKind, Choice, Effect, Field, Home, Module, ModuleId, Operation,
    Page, PageStyle, Pagination, Security, Type, TypeDef, TypeKind, item,
};

/// A file of the output.
#[derive(Debug)]
pub struct FileView {
    /// Path relative to the output directory.
    pub path: PathBuf,
    /// Name of its template.
    pub template: &'static str,
    /// What the template shows.
    pub data: Data,
}

/// What a template shows.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Data {
    /// A module.
    Module(Box<ModuleView>),
    /// A shared type.
    Shared(Box<SharedView>),
    /// A file that only lists others.
    Index(IndexView),
    /// The codes in answers.
    Codes(codes::CodesView),
}

/// A module: its types and methods.
#[derive(Debug, Serialize)]
pub struct ModuleView {
    source: String,
    docs: String,
    imports: Vec<String>,
    client: &'static str,
    list: String,
    operations: Vec<OperationView>,
    params: Vec<TypeView>,
    types: Vec<TypeView>,
}

/// A shared type.
#[derive(Debug, Serialize)]
pub struct SharedView {
    source: String,
    docs: String,
    imports: Vec<String>,
    types: Vec<TypeView>,
}

/// A list of modules.
#[derive(Debug, Serialize)]
pub struct IndexView {
    docs: String,
    entries: Vec<EntryView>,
    /// The same in the order that rustfmt gives to `use`.
    exports: Vec<EntryView>,
    operations: bool,
}

impl IndexView {
    fn new(docs: String, mut entries: Vec<EntryView>, operations: bool) -> Self {
        entries.sort_by(|left, right| plain(&left.module).cmp(plain(&right.module)));
        let mut exports = entries.clone();
        exports.retain(|entry| entry.has_names);
        exports.sort_by_cached_key(|entry| layout::sort_key(&entry.module));
        Self { docs, entries, exports, operations }
    }
}

#[derive(Clone, Debug, Serialize)]
struct EntryView {
    cfg: String,
    module: String,
    public: bool,
    operations: String,
    /// Whether there is anything in it besides methods.
    has_names: bool,
}

#[derive(Debug, Serialize)]
struct OperationView {
    constant: String,
    name: String,
    api: &'static str,
    module: String,
    method: String,
    path: String,
    pagination: Option<PaginationView>,
    effect: &'static str,
    retry_safe: bool,
    security: String,
    client_auth: bool,
    body: &'static str,
    deprecated: bool,
    hidden: bool,
    docs: String,
    aliases: Vec<String>,
    signature: String,
    call: String,
}

#[derive(Debug, Serialize)]
struct PaginationView {
    style: &'static str,
    position: String,
    limit: String,
    text: bool,
}

/// A type; exactly one of the parts is there, and `page` with a record.
#[derive(Debug, Default, Serialize)]
struct TypeView {
    name: String,
    docs: String,
    alias: Option<String>,
    documented: Option<String>,
    record: Option<RecordView>,
    /// What the macro `page!` is told.
    page: Vec<String>,
    open: bool,
    choice: Option<ChoiceView>,
    union: Option<UnionView>,
}

#[derive(Debug, Serialize)]
struct RecordView {
    fields: Vec<FieldView>,
    new_docs: String,
    many: bool,
    signature: String,
    literal: String,
    setters: Vec<SetterView>,
}

#[derive(Debug, Serialize)]
struct FieldView {
    docs: String,
    member: String,
    name: String,
    ty: String,
    wire: String,
    deprecated: bool,
}

#[derive(Debug, Serialize)]
struct SetterView {
    docs: String,
    signature: String,
    assignment: String,
    deprecated: bool,
}

#[derive(Debug, Serialize)]
struct ChoiceView {
    variants: Vec<VariantView>,
    numbers: String,
}

#[derive(Debug, Serialize)]
struct VariantView {
    docs: String,
    name: String,
    wire: String,
}

#[derive(Debug, Serialize)]
struct UnionView {
    branches: Vec<BranchView>,
}

#[derive(Debug, Serialize)]
struct BranchView {
    docs: String,
    name: String,
    ty: String,
    kind: &'static str,
}

/// Every file of the output.
pub fn files(api: &Api, names: &Names) -> Vec<FileView> {
    let view = Viewer { api, names };
    let mut files: Vec<FileView> = api.modules.iter().map(|module| view.module(module)).collect();
    let shared = api.types.values().filter(|def| def.home == Home::Common);
    files.extend(shared.clone().map(|def| view.shared(def)));
    files.push(view.shared_index());
    let mut apis: Vec<&str> = api.modules.iter().map(|module| module.id.api.as_str()).collect();
    apis.dedup();
    files.extend(apis.iter().map(|name| view.api_index(name)));
    files.push(root_index(&apis));
    files.push(codes::file(&api.codes));
    files
}

struct Viewer<'a> {
    api: &'a Api,
    names: &'a Names,
}

impl Viewer<'_> {
    fn module(&self, module: &Module) -> FileView {
        let own = self.api.types.values();
        let home = Home::Module(module.id.clone());
        let types: Vec<&TypeDef> = own.filter(|def| def.home == home).collect();
        let operations = module.operations.iter().map(|it| self.operation(module, it)).collect();
        let with_params = module.operations.iter().filter(|it| !it.params.is_empty());
        let params: Vec<TypeView> = with_params.map(|it| self.params(it)).collect();
        let types: Vec<TypeView> = types.into_iter().map(|def| self.type_view(def)).collect();
        let imports = self.module_imports(module, &params, &types);
        let constants = module.operations.iter().map(|it| ident::screaming(&it.name));
        let list: Vec<String> = constants.map(|name| format!("&{name}")).collect();
        let is_management = module.id.api == "management";
        let data = ModuleView {
            source: format!("spec/{}", module.source),
            docs: module_comment(&[
                prose(0, &format!("{}.", module.title)),
                prose(0, &module.description),
            ]),
            imports,
            client: if is_management { "ManagementClient" } else { "AuthenticationClient" },
            list: layout::assign_array("pub const OPERATIONS: &[&Operation]", &list),
            operations,
            params,
            types,
        };
        let file = format!("{}.rs", ident::file(&module.id.name));
        FileView {
            path: PathBuf::from(&module.id.api).join(file),
            template: "module",
            data: Data::Module(Box::new(data)),
        }
    }

    fn module_imports(
        &self,
        module: &Module,
        params: &[TypeView],
        types: &[TypeView],
    ) -> Vec<String> {
        let mut macros = macros_of(types);
        if !params.is_empty() {
            macros.push("record".to_owned());
        }
        let mut imports = Vec::new();
        macros.sort();
        macros.dedup();
        if !macros.is_empty() {
            imports.push(layout::import("", "crate::data", &macros));
        }
        let mut runtime: Vec<&str> = vec!["Call"];
        runtime.push(match module.id.api.as_str() {
            "management" => "ManagementClient",
            _ => "AuthenticationClient",
        });
        if module.operations.iter().any(|it| it.answer == Answer::Redirect) {
            runtime.push("Redirect");
        }
        if module.operations.iter().any(|it| it.answer == Answer::Content) {
            runtime.push("Content");
        }
        let aliases = types.iter().any(|view| view.alias.is_some());
        if aliases {
            runtime.push("Envelope");
        }
        let mut texts: Vec<&str> = Vec::new();
        for view in params.iter().chain(types) {
            texts.extend(view.type_texts());
        }
        let answers = module.operations.iter().filter_map(|it| match &it.answer {
            Answer::Data(ty) => Some(self.ty(ty)),
            _ => None,
        });
        let answers: Vec<String> = answers.collect();
        texts.extend(answers.iter().map(String::as_str));
        runtime.extend(data_types(&texts));
        runtime.sort_unstable();
        runtime.dedup();
        let runtime: Vec<String> = runtime.into_iter().map(str::to_owned).collect();
        let mut shared: Vec<String> =
            module.shared.iter().map(|name| self.names.type_name(name).to_owned()).collect();
        layout::sort(&mut shared);
        if !shared.is_empty() {
            imports.push(layout::import("pub ", "crate::generated::common", &shared));
        }
        let operation = ["self".to_owned(), "Operation".to_owned()];
        imports.push(layout::import("", "crate::operation", &operation));
        imports.push(layout::import("", "crate", &runtime));
        imports
    }

    fn shared(&self, def: &TypeDef) -> FileView {
        let view = self.type_view(def);
        let mut imports = Vec::new();
        let mentions = def.mentions().into_iter().flat_map(Type::names);
        let mut shared: Vec<String> = mentions
            .filter(|name| *name != def.name)
            .map(|name| self.names.type_name(name).to_owned())
            .collect();
        layout::sort(&mut shared);
        shared.dedup();
        if !shared.is_empty() {
            imports.push(layout::import("", "super", &shared));
        }
        let mut macros = macros_of(std::slice::from_ref(&view));
        macros.sort();
        if !macros.is_empty() {
            imports.push(layout::import("", "crate::data", &macros));
        }
        let texts = view.type_texts();
        let mut runtime: Vec<String> = data_types(&texts).into_iter().map(str::to_owned).collect();
        if view.alias.is_some() {
            runtime.push("Envelope".to_owned());
        }
        layout::sort(&mut runtime);
        runtime.dedup();
        match runtime.len() {
            0 => {}
            // A type of the crate sorts before its modules, a list of them after.
            1 => {
                let first = imports.iter().take_while(|it| it.starts_with("use super")).count();
                imports.insert(first, layout::import("", "crate", &runtime));
            }
            _ => imports.push(layout::import("", "crate", &runtime)),
        }
        let data = SharedView {
            source: "spec/common.yaml".to_owned(),
            docs: module_comment(&[format!("[`{}`].", view.name)]),
            imports,
            types: vec![view],
        };
        FileView {
            path: PathBuf::from("common").join(format!("{}.rs", ident::file(&def.name))),
            template: "shared",
            data: Data::Shared(Box::new(data)),
        }
    }

    fn shared_index(&self) -> FileView {
        let shared = self.api.types.values().filter(|def| def.home == Home::Common);
        let entries: Vec<EntryView> = shared
            .map(|def| {
                let users = self.api.modules.iter().filter(|it| it.shared.contains(&def.name));
                let mut features: Vec<String> =
                    users.map(|module| feature(&feature_of(&module.id))).collect();
                features.sort();
                EntryView {
                    cfg: cfg(&features),
                    module: ident::raw(&ident::file(&def.name)),
                    public: false,
                    operations: String::new(),
                    has_names: true,
                }
            })
            .collect();
        let docs = module_comment(&[
            "Types that more than one module uses, each compiled if one of those modules is."
                .to_owned(),
        ]);
        index("common/mod.rs", IndexView::new(docs, entries, false))
    }

    fn api_index(&self, name: &str) -> FileView {
        let modules = self.api.modules.iter().filter(|module| module.id.api == name);
        let entries: Vec<EntryView> = modules
            .map(|module| {
                let name = ident::raw(&ident::file(&module.id.name));
                EntryView {
                    cfg: format!("#[cfg({})]", feature(&feature_of(&module.id))),
                    operations: format!("{name}::OPERATIONS"),
                    module: name,
                    public: true,
                    has_names: self.has_names(module),
                }
            })
            .collect();
        let about = match name {
            "management" => "The management API: administers a user pool.",
            _ => "The authentication API: signs users in and acts for them.",
        };
        let docs = module_comment(&[
            about.to_owned(),
            prose(
                0,
                "Every type stands here directly and, by topic, in the modules below. Each module \
                 is a Cargo feature of its own.",
            ),
        ]);
        index(&format!("{name}/mod.rs"), IndexView::new(docs, entries, true))
    }

    fn has_names(&self, module: &Module) -> bool {
        let home = Home::Module(module.id.clone());
        let has_types = self.api.types.values().any(|def| def.home == home);
        let has_params = module.operations.iter().any(|it| !it.params.is_empty());
        has_types || has_params || !module.shared.is_empty()
    }

    fn operation(&self, module: &Module, operation: &Operation) -> OperationView {
        let method = ident::raw(&ident::snake(&operation.name));
        let mut args = vec!["&self".to_owned()];
        let mut links = vec![format!("self.call(&{})", ident::screaming(&operation.name))];
        if !operation.params.is_empty() {
            args.push(format!("params: {}", self.names.params_name(operation)));
            links.push(".params(&params)".to_owned());
        }
        if let Some(body) = &operation.body {
            args.push(format!("body: {}", self.names.type_name(&body.type_name)));
            links.push(".body(&body)".to_owned());
        }
        links.push(".returning()".to_owned());
        let answer = match &operation.answer {
            Answer::Data(ty) => self.ty(ty),
            Answer::Nothing => "()".to_owned(),
            Answer::Redirect => "Redirect".to_owned(),
            Answer::Content => "Content".to_owned(),
        };
        let tail = format!(" -> Call<{answer}> {{");
        OperationView {
            constant: ident::screaming(&operation.name),
            name: literal(&operation.name),
            api: if module.id.api == "management" { "Management" } else { "Authentication" },
            module: literal(&module.id.name),
            method: operation.method.clone(),
            path: literal(&operation.path),
            pagination: operation.pagination.as_ref().map(pagination),
            effect: match operation.effect {
                Effect::Read => "Read",
                Effect::Write => "Write",
                Effect::Send => "Send",
                Effect::Session => "Session",
            },
            retry_safe: operation.retry_safe,
            security: security(operation.security),
            client_auth: operation.client_auth,
            body: match operation.body.as_ref().map(|body| body.kind) {
                None => "None",
                Some(BodyKind::Json) => "Json",
                Some(BodyKind::Form) => "Form",
                Some(BodyKind::Multipart) => "Multipart",
            },
            deprecated: operation.deprecated,
            hidden: operation.hidden,
            docs: self.operation_docs(module, operation),
            aliases: [&operation.name, &operation.path]
                .into_iter()
                .filter_map(|alias| doc_alias(alias, &method))
                .collect(),
            signature: layout::list(4, &format!("pub fn {method}"), &args, &tail),
            call: layout::chain(8, &links),
        }
    }

    fn operation_docs(&self, module: &Module, operation: &Operation) -> String {
        let who = who(&module.id, operation.security);
        let facts = [
            match operation.effect {
                Effect::Read => "Reads only.",
                Effect::Write => "Changes data.",
                Effect::Send => "Sends a message.",
                Effect::Session => "Starts, continues or ends a session.",
            },
            match operation.retry_safe {
                true => "May be repeated when the outcome is unknown.",
                false => "Not repeated when the outcome is unknown.",
            },
            who,
            offered(operation.availability),
            match operation.pagination {
                Some(_) => "Paged: [`.items()`](crate::Call::items) walks all pages.",
                None => "",
            },
        ];
        let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let endpoint = format!("`{} {}`", operation.method, operation.path);
        comment(
            4,
            &[
                prose(4, &operation.summary),
                prose(4, &operation.description),
                endpoint,
                prose(4, &facts.join(" ")),
                "# Errors\n\nSee [`Error`](crate::Error).".to_owned(),
                format!(
                    "# Example\n\n{}",
                    example::operation(self.api, self.names, &module.id.api, operation)
                ),
            ],
        )
    }

    fn params(&self, operation: &Operation) -> TypeView {
        let name = self.names.params_name(operation);
        let method = ident::snake(&operation.name);
        let client = match operation.place.file.starts_with("management") {
            true => "ManagementClient",
            false => "AuthenticationClient",
        };
        let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
        TypeView {
            docs: comment(
                0,
                &[format!("Path and query parameters of [`{method}`](crate::{client}::{method}).")],
            ),
            record: Some(self.record(&fields)),
            name,
            ..TypeView::default()
        }
    }

    fn type_view(&self, def: &TypeDef) -> TypeView {
        let name = self.names.type_name(&def.name).to_owned();
        let documented = doc_alias(&def.name, &name);
        let docs = comment(0, &[prose(0, &def.description)]);
        let mut view = TypeView { name, docs, documented, ..TypeView::default() };
        match &def.kind {
            TypeKind::Record(fields) => {
                let fields: Vec<&Field> = fields.iter().collect();
                view.page = def.page.iter().flat_map(|page| self.page(page, &fields)).collect();
                view.record = Some(self.record(&fields));
            }
            TypeKind::Open => view.open = true,
            TypeKind::Choice(choice) => view.choice = Some(choice_view(choice)),
            TypeKind::Union(branches) => view.union = Some(self.union(branches)),
            TypeKind::Envelope(payload) => {
                let payload = payload.as_ref().map_or("()".to_owned(), |ty| self.ty(ty));
                let target = format!("pub type {}", view.name);
                view.alias = Some(layout::assign(0, &target, &format!("Envelope<{payload}>")));
            }
        }
        view
    }

    fn record(&self, fields: &[&Field]) -> RecordView {
        let required: Vec<&&Field> = fields.iter().filter(|field| field.required).collect();
        let args: Vec<String> = required
            .iter()
            .map(|field| {
                let name = ident::raw(&ident::snake(&field.wire));
                format!("{name}: impl Into<{}>", self.argument(&field.ty))
            })
            .collect();
        let literal: Vec<String> = fields
            .iter()
            .map(|field| {
                let name = ident::raw(&ident::snake(&field.wire));
                match field.required {
                    true => format!("{name}: {}", into_value(&name, &field.ty)),
                    false => format!("{name}: None"),
                }
            })
            .collect();
        let new_docs = match required.is_empty() {
            true => "Starts with nothing set; every field is optional.",
            false => "Starts with the required fields.",
        };
        RecordView {
            fields: fields.iter().map(|field| self.field(field)).collect(),
            new_docs: comment(4, &[new_docs.to_owned()]),
            many: args.len() > 7,
            signature: layout::list(4, "pub fn new", &args, " -> Self {"),
            literal: layout::literal(8, "Self", &literal),
            setters: fields.iter().map(|field| self.setter(field)).collect(),
        }
    }

    /// The items of a page and, by what they tell, the fields beside them.
    fn page(&self, page: &Page, fields: &[&Field]) -> Vec<String> {
        let items = fields.iter().find(|field| field.wire == page.items);
        let items = items.and_then(|field| {
            let name = ident::raw(&ident::snake(&field.wire));
            Some(format!("{name}: {} [{}]", literal(&field.wire), self.ty(item(&field.ty)?)))
        });
        let others = [("total", &page.total), ("next", &page.next), ("more", &page.more)];
        let others = others.into_iter().filter_map(|(mark, path)| {
            path.as_ref().map(|path| format!("{mark}: {}", literal(path)))
        });
        items.into_iter().chain(others).collect()
    }

    fn field(&self, field: &Field) -> FieldView {
        let name = ident::raw(&ident::snake(&field.wire));
        let ty = self.ty(&field.ty);
        let ty = if field.required { ty } else { format!("Option<{ty}>") };
        let mut marks = String::new();
        for alias in &field.aliases {
            marks.push_str(&format!(" | {}", literal(alias)));
        }
        if field.secret {
            marks.push_str(" secret");
        }
        if field.lenient {
            marks.push_str(" lenient");
        }
        FieldView {
            docs: comment(4, &field_docs(field)),
            member: layout::member(4, &format!("pub {name}: {ty}")),
            name,
            ty,
            wire: format!("{}{marks}", literal(&field.wire)),
            deprecated: field.deprecated,
        }
    }

    fn setter(&self, field: &Field) -> SetterView {
        let name = ident::raw(&ident::snake(&field.wire));
        let args =
            ["mut self".to_owned(), format!("{name}: impl Into<{}>", self.argument(&field.ty))];
        let head = format!("pub fn {}", ident::raw(&ident::setter(&field.wire)));
        let value = into_value(&name, &field.ty);
        let value = if field.required { value } else { format!("Some({value})") };
        let plain = plain(&name);
        SetterView {
            docs: comment(4, &[format!("Sets [`{plain}`](#structfield.{plain}).")]),
            signature: layout::list(4, &head, &args, " -> Self {"),
            assignment: layout::assign(8, &format!("self.{name}"), &value),
            deprecated: field.deprecated,
        }
    }

    fn union(&self, branches: &[Type]) -> UnionView {
        let branches = branches.iter().map(|branch| {
            let (kind, what) = match branch {
                Type::Text | Type::Timestamp => ("Text", "A string."),
                Type::Integer => ("Integer", "An integer."),
                Type::Number => ("Number", "A number."),
                Type::Boolean => ("Boolean", "A boolean."),
                Type::List(_) => ("List", "A list."),
                Type::Named(name) => match self.api.types.get(name).map(|def| &def.kind) {
                    Some(TypeKind::Choice(_)) => ("Text", "A value of an enum."),
                    _ => ("Object", "An object."),
                },
                _ => ("Object", "An object."),
            };
            BranchView {
                docs: comment(4, &[what.to_owned()]),
                name: self.names.branch(branch),
                ty: self.ty(branch),
                kind,
            }
        });
        UnionView { branches: branches.collect() }
    }

    /// A type as it stands in code.
    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Text => "String".to_owned(),
            Type::Integer => "i64".to_owned(),
            Type::Number => "f64".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Timestamp => "Timestamp".to_owned(),
            Type::Json => "serde_json::Value".to_owned(),
            Type::Object => "serde_json::Map<String, serde_json::Value>".to_owned(),
            Type::Scalar => "Scalar".to_owned(),
            Type::File => "UploadFile".to_owned(),
            Type::Named(name) => self.names.type_name(name).to_owned(),
            Type::List(inner) => format!("Vec<{}>", self.ty(inner)),
            Type::Map(inner) => format!("std::collections::BTreeMap<String, {}>", self.ty(inner)),
            Type::OneOrMany(inner) => format!("OneOrMany<{}>", self.ty(inner)),
            Type::Nullable(inner) => format!("Nullable<{}>", self.ty(inner)),
            Type::Boxed(inner) => format!("Box<{}>", self.ty(inner)),
        }
    }

    /// The type that a setter takes: callers need not know about boxes.
    fn argument(&self, ty: &Type) -> String {
        match ty {
            Type::Boxed(inner) => self.ty(inner),
            ty => self.ty(ty),
        }
    }
}

impl TypeView {
    /// The texts of types in it, for finding out what to import.
    fn type_texts(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = self.alias.iter().map(String::as_str).collect();
        if let Some(record) = &self.record {
            texts.extend(record.fields.iter().map(|field| field.ty.as_str()));
        }
        if let Some(union) = &self.union {
            texts.extend(union.branches.iter().map(|branch| branch.ty.as_str()));
        }
        texts
    }
}

fn macros_of(types: &[TypeView]) -> Vec<String> {
    let mut macros = Vec::new();
    for view in types {
        if view.record.is_some() {
            macros.push("record".to_owned());
        }
        if !view.page.is_empty() {
            macros.push("page".to_owned());
        }
        if view.choice.is_some() {
            macros.push("choice".to_owned());
        }
        if view.union.is_some() {
            macros.push("union".to_owned());
        }
        if view.open {
            macros.push("open_object".to_owned());
        }
    }
    macros.sort();
    macros.dedup();
    macros
}

/// The types of the runtime that stand in these types.
fn data_types(texts: &[&str]) -> Vec<&'static str> {
    let words: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_ascii_alphanumeric()))
        .collect();
    let known = ["Nullable", "OneOrMany", "Scalar", "Timestamp", "UploadFile"];
    known.into_iter().filter(|name| words.contains(name)).collect()
}

/// A name without the mark of a raw identifier.
fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// A text as it stands in code.
fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// The literal of another name that documentation is searched for. Its own name is no other name,
/// and rustdoc takes no quotes and no space around it.
fn doc_alias(alias: &str, item: &str) -> Option<String> {
    let is_new = plain(item) != alias;
    let is_plain = !alias.contains(['"', '\'']) && !alias.contains(char::is_control);
    (is_new && is_plain && !alias.is_empty() && alias.trim() == alias).then(|| literal(alias))
}

fn into_value(name: &str, ty: &Type) -> String {
    match ty {
        Type::Boxed(_) => format!("Box::new({name}.into())"),
        _ => format!("{name}.into()"),
    }
}

fn field_docs(field: &Field) -> Vec<String> {
    let mut docs = vec![prose(4, &field.description)];
    let mut notes = field.limits.sentences.clone();
    notes.extend(field.availability.map(|it| offered(it).to_owned()).filter(|it| !it.is_empty()));
    docs.push(prose(4, &notes.join(" ")));
    docs
}

fn choice_view(choice: &Choice) -> ChoiceView {
    let variants = choice.values.iter().map(|value| VariantView {
        docs: comment(4, &[prose(4, &value.description)]),
        name: variant(value),
        wire: literal(&value.wire),
    });
    let numbers: Vec<String> =
        choice.values.iter().filter_map(|value| value.number).map(|it| it.to_string()).collect();
    ChoiceView {
        variants: variants.collect(),
        numbers: match numbers.is_empty() {
            true => String::new(),
            false => format!(" numbers [{}]", numbers.join(", ")),
        },
    }
}

fn pagination(pagination: &Pagination) -> PaginationView {
    PaginationView {
        style: match pagination.style {
            PageStyle::Index => "Index",
            PageStyle::Scroll => "Scroll",
            PageStyle::Page | PageStyle::None => "Page",
        },
        position: literal(&pagination.position),
        limit: match &pagination.limit {
            Some(limit) => format!("Some({})", literal(limit)),
            None => "None".to_owned(),
        },
        text: pagination.text,
    }
}

fn security(security: Security) -> String {
    let mut out = "Security::NONE".to_owned();
    let asked = [
        (security.bearer, ".bearer()"),
        (security.app_id, ".app_id()"),
        (security.user_pool_id, ".user_pool_id()"),
        (security.app_tenant_id, ".app_tenant_id()"),
    ];
    for (_, call) in asked.into_iter().filter(|(asked, _)| *asked) {
        out.push_str(call);
    }
    out
}

fn who(module: &ModuleId, security: Security) -> &'static str {
    match (module.api.as_str(), security.bearer) {
        ("management", true) => "Needs an access key.",
        ("management", false) => "",
        (_, true) if security.inferred => "Needs the access token of a user, as far as known.",
        (_, true) => "Needs the access token of a user.",
        (_, false) => "Needs no access token.",
    }
}

fn offered(availability: Availability) -> &'static str {
    match (availability.authing, availability.genauth) {
        (true, false) => "Known on Authing; may be missing on GenAuth.",
        (false, true) => "Known on GenAuth; may be missing on Authing.",
        _ => "",
    }
}

fn feature(name: &str) -> String {
    format!("feature = \"{name}\"")
}

fn cfg(features: &[String]) -> String {
    match features {
        [one] => format!("#[cfg({one})]"),
        many => layout::list(0, "#[cfg(any", many, ")]"),
    }
}

fn index(path: &str, view: IndexView) -> FileView {
    FileView { path: PathBuf::from(path), template: "index", data: Data::Index(view) }
}

fn root_index(apis: &[&str]) -> FileView {
    let entry = |module: &str| EntryView {
        cfg: String::new(),
        module: module.to_owned(),
        public: true,
        operations: String::new(),
        has_names: true,
    };
    let mut entries: Vec<EntryView> = apis.iter().copied().map(entry).collect();
    entries.extend(["codes", "common"].map(entry));
    let docs = module_comment(&["Everything that follows from the description.".to_owned()]);
    let view = IndexView::new(docs, entries, false);
    FileView { path: PathBuf::from("mod.rs"), template: "root", data: Data::Index(view) }
}
