//! Edits of YAML files that leave everything else as it is, byte for byte.
//!
//! A [`Sheet`] has the text of a file and the positions of its values (`tree`, `parse`). An edit replaces a
//! part of the text (`apply`): it parses the lines of the entry that it changes, compares them with
//! what they should be, and moves the positions of the rest, so that thousands of edits of a file
//! cost little more than one. `layout` finds the lines of an entry with its comments; `flow` edits
//! maps and lists in brackets; `write` and `scalar` write new values in the style of the spec.

mod apply;
mod error;
mod flow;
mod insert;
mod layout;
mod node;
mod parse;
mod remove;
mod scalar;
mod set;
mod sheet;
mod tree;
mod value;
mod write;

pub use error::EditError;
pub use node::{Node, Place};
pub use sheet::Sheet;
