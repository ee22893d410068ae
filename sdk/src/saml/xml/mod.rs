//! XML of SAML documents: limits of those that are read, escapes of those that are written.

mod limits;
mod node;
mod parse;
mod text;
mod time;

pub(super) use node::{attribute, children, is, text};
pub(super) use parse::parse;
pub(super) use text::{escape, is_text};
pub(super) use time::{format_time, parse_time};
