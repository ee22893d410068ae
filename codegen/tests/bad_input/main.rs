//! Every problem of a spec is reported with its code, its location and a fix, and the exit code
//! indicates the outcome.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod codes;
mod conditions;
mod documented;
mod findings;
mod identifying;
mod limits;
mod links;
mod maintainer;
mod missing;
mod names;
mod output;
mod pages;
mod paths;
mod references;
mod requests;
mod retry;
mod rules;
mod rust_names;
mod sdks;
mod secrets;
mod shapes;
mod texts;
mod todo;
mod together;
mod unreadable;
mod unused;
mod yaml;

use support::expected::{Expected, assert_finding};
use support::{Problem, Workspace};

/// Checks that the small spec with one edit has exactly one problem, at this line and JSON pointer.
#[track_caller]
fn finds(
    (file, from, to): (&str, &str, &str),
    code: &str,
    line: &[&str],
    pointer: &str,
) -> Problem {
    let workspace = Workspace::small();
    workspace.edit(file, from, to);
    assert_finding(&workspace, &Expected { code, file, line, pointer })
}

/// The text in the small spec after which [`with_field`] adds one.
const FIELD: &str = "description: Id of that factor.";

/// Returns an edit of the small spec that adds the field `extra` to `ResetFactorDto`.
fn with_field(lines: &[&str]) -> String {
    let lines: String = lines.iter().map(|line| format!("\n          {line}")).collect();
    format!("{FIELD}\n        extra:\n          description: More.{lines}")
}

/// Checks that the field `extra` has exactly one problem, on the line with this text.
#[track_caller]
fn field_has(lines: &[&str], code: &str, line: &str, pointer: &str) -> Problem {
    let pointer = format!("#/components/schemas/ResetFactorDto/properties/extra{pointer}");
    finds((support::MFA, FIELD, &with_field(lines)), code, &["        extra:", line], &pointer)
}

/// Checks that the field `extra` has no problem.
#[track_caller]
fn field_is_fine(lines: &[&str]) {
    let workspace = Workspace::small();
    workspace.edit(support::MFA, FIELD, &with_field(lines));
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}
