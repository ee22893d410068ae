//! What changes of the spec mean to users of the SDK.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod rows;
mod rows_types;
mod spec;

#[test]
fn time() {
    let files = spec::real();
    let t = std::time::Instant::now();
    let a = spec::version(files);
    eprintln!("load {:?}", t.elapsed());
    let b = spec::version(files);
    let t = std::time::Instant::now();
    assert_eq!(genauth_codegen::diff::compare(&a, &b), []);
    eprintln!("compare {:?}", t.elapsed());
}
