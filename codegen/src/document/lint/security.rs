//! Lint of `security` and `x-inferred`.

use super::linter::Linter;
use crate::diagnostics::{Pointer, Subject};
use crate::document::Operation;
use crate::document::suggest::{closest, did_you_mean};

/// The facts that `x-inferred` can name.
const INFERRED: [&str; 1] = ["security"];

impl<'a> Linter<'a> {
    pub(super) fn security(&mut self, operation: &'a Operation, at: &Pointer, name: &str) {
        let Some(alternatives) = &operation.security else {
            self.report(
                "no-security",
                at.clone(),
                format!("{name} has no security"),
                "add `security` with a set of schemes, or `security: []` for public operations",
            );
            return;
        };
        let schemes = &self.document.common.components.security_schemes;
        // An additional empty set makes the other one optional.
        if alternatives.iter().filter(|set| !set.is_empty()).count() > 1 {
            self.report(
                "security",
                at.at("security"),
                format!("{name} has {} alternative sets of security schemes", alternatives.len()),
                "keep only the set that the SDK sends",
            );
        }
        for (index, alternative) in alternatives.iter().enumerate() {
            for scheme in alternative.keys().filter(|scheme| !schemes.contains_key(*scheme)) {
                let known = schemes.keys().map(String::as_str);
                self.has_gaps = true;
                self.report_about(
                    Subject::Absence,
                    "dangling-reference",
                    at.at("security").at(index.to_string()),
                    format!("unknown security scheme `{scheme}`"),
                    &did_you_mean(
                        closest(scheme, known),
                        "use one of the `securitySchemes` in common.yaml",
                    ),
                );
            }
        }
    }

    pub(super) fn inferred(&mut self, operation: &'a Operation, at: &Pointer, name: &str) {
        for (index, fact) in operation.inferred.iter().enumerate() {
            if !INFERRED.contains(&fact.as_str()) {
                self.report(
                    "unknown-fact",
                    at.at("x-inferred").at(index.to_string()),
                    format!("{name} infers the unknown fact `{fact}`"),
                    &did_you_mean(closest(fact, INFERRED), "write `x-inferred: [security]`"),
                );
            }
        }
    }
}
