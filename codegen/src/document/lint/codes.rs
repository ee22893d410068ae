//! Lint of the codes in responses.

use std::collections::BTreeSet;

use super::linter::Linter;
use crate::diagnostics::{Pointer, Subject};

impl Linter<'_> {
    pub(super) fn codes(&mut self) {
        let document = self.document;
        let lists = [
            ("statusCodes", &document.errors.status_codes),
            ("apiCodes", &document.errors.api_codes),
        ];
        for (list, codes) in lists {
            let mut seen = BTreeSet::new();
            let mut names = BTreeSet::new();
            for (index, code) in codes.iter().enumerate() {
                let pointer = Pointer::file("errors.yaml").at(list).at(index.to_string());
                self.described(&pointer, &format!("the code {}", code.code), &code.description);
                if !seen.insert(code.code) {
                    self.report(
                        "duplicate-value",
                        pointer.clone(),
                        format!("duplicate code {}", code.code),
                        "remove one of them",
                    );
                }
                self.returned_by(code, &pointer);
                let pointer = pointer.at("name");
                if !is_snake_case(&code.name) {
                    self.report_about(
                        Subject::Name,
                        "bad-name",
                        pointer,
                        format!("the name `{1}` of the code {0} is not snake_case", code.code, code.name),
                        "begin with a letter, and use only lowercase letters, digits and single `_`",
                    );
                } else if !names.insert(&code.name) {
                    self.report(
                        "duplicate-value",
                        pointer,
                        format!("duplicate name `{}` of a code", code.name),
                        "give one of them another name",
                    );
                }
            }
        }
    }
}

/// Returns whether a name is snake_case, so that it can become a constant.
fn is_snake_case(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
    };
    name.starts_with(|it: char| it.is_ascii_lowercase()) && name.split('_').all(is_word)
}
