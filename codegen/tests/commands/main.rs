//! What the commands write, print and leave alone.

#[path = "../support/mod.rs"]
mod support;

mod bundle;
mod check;
mod generate;
mod real;
