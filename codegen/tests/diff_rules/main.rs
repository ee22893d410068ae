//! What changes of the spec mean to users of the SDK.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod rows;
mod rows_types;
mod siblings;
mod siblings_types;
mod spec;

/// Returns the processor time of the current thread in nanoseconds.
fn cpu() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn time() {
    let files = spec::real();
    let a = spec::version(files);
    let b = spec::version(files);
    let t = cpu();
    assert_eq!(genauth_codegen::diff::compare(&a, &b), []);
    eprintln!("compare {} ms", (cpu() - t) / 1_000_000);
}
