//! Lint of `security` and `x-inferred`.

use std::collections::BTreeSet;

use super::linter::Linter;
use crate::diagnostics::{Pointer, Subject};
use crate::document::suggest::{closest, did_you_mean};
use crate::document::{Module, Operation};

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
            for scheme in alternative.iter().filter(|(_, scopes)| !scopes.is_empty()) {
                self.report(
                    "security",
                    at.at("security").at(index.to_string()).at(scheme.0),
                    format!("{name} has scopes of the scheme `{}`, which has none", scheme.0),
                    &format!("write `{}: []`", scheme.0),
                );
            }
            for scheme in alternative.keys().filter(|scheme| !schemes.contains_key(*scheme)) {
                let known = schemes.keys().map(String::as_str);
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
        let is_public = operation.security.as_ref().is_some_and(Vec::is_empty);
        if is_public && !operation.inferred.is_empty() {
            self.report(
                "needless-exception",
                at.at("x-inferred"),
                format!("{name} has no security that could be inferred"),
                "remove `x-inferred`, or write the `security` that is inferred",
            );
        }
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

    /// Checks the security schemes that a module lists: references to those of `common.yaml`, all
    /// that its operations use and no other.
    pub(super) fn schemes(&mut self, module: &'a Module, root: &Pointer) {
        let listed = &module.file.components.security_schemes;
        let at = root.within(["components", "securitySchemes"]);
        let schemes = &self.document.common.components.security_schemes;
        let operations = module.file.paths.values().flat_map(|verbs| verbs.values());
        let sets = operations.filter_map(|operation| operation.security.as_ref()).flatten();
        let used: BTreeSet<&str> = sets.flat_map(|set| set.keys().map(String::as_str)).collect();
        for (name, scheme) in listed {
            let expected = format!("../common.yaml#/components/securitySchemes/{name}");
            let is_known = schemes.contains_key(name);
            if scheme.reference.as_deref() != Some(expected.as_str()) || !is_known {
                let known = schemes.keys().map(String::as_str);
                let help = did_you_mean(
                    closest(name, known).filter(|_| !is_known),
                    &format!("write `{name}: {{ $ref: {expected} }}`"),
                );
                self.report(
                    "security",
                    at.at(name),
                    format!("the security scheme `{name}` is not a reference to common.yaml"),
                    &help,
                );
            } else if !used.contains(name.as_str()) {
                self.report_about(
                    Subject::Absence,
                    "security",
                    at.at(name),
                    format!("no operation of the module uses the security scheme `{name}`"),
                    "remove it",
                );
            }
        }
        let missing = used.into_iter().filter(|name| !listed.contains_key(*name));
        for name in missing.filter(|name| !listed.is_empty() && schemes.contains_key(*name)) {
            self.report(
                "security",
                at.clone(),
                format!("the module uses the security scheme `{name}` but does not list it"),
                &format!(
                    "add `{name}: {{ $ref: ../common.yaml#/components/securitySchemes/{name} }}`"
                ),
            );
        }
    }
}
