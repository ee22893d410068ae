//! Reading JSON text in place.
//!
//! Response bodies are read by this scanner instead of a general deserializer because the decoding
//! policy needs what a deserializer hides: the exact digits of a number, U+FFFD for half a
//! surrogate pair, a second pass over an object before its type is known, and the position after a
//! value of another type. It also keeps decoding independent of the features of `serde_json` that
//! other crates in a build enable.

mod scanner;
mod status;
mod string;
mod syntax_error;
mod value;

pub(crate) use scanner::{Kind, Scanner};
pub(crate) use status::status_in_broken_text;
pub(crate) use syntax_error::{MAX_DEPTH, SyntaxError, TOO_DEEP, TOO_LARGE};
pub(crate) use value::{number, parse, value};
