//! Lint of identifying fields: each required field of a response that names a resource or grants
//! access has `x-identifying`, and no documented response leaves such a field empty.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use serde_json::Value;

use super::linter::Linter;
use crate::diagnostics::Pointer;
use crate::document::{Additional, Schema, Types};

/// Last words of names that identify something.
const NAMING: [&str; 14] = [
    "apikey",
    "code",
    "guid",
    "id",
    "identifier",
    "key",
    "openid",
    "secret",
    "ticket",
    "token",
    "uid",
    "unionid",
    "uuid",
    "userid",
];

/// Ends of the names of fields that report an outcome and identify nothing.
const OUTCOMES: [&str; 4] = ["status_code", "api_code", "error_code", "err_code"];

/// The named schemas of all files.
type Named<'a> = BTreeMap<&'a str, &'a Schema>;

/// The names of the schemas in use.
struct Used<'a> {
    in_requests: BTreeSet<&'a str>,
    in_responses: BTreeSet<&'a str>,
}

/// Use of a schema in requests or responses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// In requests only.
    Request,
    /// In responses, and maybe in requests.
    Response,
    /// Nowhere.
    Nowhere,
}

impl Used<'_> {
    fn of(&self, name: &str) -> Direction {
        match (self.in_responses.contains(name), self.in_requests.contains(name)) {
            (true, _) => Direction::Response,
            (false, true) => Direction::Request,
            (false, false) => Direction::Nowhere,
        }
    }
}

