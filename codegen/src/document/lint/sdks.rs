//! Lint of methods of the vendor's SDKs: `x-sdks`.

use super::linter::Linter;
use crate::diagnostics::Pointer;
use crate::document::{Operation, Sdk, SdkMethods};

impl Linter<'_> {
    pub(super) fn sdks(&mut self, operation: &Operation, at: &Pointer, name: &str) {
        let Some(methods) = &operation.sdks else { return };
        let at = at.at("x-sdks");
        let names = methods.names(&operation.id);
        let known: Vec<(Sdk, &str)> =
            Sdk::ALL.into_iter().filter_map(|sdk| Some((sdk, names.get(sdk)?))).collect();
        if known.is_empty() {
            self.report(
                "sdks",
                at,
                format!("{name} has an `x-sdks` without SDKs"),
                "name the SDKs, as in `x-sdks: [java, node, python]`, or remove `x-sdks`",
            );
            return;
        }
        if let SdkMethods::Documented(sdks) = methods {
            for (index, sdk) in sdks.iter().enumerate() {
                if sdks.iter().take(index).any(|before| before == sdk) {
                    self.report(
                        "duplicate-value",
                        at.at(index.to_string()),
                        format!("`{}` is listed twice", sdk.as_str()),
                        "remove one of them",
                    );
                }
            }
            return;
        }
        let mut is_documented = true;
        for (sdk, method) in known {
            is_documented &= method == sdk.spell(&operation.id);
            if let Some((style, help)) = misspelled(sdk, method) {
                self.report(
                    "bad-name",
                    at.at(sdk.as_str()),
                    format!(
                        "{name} has the {} method `{method}`, which is not {style}",
                        title(sdk)
                    ),
                    help,
                );
            }
        }
        if is_documented {
            self.report(
                "needless-exception",
                at,
                format!("{name} has its documented name in these SDKs"),
                "list the SDKs instead, as in `x-sdks: [java, node, python]`",
            );
        }
    }
}

/// Returns the style of an SDK and a fix if a name does not have this style.
fn misspelled(sdk: Sdk, method: &str) -> Option<(&'static str, &'static str)> {
    let starts_well = method.starts_with(|first: char| first.is_ascii_lowercase());
    let (is_allowed, style, help): (fn(char) -> bool, _, _) = match sdk {
        Sdk::Java | Sdk::Node => (
            |letter| letter.is_ascii_alphanumeric(),
            "camelCase",
            "begin with a lower-case letter, and use letters and digits",
        ),
        Sdk::Python => (
            |letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'),
            "snake_case",
            "begin with a lower-case letter, and use lower-case letters, digits and `_`",
        ),
    };
    let is_valid = starts_well && method.chars().all(is_allowed);
    (!is_valid).then_some((style, help))
}

fn title(sdk: Sdk) -> &'static str {
    match sdk {
        Sdk::Java => "Java",
        Sdk::Node => "Node",
        Sdk::Python => "Python",
    }
}
