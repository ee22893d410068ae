//! Linting: what a description must have beyond being readable.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use super::load::{Document, Module};
use super::openapi::{File, Operation, ParameterPlace, Schema, Types};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};

/// Finds everything that is missing from or wrong with a description that could be read.
pub fn lint(document: &Document) -> Diagnostics {
    let mut lint = Lint {
        document,
        found: Diagnostics::default(),
        homes: BTreeMap::new(),
        ids: BTreeMap::new(),
        addresses: BTreeMap::new(),
        files: document.modules.iter().map(|it| (it.path.as_path(), &it.file)).collect(),
    };
    lint.schemas(&Place::file("common.yaml"), &document.common);
    for module in &document.modules {
        lint.schemas(&Place::file(&module.path), &module.file);
    }
    for module in &document.modules {
        lint.module(module);
    }
    lint.codes();
    let mut found = lint.found;
    found.locate(|place| document.line_of(place));
    found
}

struct Lint<'a> {
    document: &'a Document,
    /// The files of the modules by path, for following references.
    files: HashMap<&'a Path, &'a File>,
    found: Diagnostics,
    /// Where each schema is defined.
    homes: BTreeMap<&'a str, Place>,
    /// Where the operation of each API and name is.
    ids: BTreeMap<(&'a str, &'a str), Place>,
    /// Where the operation of each API, path and verb is.
    addresses: BTreeMap<(&'a str, &'a str, &'a str), Place>,
}

impl<'a> Lint<'a> {
    fn report(&mut self, code: &'static str, place: Place, message: String, help: &str) {
        self.found.push(Diagnostic::new(code, place, message, help));
    }

    /// OpenAPI is strict about names of schemas, Cargo about features, which are named like modules.
    fn plain_name(&mut self, what: &str, name: &str, at: &Place) {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        if name.is_empty() || !name.chars().all(is_plain) {
            self.report(
                "bad-name",
                at.clone(),
                format!("there are no {what} with names like `{name}`"),
                "use letters and digits of ASCII, `.`, `_` and `-`",
            );
        }
    }

    fn described(&mut self, place: &Place, what: &str, text: &str) {
        if text.trim().is_empty() {
            self.report(
                "no-description",
                place.clone(),
                format!("{what} has no description"),
                "say in a sentence what it means to a caller",
            );
        }
    }

    fn module(&mut self, module: &'a Module) {
        let root = Place::file(&module.path);
        self.described(&root.at("info"), "the module", &module.file.info.description);
        if module.file.tags.iter().map(|tag| tag.name.as_str()).ne([module.name.as_str()]) {
            self.report(
                "tag",
                root.at("tags"),
                format!("a module has one tag, its own name `{}`", module.name),
                "write `tags: [{ name: <module>, description: … }]`",
            );
        }
        self.plain_name("modules", &module.name, &root);
        if module.file.paths.values().all(|verbs| verbs.is_empty()) {
            self.report(
                "empty-module",
                root.at("paths"),
                "the module has no operations".to_owned(),
                "describe one, or move its schemas to common.yaml",
            );
        }
        for (path, verbs) in &module.file.paths {
            for (verb, operation) in verbs {
                let place = root.within(["paths", path, verb]);
                let id = (module.api.as_str(), operation.id.as_str());
                if let Some(first) = self.ids.insert(id, place.clone()) {
                    let first = format!("{} {}", first.file.display(), first.pointer());
                    self.report(
                        "duplicate-operation",
                        place.at("operationId"),
                        format!("`{}` is also the name of {first}", operation.id),
                        "give one of them another operationId; it becomes the method's name",
                    );
                }
                let address = (module.api.as_str(), path.as_str(), verb.as_str());
                if let Some(first) = self.addresses.insert(address, place.clone()) {
                    self.report(
                        "duplicate-address",
                        place.clone(),
                        format!("{} describes the same method and path", first.file.display()),
                        "keep one of the two operations",
                    );
                }
                self.operation(module, path, operation, &place);
            }
        }
    }

