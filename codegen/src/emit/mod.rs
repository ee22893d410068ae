//! Writing: only what changed, all files or none, and only files of the generator.
//!
//! A file belongs to the generator if it is at one of its [`Targets`] and begins with its mark.
//! `inspect` never follows links or opens special files. `session` makes the changes in a way that
//! the next run can undo if this one is killed.

mod inspect;
mod manifest;
mod plan;
mod session;
mod targets;

pub use plan::{Changes, Output, plan};
pub use session::Session;
pub use targets::{Target, TargetFile, Targets};
