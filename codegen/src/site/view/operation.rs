//! The page of an operation.

use serde::Serialize;
use serde_json::Value;

use super::badges::{Badge, badges};
use super::codes::{CodeRow, code_row};
use super::fields::{Mode, Nested, Opens, Table, section};
use super::page::{Frame, Page};
use super::viewer::{Link, Viewer, client, plain};
use crate::api::{BodyKind, Field, Module, Operation, Response, Type};
use crate::render::{feature_of, names};
use crate::site::address;
use crate::site::foreign::{Foreign, foreign, without};
use crate::site::html::Html;
use crate::site::json;
use crate::site::samples;

#[derive(Debug, Serialize)]
pub(in crate::site) struct OperationView {
    name: String,
    method: String,
    client: &'static str,
    api_title: &'static str,
    verb: String,
    path: String,
    summary: String,
    description: String,
    badges: Vec<Badge>,
    deprecated: bool,
    replacement: Option<Link>,
    /// Path and query parameters.
    parameters: Option<Table>,
    /// Rust type of the path and query parameters.
    parameters_type: Option<String>,
    body: Option<BodyView>,
    program: Code,
    curl: Code,
    trial: Code,
    foreign: Vec<Foreign>,
    /// A sentence about the SDKs that lack the operation.
    without: Option<String>,
    response: ResponseView,
    structures: Vec<StructureView>,
    errors: Vec<CodeRow>,
    related: Vec<Link>,
    guides: Vec<Link>,
    rustdoc: String,
    feature: String,
    search_terms: Vec<String>,
}

/// Code, with highlighting.
#[derive(Debug, Serialize)]
pub(super) struct Code {
    pub(super) text: String,
    pub(super) html: Html,
}

#[derive(Debug, Serialize)]
struct BodyView {
    ty: Option<Link>,
    anchor: String,
    media: &'static str,
    table: Option<Table>,
    examples: Vec<ExampleView>,
}

#[derive(Debug, Serialize)]
struct ResponseView {
    ty: Option<Link>,
    anchor: Option<String>,
    /// Rust type that the call returns.
    rust: String,
    table: Option<Table>,
    /// A sentence about a response without a documented body.
    note: Option<&'static str>,
    examples: Vec<ExampleView>,
}

#[derive(Debug, Serialize)]
struct ExampleView {
    summary: String,
    code: Code,
}

/// A type that the operation uses.
#[derive(Debug, Serialize)]
struct StructureView {
    anchor: String,
    link: Link,
    description: String,
    parts: Nested,
}

