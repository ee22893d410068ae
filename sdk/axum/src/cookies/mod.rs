//! Cookies: names and attributes, encryption, and values longer than one cookie.

mod chunks;
mod jar;
mod key;
mod seal;

pub(crate) use chunks::{join, names, split};
pub(crate) use jar::{Cookies, Lifetime, Sites, read};
pub use key::{CookieKey, CookieKeys};
pub(crate) use seal::{Purpose, open, seal};
