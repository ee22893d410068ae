//! The commands of the program.

mod bundle;
mod check;
mod folders;
mod generate;
mod lint;
mod outcome;
mod plan;
mod report;

pub use bundle::bundle;
pub use check::check;
pub use folders::Folders;
pub use generate::generate;
pub use lint::lint;
pub use outcome::Outcome;