impl Viewer<'_> {
    /// Returns the page of an operation.
    pub(in crate::site) fn operation(
        &self,
        module: &Module,
        operation: &Operation,
    ) -> Page<OperationView> {
        let api = module.id.api;
        let method = plain(&names::method(operation)).to_owned();
        let body = operation.body.as_ref().map(|it| self.body(it.kind, &it.type_name, operation));
        let response = self.response(operation);
        let structures = self.structures(operation);
        let errors: Vec<CodeRow> = self
            .api
            .codes
            .api_codes
            .iter()
            .filter(|code| operation.codes.contains(&code.name))
            .map(|code| code_row("api", code, Vec::new()))
            .collect();
        let related = self.related(module, operation);
        let address = self.addresses.of_operation(module, operation);
        let sample = samples::Sample::of(self.api, api, operation);
        let foreign = foreign(self.api, api, operation, &sample.body());
        let view = OperationView {
            name: operation.name.clone(),
            method: method.clone(),
            client: client(api),
            api_title: self.api_title(api),
            verb: operation.method.clone(),
            path: operation.path.clone(),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            badges: badges(api, operation),
            deprecated: operation.deprecated,
            replacement: self.replacement(module, operation),
            parameters: self.parameters(operation),
            parameters_type: (!operation.params.is_empty())
                .then(|| self.names.params_name(operation)),
            body,
            program: Code::rust(self.programs.program(api, operation)),
            curl: Code::shell(sample.curl()),
            trial: Code::shell(sample.trial()),
            without: without(&foreign),
            foreign,
            response,
            structures,
            errors,
            guides: self.mentions.get(&address).cloned().unwrap_or_default(),
            related,
            rustdoc: format!("genauth/struct.{}.html#method.{method}", client(api)),
            feature: feature_of(&module.id),
            search_terms: operation.search_terms.clone(),
        };
        let frame = Frame {
            title: format!("{} ({method}) · {}", operation.name, self.api_title(api)),
            summary: operation.summary.clone(),
            crumbs: vec![
                Link::new(self.api_title(api), address::api(api)),
                Link::new(&module.title, address::module(&module.id)),
                Link::new(&method, &address).noted(&operation.name),
            ],
            nav_title: module.title.clone(),
            nav: self.module_links(module),
            toc: toc(&view),
            address,
        };
        Page::new(frame, view)
    }

    fn parameters(&self, operation: &Operation) -> Option<Table> {
        let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
        let rows = self.rows(&fields, Mode::Open(&self.names.params_name(operation)));
        Table::of_request("Path and query parameters", rows)
    }

    fn body(&self, kind: BodyKind, type_name: &str, operation: &Operation) -> BodyView {
        let def = self.api.types.get(type_name);
        let ty = Type::Named(type_name.to_owned());
        BodyView {
            ty: self.type_link(type_name),
            anchor: section(type_name),
            media: match kind {
                BodyKind::Json => "application/json",
                BodyKind::Form => "application/x-www-form-urlencoded",
                BodyKind::Multipart => "multipart/form-data",
            },
            table: def.and_then(|def| {
                Table::of_request(
                    "Fields of the body",
                    self.definition(def, Opens::All).into_rows(),
                )
            }),
            examples: self.examples(&operation.requests, Some(&ty)),
        }
    }

    fn response(&self, operation: &Operation) -> ResponseView {
        let ty = operation.response_type.as_deref();
        let def = ty.and_then(|name| self.api.types.get(name));
        let payload = match &operation.response {
            Response::Payload(payload) => Some(payload),
            _ => None,
        };
        const LABEL: &str = "Fields of the response";
        let table = match def {
            Some(def) => Table::of_response(LABEL, self.definition(def, Opens::None).into_rows()),
            // A bare envelope is not a type of the model.
            None if operation.response == Response::Empty => {
                let fields = self.envelope(None);
                let rows = self.rows(&fields.iter().collect::<Vec<_>>(), Mode::Flat("Envelope"));
                Table::of_response(LABEL, rows)
            }
            None => None,
        };
        // The same type as the body: its anchors are at the table of the body.
        let is_body = ty.is_some() && ty == operation.body.as_ref().map(|it| it.type_name.as_str());
        let table = match is_body {
            true => table.map(Table::without_anchors),
            false => table,
        };
        let example_type = ty.map(|name| Type::Named(name.to_owned()));
        ResponseView {
            ty: ty.and_then(|name| self.type_link(name)),
            anchor: def.filter(|_| !is_body).map(|def| section(&def.name)),
            rust: match &operation.response {
                Response::Payload(payload) => self.names.ty(payload),
                Response::Empty => "()".to_owned(),
                Response::Redirect => "Redirect".to_owned(),
                Response::Content => "Content".to_owned(),
            },
            note: match (&operation.response, payload) {
                (Response::Redirect, _) => Some("A redirect for the browser of the user."),
                (Response::Content, _) => {
                    Some("Content that the documentation does not describe further.")
                }
                _ => None,
            },
            table,
            examples: self.examples(&operation.responses, example_type.as_ref()),
        }
    }

    fn examples(&self, examples: &[crate::api::Example], ty: Option<&Type>) -> Vec<ExampleView> {
        let examples = examples.iter().map(|example| ExampleView {
            summary: example.summary.clone(),
            code: self.json(&example.value, ty),
        });
        examples.collect()
    }

    /// Returns a value as JSON.
    pub(super) fn json(&self, value: &Value, ty: Option<&Type>) -> Code {
        let tokens = json::Writer::tokens(self.api, value, ty);
        Code { text: json::text(&tokens), html: json::html(&tokens) }
    }

    /// Returns the types that an operation uses but for those whose tables are elsewhere on its page,
    /// in the order of their first use.
    fn structures(&self, operation: &Operation) -> Vec<StructureView> {
        let body = operation.body.as_ref().map(|body| body.type_name.as_str());
        let shown: Vec<&str> = body.into_iter().chain(operation.response_type.as_deref()).collect();
        let mut queue: Vec<&str> = Vec::new();
        queue.extend(operation.params.iter().flat_map(|param| param.field.ty.names()));
        queue.extend(&shown);
        if let Response::Payload(payload) = &operation.response {
            queue.extend(payload.names());
        }
        let mut seen: Vec<&str> = Vec::new();
        let mut next = 0;
        while let Some(name) = queue.get(next).copied() {
            next += 1;
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            let def = self.api.types.get(name);
            queue.extend(def.into_iter().flat_map(|def| def.mentions()).flat_map(Type::names));
        }
        let others = seen.into_iter().filter(|name| !shown.contains(name));
        let structures = others.filter_map(|name| {
            let def = self.api.types.get(name)?;
            Some(StructureView {
                anchor: section(name),
                link: self.type_link(name)?,
                description: def.description.clone(),
                parts: self.definition(def, Opens::None),
            })
        });
        structures.collect()
    }

    fn replacement(&self, module: &Module, operation: &Operation) -> Option<Link> {
        let name = operation.replaced_by.as_deref()?;
        let mut operations = self.operations();
        operations
            .find(|(other, it)| other.id.api == module.id.api && it.name == name)
            .map(|(module, operation)| self.operation_link(module, operation))
    }

    /// Returns operations that are used together with an operation: those on the same things in its
    /// module, and those with the same types.
    fn related(&self, module: &Module, operation: &Operation) -> Vec<Link> {
        const MOST: usize = 8;
        let object = object_of(operation);
        let others = module.operations.iter().filter(|other| other.name != operation.name);
        let mut related: Vec<(usize, &Operation)> = others
            .filter_map(|other| {
                let is_same = !object.is_empty() && object_of(other) == object;
                let shares = other.body.as_ref().map(|it| &it.type_name)
                    == operation.body.as_ref().map(|it| &it.type_name)
                    && other.body.is_some();
                let overlaps = !object.is_empty()
                    && (object_of(other).starts_with(&object)
                        || object.starts_with(&object_of(other)))
                    && !object_of(other).is_empty();
                let rank = match () {
                    () if is_same => 0,
                    () if shares => 1,
                    () if overlaps => 2,
                    () => return None,
                };
                Some((rank, other))
            })
            .collect();
        related.sort_by_key(|(rank, other)| (other.deprecated, *rank));
        related.into_iter().take(MOST).map(|(_, it)| self.operation_link(module, it)).collect()
    }

    /// Returns links to the operations of a module.
    pub(super) fn module_links(&self, module: &Module) -> Vec<Link> {
        let (usual, rare): (Vec<&Operation>, Vec<&Operation>) =
            module.operations.iter().partition(|operation| !operation.rarely_used);
        usual.into_iter().chain(rare).map(|it| self.operation_link(module, it)).collect()
    }
}