    fn operation(&mut self, module: &'a Module, path: &str, operation: &'a Operation, at: &Place) {
        let name = format!("the operation `{}`", operation.id);
        self.described(&at.at("summary"), &format!("{name}: its summary"), &operation.summary);
        self.described(at, &name, &operation.description);
        if operation.tags != [module.name.as_str()] {
            self.report(
                "tag",
                at.at("tags"),
                format!("{name} is in the module `{}` but tagged otherwise", module.name),
                "write `tags: [<module>]`, or move the operation to the module of its tag",
            );
        }
        if operation.availability.is_empty() {
            self.report(
                "availability",
                at.clone(),
                format!("{name} does not say which brands offer it"),
                "write `x-availability: [authing, genauth]`, or only the one that does",
            );
        }
        for (index, alternative) in operation.security.iter().enumerate() {
            for scheme in alternative.keys() {
                if !self.document.common.components.security_schemes.contains_key(scheme) {
                    self.report(
                        "dangling-reference",
                        at.at("security").at(index.to_string()),
                        format!("there is no security scheme `{scheme}`"),
                        "use one of the securitySchemes in common.yaml",
                    );
                }
            }
        }
        self.parameters(path, operation, at, &name);
        if let Some(body) = &operation.request_body {
            let place = at.within(["requestBody", "content"]);
            if body.content.len() != 1 {
                self.report(
                    "media-types",
                    place.clone(),
                    format!("{name} has a body in {} media types", body.content.len()),
                    "describe the one that the SDK sends",
                );
            }
            for (media, content) in &body.content {
                self.schema(&content.schema, &place.within([media, "schema"]), false);
            }
        }
        for (status, response) in &operation.responses {
            let place = at.within(["responses", status]);
            self.described(&place, &format!("{name}: its answer {status}"), &response.description);
            for (media, content) in &response.content {
                let place = place.within(["content", media, "schema"]);
                self.schema(&content.schema, &place, false);
            }
        }
        if operation.responses.is_empty() {
            self.report(
                "no-answer",
                at.clone(),
                format!("{name} has no answer"),
                "describe what comes back under `responses`",
            );
        }
    }

