//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod captcha;
mod every_operation;
mod fastpass;
mod mfa;
mod people;
mod pictures;
mod push;
mod qr_code;
mod user_mfa;
