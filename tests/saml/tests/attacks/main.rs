//! Responses of an attacker who has genuine ones, and no key of the identity provider.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod algorithms;
mod amplification;
mod canonicalization;
mod certificates;
mod encrypted;
mod entities;
mod forging;
mod hiding_places;
mod identifiers;
mod limits;
mod namespaces;
mod octets;
mod placement;
mod references;
mod signature_layout;
mod truncation;
mod wrapping;