    fn parameters(&mut self, path: &str, operation: &'a Operation, at: &Place, name: &str) {
        let template: BTreeSet<&str> = path
            .split('/')
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        let mut seen = BTreeSet::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let place = at.at("parameters").at(index.to_string());
            let what = format!("{name}: its parameter `{}`", parameter.name);
            self.described(&place, &what, &parameter.description);
            if !seen.insert(&parameter.name) {
                self.report(
                    "duplicate-parameter",
                    place.at("name"),
                    format!("{what} is there twice"),
                    "keep one of them",
                );
            }
            let in_path = parameter.place == ParameterPlace::Path;
            if in_path != template.contains(parameter.name.as_str()) {
                self.report(
                    "path-parameter",
                    place.at("in"),
                    format!("{what} and the path {path} do not agree"),
                    "a path parameter stands as {name} in the path, any other is `in: query`",
                );
            }
            self.schema(&parameter.schema, &place.at("schema"), false);
        }
        for missing in template {
            if !operation.parameters.iter().any(|parameter| parameter.name == missing) {
                self.report(
                    "path-parameter",
                    at.clone(),
                    format!("{name}: nothing describes the path parameter `{missing}`"),
                    "add it to `parameters` with `in: path`",
                );
            }
        }
    }

    fn schemas(&mut self, root: &Place, file: &'a File) {
        for (name, schema) in &file.components.schemas {
            let place = root.within(["components", "schemas", name]);
            self.described(&place, &format!("the schema `{name}`"), &schema.description);
            self.schema(schema, &place, true);
            self.plain_name("schemas", name, &place);
            if let Some(first) = self.homes.insert(name, place.clone()) {
                let first = first.file.display().to_string();
                self.report(
                    "duplicate-schema",
                    place,
                    format!("`{name}` is also defined in {first}"),
                    "move it to common.yaml if both mean the same, or rename one",
                );
            }
        }
    }

    /// Checks a schema and all schemas in it; `named` for one that stands under a name.
    fn schema(&mut self, schema: &'a Schema, at: &Place, named: bool) {
        if let Some(reference) = &schema.reference {
            self.reference(reference, &at.at("$ref"));
        }
        self.kinds(schema, at);
        if let Some(values) = &schema.values {
            self.choice(schema, values, at, named);
        }
        for (index, required) in schema.required.iter().enumerate() {
            if !schema.properties.contains_key(required) {
                self.report(
                    "required",
                    at.at("required").at(index.to_string()),
                    format!("`{required}` is required but no property"),
                    "add the property or take the name out",
                );
            }
        }
        for (name, property) in &schema.properties {
            let place = at.within(["properties", name]);
            self.described(&place, &format!("the field `{name}`"), &property.description);
            self.schema(property, &place, false);
        }
        if let Some(items) = &schema.items {
            self.schema(items, &at.at("items"), false);
        }
        if let Some(super::Additional::Schema(values)) = &schema.additional_properties {
            self.schema(values, &at.at("additionalProperties"), false);
        }
        for (index, branch) in schema.one_of.iter().enumerate() {
            self.schema(branch, &at.at("oneOf").at(index.to_string()), false);
        }
        for (index, part) in schema.all_of.iter().enumerate() {
            self.schema(part, &at.at("allOf").at(index.to_string()), false);
        }
        if schema.all_of.len() == 1 {
            self.report(
                "wrapper",
                at.at("allOf"),
                "`allOf` with a single part is only a wrapper".to_owned(),
                "write the part itself; a `$ref` can have a description beside it",
            );
        }
    }

    fn kinds(&mut self, schema: &Schema, at: &Place) {
        let kinds = schema.types.as_ref().map_or(&[][..], Types::as_slice);
        for kind in kinds {
            let known = ["string", "integer", "number", "boolean", "object", "array", "null"];
            if !known.contains(&kind.as_str()) {
                self.report(
                    "unknown-type",
                    at.at("type"),
                    format!("`{kind}` is no type"),
                    "use string, integer, number, boolean, object, array or null",
                );
            }
        }
        if kinds.iter().any(|kind| kind == "array") && schema.items.is_none() {
            self.report(
                "unknown-type",
                at.clone(),
                "an array needs `items`".to_owned(),
                "say what the items are; `items: {}` for anything",
            );
        }
    }

    fn choice(&mut self, schema: &Schema, values: &[serde_json::Value], at: &Place, named: bool) {
        if !named {
            self.report(
                "inline-enum",
                at.at("enum"),
                "an enum needs a name".to_owned(),
                "move it to components/schemas and refer to it",
            );
            return;
        }
        let mut seen = BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let place = at.at("enum").at(index.to_string());
            if !seen.insert(text.clone()) {
                self.report(
                    "duplicate-value",
                    place.clone(),
                    format!("the value `{text}` is there twice"),
                    "keep one of them",
                );
            }
            if !value.is_string() && !value.is_i64() {
                self.report(
                    "bad-value",
                    place.clone(),
                    format!("the value `{text}` is neither a string nor an integer"),
                    "write it as a string if that is how it travels, or describe the field without \
                     an enum",
                );
            }
            let meaning = schema.enum_descriptions.get(&text).map_or("", String::as_str);
            self.described(&place, &format!("the value `{text}`"), meaning);
        }
        let named = schema.enum_descriptions.keys().map(|value| (value, "x-enum-descriptions"));
        let renamed = schema.enum_names.keys().map(|value| (value, "x-enum-names"));
        for (value, keyword) in named.chain(renamed) {
            if !seen.contains(value) {
                self.report(
                    "unknown-value",
                    at.at(keyword).at(value),
                    format!("`{value}` is no value of the enum"),
                    "add it to `enum` or take it out",
                );
            }
        }
    }

    fn reference(&mut self, reference: &str, at: &Place) {
        let (file, name) = match reference.split_once("#/components/schemas/") {
            Some(("", name)) => (self.file(at), name),
            Some(("../common.yaml", name)) if at.file.parent().is_some_and(|p| p != "") => {
                (Some(&self.document.common), name)
            }
            _ => (None, reference),
        };
        if file.is_none_or(|file| !file.components.schemas.contains_key(name)) {
            self.report(
                "dangling-reference",
                at.clone(),
                format!("there is no schema `{reference}`"),
                "refer to `#/components/schemas/…` of the same file or of `../common.yaml`; \
                 a schema that two modules use belongs there",
            );
        }
    }

    fn file(&self, at: &Place) -> Option<&'a File> {
        let module = self.files.get(at.file.as_path()).copied();
        let common = at.file.as_os_str() == "common.yaml";
        module.or(common.then_some(&self.document.common))
    }

    fn codes(&mut self) {
        let document = self.document;
        let lists = [
            ("statusCodes", &document.errors.status_codes),
            ("apiCodes", &document.errors.api_codes),
        ];
        for (list, codes) in lists {
            let mut seen = BTreeSet::new();
            let mut names = BTreeSet::new();
            for (index, code) in codes.iter().enumerate() {
                let place = Place::file("errors.yaml").at(list).at(index.to_string());
                self.described(&place, &format!("the code {}", code.code), &code.description);
                if !seen.insert(code.code) {
                    self.report(
                        "duplicate-value",
                        place.clone(),
                        format!("the code {} is there twice", code.code),
                        "keep one of them",
                    );
                }
                let place = place.at("name");
                if !is_snake_case(&code.name) {
                    self.report(
                        "bad-name",
                        place,
                        format!("the code {} is named `{}`", code.code, code.name),
                        "begin with a letter, and use small letters, digits and single `_` alone",
                    );
                } else if !names.insert(&code.name) {
                    self.report(
                        "duplicate-value",
                        place,
                        format!("two codes are named `{}`", code.name),
                        "give one of them another name",
                    );
                }
            }
        }
    }
}

/// Whether a name makes a constant.
fn is_snake_case(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
    };
    name.starts_with(|it: char| it.is_ascii_lowercase()) && name.split('_').all(is_word)
}
