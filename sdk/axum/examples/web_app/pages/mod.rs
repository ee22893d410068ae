//! The pages, one module each: a template, and handlers that show it and process its form.

pub mod admin;
pub mod authenticator;
pub mod factors;
pub mod home;
pub mod profile;
pub mod second_factor;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
