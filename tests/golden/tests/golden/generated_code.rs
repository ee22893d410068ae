//! The generated Rust of the documented example, compared with code that people have reviewed.

use std::{env, fs, path::Path};

use crate::here;
use similar::TextDiff;
use support::{problems, spec};

/// The methods and types of the MFA factors, and the enum that they share with other modules.
const REVIEWED: [&str; 3] =
    ["authentication/mfa.rs", "common/factor_type.rs", "common/user_paging_dto.rs"];

#[test]
fn the_generated_code_is_what_was_reviewed() {
    let (_, files) = genauth_codegen::generate(&spec()).map_err(problems).unwrap();
    for name in REVIEWED {
        let generated = files.get(Path::new(name)).expect("the file is generated");
        let golden = here().join("expected").join(name);
        if env::var_os("GENAUTH_BLESS").is_some_and(|value| value == "1") {
            fs::create_dir_all(golden.parent().unwrap()).unwrap();
            fs::write(&golden, generated).unwrap();
        }
        let reviewed = fs::read_to_string(&golden).unwrap_or_default();
        if reviewed != *generated {
            let diff = TextDiff::from_lines(&reviewed, generated);
            let shown = format!("tests/golden/expected/{name}");
            panic!(
                "the generator now writes other code than was reviewed:\n{}\n\
                 If the change is meant, accept it and commit the golden file with it:\n    \
                 GENAUTH_BLESS=1 cargo test -p genauth-golden generated_code",
                diff.unified_diff().header(&shown, "generated"),
            );
        }
    }
}

#[test]
fn the_generated_code_is_what_is_compiled() {
    let (_, files) = genauth_codegen::generate(&spec()).map_err(problems).unwrap();
    let compiled = here().join("../../sdk/src/generated");
    for (name, generated) in &files {
        let there = fs::read_to_string(compiled.join(name)).unwrap_or_default();
        assert_eq!(
            there,
            *generated,
            "sdk/src/generated/{} is out of date; `cargo run` regenerates it",
            name.display()
        );
    }
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    let (_, first) = genauth_codegen::generate(&spec()).map_err(problems).unwrap();
    let (_, second) = genauth_codegen::generate(&spec()).map_err(problems).unwrap();
    assert!(first == second, "two runs over one description differ");
}
