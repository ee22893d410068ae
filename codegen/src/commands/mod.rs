//! The commands of the program.

mod bundle;
mod check;
mod diff;
mod docs;
mod folders;
mod format;
mod generate;
mod import;
mod lint;
mod outcome;
mod plan;
mod report;

pub use bundle::bundle;
pub use check::check;
pub use diff::{DiffOptions, diff};
pub use docs::{DocsOptions, docs};
pub use folders::Folders;
pub use format::Format;
pub use generate::generate;
pub use import::{ImportOptions, import};
pub use lint::lint;
pub use outcome::Outcome;
