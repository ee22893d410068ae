//! Lint of all texts of a spec.

use super::credentials::credential;
use super::markdown::markup;
use super::references::COMMON;
use super::todo::MARK;
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};
use crate::document::{Additional, Content, Document, File, Operation, Schema};

/// Checks the style of every text of a spec.
pub(super) fn style(document: &Document, found: &mut Diagnostics) {
    check(document, found, true, |text| {
        if let Some((what, help)) = markup(text) {
            return Some(("markdown", format!("the text contains {what}"), help));
        }
        is_foreign(text).then(|| {
            let help = "write it in English; names and values in another language are in backticks";
            ("language", "the text is not in English".to_owned(), help)
        })
    });
}

/// Finds credentials in the texts of a spec.
pub(super) fn credentials(document: &Document, found: &mut Diagnostics) {
    check(document, found, false, |text| {
        let what = credential(text, false)?;
        let help = "write a placeholder such as `xxxx`, or leave it out";
        Some(("credential", format!("the text contains what looks like {what}"), help))
    });
}

/// Returns whether a text, apart from code, has letters that English does not use.
fn is_foreign(text: &str) -> bool {
    let outside = text.split('`').step_by(2);
    outside.flat_map(str::chars).any(|letter| letter.is_alphabetic() && letter > '\u{24f}')
}

/// A check of a text: the code, the message and the fix of its problem.
type Check = fn(&str) -> Option<(&'static str, String, &'static str)>;

fn check(document: &Document, found: &mut Diagnostics, is_style: bool, rule: Check) {
    let mut texts = Texts { found, rule, is_style };
    texts.file(&document.common, &Pointer::file(COMMON));
    for module in &document.modules {
        texts.file(&module.file, &Pointer::file(&module.path));
    }
    let codes =
        [("statusCodes", &document.errors.status_codes), ("apiCodes", &document.errors.api_codes)];
    for (list, codes) in codes {
        for (index, code) in codes.iter().enumerate() {
            let at = Pointer::file("errors.yaml").at(list).at(index.to_string());
            texts.text(&code.description, &at, &["description"]);
            texts.text(&code.remedy, &at, &["remedy"]);
        }
    }
}

struct Texts<'f> {
    found: &'f mut Diagnostics,
    rule: Check,
    is_style: bool,
}

impl Texts<'_> {
    fn text(&mut self, text: &str, at: &Pointer, tokens: &[&str]) {
        if let Some((code, message, help)) = (self.rule)(text) {
            let pointer = at.within(tokens.iter().copied());
            self.found.push(Diagnostic::new(code, pointer, message, help));
        }
    }

    fn file(&mut self, file: &File, root: &Pointer) {
        self.text(&file.info.title, root, &["info", "title"]);
        self.text(&file.info.description, root, &["info", "description"]);
        for (index, tag) in file.tags.iter().enumerate() {
            self.text(&tag.description, root, &["tags", &index.to_string(), "description"]);
        }
        for (name, api) in &file.apis {
            self.text(&api.description, root, &["x-apis", name, "description"]);
        }
        let components = root.at("components");
        for (name, scheme) in &file.components.security_schemes {
            let text = scheme.description.as_deref().unwrap_or_default();
            self.text(text, &components, &["securitySchemes", name, "description"]);
        }
        for (path, verbs) in &file.paths {
            for (verb, operation) in verbs {
                self.operation(operation, &root.within(["paths", path, verb]));
            }
        }
        for (name, schema) in &file.components.schemas {
            self.schema(schema, &components.within(["schemas", name]));
        }
    }

    fn operation(&mut self, operation: &Operation, at: &Pointer) {
        self.text(&operation.summary, at, &["summary"]);
        self.sentence(operation, at);
        self.text(&operation.description, at, &["description"]);
        if let Some(reason) = operation.pagination.as_ref().and_then(|it| it.reason.as_deref()) {
            self.text(reason, at, &["x-pagination", "reason"]);
        }
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let at = at.at("parameters").at(index.to_string());
            self.text(&parameter.description, &at, &["description"]);
            self.meanings(parameter.documented_values.as_ref(), &at);
            self.schema(&parameter.schema, &at.at("schema"));
        }
        for (media, content) in operation.request_body.iter().flat_map(|it| &it.content) {
            self.content(content, &at.within(["requestBody", "content", media]));
        }
        for (status, response) in &operation.responses {
            let at = at.within(["responses", status]);
            self.text(&response.description, &at, &["description"]);
            for (name, header) in &response.headers {
                self.text(&header.description, &at, &["headers", name, "description"]);
                self.schema(&header.schema, &at.within(["headers", name, "schema"]));
            }
            for (media, content) in &response.content {
                self.content(content, &at.within(["content", media]));
            }
        }
    }

    /// Checks, with the other rules of style, that the summary is a sentence and that the description
    /// adds to it.
    fn sentence(&mut self, operation: &Operation, at: &Pointer) {
        let summary = operation.summary.trim();
        let problem = if !self.is_style || summary.is_empty() || summary.contains(MARK) {
            None
        } else if !summary.ends_with(['.', '!', '?']) {
            let help = "end it with a period; put it in quotes if a ` #` cuts it off";
            Some(("summary", "the summary is not a sentence", help))
        } else if summary == operation.description.trim() {
            let help = "say what the summary does not: limits, conditions, what is returned";
            Some(("description", "the description repeats the summary", help))
        } else {
            None
        };
        if let Some((keyword, message, help)) = problem {
            self.found.push(Diagnostic::new("sentence", at.at(keyword), message, help));
        }
    }

    fn content(&mut self, content: &Content, at: &Pointer) {
        self.schema(&content.schema, &at.at("schema"));
        for (name, example) in &content.examples {
            self.text(&example.summary, at, &["examples", name, "summary"]);
            let reason = example.published.as_deref().unwrap_or_default();
            self.text(reason, at, &["examples", name, "x-published"]);
        }
    }

    fn schema(&mut self, schema: &Schema, at: &Pointer) {
        self.text(&schema.description, at, &["description"]);
        let reasons = [
            ("x-example-mismatch", &schema.example_mismatch),
            ("x-published", &schema.published),
            ("x-unused", &schema.unused),
        ];
        for (keyword, reason) in reasons {
            self.text(reason.as_deref().unwrap_or_default(), at, &[keyword]);
        }
        for (value, meaning) in &schema.enum_descriptions {
            self.text(meaning, at, &["x-enum-descriptions", value]);
        }
        self.meanings(schema.documented_values.as_ref(), at);
        for (name, property) in &schema.properties {
            self.schema(property, &at.within(["properties", name]));
        }
        if let Some(items) = &schema.items {
            self.schema(items, &at.at("items"));
        }
        if let Some(Additional::Schema(values)) = &schema.additional_properties {
            self.schema(values, &at.at("additionalProperties"));
        }
        for (keyword, parts) in [("oneOf", &schema.one_of), ("allOf", &schema.all_of)] {
            for (index, part) in parts.iter().enumerate() {
                self.schema(part, &at.at(keyword).at(index.to_string()));
            }
        }
    }

    /// Checks `x-documented-values` with meanings.
    fn meanings(&mut self, values: Option<&serde_json::Value>, at: &Pointer) {
        for (value, meaning) in values.and_then(|it| it.as_object()).into_iter().flatten() {
            let meaning = meaning.as_str().unwrap_or_default();
            self.text(meaning, at, &["x-documented-values", value]);
        }
    }
}
