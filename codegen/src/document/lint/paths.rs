//! Lint of paths: their syntax, their placeholders, and duplicates.

use std::collections::BTreeSet;

use super::linter::Linter;
use crate::diagnostics::Pointer;
use crate::document::ApiKind;

/// Returns the names of the placeholders of a path.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

/// Returns a path without the names of its placeholders, which a server does not see.
fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| {
        if segment.starts_with('{') && segment.ends_with('}') { "{}" } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

impl<'a> Linter<'a> {
    pub(super) fn path(&mut self, api: ApiKind, path: &'a str, at: &Pointer) {
        if !path.starts_with('/') {
            self.report(
                "bad-path",
                at.clone(),
                format!("the path `{path}` does not begin with `/`"),
                &format!("write `/{path}`"),
            );
        }
        if path.contains(['?', '#']) || path.contains(char::is_whitespace) {
            self.report(
                "bad-path",
                at.clone(),
                format!("the path `{path}` contains invalid characters"),
                "remove spaces, `?` and `#`; describe the query under `parameters`",
            );
        }
        if path.contains("//") || path.len() > 1 && path.ends_with('/') {
            self.report(
                "bad-path",
                at.clone(),
                format!("the path `{path}` has an empty segment"),
                "remove the slash that is too many",
            );
        }
        if path.split('/').any(|it| !it.is_ascii() && !it.starts_with('{')) {
            self.report(
                "bad-path",
                at.clone(),
                format!("the path `{path}` has letters that a URL cannot have"),
                "write the path as the server receives it, with `%` escapes",
            );
        }
        let mut seen = BTreeSet::new();
        for segment in path.split('/') {
            let name = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
            // Nested braces belong to the name.
            let inner =
                name.map_or(segment, |name| name.trim_start_matches('{').trim_end_matches('}'));
            let count = |brace: char| segment.matches(brace).count();
            if inner.contains(['{', '}'])
                || name.is_some_and(|_| inner.is_empty())
                || count('{') != count('}')
            {
                self.report(
                    "bad-path",
                    at.clone(),
                    format!("`{segment}` is neither a fixed segment nor a placeholder"),
                    "write a placeholder as a whole segment, as in `/users/{userId}`",
                );
            } else if name.is_some_and(|name| !seen.insert(name)) {
                self.report(
                    "bad-path",
                    at.clone(),
                    format!("duplicate placeholder `{segment}`"),
                    "give each placeholder a different name",
                );
            }
        }
        // The first path decides the names.
        let (first, first_at) =
            self.shapes.entry((api, shape(path))).or_insert_with(|| (path, at.clone()));
        if *first != path {
            let message = format!(
                "`{path}` is the same path as `{first}` in {}: only the names of placeholders differ",
                first_at.file.display(),
            );
            let help = format!("write `{first}`, and rename the path parameters");
            self.report("duplicate-path", at.clone(), message, &help);
        }
        let lower = (api, path.to_lowercase());
        let (first, first_at) = self.spellings.entry(lower).or_insert_with(|| (path, at.clone()));
        if *first != path {
            let message = format!(
                "`{path}` differs from `{first}` in {} only in capital letters",
                first_at.file.display(),
            );
            let help = format!("write `{first}`");
            self.report("duplicate-path", at.clone(), message, &help);
        }
    }
}
