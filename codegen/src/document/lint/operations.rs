//! Lint of operations and their bodies.

use super::linter::Linter;
use crate::diagnostics::Pointer;
use crate::document::{Content, Module, Operation};

impl<'a> Linter<'a> {
    pub(super) fn operation(
        &mut self,
        module: &'a Module,
        (path, verb): (&str, &str),
        operation: &'a Operation,
        at: &Pointer,
    ) {
        let name = format!("the operation `{}`", operation.id);
        if operation.summary.trim().is_empty() {
            self.report(
                "no-description",
                at.at("summary"),
                format!("{name} has no summary"),
                "describe in one sentence what it does",
            );
        }
        self.described(at, &name, &operation.description);
        if operation.tags != [module.name.as_str()] {
            self.report(
                "tag",
                at.at("tags"),
                format!("{name} does not have the tag of its module `{}`", module.name),
                &format!(
                    "write `tags: [{}]`, or move the operation to the module of its tag",
                    module.name
                ),
            );
        }
        self.operation_id(&operation.id, at);
        self.effect(operation, at);
        self.brands(&operation.availability, &name, at);
        if operation.availability.is_empty() {
            self.report(
                "availability",
                at.clone(),
                format!("{name} has no availability"),
                "write `x-availability: [authing, genauth]`, or only one of them",
            );
        }
        self.sdks(operation, at, &name);
        self.findable(module.api, operation, at);
        self.renamed_parameters(operation, at);
        self.security(operation, at, &name);
        self.inferred(operation, at, &name);
        self.retry_safety(operation, at);
        self.parameters(path, operation, at, &name);
        self.request(verb, operation, at, &name);
        for (media, content) in operation.request_body.iter().flat_map(|body| &body.content) {
            self.content(content, &at.within(["requestBody", "content", media]));
        }
        for (status, response) in &operation.responses {
            let pointer = at.within(["responses", status]);
            self.described(
                &pointer,
                &format!("the response {status} of {name}"),
                &response.description,
            );
            for (media, content) in &response.content {
                self.media_type(media, &pointer.within(["content", media]));
                self.content(content, &pointer.within(["content", media]));
                self.codes_of_bodies(content, &pointer.within(["content", media]));
            }
            for (header, described) in &response.headers {
                let pointer = pointer.within(["headers", header]);
                let what = format!("the header `{header}` of {name}");
                self.described(&pointer, &what, &described.description);
                self.schema(&described.schema, &pointer.at("schema"), false);
            }
        }
        self.statuses(operation, at, &name);
        if operation.responses.is_empty() {
            self.report(
                "no-response",
                at.clone(),
                format!("{name} has no response"),
                "describe the response under `responses`",
            );
        }
    }

    fn content(&mut self, content: &'a Content, at: &Pointer) {
        self.schema(&content.schema, &at.at("schema"), false);
        self.bodies(content, at);
        self.credentials_of_bodies(content, at);
    }
}
