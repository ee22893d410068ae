//! Tokens that only pages of the application know.

mod token;

pub(crate) use token::{CsrfSecret, FIELD, HEADER};
