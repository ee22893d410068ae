//! Mistakes that a maintainer makes, each with the rule that finds it.

use crate::support::{COMMON, MFA, USER, Workspace};

/// A file, a text in it, what the mistake makes of it, and the rule.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

const ID: &str = "          type: string\n          description: Id of that factor.";

const MISTAKES: &[Mistake] = &[
    (MFA, ID, "          type: string \n          description: A.", "trailing-space"),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          examples: [2023-13-05T19:06:22Z]",
        "example-mismatch",
    ),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          examples: [abc]\n          x-published: It is public.",
        "needless-exception",
    ),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          items: {}",
        "no-effect",
    ),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          required: [a]",
        "no-effect",
    ),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          x-unit: msec",
        "unknown-value",
    ),
    (
        MFA,
        ID,
        "          type: boolean\n          description: A.\n          x-unit: ms",
        "no-effect",
    ),
    (
        MFA,
        ID,
        "          type: boolean\n          description: A.\n          x-lifetime-seconds: 5",
        "no-effect",
    ),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          x-aliases: [factorId]",
        "duplicate-value",
    ),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          x-aliases: [a, a]",
        "duplicate-value",
    ),
    (
        MFA,
        ID,
        "          type: integer\n          format: int64\n          description: A.\n          maximum: 1.5",
        "limit",
    ),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          x-documented-values: [1]",
        "bad-value",
    ),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          x-documented-values: [a, a]",
        "duplicate-value",
    ),
    (
        MFA,
        ID,
        "          type: string\n          format: date\n          description: A.\n          examples: [\"2023-02-30\"]",
        "example-mismatch",
    ),
    (
        MFA,
        ID,
        "          type: string\n          format: date-time\n          description: A.\n          examples: [\"2023-02-03T24:00:00Z\"]",
        "example-mismatch",
    ),
    (
        MFA,
        ID,
        "          type: string\n          description: A.\n          x-required-when: { factorId: a }",
        "condition",
    ),
    (MFA, ID, "          type: string\n          description: 名称。", "language"),
    (MFA, ID, "          type: string\n          description: A&nbsp;b.", "markdown"),
    (
        MFA,
        ID,
        "          type: string\n          description: See https://example.com/a.",
        "markdown",
    ),
    (MFA, ID, "          type: string\n          description: yes", "yaml"),
    (MFA, ID, "          type: string\n          description: &a Text.", "yaml"),
    (MFA, ID, "          type: string\n          description: !!str Text.", "yaml"),
    (MFA, ID, "          type: string\n          description: The text #1 of it.", "yaml"),
    (
        MFA,
        ID,
        "          type: string\n          description: Such as AKIAABCDEFGHIJKLMNOP.",
        "credential",
    ),
    (
        MFA,
        "          description: Its kind.",
        "          description: Its kind.\n          type: string",
        "no-effect",
    ),
    (
        MFA,
        "      description: Which factor to remove.\n      required: [factorId]",
        "      description: A.\n      required: [factorId, factorId]",
        "duplicate-value",
    ),
    (MFA, "/api/v3/reset-factor:", "/api/v3/reset-factor/:", "bad-path"),
    (MFA, "/api/v3/reset-factor:", "/api//v3/reset-factor:", "bad-path"),
    (MFA, "/api/v3/reset-factor:", "/api/v3/reset-faktör:", "bad-path"),
    (MFA, "/api/v3/reset-factor:", "/api/v3/Factors/{factorId}:", "duplicate-path"),
    (MFA, "operationId: resetFactor", "operationId: reset factor", "bad-name"),
    (MFA, "x-effect: write", "x-effect: read", "effect"),
    (USER, "x-effect: read", "x-effect: write", "effect"),
    (USER, "x-retry-safe: true", "x-retry-safe: false", "retry-safe"),
    (USER, "[authing, genauth]", "[authing, authing]", "availability"),
    (USER, "security: [{ bearer: [] }]", "security: [{ bearer: [admin] }]", "security"),
    (
        USER,
        "security: [{ bearer: [] }]",
        "security: []\n      x-inferred: [security]",
        "needless-exception",
    ),
    (USER, "        \"200\":", "        \"2OO\":", "no-response"),
    (USER, "        \"200\":", "        default:", "no-response"),
    (USER, "        \"200\":", "        \"404\":", "no-response"),
    (USER, "application/json", "aplication/json", "media-types"),
    (MFA, "        required: true\n        content:", "        content:", "required"),
    (MFA, "- name: withDetails", "- name: with details", "bad-name"),
    (USER, "summary: Lists users.", "summary: Lists users", "sentence"),
    (USER, "description: Returns all users.", "description: Lists users.", "sentence"),
    (USER, "  - name: user\n    description: Lists users.", "  - name: user", "no-description"),
    (USER, "components:\n", "components:\n  securitySchemes:\n    bearer: {}\n", "security"),
    (USER, "components:\n", "components:\n  securitySchemes:\n    other: {}\n", "security"),
    (COMMON, "      description: An access token.\n", "", "no-description"),
    (COMMON, "server: https://api", "server: api", "bad-value"),
];

