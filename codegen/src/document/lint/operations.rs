//! Lint of operations, their parameters, bodies and answers.

use std::collections::BTreeSet;

use super::Lint;
use crate::diagnostics::Place;
use crate::document::{Module, Operation, ParameterPlace};

impl<'a> Lint<'a> {
    pub(super) fn operation(
        &mut self,
        module: &'a Module,
        path: &str,
        operation: &'a Operation,
        at: &Place,
    ) {
        let name = format!("the operation `{}`", operation.id);
        self.described(&at.at("summary"), &format!("{name}: its summary"), &operation.summary);
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
        for (index, alternative) in operation.security.iter().enumerate() {
            for scheme in alternative.keys() {
                if !self.document.common.components.security_schemes.contains_key(scheme) {
                    self.report(
                        "dangling-reference",
                        at.at("security").at(index.to_string()),
                        format!("there is no security scheme `{scheme}`"),
                        "use one of the securitySchemes in common.yaml",
                    );
                }
            }
        }
        self.retry_safety(operation, at);
        self.parameters(path, operation, at, &name);
        if let Some(body) = &operation.request_body {
            let place = at.within(["requestBody", "content"]);
            if body.content.len() != 1 {
                self.report(
                    "media-types",
                    place.clone(),
                    format!("{name} has a body in {} media types", body.content.len()),
                    "describe the one that the SDK sends",
                );
            }
            for (media, content) in &body.content {
                self.schema(&content.schema, &place.within([media, "schema"]), false);
            }
        }
        for (status, response) in &operation.responses {
            let place = at.within(["responses", status]);
            self.described(&place, &format!("{name}: its answer {status}"), &response.description);
            for (media, content) in &response.content {
                let place = place.within(["content", media, "schema"]);
                self.schema(&content.schema, &place, false);
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

    fn parameters(&mut self, path: &str, operation: &'a Operation, at: &Place, name: &str) {
        let template: BTreeSet<&str> = path
            .split('/')
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        let mut seen = BTreeSet::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let place = at.at("parameters").at(index.to_string());
            let what = format!("{name}: its parameter `{}`", parameter.name);
            self.described(&place, &what, &parameter.description);
            if !seen.insert(&parameter.name) {
                self.report(
                    "duplicate-parameter",
                    place.at("name"),
                    format!("{what} is there twice"),
                    "keep one of them",
                );
            }
            let in_path = parameter.place == ParameterPlace::Path;
            if in_path != template.contains(parameter.name.as_str()) {
                self.report(
                    "path-parameter",
                    place.at("in"),
                    format!("{what} and the path {path} do not agree"),
                    "a path parameter stands as {name} in the path, any other is `in: query`",
                );
            }
            self.schema(&parameter.schema, &place.at("schema"), false);
        }
        for missing in template {
            if !operation.parameters.iter().any(|parameter| parameter.name == missing) {
                self.report(
                    "path-parameter",
                    at.clone(),
                    format!("{name}: nothing describes the path parameter `{missing}`"),
                    "add it to `parameters` with `in: path`",
                );
            }
        }
    }
}
