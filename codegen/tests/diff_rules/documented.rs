//! `sdk/docs/compatibility.md` lists the rules.

use std::{env, fs, path::Path};

use genauth_codegen::diff::{RULES, rules_as_markdown};

const START: &str = "<!-- Rules: generated from codegen/src/diff/rules/table.rs. -->\n\n";

#[test]
fn document_lists_the_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/docs/compatibility.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, _) = text.split_once(START).unwrap();
    let current = format!("{before}{START}{}", rules_as_markdown());
    if env::var_os("GENAUTH_BLESS").is_some() {
        fs::write(&path, &current).unwrap();
    } else {
        assert_eq!(text, current, "run the test with GENAUTH_BLESS=1");
    }
}

#[test]
fn rules_have_a_reason() {
    for rule in RULES {
        let reason = rule.reason;
        assert!(
            reason.ends_with('.') && reason.matches(". ").count() == 0,
            "{}: {reason}",
            rule.id
        );
        let is_kebab = rule.id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
        assert!(is_kebab, "{}", rule.id);
    }
    assert!(RULES.is_sorted_by_key(|rule| rule.class));
}
