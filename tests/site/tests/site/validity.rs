//! HTML of the pages, checked by html-validate with its recommended rules.
//!
//! Exceptions, in `tests/site/html-validate.json`:
//!
//! - `long-title`: titles have two names of an operation and the API.
//! - `valid-id`: anchors of fields have a dot between type and field, which HTML allows.
//! - `aria-label-misuse`: the list of badges has a name, which ARIA allows for lists.

use std::path::Path;
use std::process::Command;

use genauth_site_tests::repository;
use peers::{available, packages};
use serde_json::Value;

use crate::support::site;

/// One of so many pages of operations and types is checked, since all take minutes.
const STEP: usize = 20;

/// Validates pages, and returns the violations.
fn validate(packages: &Path, pages: &[&str]) -> Vec<String> {
    let program = packages.join("node_modules/html-validate/bin/html-validate.mjs");
    let done = Command::new("node")
        .arg(program)
        .args(["--formatter", "json", "--config"])
        .arg(repository().join("tests/site/html-validate.json"))
        .args(pages)
        .current_dir(&site().folder)
        .output()
        .unwrap();
    let output = String::from_utf8(done.stdout).unwrap();
    let results: Value = serde_json::from_str(&output)
        .unwrap_or_else(|_| panic!("{output}{}", String::from_utf8_lossy(&done.stderr)));
    let mut found = Vec::new();
    for page in results.as_array().unwrap() {
        for message in page["messages"].as_array().unwrap() {
            found.push(format!(
                "{}:{}: {}: {}",
                page["filePath"], message["line"], message["ruleId"], message["message"]
            ));
        }
    }
    assert!(done.status.success() || !found.is_empty());
    found
}

#[test]
fn pages_are_valid_html() {
    let Some(packages) = available(packages()) else { return };
    let is_one_of_many = |address: &str| {
        let depth = address.matches('/').count();
        let is_operation = depth == 2 && !address.ends_with("index.html");
        is_operation || address.starts_with("types/")
    };
    let all: Vec<&str> = site().html().map(|(address, _)| address).collect();
    let (many, few): (Vec<&str>, Vec<&str>) = all.into_iter().partition(|it| is_one_of_many(it));
    let mut pages = few;
    pages.extend(many.into_iter().step_by(STEP));
    pages.extend(["types/index.html", "authentication/mfa/send-enroll-factor-request.html"]);
    let found = validate(packages, &pages);
    assert!(found.is_empty(), "{} pages: {found:#?}", pages.len());
}

#[test]
fn violations_are_found() {
    let Some(packages) = available(packages()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("wrong.html");
    std::fs::write(&page, "<!DOCTYPE html><p id=a><p id=a><img></b>").unwrap();
    assert!(!validate(packages, &[page.to_str().unwrap()]).is_empty());
}
