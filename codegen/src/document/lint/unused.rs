//! Lint of named schemas that no operation uses.

use std::collections::HashSet;

use super::linter::Linter;
use super::references::{COMMON, References, Rooted};
use crate::diagnostics::{Pointer, Subject};
use crate::document::{Additional, Schema};

/// The schema that the SDK always has.
const ENVELOPE: &str = "Envelope";

impl<'a> Linter<'a> {
    pub(super) fn unused(&mut self) {
        let document = self.document;
        // A schema can look unused because a reference to it is misspelled.
        if self.has_gaps {
            return;
        }
        let mut used = Reached { references: &self.references, schemas: HashSet::new() };
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
        let used = used.schemas;
        let files = document.modules.iter().map(|it| (it.path.as_path(), &it.file));
        let files: Vec<_> = files.chain([(COMMON.as_ref(), &document.common)]).collect();
        let mut kept = Reached { references: &self.references, schemas: used.clone() };
        for (path, file) in &files {
            for schema in file.components.schemas.values().filter(|it| it.unused.is_some()) {
                kept.add(self.references.rooted(path, schema));
            }
        }
        let kept = kept.schemas;
        for (path, file) in files {
            for (name, schema) in &file.components.schemas {
                let pointer = Pointer::file(path).within(["components", "schemas", name]);
                if let Some(reason) = &schema.unused {
                    self.reason(reason, &pointer.at("x-unused"));
                    if used.contains(&std::ptr::from_ref(schema)) {
                        self.report(
                            "needless-exception",
                            pointer.at("x-unused"),
                            format!("an operation uses the schema `{name}`"),
                            "remove `x-unused`",
                        );
                    }
                } else if !kept.contains(&std::ptr::from_ref(schema)) {
                    self.report_about(
                        Subject::Absence,
                        "unused-schema",
                        pointer,
                        format!("no operation uses the schema `{name}`"),
                        "refer to it, remove it, or add `x-unused` with the reason",
                    );
                }
            }
        }
    }
}

/// The schemas that references lead to.
struct Reached<'l, 'a> {
    references: &'l References<'a>,
    schemas: HashSet<*const Schema>,
}

impl<'a> Reached<'_, 'a> {
    fn add(&mut self, start: Option<Rooted<'a>>) {
        let mut open: Vec<Rooted<'a>> = start.into_iter().collect();
        while let Some(at) = open.pop() {
            let schema = at.schema;
            if !self.schemas.insert(std::ptr::from_ref(schema)) {
                continue;
            }
            let target = schema.reference.as_deref();
            open.extend(target.and_then(|target| self.references.target(target, at.file)));
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
