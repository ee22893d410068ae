//! Sites for tests: that of the repository, and those of small specs.

pub mod dom;
mod facts;
mod markdown;
mod site;
mod table;
mod workspace;

pub use dom::Element;
pub use facts::{Facts, facts};
pub use markdown::{headings, text};
pub use site::{Site, api, site};
pub use table::{Row, rows};
pub use workspace::Workspace;
