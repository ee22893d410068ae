//! The Rust code of the guides in `sdk/docs/guides`, run against an emulator.
//!
//! A block marked `rust,no_run,emulator` in `second-factor.md` is the file
//! `sdk/emulator/tests/guides/second_factor_….rs`, and a module of this folder includes and runs it:
//!
//! - functions: a module with `include!("../../guides/….rs")` and the test
//! - a program with `main`: `program!(name, "../../guides/….rs")`, and a test that awaits
//!   `name::run(&emulator)`

#![allow(clippy::print_stdout, reason = "programs of guides print")]

/// Includes a program of a guide, with the clients of [`stand_in`].
macro_rules! program {
    ($name:ident, $file:literal) => {
        mod $name {
            use crate::guides::stand_in as genauth;

            include!($file);

            pub(super) async fn run(emulator: &genauth_emulator::Emulator) -> Result<(), String> {
                genauth::run(emulator, main).await
            }
        }
    };
}

mod browser;
mod cas;
mod clients;
mod completeness;
mod configuration;
mod errors_and_retries;
mod events;
mod examples;
mod first_call;
mod manage_users;
mod migrating;
mod permissions;
mod protect_an_api;
mod protocols;
mod saml;
mod second_factor;
mod sessions;
mod sign_users_in;
mod stand_in;
mod testing;
mod troubleshooting;
mod webhooks;
