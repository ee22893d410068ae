//! Whatever is wrong with a description is reported with its kind, its place and what to do, and
//! the program says by its exit code how it ended.

#[path = "../support/mod.rs"]
mod support;

mod findings;
mod names;
mod output;
mod unreadable;
