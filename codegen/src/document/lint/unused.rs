//! Lint of named schemas that no operation uses, and of exceptions from this rule.

use std::{collections::HashSet, path::Path};

use super::linter::Linter;
use super::references::{COMMON, References, Rooted};
use crate::diagnostics::{Pointer, Subject};
use crate::document::{Additional, File, Schema};

/// The schema that the SDK always has.
const ENVELOPE: &str = "Envelope";

impl<'a> Linter<'a> {
    /// Reports named schemas that no operation uses.
    pub(super) fn unused(&mut self) {
        let mut kept = self.reached();
        // Whether a schema is used is not known while a reference leads nowhere.
        let mut all = Reached::none(&self.references);
        for (path, file) in self.files() {
            for schema in file.components.schemas.values() {
                let rooted = self.references.rooted(path, schema);
                all.add(rooted);
                if schema.unused.is_some() {
                    kept.add(rooted);
                }
            }
        }
        if kept.is_dangling || all.is_dangling {
            return;
        }
        let kept = kept.schemas;
        for (path, file) in self.files() {
            for (name, schema) in &file.components.schemas {
                if !kept.contains(&std::ptr::from_ref(schema)) {
                    self.report_about(
                        Subject::Absence,
                        "unused-schema",
                        Pointer::file(path).within(["components", "schemas", name]),
                        format!("no operation uses the schema `{name}`"),
                        "refer to it, remove it, or add `x-unused` with the reason",
                    );
                }
            }
        }
    }

    /// Checks `x-unused`: it has a reason, and no operation uses the schema.
    pub(super) fn kept_without_need(&mut self) {
        let used = self.reached().schemas;
        for (path, file) in self.files() {
            for (name, schema) in &file.components.schemas {
                let Some(reason) = &schema.unused else { continue };
                let pointer =
                    Pointer::file(path).within(["components", "schemas", name, "x-unused"]);
                self.reason(reason, &pointer);
                if used.contains(&std::ptr::from_ref(schema)) {
                    self.report(
                        "needless-exception",
                        pointer,
                        format!("an operation uses the schema `{name}`"),
                        "remove `x-unused`",
                    );
                }
            }
        }
    }

    /// Returns the schemas that operations reach.
    fn reached(&self) -> Reached<'_, 'a> {
        let document = self.document;
        let mut used = Reached::none(&self.references);
        if let Some(envelope) = document.common.components.schemas.get(ENVELOPE) {
            used.add(self.references.rooted(COMMON.as_ref(), envelope));
        }
        for module in &document.modules {
            let mut add = |schema| used.add(self.references.rooted(&module.path, schema));
            for operation in module.file.paths.values().flat_map(|verbs| verbs.values()) {
                operation.parameters.iter().for_each(|parameter| add(&parameter.schema));
                let bodies = operation.request_body.iter().flat_map(|body| body.content.values());
                let responses = operation.responses.values();
                let headers = responses.clone().flat_map(|response| response.headers.values());
                headers.for_each(|header| add(&header.schema));
                let contents = responses.flat_map(|response| response.content.values());
                bodies.chain(contents).for_each(|content| add(&content.schema));
            }
        }
        used
    }

    fn files(&self) -> Vec<(&'a Path, &'a File)> {
        let modules = self.document.modules.iter().map(|it| (it.path.as_path(), &it.file));
        modules.chain([(Path::new(COMMON), &self.document.common)]).collect()
    }
}

/// The schemas that references lead to.
struct Reached<'l, 'a> {
    references: &'l References<'a>,
    schemas: HashSet<*const Schema>,
    /// Whether a reference leads nowhere.
    is_dangling: bool,
}

impl<'l, 'a> Reached<'l, 'a> {
    fn none(references: &'l References<'a>) -> Self {
        Self { references, schemas: HashSet::new(), is_dangling: false }
    }
}

impl<'a> Reached<'_, 'a> {
    fn add(&mut self, start: Option<Rooted<'a>>) {
        let mut open: Vec<Rooted<'a>> = start.into_iter().collect();
        while let Some(at) = open.pop() {
            let schema = at.schema;
            if !self.schemas.insert(std::ptr::from_ref(schema)) {
                continue;
            }
            if let Some(reference) = schema.reference.as_deref() {
                let target = self.references.target(reference, at.file);
                self.is_dangling |= target.is_none();
                open.extend(target);
            }
            let values = match &schema.additional_properties {
                Some(Additional::Schema(values)) => Some(&**values),
                _ => None,
            };
            let parts = schema.properties.values().chain(&schema.one_of).chain(&schema.all_of);
            let parts = parts.chain(schema.items.as_deref()).chain(values);
            open.extend(parts.map(|part| at.part(part)));
        }
    }
}
