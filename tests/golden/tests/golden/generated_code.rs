//! Generated code, compared with reviewed copies and with the checked-in code.

use std::{env, fs, path::Path};

use crate::here;
use similar::TextDiff;
use support::{problems, spec};

/// The MFA module and two of the types that it shares with other modules.
const REVIEWED: [&str; 3] =
    ["authentication/mfa.rs", "common/factor_type.rs", "common/user_paging_dto.rs"];

#[test]
fn generated_code_matches_the_reviewed_copies() {
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
                "the generated code differs from the reviewed copy:\n{}\n\
                 If the change is intended, accept it and commit the updated copy:\n    \
                 GENAUTH_BLESS=1 cargo test -p genauth-golden generated_code",
                diff.unified_diff().header(&shown, "generated"),
            );
        }
    }
}

#[test]
fn checked_in_code_matches_the_generator() {
    let (_, files) = genauth_codegen::generate(&spec()).map_err(problems).unwrap();
    let compiled = here().join("../../sdk/src/generated");
    for (name, generated) in &files {
        let found = fs::read_to_string(compiled.join(name)).unwrap_or_default();
        assert_eq!(
            found,
            *generated,
            "sdk/src/generated/{} is out of date; run `cargo run`",
            name.display()
        );
    }
}

#[test]
fn generation_is_deterministic() {
    let (_, first) = genauth_codegen::generate(&spec()).map_err(problems).unwrap();
    let (_, second) = genauth_codegen::generate(&spec()).map_err(problems).unwrap();
    assert!(first == second, "two runs differ");
}
