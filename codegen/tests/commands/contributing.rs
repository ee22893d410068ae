//! CONTRIBUTING.md, followed step by step in a copy of the spec.

use std::{fs, path::Path};

use crate::support::{Workspace, put};

const DEVICE: &str = "authentication/device.yaml";
const COMMON: &str = "common.yaml";

pub fn text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../CONTRIBUTING.md");
    fs::read_to_string(path).unwrap()
}

/// Returns the code blocks of a language, in their order.
pub fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let starts = text.split(fence.as_str()).skip(1);
    starts.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// Creates a workspace with the operation and the types of steps 1 and 2.
pub fn with_operation(text: &str) -> Workspace {
    let workspace = Workspace::real();
    let [operation, types, ..]: [String; 4] = blocks(text, "yaml").try_into().unwrap();
    let device = workspace.text(DEVICE);
    let device = device.replacen("\ncomponents:\n", &format!("\n{operation}\ncomponents:\n"), 1);
    workspace.write(DEVICE, &format!("{}\n\n{types}", device.trim_end()));
    workspace
}

/// Adds the description of the parameter that lint requires.
pub fn describe_the_parameter(workspace: &Workspace) {
    let before = "          required: true\n";
    let after = "          schema: { type: string }\n          example: HZxxxxxxxxxxxxTV\n";
    let line = "          description: Unique identifier of the device.\n";
    let (from, to) = (format!("{before}{after}"), format!("{before}{line}{after}"));
    workspace.edit(DEVICE, &from, &to);
}

/// Returns output with `…` for line numbers and for the number of files, which change with the
/// spec.
fn without_numbers(output: &str) -> String {
    let mut shown = String::new();
    for line in output.lines() {
        let words = line.split(' ').map(|word| match word.split_once(".yaml:") {
            Some((file, position)) => {
                let column = position.rsplit(':').next().unwrap_or_default();
                format!("{file}.yaml:…:{column}")
            }
            None if word.parse::<usize>().is_ok_and(|number| number > 1) => "…".to_owned(),
            None => word.to_owned(),
        });
        shown.push_str(&words.collect::<Vec<_>>().join(" "));
        shown.push('\n');
    }
    shown
}

#[test]
fn lint_finds_only_the_mistake_of_the_example() {
    let text = text();
    let workspace = with_operation(&text);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(1), "{run}");
    let shown = without_numbers(&run.err);
    assert!(text.contains(&format!("$ cargo run -- lint\n{shown}")), "{shown}");
    describe_the_parameter(&workspace);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
    let shown = without_numbers(&run.out);
    assert!(text.contains(&format!("$ cargo run -- lint\n{shown}")), "{shown}");
}

#[test]
fn operation_of_the_example_results_in_the_shown_code() {
    let text = text();
    let workspace = with_operation(&text);
    describe_the_parameter(&workspace);
    workspace.generate();
    let files = workspace.generated();
    let code = &files[Path::new("authentication/device.rs")];
    let diffs = blocks(&text, "diff").concat();
    let added: Vec<&str> = diffs.lines().filter_map(|line| line.strip_prefix('+')).collect();
    assert!(added.len() > 10);
    for line in added {
        assert!(code.lines().any(|it| it == line), "no `{line}` in:\n{code}");
    }
}

#[test]
fn module_of_the_example_passes_lint_and_generates_code() {
    let workspace = Workspace::real();
    let [_, _, module, _]: [String; 4] = blocks(&text(), "yaml").try_into().unwrap();
    workspace.write("management/quota.yaml", &module);
    let common = workspace.text(COMMON);
    workspace.write(COMMON, &common.replacen("management: [", "management: [quota,", 1));
    put(&workspace.root().join("sdk/Cargo.toml"), "# modules: begin\n# modules: end\n");
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
    workspace.generate();
    let files = workspace.generated();
    assert!(files[Path::new("management/quota.rs")].contains("pub fn reset_quotas(&self)"));
    assert!(files[Path::new("management/mod.rs")].contains("pub mod quota;"));
    let manifest = fs::read_to_string(workspace.root().join("sdk/Cargo.toml")).unwrap();
    assert!(manifest.contains("\nmanagement-quota = []\n"), "{manifest}");
}
