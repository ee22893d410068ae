//! Specs with problems, and unusual ones.

use std::fs;
use std::path::Path;

use crate::files::{docs, site};
use crate::support::{MFA, USER, Workspace, texts};

#[test]
fn spec_with_a_problem_has_no_site() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "      x-effect: read\n", "");
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("mfa.yaml") && run.err.contains("x-effect"), "{run}");
    assert!(!site(&workspace).exists());
}

#[test]
fn problem_leaves_the_last_site_as_it_is() {
    let workspace = Workspace::small();
    docs(&workspace);
    let before = texts(&site(&workspace));
    workspace.edit(MFA, "#/components/schemas/FactorRespDto", "#/components/schemas/Missing");
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(texts(&site(&workspace)), before);
}

#[test]
fn spec_that_is_no_yaml_has_no_site() {
    let workspace = Workspace::small();
    workspace.write(USER, "openapi: [\n");
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("user.yaml"), "{run}");
}

#[test]
fn missing_spec_is_reported() {
    let workspace = Workspace::empty();
    for words in [&["docs"][..], &["docs", "--spec", "nowhere"]] {
        let run = workspace.run(words);
        assert_eq!(run.code, Some(2), "{run}");
        assert!(!run.err.is_empty(), "{run}");
        assert!(!site(&workspace).exists());
    }
}

#[test]
fn module_without_operations_has_no_page_and_no_link() {
    let workspace = Workspace::small();
    let text = workspace.text(USER);
    let start = text.find("paths:\n").unwrap();
    workspace.write(USER, &format!("{}paths: {{}}\n", &text[..start]));
    docs(&workspace);
    for (path, text) in texts(&site(&workspace)) {
        assert!(!path.starts_with("management/user"), "{}", path.display());
        assert!(!text.contains("management/user/"), "{}", path.display());
    }
}

#[test]
fn api_without_modules_has_a_page() {
    let workspace = Workspace::small();
    let text = workspace.text("common.yaml").replace("management: [user]", "management: []");
    workspace.write("common.yaml", &text);
    workspace.remove(USER);
    docs(&workspace);
    let page = fs::read_to_string(site(&workspace).join("management/index.html")).unwrap();
    assert!(page.contains("<h1>Management API</h1>"), "{page}");
}

#[test]
fn spec_of_unusual_names_has_a_site() {
    let workspace = Workspace::empty();
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/edge-cases/spec");
    let run = workspace.run(&["docs", "--spec", spec.to_str().unwrap(), "--out", "site"]);
    assert_eq!(run.code, Some(0), "{run}");
    let files = texts(&site(&workspace));
    assert!(files.len() > 50, "{} files", files.len());
    let mut lower: Vec<String> =
        files.keys().map(|path| path.to_str().unwrap().to_lowercase()).collect();
    lower.sort();
    lower.dedup();
    assert_eq!(lower.len(), files.len(), "file names differ in case alone");
}

#[test]
fn names_that_differ_in_case_have_pages_of_their_own() {
    let workspace = Workspace::small();
    workspace.edit(
        MFA,
        "    ResetFactorDto:\n",
        "    resetFactorDto:\n      type: object\n      description: Another one.\n      x-unused: \
         Modules to come use it.\n      x-rust-name: OtherResetFactorDto\n      properties:\n        \
         id: { type: string, description: Id of it. }\n    ResetFactorDto:\n",
    );
    let run = workspace.run(&["docs"]);
    if run.code == Some(0) {
        let types = site(&workspace).join("types");
        let pages = texts(&types).into_keys().map(|path| path.to_str().unwrap().to_owned());
        let pages = pages.filter(|page| page.to_lowercase().starts_with("resetfactordto"));
        let mut lower: Vec<String> = pages.map(|page| page.to_lowercase()).collect();
        let count = lower.len();
        lower.sort();
        lower.dedup();
        assert_eq!(lower.len(), count);
        assert!(types.join("ResetFactorDto.html").is_file());
    }
}
