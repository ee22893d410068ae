//! Reading JSON text in place.
//!
//! Response bodies are read by the small scanner here and not by a general deserializer, because the
//! decoding policy needs what its interface hides: the exact digits of a number, U+FFFD for half
//! a surrogate pair, a second look at an object before its type is known, and the position to go on
//! from after a value that does not fit. It also makes decoding independent of the features of
//! `serde_json` that other crates in a build switch on.

mod scanner;
mod status;
mod string;
mod value;

pub(crate) use scanner::{Kind, Scanner, SyntaxError};
pub(crate) use status::status_in_broken_text;
pub(crate) use value::{number, parse, value};

/// Nesting beyond this is an error. Documented data nests about ten levels; the limit keeps decoding,
/// and every later walk over what was decoded, within a small stack.
pub(crate) const MAX_DEPTH: usize = 64;

/// The reason of the error for nesting beyond [`MAX_DEPTH`].
pub(crate) const TOO_DEEP: &str = "nesting deeper than 64 levels";

/// The reason of the error for values that take more memory than the response may.
pub(crate) const TOO_LARGE: &str = "the decoded response takes too much memory";
