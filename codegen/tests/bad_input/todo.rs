//! Marks that an import leaves to a person.

use crate::support::{MFA, USER, Workspace};

#[test]
fn each_line_with_a_mark_is_found_by_lint_and_does_not_prevent_generation() {
    let workspace = Workspace::small();
    workspace.edit(USER, "summary: Lists users.", "summary: TODO(import)");
    workspace.edit(
        USER,
        "          description: Id of the user.\n",
        "          description: >-\n            Id\n            TODO(import)\n",
    );
    let comment = "      # TODO(import): the type changed.\n      x-effect: write\n";
    workspace.edit(MFA, "      x-effect: write\n", comment);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(1), "{run}");
    let problems = run.problems();
    let found: Vec<_> = problems
        .iter()
        .map(|it| (it.code.as_str(), it.excerpt.as_deref().unwrap(), it.column.unwrap()))
        .collect();
    let expected = [
        ("todo", "      # TODO(import): the type changed.", 9),
        ("todo", "      summary: TODO(import)", 16),
        ("todo", "            TODO(import)", 13),
    ];
    assert_eq!(found, expected, "{run}");
    let fixes: Vec<&str> = problems.iter().map(|it| it.help.as_str()).collect();
    assert_eq!(fixes[0], "decide, then remove the line");
    assert_eq!(fixes[1], "write the text, then remove the marker");
    workspace.generate();
    assert_eq!(workspace.run(&["check"]).code, Some(0));
}
