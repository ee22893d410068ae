//! One run reports the problems of all stages, and nothing that only follows from one of them.

use std::fs;

use crate::support::{COMMON, MFA, Run, USER, Workspace, put};

/// Returns the code and the pointer of each problem.
fn found(run: &Run) -> Vec<(String, String)> {
    run.problems().into_iter().map(|it| (it.code, it.pointer)).collect()
}

#[track_caller]
fn are(run: &Run, expected: &[(&str, &str)]) {
    let expected: Vec<(String, String)> =
        expected.iter().map(|(code, at)| ((*code).to_owned(), (*at).to_owned())).collect();
    assert_eq!(found(run), expected, "{run}");
}

const GET: &str = "#/paths/~1api~1v3~1factors~1{factorId}/get";
const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";
const LIST: &str = "#/paths/~1api~1v3~1list-users/get";

#[test]
fn mistakes_of_all_stages_are_reported_in_one_run() {
    let workspace = Workspace::small();
    // YAML, keywords, values, lint, references, pagination, names.
    workspace.edit(USER, "      tags: [user]\n", "      tags: [user]\n      tags: [user]\n");
    workspace.edit(USER, "summary: Lists users.", "summry: Lists users.");
    workspace.edit(USER, "x-effect: read", "x-effect: raed");
    workspace.edit(MFA, "      summary: Removes a factor.\n", "");
    workspace.edit(
        MFA,
        "\"#/components/schemas/ResetFactorDto\"",
        "\"#/components/schemas/Reset\"",
    );
    workspace.edit(MFA, "- name: withDetails", "- name: page");
    let field = "          description: Its kind.\n";
    let twin = "        factor_type:\n          type: string\n          description: The same.\n";
    workspace.edit(MFA, field, &format!("{field}{twin}"));
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(2), "{run}");
    are(
        &run,
        &[
            ("no-pagination", GET),
            ("no-description", &format!("{POST}/summary")),
            (
                "dangling-reference",
                &format!("{POST}/requestBody/content/application~1json/schema/$ref"),
            ),
            ("same-name", "#/components/schemas/FactorDto/properties/factor_type"),
            ("broken-yaml", &format!("{LIST}/tags")),
            ("unknown-keyword", &format!("{LIST}/summry")),
            ("wrong-shape", &format!("{LIST}/x-effect")),
        ],
    );
    assert_eq!(found(&workspace.run(&["generate"])), found(&run));
    assert_eq!(found(&workspace.run(&["check"])), found(&run));
    assert!(!workspace.out().exists());
}

#[test]
fn consequences_of_a_problem_are_not_reported() {
    for (file, from, to, expected) in [
        (
            USER,
            "    UserDto:\n      type: object\n",
            "    UserDto:\n      type: 5\n",
            "UserDto/type",
        ),
        (
            USER,
            "        userId:\n          type: string\n",
            "        userId: text\n        z:\n",
            "",
        ),
        (
            MFA,
            "        - name: factorId\n          in: path\n",
            "        - factorId\n        - z:\n",
            "",
        ),
        (COMMON, "    FactorType:\n", "    FactorType: text\n    Z:\n", ""),
        (USER, "      operationId: listUsers\n", "      operationId: [listUsers]\n", ""),
        (USER, "      responses:\n", "      respnses:\n", ""),
        (
            MFA,
            "      requestBody:\n        required: true\n",
            "      requestBody: 5\n      z:\n",
            "",
        ),
    ] {
        let workspace = Workspace::small();
        workspace.edit(file, from, to);
        let run = workspace.run(&["lint"]);
        assert_eq!(run.code, Some(2), "{run}");
        let codes = ["wrong-shape", "unknown-keyword"];
        let is_cause = |code: &String| codes.contains(&code.as_str());
        let problems = found(&run);
        let causes = problems.iter().filter(|(code, _)| is_cause(code)).count();
        assert!(causes >= 1 && problems.iter().any(|(_, at)| at.ends_with(expected)), "{run}");
    }
}

#[test]
fn unreadable_file_does_not_hide_or_cause_problems_of_others() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "x-effect: write", "x-effect: wirte");
    workspace.edit(USER, "      tags: [user]\n", "      tags: [user\n");
    let run = workspace.run(&["lint"]);
    are(&run, &[("wrong-shape", &format!("{POST}/x-effect")), ("broken-yaml", "#")]);
}

#[test]
fn unreadable_module_list_does_not_make_modules_unlisted() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "management: [user]", "management: user");
    are(&workspace.run(&["lint"]), &[("wrong-shape", "#/x-modules/management")]);
    workspace.edit(COMMON, "x-modules:", "x-module:");
    are(&workspace.run(&["lint"]), &[("unknown-keyword", "#/x-module")]);
}

