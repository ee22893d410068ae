//! Edits of YAML files that leave everything else as it is, byte for byte.

mod error;
mod node;
mod sheet;

pub use error::EditError;
pub use node::{Node, Place};
pub use sheet::Sheet;
