//! The data of the templates of the site. Texts are raw: templates escape them.

mod badges;
mod codes;
mod documents;
mod fields;
mod modules;
mod operation;
mod page;
mod search;
mod type_name;
mod types;
mod viewer;

pub(super) use documents::{document, overview};
pub(super) use modules::GuideRow;
pub(super) use page::Page;
pub(super) use viewer::{Link, Viewer};