impl<'a> Linter<'a> {
    /// Checks `x-identifying` everywhere. Runs after all schemas are known.
    pub(super) fn identifying(&mut self) {
        let document = self.document;
        let files = document.modules.iter().map(|module| &module.file);
        let files = std::iter::once(&document.common).chain(files);
        let named: Named<'a> = files
            .flat_map(|file| &file.components.schemas)
            .map(|(name, schema)| (name.as_str(), schema))
            .collect();
        let used = self.used(&named);
        for (name, schema) in &named {
            let Some(home) = self.homes.get(name).cloned() else { continue };
            for (field, property) in &schema.properties {
                let pointer = home.within(["properties", field]);
                let is_required = schema.required.contains(field);
                self.decision(field, property, is_required, used.of(name), &pointer);
                if used.in_responses.contains(name) {
                    for (index, value) in property.examples.iter().enumerate() {
                        let pointer = pointer.at("examples").at(index.to_string());
                        self.shown(property, value, &pointer, &named);
                    }
                }
            }
        }
        for module in &document.modules {
            let root = Pointer::file(&module.path);
            for (path, verbs) in &module.file.paths {
                for (verb, operation) in verbs {
                    for (status, response) in &operation.responses {
                        let at = root.within(["paths", path, verb, "responses", status, "content"]);
                        for (media, content) in &response.content {
                            for (name, example) in &content.examples {
                                let pointer = at.within([media, "examples", name, "value"]);
                                self.shown(&content.schema, &example.value, &pointer, &named);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Returns the schemas that requests and responses consist of.
    fn used(&self, named: &Named<'a>) -> Used<'a> {
        let (mut requested, mut returned) = (Vec::new(), Vec::new());
        let operations = self.document.modules.iter().flat_map(|module| module.file.paths.values());
        for operation in operations.flat_map(|verbs| verbs.values()) {
            for content in operation.request_body.iter().flat_map(|it| it.content.values()) {
                references(&content.schema, &mut requested);
            }
            for content in operation.responses.values().flat_map(|it| it.content.values()) {
                references(&content.schema, &mut returned);
            }
        }
        Used { in_requests: reached(requested, named), in_responses: reached(returned, named) }
    }

    fn decision(
        &mut self,
        field: &str,
        property: &Schema,
        is_required: bool,
        direction: Direction,
        at: &Pointer,
    ) {
        let can_be_empty = !is_required || kinds(property).iter().any(|kind| kind == "null");
        let is_proposed = is_required && is_scalar(property) && looks_identifying(field);
        match property.identifying {
            Some(_) if direction == Direction::Request => self.report(
                "identifying",
                at.at("x-identifying"),
                format!("`{field}` has `x-identifying`, but no response contains its schema"),
                "remove `x-identifying`; it applies to fields of responses only",
            ),
            Some(true) if can_be_empty => self.report(
                "identifying",
                at.at("x-identifying"),
                format!("`{field}` is identifying but can be absent or `null`"),
                "list it under `required`, without `null` among its types, or remove \
                 `x-identifying`",
            ),
            Some(false) if !is_required => self.report(
                "identifying",
                at.at("x-identifying"),
                format!("`{field}` has `x-identifying`, but is optional"),
                "remove `x-identifying`; an optional field is never identifying",
            ),
            None if is_proposed && direction == Direction::Response => self.report(
                "identifying",
                at.clone(),
                format!("`{field}` looks identifying but has no `x-identifying`"),
                "add `x-identifying: true` if a response without it is invalid, else \
                 `x-identifying: false`",
            ),
            _ => {}
        }
    }

    /// Reports identifying fields without a value in a documented response.
    fn shown(&mut self, schema: &'a Schema, value: &Value, at: &Pointer, named: &Named<'a>) {
        let mut gaps = Vec::new();
        find_gaps(schema, value, at, named, &mut gaps);
        for gap in gaps {
            let field = gap.tokens.last().cloned().unwrap_or_default();
            self.report(
                "identifying",
                gap,
                format!("the identifying field `{field}` is missing, `null` or empty here"),
                "give the example a value, or mark the field `x-identifying: false`",
            );
        }
    }
}

/// Returns whether a name suggests an identifier or a credential.
fn looks_identifying(field: &str) -> bool {
    let name = field.to_snake_case();
    if OUTCOMES.iter().any(|end| name.ends_with(end)) {
        return false;
    }
    let words: Vec<&str> = name.split('_').collect();
    let names = words.last().is_some_and(|last| NAMING.contains(last));
    // Such as `userIdInIdp`.
    names || words.windows(2).any(|pair| pair == ["id", "in"])
}

fn kinds(schema: &Schema) -> &[String] {
    schema.types.as_ref().map_or(&[], Types::as_slice)
}

fn is_scalar(schema: &Schema) -> bool {
    let plain = |kind: &String| matches!(kind.as_str(), "string" | "integer" | "number");
    !kinds(schema).is_empty() && kinds(schema).iter().all(plain)
}

/// Adds the names of the schemas that a schema refers to.
fn references<'a>(schema: &'a Schema, out: &mut Vec<&'a str>) {
    out.extend(schema.reference.as_deref().map(name_of));
    for inner in schema.properties.values().chain(&schema.one_of).chain(&schema.all_of) {
        references(inner, out);
    }
    if let Some(items) = &schema.items {
        references(items, out);
    }
    if let Some(Additional::Schema(values)) = &schema.additional_properties {
        references(values, out);
    }
}

/// Returns the names of the schemas that `open` consist of.
fn reached<'a>(mut open: Vec<&'a str>, named: &Named<'a>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some((name, schema)) = named.get_key_value(name) else { continue };
        if seen.insert(*name) {
            references(schema, &mut open);
        }
    }
    seen
}

fn name_of(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// Adds pointers to the identifying fields without a value. The depth of the value limits the
/// search, so recursive schemas need no special handling.
fn find_gaps(
    schema: &Schema,
    value: &Value,
    at: &Pointer,
    named: &Named<'_>,
    out: &mut Vec<Pointer>,
) {
    find_gaps_in(schema, value, at, named, out, 0);
}

/// Implements `find_gaps`. `hops` counts schemas for the same value: a schema can refer to itself
/// by mistake.
fn find_gaps_in(
    schema: &Schema,
    value: &Value,
    at: &Pointer,
    named: &Named<'_>,
    out: &mut Vec<Pointer>,
    hops: usize,
) {
    const MOST_HOPS: usize = 8;

    if hops > MOST_HOPS {
        return;
    }
    if let Some(target) = &schema.reference {
        if let Some(target) = named.get(name_of(target)) {
            find_gaps_in(target, value, at, named, out, hops + 1);
        }
        return;
    }
    for part in &schema.all_of {
        find_gaps_in(part, value, at, named, out, hops + 1);
    }
    // A union is satisfied by any branch of the right kind.
    let branches = schema.one_of.iter().filter(|branch| admits(branch, value, named));
    let by_branch = branches.map(|branch| {
        let mut gaps = Vec::new();
        find_gaps_in(branch, value, at, named, &mut gaps, hops + 1);
        gaps
    });
    out.extend(by_branch.min_by_key(Vec::len).unwrap_or_default());
    match value {
        Value::Object(entries) => {
            for (field, property) in &schema.properties {
                let pointer = at.at(field);
                let is_empty = match entries.get(field) {
                    None | Some(Value::Null) => true,
                    Some(Value::String(text)) => text.is_empty(),
                    Some(_) => false,
                };
                if is_empty && property.identifying == Some(true) {
                    out.push(pointer);
                } else if let Some(value) = entries.get(field) {
                    find_gaps(property, value, &pointer, named, out);
                }
            }
            if let Some(Additional::Schema(values)) = &schema.additional_properties {
                for (key, value) in entries {
                    find_gaps(values, value, &at.at(key), named, out);
                }
            }
        }
        Value::Array(items) => {
            if let Some(schema) = &schema.items {
                for (index, item) in items.iter().enumerate() {
                    find_gaps(schema, item, &at.at(index.to_string()), named, out);
                }
            }
        }
        _ => {}
    }
}

/// Returns whether a branch of a union describes the kind of JSON value at hand.
fn admits(branch: &Schema, value: &Value, named: &Named<'_>) -> bool {
    let branch = match &branch.reference {
        Some(reference) => named.get(name_of(reference)).copied().unwrap_or(branch),
        None => branch,
    };
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        _ => return true,
    };
    kinds(branch).is_empty() || kinds(branch).iter().any(|known| known == kind)
}