/// Returns the words of an operation's name after the verb, in the singular.
fn object_of(operation: &Operation) -> String {
    let method = names::method(operation);
    let words = plain(&method).split('_').skip(1).take_while(|word| {
        !matches!(*word, "by" | "of" | "for" | "with" | "from" | "to" | "in" | "batch" | "request")
    });
    let words = words.map(|word| word.strip_suffix('s').unwrap_or(word));
    words.collect::<Vec<_>>().join("_")
}

impl Code {
    pub(super) fn rust(text: String) -> Self {
        Self { html: Html::rust(&text), text }
    }

    pub(super) fn shell(text: String) -> Self {
        Self { html: Html::shell(&text), text }
    }
}

fn toc(view: &OperationView) -> Vec<Link> {
    let mut toc = Vec::new();
    let mut add = |text: &str, anchor: &str| toc.push(Link::new(text, format!("#{anchor}")));
    add("Request parameters", "request-parameters");
    add("Sample code", "sample-code");
    add("Response", "response-body");
    if !view.structures.is_empty() {
        add("Data structures", "data-structures");
    }
    add("Errors", "api-errors");
    if !view.related.is_empty() {
        add("Related", "related-pages");
    }
    if !view.guides.is_empty() {
        add("Guides", "related-guides");
    }
    toc
}