#[test]
fn each_mistake_is_found_with_a_location_and_a_fix() {
    for (file, from, to, code) in MISTAKES {
        let workspace = Workspace::small();
        workspace.edit(file, from, to);
        let run = workspace.run(&["lint"]);
        assert_ne!(run.code, Some(0), "`{to}` passes");
        let problems = run.problems();
        let found = problems.iter().find(|problem| problem.code == *code);
        let found = found.unwrap_or_else(|| panic!("no `{code}` for `{to}`: {run}"));
        assert!(found.line.is_some() && found.column.is_some() && found.help.len() > 10, "{run}");
    }
}

#[test]
fn wrong_name_has_a_suggestion_wherever_it_stands() {
    for (file, from, to, meant) in [
        (
            USER,
            "x-effect: read",
            "x-effect: read\n      deprecated: true\n      x-replaced-by: listUser",
            "",
        ),
        (COMMON, "        OTP: A one-time password.", "        OPT: A one-time password.", "OTP"),
        (COMMON, "management: [user]", "management: [users]", "user"),
        (
            MFA,
            "#/components/schemas/ResetFactorDto",
            "#/components/schemas/ResetFactrDto",
            "ResetFactorDto",
        ),
        (
            MFA,
            "[{ bearer: [] }]\n      requestBody",
            "[{ baerer: [] }]\n      requestBody",
            "bearer",
        ),
    ] {
        let workspace = Workspace::small();
        workspace.edit(file, from, to);
        let run = workspace.run(&["lint"]);
        let question = format!("did you mean `{meant}`?");
        let is_asked = run.problems().iter().any(|it| it.help.contains(&question));
        assert!(meant.is_empty() || is_asked, "{to}: {run}");
    }
}

#[test]
fn schema_in_another_place_is_named() {
    let workspace = Workspace::small();
    workspace.edit(
        MFA,
        "../common.yaml#/components/schemas/FactorType",
        "#/components/schemas/FactorType",
    );
    let help = workspace.run(&["lint"]).problem().help;
    assert_eq!(help, "write `../common.yaml#/components/schemas/FactorType`");
}

/// Returns schemas that contain each other in every way, `count` of them.
fn circle(count: usize, field: fn(usize) -> String) -> String {
    let schema = |number: usize| {
        let fields: String =
            (0..count).map(|to| format!("        f{to}: {}\n", field(to))).collect();
        format!(
            "    C{number}:\n      type: object\n      description: One.\n      properties:\n{fields}"
        )
    };
    (0..count).map(schema).collect()
}

#[test]
fn circular_schemas_generate_code_of_bounded_size() {
    let kinds: [fn(usize) -> String; 4] = [
        |to| format!("{{ $ref: \"#/components/schemas/C{to}\", description: Next. }}"),
        |to| {
            format!(
                "{{ type: array, description: Next., items: {{ $ref: \"#/components/schemas/C{to}\" }} }}"
            )
        },
        |to| {
            format!(
                "{{ description: Next., oneOf: [{{ $ref: \"#/components/schemas/C{to}\" }}, {{ type: array, items: {{ $ref: \"#/components/schemas/C{to}\" }} }}] }}"
            )
        },
        |to| {
            format!(
                "{{ type: object, description: Next., additionalProperties: {{ $ref: \"#/components/schemas/C{to}\" }} }}"
            )
        },
    ];
    for kind in kinds {
        let workspace = Workspace::small();
        let text = format!("{}\n{}", workspace.text(MFA).trim_end(), circle(20, kind));
        workspace.write(MFA, &text);
        for (before, required) in [
            ("          description: Id of that factor.\n", ""),
            ("          x-identifying: true\n", ""),
        ] {
            let field = format!(
                "{before}        node: {{ $ref: \"#/components/schemas/C0\", description: All. }}\n{required}"
            );
            workspace.edit(MFA, before, &field);
        }
        // Without a bound, the paths through 20 types that contain each other have no end.
        workspace.generate();
        let size: usize = workspace.generated().values().map(String::len).sum();
        assert!(size < 1_000_000, "{size}");
    }
}
