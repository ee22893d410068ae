//! The documentation of methods, and of types by the methods that use them.

use super::viewer::{Viewer, client, plain};
use crate::api::{ApiKind, Effect, Module, ModuleId, Operation, Response, Security, Type};
use crate::render::docs::{escape_cell, markdown, paragraphs, prose};
use crate::render::{ident, names};

/// A type that more operations use than this names some of them only.
const MOST_USERS: usize = 4;

impl Viewer<'_> {
    /// Returns the documentation of a method.
    pub(super) fn operation_docs(&self, module: &Module, operation: &Operation) -> String {
        let facts = [
            match operation.effect {
                Effect::Read => "Read-only.",
                Effect::Write => "Changes data.",
                Effect::Send => "Sends a message.",
                Effect::Session => "Starts, continues or ends a session.",
            },
            match operation.retry_safe {
                true => "Safe to retry.",
                false => "Not retried automatically.",
            },
            token(&module.id, operation.security),
            operation.availability.note().unwrap_or_default(),
            match operation.pagination {
                Some(_) => {
                    "Paginated: [`.items()`](crate::Call::items) iterates over the items of all \
                     pages."
                }
                None => "",
            },
        ];
        let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let endpoint = format!("`{} {}`", operation.method, operation.path);
        paragraphs(&[
            prose(4, &operation.summary),
            prose(4, &operation.description),
            endpoint,
            markdown(4, &facts.join(" ")),
            format!("# Errors\n\n{}", self.errors(operation)),
        ])
    }

    /// Returns the API codes of an operation, each with its meaning, and where the other errors
    /// are.
    fn errors(&self, operation: &Operation) -> String {
        if operation.codes.is_empty() {
            return "See [`Error`](crate::Error).".to_owned();
        }
        let known = self.api.codes.api_codes.iter();
        let codes = known.filter(|code| operation.codes.contains(&code.name)).map(|code| {
            let name = ident::screaming(&code.name);
            let meaning = prose(4, code.description.trim()).replace('\n', "\n  ");
            format!("\n- [`{name}`](crate::codes::api::{name}):\n  {meaning}")
        });
        let intro = "[`Error::Api`](crate::Error::Api) with API codes such as the following; see also \
                     [`Error`](crate::Error).";
        format!("{}\n{}", markdown(4, intro), codes.collect::<String>())
    }

    /// Returns one line of the table of operations.
    pub(super) fn table_row(&self, module: &Module, operation: &Operation) -> String {
        let link = method_link(&module.id, operation);
        format!("| {link} | {} |", escape_cell(&operation.summary))
    }

    /// Returns the operations that take or return a type, as a paragraph; empty if there are none.
    pub(super) fn users_of(&self, type_name: &str) -> String {
        let mut taken = Vec::new();
        let mut returned = Vec::new();
        for module in &self.api.modules {
            for operation in &module.operations {
                let body = operation.body.as_ref().map(|body| body.type_name.as_str());
                if body == Some(type_name) {
                    taken.push(method_link(&module.id, operation));
                }
                let payload = match &operation.response {
                    Response::Payload(Type::List(item)) => item.as_ref(),
                    Response::Payload(ty) => ty,
                    _ => continue,
                };
                if *payload == Type::Named(type_name.to_owned()) {
                    returned.push(method_link(&module.id, operation));
                }
            }
        }
        let sentences = [("Used by", taken), ("Returned by", returned)];
        let sentences = sentences.into_iter().filter(|(_, links)| !links.is_empty());
        let sentences: Vec<String> = sentences
            .map(|(verb, links)| match links.len() {
                0..=MOST_USERS => format!("{verb} {}.", listed(&links)),
                many => {
                    let shown = &links[..MOST_USERS - 1];
                    let others = format!("{} other operations", many - shown.len());
                    format!("{verb} {} and {others}.", shown.join(", "))
                }
            })
            .collect();
        sentences.join("\n")
    }
}

fn listed(links: &[String]) -> String {
    match links {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        links => links.concat(),
    }
}

/// Returns a link to a method in the documentation.
fn method_link(module: &ModuleId, operation: &Operation) -> String {
    // Links have no raw identifiers: `#` begins a fragment.
    let method = names::method(operation);
    let method = plain(&method);
    format!("[`{method}`](crate::{}::{method})", client(module.api))
}

fn token(module: &ModuleId, security: Security) -> &'static str {
    match (module.api, security.bearer) {
        (ApiKind::Management, true) => "Requires an access key.",
        (ApiKind::Management, false) => "",
        (_, true) if security.bearer_optional => "Accepts a user access token.",
        (_, true) if security.inferred => "Probably requires a user access token (undocumented).",
        (_, true) => "Requires a user access token.",
        (_, false) => "Requires no access token.",
    }
}
