//! Lint of the codes in answers.

use std::collections::BTreeSet;

use super::Lint;
use crate::diagnostics::Place;

impl Lint<'_> {
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
                let place = Place::file("errors.yaml").at(list).at(index.to_string());
                self.described(&place, &format!("the code {}", code.code), &code.description);
                if !seen.insert(code.code) {
                    self.report(
                        "duplicate-value",
                        place.clone(),
                        format!("the code {} is there twice", code.code),
                        "keep one of them",
                    );
                }
                self.returned_by(code, &place);
                let place = place.at("name");
                if !is_snake_case(&code.name) {
                    self.report(
                        "bad-name",
                        place,
                        format!("the code {} is named `{}`", code.code, code.name),
                        "begin with a letter, and use small letters, digits and single `_` alone",
                    );
                } else if !names.insert(&code.name) {
                    self.report(
                        "duplicate-value",
                        place,
                        format!("two codes are named `{}`", code.name),
                        "give one of them another name",
                    );
                }
            }
        }
    }
}

/// Whether a name makes a constant.
fn is_snake_case(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
    };
    name.starts_with(|it: char| it.is_ascii_lowercase()) && name.split('_').all(is_word)
}
