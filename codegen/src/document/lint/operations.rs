//! Lint of operations and their bodies.

use super::Lint;
use crate::diagnostics::Place;
use crate::document::{Content, Module, Operation};

impl<'a> Lint<'a> {
    pub(super) fn operation(
        &mut self,
        module: &'a Module,
        (path, verb): (&str, &str),
        operation: &'a Operation,
        at: &Place,
    ) {
        let name = format!("the operation `{}`", operation.id);
        let summary = at.at("summary");
        self.described(&summary, &format!("{name}: its summary"), &operation.summary);
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
        self.findable(&module.api, operation, at);
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
            let place = at.within(["responses", status]);
            self.described(&place, &format!("{name}: its answer {status}"), &response.description);
            for (media, content) in &response.content {
                self.content(content, &place.within(["content", media]));
            }
            for (header, described) in &response.headers {
                let place = place.within(["headers", header]);
                self.schema(&described.schema, &place.at("schema"), false);
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

    fn content(&mut self, content: &'a Content, at: &Place) {
        self.schema(&content.schema, &at.at("schema"), false);
        self.bodies(content, at);
        self.credentials_of_bodies(content, at);
    }
}