#[test]
fn misspelled_word_has_a_suggestion() {
    for (file, from, to, meant) in [
        (USER, "    get:", "    gte:", "get"),
        (USER, "  schemas:", "  schema:", "schemas"),
        (USER, "paths:", "path:", "paths"),
        (USER, "security:", "securty:", "security"),
        (MFA, "x-retry-safe: false", "x-retrysafe: false", "x-retry-safe"),
        (MFA, "          in: query", "          in: qurey", "query"),
        (USER, "[authing, genauth]", "[authng, genauth]", "authing"),
        (USER, "x-effect: read", "x-effect: Read", "read"),
        (COMMON, "  management: [user]", "  managment: [user]", "management"),
    ] {
        let workspace = Workspace::small();
        workspace.edit(file, from, to);
        let run = workspace.run(&["lint"]);
        let question = format!("did you mean `{meant}`?");
        assert!(run.problems().iter().any(|it| it.help.contains(&question)), "{to}: {run}");
    }
}

#[test]
fn thousands_of_problems_are_each_reported_once() {
    let workspace = Workspace::small();
    let fields = (0..4_000).map(|number| format!("        f{number}:\n          type: string\n"));
    let text = workspace.text(USER);
    workspace.write(
        USER,
        &text.replace(
            "      properties:\n        userId:",
            &format!("      properties:\n{}        userId:", fields.collect::<String>()),
        ),
    );
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(1));
    let problems = run.problems();
    assert_eq!(problems.len(), 4_000);
    for (number, problem) in problems.iter().enumerate() {
        assert_eq!(problem.excerpt, Some(format!("        f{number}:")));
    }
}

#[test]
fn long_lines_are_shortened() {
    let workspace = Workspace::small();
    let many: String = (0..2_000).map(|number| format!("k{number}: x, ")).collect();
    workspace.edit(USER, "security: [{ bearer: [] }]", &format!("x-inferred: {{ {many} }}"));
    let run = workspace.run(&["lint"]);
    assert!(run.err.len() < 2_000, "{} bytes", run.err.len());
}

#[test]
fn keywords_with_backticks_are_distinct_from_known_ones() {
    let workspace = Workspace::small();
    workspace.edit(USER, "      summary: Lists", "      \"a`b`\": x\n      summary: Lists");
    workspace.edit(USER, "x-effect: read", "x-effect: \"`read`\"");
    let run = workspace.run(&["lint"]);
    let at = |keyword: &str| format!("{LIST}/{keyword}");
    are(&run, &[("unknown-keyword", &at("a`b`")), ("wrong-shape", &at("x-effect"))]);
}

#[test]
fn control_characters_are_shown_escaped() {
    let workspace = Workspace::small();
    workspace.edit(USER, "    get:", "    \"g\\e[31met\":");
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(2));
    assert!(!run.err.contains('\u{1b}') && run.err.contains("g\\u{1b}[31met"), "{run}");
}

const SWAGGER: &str = "{\n  \"swagger\": \"2.0\",\n  \"info\": {},\n  \"paths\": {}\n}\n";

#[test]
fn documents_of_other_formats_are_recognized() {
    for (file, text, name) in [
        ("api.json", SWAGGER, "Swagger 2.0"),
        ("api.yaml", "swagger: '2.0'\ninfo: {}\n", "Swagger 2.0"),
        ("openapi.yaml", "openapi: 3.0.3\ninfo: {}\npaths: {}\n", "OpenAPI 3.0.3"),
        ("openapi.yml", "# first\nopenapi: \"3.1.0\"\npaths: {}\n", "OpenAPI 3.1.0"),
        ("api.json", "{\"openapi\":\"3.1.1\",\"paths\":{}}", "OpenAPI 3.1.1"),
        ("events.yaml", "asyncapi: 2.6.0\n", "AsyncAPI 2.6.0"),
    ] {
        let workspace = Workspace::empty();
        put(&workspace.root().join("given").join(file), text);
        let path = format!("given/{file}");
        for spec in ["given", path.as_str()] {
            let run = workspace.run(&["generate", "--spec", spec]);
            assert_eq!(run.code, Some(2), "{run}");
            let problem = run.problem();
            assert_eq!(
                (problem.code.as_str(), &problem.file),
                ("foreign-document", &path),
                "{run}"
            );
            assert!(problem.message.contains(name), "{run}");
            assert!(problem.help.contains("spec/README.md"), "{run}");
        }
    }
}

#[test]
fn module_in_another_format_is_rejected_with_its_name() {
    let workspace = Workspace::small();
    workspace.write(USER, SWAGGER);
    let problem = workspace.run(&["lint"]).problem();
    assert_eq!(problem.code, "openapi-version");
    assert!(problem.message.contains("Swagger 2.0"), "{problem:?}");
    fs::remove_file(workspace.spec().join(USER)).unwrap();
}
