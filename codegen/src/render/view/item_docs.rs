//! The documentation of methods and fields: what the description says, and what follows from it.

use super::viewer::Viewer;
use crate::api::{ApiKind, Availability, Effect, Field, Module, ModuleId, Operation, Security};
use crate::render::docs::{comment, prose};
use crate::render::example;

impl Viewer<'_> {
    /// The documentation of a method.
    pub(super) fn operation_docs(&self, module: &Module, operation: &Operation) -> String {
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
                    example::operation(self.api, self.names, module.id.api, operation)
                ),
            ],
        )
    }
}

/// The paragraphs about a field.
pub(super) fn field_docs(field: &Field) -> Vec<String> {
    let mut docs = vec![prose(4, &field.description)];
    let mut notes = field.limits.sentences.clone();
    notes.extend(field.availability.map(|it| offered(it).to_owned()).filter(|it| !it.is_empty()));
    docs.push(prose(4, &notes.join(" ")));
    docs
}

fn who(module: &ModuleId, security: Security) -> &'static str {
    match (module.api, security.bearer) {
        (ApiKind::Management, true) => "Needs an access key.",
        (ApiKind::Management, false) => "",
        (_, true) if security.bearer_optional => {
            "Takes the access token of a user if the client has one."
        }
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
