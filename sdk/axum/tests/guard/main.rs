//! The guard, its layers and extractors: against a provider whose every response a test decides, and
//! with tokens of the emulator.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod authorization;
mod cors;
mod emulated;
mod exclusions;
mod extractors;
mod grpc;
mod headers;
mod keys;
mod permissions;
mod provider;
mod scopes;
mod secrecy;
mod services;
mod support;
mod upgrades;
