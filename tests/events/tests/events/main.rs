//! Tests of events against a scripted server, the emulator and `ws` of npm.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "fails the test")]

mod backoff;
mod closing;
mod connecting;
mod credentials;
mod decoding;
mod delivery;
mod emulator;
mod endurance;
mod gaps;
mod handshake;
mod liveness;
mod official_sdks;
mod overflow;
mod secrets;
mod session;
mod siblings;
mod siblings_credentials;
mod subscriptions;
mod support;
mod tls;
mod ws;
