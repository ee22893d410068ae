//! What the files of modules and shared types import: what stands in them, and no more.

use super::types::TypeView;
use super::viewer::Viewer;
use crate::api::{Answer, Module, Type, TypeDef};
use crate::render::layout;

impl Viewer<'_> {
    /// The imports of the file of a module.
    pub(super) fn module_imports(
        &self,
        module: &Module,
        params: &[TypeView],
        types: &[TypeView],
    ) -> Vec<String> {
        let mut macros = macros_of(types);
        macros.extend(macros_of(params));
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
        runtime.extend(input_trait(params.iter().chain(types)));
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

    /// The imports of the file of a shared type.
    pub(super) fn shared_imports(&self, def: &TypeDef, view: &TypeView) -> Vec<String> {
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
        let mut macros = macros_of(std::slice::from_ref(view));
        macros.sort();
        if !macros.is_empty() {
            imports.push(layout::import("", "crate::data", &macros));
        }
        let texts = view.type_texts();
        let runtime = data_types(&texts).into_iter().chain(input_trait([view]));
        let mut runtime: Vec<String> = runtime.map(str::to_owned).collect();
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
        imports
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

/// The trait that setters take their arguments through.
fn input_trait<'a>(types: impl IntoIterator<Item = &'a TypeView>) -> Option<&'static str> {
    let sets = |view: &TypeView| view.record.as_ref().is_some_and(|it| !it.fields.is_empty());
    types.into_iter().any(sets).then_some("IntoField")
}

/// The types of the runtime that stand in these types.
fn data_types(texts: &[&str]) -> Vec<&'static str> {
    let words: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_ascii_alphanumeric()))
        .collect();
    let known = ["Nullable", "OneOrMany", "Scalar", "Secret", "Timestamp", "UploadFile"];
    known.into_iter().filter(|name| words.contains(name)).collect()
}
