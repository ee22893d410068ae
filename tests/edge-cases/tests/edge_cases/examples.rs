//! Every example in the generated documentation compiles.

// Examples use deprecated operations as well, and the examples are not called.
#![allow(dead_code, deprecated, unused_variables, clippy::print_stdout)]

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

#[test]
fn every_operation_has_an_example() {
    let collected = include_str!(concat!(env!("OUT_DIR"), "/examples.rs"));
    let operations =
        genauth::authentication::OPERATIONS.len() + genauth::management::OPERATIONS.len();
    assert_eq!(collected.matches("async fn example(").count(), operations);
}
