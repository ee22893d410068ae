//! Edits of YAML files: everything else stays byte for byte.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod spec;
