//! The list of rules in the documentation.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::texts;

/// Returns the codes in a source file: the first string of a report, the last one of a comparison.
fn codes(source: &str) -> BTreeSet<&str> {
    let calls = |start: &'static str| {
        let after = source.split(start).skip(1);
        after.filter_map(|rest| rest.split(");").next())
    };
    let reports = calls("report(").chain(calls("report_about(")).chain(calls("Diagnostic::new("));
    let reports = reports.filter_map(|call| call.split('"').nth(1));
    let codes = reports.chain(calls("self.fits(").filter_map(|call| call.rsplit('"').nth(1)));
    codes.filter(|code| code.bytes().all(|it| it.is_ascii_lowercase() || it == b'-')).collect()
}

#[test]
fn every_rule_of_the_lint_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("../spec/README.md")).unwrap();
    let (_, rules) = readme.split_once("\n## Lint rules\n").unwrap();
    let sources = texts(&root.join("src/document/lint"));
    let codes: BTreeSet<&str> = sources.values().flat_map(|source| codes(source)).collect();
    assert!(codes.len() > 30, "{codes:?}");
    let missing: Vec<&&str> =
        codes.iter().filter(|code| !rules.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "add to the table in spec/README.md: {missing:?}");
}
