//! Reading XML of the protocols SAML and CAS: limits before parsing, names and whole texts after it.

mod limits;
mod node;
mod parse;
mod problem;

pub(crate) use limits::Limits;
pub(crate) use node::*;
pub(crate) use parse::parse;
pub(crate) use problem::{Problem, ProblemKind};
