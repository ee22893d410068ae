//! [`GenAuth`]: sign-in and sessions of a web application.

mod build;
mod builder;
mod handle;

pub use builder::GenAuthBuilder;
pub use handle::GenAuth;
