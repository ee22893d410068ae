//! The names that search finds without an index of texts. `assets/search/names.js` reads them.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::viewer::Viewer;
use crate::api::{Code, Field, Module, ModuleId, Operation, Response, TypeKind};
use crate::render::names;
use crate::site::address::{self, CODES};
use crate::site::document::Rendered;
use crate::site::documents::Item;
use crate::site::text;

/// The longest texts, in characters.
const LONG: usize = 100;

/// All names. Records are arrays and refer to others by number, since pages load them.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Index {
    pages: Vec<PageRecord>,
    sections: Vec<SectionRecord>,
    modules: Vec<ModuleRecord>,
    operations: Vec<OperationRecord>,
    codes: Vec<CodeRecord>,
    types: Vec<TypeRecord>,
    /// By name of a field: pairs of a type and a text, each as a number.
    fields: BTreeMap<String, Vec<usize>>,
    texts: Vec<String>,
}

/// A document: its title, address and summary.
#[derive(Debug, Serialize)]
struct PageRecord(String, String, String);

/// A section of a document: its heading, its anchor, and the document as a number.
#[derive(Debug, Serialize)]
struct SectionRecord(String, String, usize);

/// A module: its name, title, address, API and description.
#[derive(Debug, Serialize)]
struct ModuleRecord(String, String, String, &'static str, String);

/// An operation: its name, its name in Rust, module, address, verb, path, summary, search terms, types
/// that it takes or returns, parameters, and whether it is deprecated.
#[derive(Debug, Serialize)]
struct OperationRecord(
    String,
    String,
    usize,
    String,
    String,
    String,
    String,
    Vec<String>,
    Vec<usize>,
    Vec<String>,
    bool,
);

/// A code: its number, name, anchor and meaning.
#[derive(Clone, Debug, Serialize)]
struct CodeRecord(i64, String, String, String);

/// A type: its name, address and description.
#[derive(Debug, Serialize)]
struct TypeRecord(String, String, String);

impl Viewer<'_> {
    /// Returns all names of the site; `documents` are the pages that are not of the spec.
    pub(in crate::site) fn names(&self, documents: &[&Item]) -> Index {
        let pages = documents.iter().map(|it| {
            let Rendered { title, summary, .. } = &it.rendered;
            PageRecord(title.clone(), it.address.clone(), start(summary))
        });
        let sections = documents.iter().enumerate().flat_map(|(number, it)| {
            let headings = it.rendered.headings.iter().filter(|heading| heading.level == 2);
            headings.map(move |it| SectionRecord(it.text.clone(), it.anchor.clone(), number))
        });
        let modules = self.api.modules.iter().map(|module| {
            let id = &module.id;
            let api = self.api_title(id.api);
            let text = start(&module.description);
            ModuleRecord(id.name.clone(), module.title.clone(), address::module(id), api, text)
        });
        let numbers: HashMap<&str, usize> = self
            .api
            .types
            .keys()
            .enumerate()
            .map(|(number, name)| (name.as_str(), number))
            .collect();
        let places: HashMap<&ModuleId, usize> =
            self.api.modules.iter().enumerate().map(|(place, it)| (&it.id, place)).collect();
        let operations = self.operations().map(|(module, operation)| {
            let place = places.get(&module.id).copied().unwrap_or_default();
            self.operation_record(module, place, operation, &numbers)
        });
        let types = self.api.types.values().map(|def| {
            let address = self.addresses.of_type(&def.name).unwrap_or_default().to_owned();
            TypeRecord(def.name.clone(), address, start(&def.description))
        });
        let codes = &self.api.codes;
        let code_records = |kind: &'static str, codes: &[Code]| -> Vec<CodeRecord> {
            let records = codes.iter().map(|code| {
                let href = format!("{CODES}#{kind}-{}", code.code);
                CodeRecord(code.code, code.name.clone(), href, start(&code.description))
            });
            records.collect()
        };
        let api_codes = code_records("api", &codes.api_codes);
        let (fields, texts) = self.field_records();
        Index {
            pages: pages.collect(),
            sections: sections.collect(),
            modules: modules.collect(),
            operations: operations.collect(),
            codes: [api_codes, code_records("status", &codes.status_codes)].concat(),
            types: types.collect(),
            fields,
            texts,
        }
    }

    fn operation_record(
        &self,
        module: &Module,
        place: usize,
        operation: &Operation,
        numbers: &HashMap<&str, usize>,
    ) -> OperationRecord {
        let mut types: Vec<&str> =
            operation.body.iter().map(|body| body.type_name.as_str()).collect();
        if let Response::Payload(payload) = &operation.response {
            types.extend(payload.names());
        }
        OperationRecord(
            operation.name.clone(),
            names::method(operation).trim_start_matches("r#").to_owned(),
            place,
            self.addresses.of_operation(module, operation),
            operation.method.clone(),
            operation.path.clone(),
            start(&operation.summary),
            operation.search_terms.clone(),
            types.into_iter().filter_map(|name| numbers.get(name).copied()).collect(),
            operation.params.iter().map(|param| param.field.wire.clone()).collect(),
            operation.deprecated,
        )
    }

    /// Returns the fields of all types by name, and their texts.
    fn field_records(&self) -> (BTreeMap<String, Vec<usize>>, Vec<String>) {
        let mut fields: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut texts = Vec::new();
        for (number, def) in self.api.types.values().enumerate() {
            let TypeKind::Struct(own) = &def.kind else { continue };
            for field in own {
                let text = self.field_text(field);
                let text = *numbers.entry(text).or_insert_with_key(|text| {
                    texts.push(text.clone());
                    texts.len() - 1
                });
                fields.entry(field.wire.clone()).or_default().extend([number, text]);
            }
        }
        (fields, texts)
    }

    /// Returns the type and the description of a field.
    fn field_text(&self, field: &Field) -> String {
        let required = if field.required { "required" } else { "optional" };
        start(&format!("{}, {required}. {}", self.ty_text(&field.ty), field.description))
    }
}

/// Returns the start of a text.
fn start(text: &str) -> String {
    let text = text::plain(text);
    let mut words = text.split_whitespace();
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        if out.chars().count() + word.chars().count() >= LONG {
            out.push('…');
            break;
        }
        out.push(' ');
        out.push_str(word);
    }
    out
}
