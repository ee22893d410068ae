//! Writing: only what changed, all files or none, and only files of the generator.
//!
//! A file belongs to the generator if it is at one of its [`Targets`] and begins with its mark.
//! `inspect` never follows links or opens special files. `journal` makes changes in a way that the
//! next run can undo if this one is killed: [`Session`] those of the targets, [`Transaction`] those of
//! any folder, such as the spec.

mod inspect;
mod journal;
mod manifest;
mod plan;
mod session;
mod site;
mod staging;
mod targets;
mod transaction;

pub use plan::{Changes, Output, plan};
pub use session::Session;
pub use site::{Written, write_site};
pub use targets::{Target, TargetFile, Targets};
pub use transaction::Transaction;
