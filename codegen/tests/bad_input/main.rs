//! Whatever is wrong with a description is reported with its kind, its place and what to do, and
//! the program says by its exit code how it ended.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod codes;
mod findings;
mod identifying;
mod links;
mod missing;
mod names;
mod output;
mod pages;
mod references;
mod retry;
mod secrets;
mod shapes;
mod together;
mod unreadable;
mod yaml;

use support::expected::{Expected, is_a_finding};
use support::{Shown, Workspace};

/// The small description with one edit has exactly one problem, on this line at this place.
#[track_caller]
fn finds((file, from, to): (&str, &str, &str), code: &str, line: &[&str], pointer: &str) -> Shown {
    let workspace = Workspace::small();
    workspace.edit(file, from, to);
    is_a_finding(&workspace, &Expected { code, file, line, pointer })
}
