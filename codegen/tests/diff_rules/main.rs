//! What changes of the spec mean to users of the SDK.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod documented;
mod every_rule;
#[allow(dead_code)]
#[path = "../properties/order.rs"]
mod order;
mod random;
#[allow(dead_code)]
#[path = "../properties/random_spec.rs"]
mod random_spec;
mod rows;
mod rows_types;
mod siblings;
mod siblings_types;
mod spec;
#[allow(dead_code)]
#[path = "../properties/yaml.rs"]
mod yaml;

#[test]
fn version_has_no_changes_from_itself() {
    let version = spec::version(spec::real());
    assert_eq!(genauth_codegen::diff::compare(&version, &version), []);
}
