//! XML of SAML documents: limits of those that are read, escapes of those that are written.

mod attribute;
mod limits;
mod parse;
mod text;
mod time;

pub(super) use attribute::attribute;
pub(super) use parse::parse;
pub(super) use text::{escape, is_text};
pub(super) use time::{format_time, parse_time};
