//! YAML syntax errors: line, column and a matching fix.

use crate::support::{MFA, Problem, USER, Workspace};

/// Checks that the small spec with one edit in `management/user.yaml` has exactly one problem.
#[track_caller]
fn problem(from: &str, to: &str) -> Problem {
    let workspace = Workspace::small();
    workspace.edit(USER, from, to);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(2), "{run}");
    run.problem()
}

/// Checks that the problem is shown with this line, at this column.
#[track_caller]
fn stands_at(problem: &Problem, line: &str, column: usize) {
    assert_eq!(problem.excerpt.as_deref(), Some(line), "{problem:?}");
    assert_eq!(problem.column, Some(column), "{problem:?}");
}

/// Returns the number of the first line with this text.
fn number(text: &str, line: &str) -> usize {
    text.lines().position(|it| it == line).unwrap() + 1
}

const TAGS: &str = "      tags: [user]\n";

#[test]
fn fix_matches_the_problem() {
    let text = "      description: A user.\n";
    let next = "      required: [userId]";
    for (from, to, shown, column, fix) in [
        (TAGS, "\ttags: [user]\n", None, 1, "spaces"),
        (TAGS, "      \ttags: [user]\n", None, 7, "spaces"),
        (TAGS, "     tags: [user]\n", None, 6, "indent the line"),
        (TAGS, "        tags: [user]\n", None, 13, "indent the line"),
        (TAGS, "      tags: [user\n", Some("      summary: Lists users."), 14, "close the bracket"),
        (text, "      description: A user: one.\n", None, 26, "contains `: `"),
        (text, "      description: @user.\n", None, 20, "in quotes"),
        (text, "      description: *user.\n", None, 25, "in quotes"),
        (text, "      description: \"A user.\n", None, 20, "close the quotes"),
        (text, "      description: 'A user.\n", None, 20, "close the quotes"),
        (text, "      description: \"A \\d user.\"\n", None, 23, "backslash"),
        (text, "      description:A user.\n", Some(next), 7, "space after the colon"),
    ] {
        let problem = problem(from, to);
        assert_eq!(problem.code, "broken-yaml", "{to}: {problem:?}");
        stands_at(&problem, shown.unwrap_or(to.trim_end()), column);
        assert!(problem.help.contains(fix), "{to}: {problem:?}");
    }
}

#[test]
fn every_duplicate_key_is_reported_with_the_line_of_the_first() {
    let workspace = Workspace::small();
    workspace.edit(USER, TAGS, &format!("{TAGS}      deprecated: false\n{TAGS}"));
    let schema = "    UserDto:\n      type: object\n      description: Another user.\n";
    workspace.edit(USER, "    UserListRespDto:\n", &format!("{schema}    UserListRespDto:\n"));
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(2), "{run}");
    let problems = run.problems();
    let [tags, schema] = problems.as_slice() else { panic!("{run}") };
    stands_at(tags, TAGS.trim_end(), 7);
    let text = workspace.text(USER);
    let first = number(&text, TAGS.trim_end());
    assert_eq!(tags.line, Some(first + 2));
    assert!(tags.message.contains("`tags`"), "{tags:?}");
    assert!(tags.message.contains(&format!("line {first}")), "{tags:?}");
    assert_eq!(tags.pointer, "#/paths/~1api~1v3~1list-users/get/tags");
    stands_at(schema, "    UserDto:", 5);
    let first = number(&text, "    UserDto:");
    assert!(schema.line > Some(first) && schema.message.contains("`UserDto`"), "{run}");
    assert!(schema.message.contains(&format!("line {first}")), "{run}");
    assert!(schema.help.contains("remove or rename"), "{schema:?}");
}

#[test]
fn second_document_is_reported_at_its_beginning() {
    let problem = problem("components:\n", "---\ncomponents:\n");
    stands_at(&problem, "---", 1);
    assert!(problem.help.contains("---"), "{problem:?}");
}

#[test]
fn keys_other_than_strings_are_reported_and_the_rest_is_read() {
    let workspace = Workspace::small();
    workspace.edit(USER, "        \"200\":\n", "        200:\n");
    workspace.edit(MFA, "          description: Id of that factor.\n", "");
    workspace.edit(MFA, "      summary: Gets a factor.\n", "      true: yes\n      summary: x\n");
    let run = workspace.run(&["lint"]);
    let problems = run.problems();
    let found: Vec<_> = problems.iter().map(|it| (it.code.as_str(), it.pointer.as_str())).collect();
    let get = "#/paths/~1api~1v3~1factors~1{factorId}/get/true";
    assert_eq!(
        found,
        [
            ("wrong-shape", get),
            ("unknown-keyword", get),
            ("no-description", "#/components/schemas/ResetFactorDto/properties/factorId"),
            ("wrong-shape", "#/paths/~1api~1v3~1list-users/get/responses/200"),
        ],
        "{run}"
    );
    stands_at(&problems[3], "        200:", 9);
    assert!(problems[3].help.contains("`\"200\":`"), "{run}");
}

#[test]
fn byte_order_mark_is_ignored() {
    let workspace = Workspace::small();
    for file in ["common.yaml", MFA, USER] {
        workspace.write(file, &format!("\u{feff}{}", workspace.text(file)));
    }
    workspace.generate();
    workspace.edit(USER, "    get:\n", "    gett:\n");
    let problem = workspace.run(&["lint"]).problem();
    stands_at(&problem, "    gett:", 5);
    assert_eq!(problem.line, Some(number(&workspace.text(USER), "    gett:")));
    workspace.edit(USER, "openapi:", "opnapi:");
    stands_at(&workspace.run(&["lint"]).problems()[0], "opnapi: \"3.1.0\"", 1);
}

#[test]
fn deep_nesting_is_rejected_with_a_line() {
    for nested in ["[", "{", "[{a: ", "{a: ", "[[],", "[\"]\",", "- ", "? ", "\n- - "] {
        let workspace = Workspace::small();
        workspace.write(USER, &format!("# deep\n{}", nested.repeat(100_000)));
        let problem = workspace.run(&["lint"]).problem();
        let code = if nested.starts_with('\n') { "not-a-mapping" } else { "too-deep" };
        assert_eq!((problem.code.as_str(), problem.line.is_some()), (code, true), "{nested:?}");
        assert!(problem.excerpt.is_some_and(|it| it.chars().count() < 200), "{nested:?}");
    }
    let workspace = Workspace::small();
    let indented = (0..500).map(|level| format!("{}a:\n", " ".repeat(level)));
    workspace.write("common.yaml", &indented.collect::<String>());
    let problem = workspace.run(&["lint"]).problem();
    assert_eq!((problem.code.as_str(), problem.line), ("too-deep", Some(101)));
}

#[test]
fn allowed_nesting_is_accepted() {
    let workspace = Workspace::small();
    let brackets = format!("{}{}", "[".repeat(60), "]".repeat(60));
    let example =
        format!("          examples: [{{ a: {brackets} }}, \"{}\"]\n", "[{".repeat(9_000));
    let text = workspace.text(USER);
    let line = "          description: Id of the user.\n";
    workspace.write(USER, &text.replace(line, &format!("{line}{example}")));
    assert_eq!(workspace.run(&["bundle", "management"]).code, Some(0));
}
