//! Examples and defaults that contradict their schemas, and examples with credentials.

use crate::support::{COMMON, MFA, USER, Workspace};
use crate::{field_has, field_is_fine, finds};

const INTEGER: [&str; 2] = ["type: integer", "format: int64"];
const KIND: &str = "$ref: \"../common.yaml#/components/schemas/FactorType\"";
const GET: &str = "#/paths/~1api~1v3~1factors~1{factorId}/get";
const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";

#[test]
fn example_of_the_wrong_type_is_rejected() {
    for (kind, example) in [
        ("string", "5"),
        ("string", "true"),
        ("boolean", "\"true\""),
        ("array", "text"),
        ("object", "[1]"),
        ("string", "null"),
    ] {
        let (kind, example) = (format!("type: {kind}"), format!("examples: [{example}]"));
        let items = if kind.contains("array") { "items: {}" } else { "deprecated: false" };
        let problem =
            field_has(&[&kind, items, &example], "example-mismatch", "examples", "/examples/0");
        assert!(problem.message.contains("is not of type"), "{problem:?}");
    }
    let [kind, format] = INTEGER;
    for example in ["\"5\"", "1.5", "18446744073709551615"] {
        let example = format!("examples: [1, {example}]");
        field_has(&[kind, format, &example], "example-mismatch", "examples", "/examples/1");
    }
    field_is_fine(&["type: [string, \"null\"]", "examples: [null, a]"]);
    field_is_fine(&["type: number", "format: double", "examples: [1, 1.5]"]);
}

#[test]
fn example_inside_of_an_object_or_a_list_is_checked() {
    let lines = ["type: array", "items: { type: boolean }", "examples: [[true, 1]]"];
    field_has(&lines, "example-mismatch", "examples", "/examples/0/1");
    let lines = ["type: object", "additionalProperties: { type: string }", "examples: [{ a: 1 }]"];
    field_has(&lines, "example-mismatch", "examples", "/examples/0/a");
    let factor = "$ref: \"#/components/schemas/FactorDto\"";
    let lines = [factor, "examples: [{ factorId: a, factorType: FAX }]"];
    field_has(&lines, "example-mismatch", "examples", "/examples/0/factorType");
    let many = format!("  - {{ type: array, items: {{ {factor} }} }}");
    let lines = [
        "oneOf:",
        &format!("  - {{ {factor} }}"),
        &many,
        "examples: [{ factorId: a }, [{ factorId: 1 }]]",
    ];
    field_has(&lines, "example-mismatch", "examples", "/examples/1/0/factorId");
}

#[test]
fn example_outside_of_an_enum_or_a_limit_is_rejected() {
    let problem =
        field_has(&[KIND, "examples: [SSM]"], "example-mismatch", "examples", "/examples/0");
    assert!(problem.help.contains("`SMS`"), "{problem:?}");
    let [kind, format] = INTEGER;
    let lines = [kind, format, "maximum: 9", "examples: [10]"];
    field_has(&lines, "example-mismatch", "examples", "/examples/0");
    let lines = ["type: string", "maxLength: 2", "examples: [二二, 三三三]"];
    field_has(&lines, "example-mismatch", "examples", "/examples/1");
    for (format, invalid) in [("date", "2023-5-5"), ("date-time", "2023-05-05")] {
        let (format, invalid) = (format!("format: {format}"), format!("examples: [\"{invalid}\"]"));
        let lines = ["type: string", &format, &invalid];
        field_has(&lines, "example-mismatch", "examples", "/examples/0");
    }
    let lines = ["type: string", "format: date-time", "examples: [\"2023-05-05T19:06:22+08:00\"]"];
    field_is_fine(&lines);
}

#[test]
fn default_outside_of_the_type_is_rejected() {
    field_has(&["type: boolean", "default: \"no\""], "default-mismatch", "default", "/default");
    field_has(&[KIND, "default: FACE"], "default-mismatch", "default", "/default");
    let [kind, format] = INTEGER;
    for (limit, default) in [("maximum: 50", "default: 51"), ("minimum: 1", "default: 0")] {
        field_has(&[kind, format, limit, default], "default-mismatch", "default", "/default");
    }
}

#[test]
fn example_and_default_of_a_parameter_are_checked() {
    let schema = "schema: { type: boolean }";
    let at = format!("{GET}/parameters/1");
    let edit = format!("{schema}\n          example: \"yes\"");
    finds((MFA, schema, &edit), "example-mismatch", &["example:"], &format!("{at}/example"));
    let edit = format!("schema: {{ {KIND} }}\n          example: Sms");
    finds((MFA, schema, &edit), "example-mismatch", &["example:"], &format!("{at}/example"));
    let edit = format!("schema: {{ {KIND}, default: FACE }}");
    let at = format!("{at}/schema/default");
    finds((MFA, schema, &edit), "default-mismatch", &["default:"], &at);
}

/// Checks the problem of the small spec with a documented request and a documented response.
#[track_caller]
fn body_has(value: &str, pointer: &str, message: &str) {
    let request = "schema: { $ref: \"#/components/schemas/ResetFactorDto\" }";
    let example = format!("\n            examples: {{ first: {{ value: {value} }} }}");
    let at = format!("{POST}/requestBody/content/application~1json/examples/first/value{pointer}");
    let problem = finds(
        (MFA, request, &format!("{request}{example}")),
        "example-mismatch",
        &["examples:"],
        &at,
    );
    assert!(problem.message.contains(message), "{problem:?}");
}

#[test]
fn documented_request_is_checked() {
    body_has("{ factorId: 1 }", "/factorId", "not of type string");
    body_has("{}", "", "missing required field `factorId`");
    body_has("{ factorId: a, factorID: b }", "/factorID", "unknown field `factorID`");
    body_has("[]", "", "not of type object");
}

#[test]
fn documented_response_is_checked_with_its_envelope() {
    let response = "schema: { $ref: \"#/components/schemas/FactorRespDto\" }";
    let at = format!("{GET}/responses/200/content/application~1json/examples/a/value");
    for (value, pointer) in [
        ("{ statusCode: \"200\", message: ok, data: { factorId: a } }", "/statusCode"),
        ("{ statusCode: 200, message: ok, data: { factorId: a, type: OTP } }", "/data/type"),
        ("{ statusCode: 200, message: ok }", ""),
    ] {
        let example = format!("\n              examples:\n                a: {{ value: {value} }}");
        finds(
            (MFA, response, &format!("{response}{example}")),
            "example-mismatch",
            &["a: { value"],
            &format!("{at}{pointer}"),
        );
    }
}

#[test]
fn example_mismatch_needs_a_reason_and_a_mismatch() {
    let lines = ["type: string", "maxLength: 2", "x-example-mismatch: Both are documented."];
    field_is_fine(&[&lines[..], &["examples: [abc]"]].concat());
    field_has(
        &[&lines[..], &["examples: [ab]"]].concat(),
        "needless-exception",
        "x-example-mismatch",
        "/x-example-mismatch",
    );
    let lines = ["type: string", "maxLength: 2", "x-example-mismatch: \"\"", "examples: [abc]"];
    field_has(&lines, "no-description", "x-example-mismatch", "/x-example-mismatch");
}

#[test]
fn examples_with_credentials_are_rejected() {
    let letters = "a1B2".repeat(5);
    for example in [
        format!("eyJ{letters}.eyJ{letters}.{letters}"),
        format!("Bearer eyJ{letters}.eyJ{letters}.{letters}"),
        format!("-----BEGIN PRIVATE KEY----- {letters}"),
        format!("ghp_{letters}"),
    ] {
        let example = format!("examples: [\"{example}\"]");
        let lines = ["type: string", &example];
        let problem = field_has(&lines, "credential", "examples", "/examples/0");
        assert!(!problem.message.contains(&letters), "{problem:?}");
    }
    let example = format!("examples: [{letters}]");
    field_is_fine(&["type: string", &example]);
    let lines = ["type: string", "x-secret: true", &example];
    field_has(&lines, "credential", "examples", "/examples/0");
    let lines = ["type: string", "x-secret: true", &example, "x-published: On the page."];
    field_is_fine(&lines);
    let lines = ["type: string", "x-secret: true", "examples: [a1B2xxxxa1B2a1B2a1B2]"];
    field_is_fine(&lines);
}

#[test]
fn credential_in_a_documented_body_is_rejected_unless_it_is_published() {
    let workspace = Workspace::small();
    workspace.edit(
        USER,
        "description: Id of the user.",
        "description: Id.\n          x-secret: true",
    );
    let response = "schema: { $ref: \"#/components/schemas/UserListRespDto\" }";
    let value = format!("data: [{{ userId: {} }}]", "a1B2".repeat(4));
    let example = |published: &str| {
        format!(
            "{response}\n              examples:\n                first:\n{published}                  \
             value: {{ statusCode: 200, message: ok, {value} }}"
        )
    };
    workspace.edit(USER, response, &example(""));
    let problem = workspace.run(&["lint"]).problem();
    assert_eq!(problem.code, "credential", "{problem:?}");
    assert!(problem.pointer.ends_with("/value/data/0/userId"), "{problem:?}");
    let published = example("                  x-published: Documented.\n");
    workspace.edit(USER, &example(""), &published);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn empty_documented_values_are_rejected() {
    for values in ["[]", "{}", "text"] {
        let values = format!("x-documented-values: {values}");
        field_has(&["type: string", &values], "bad-value", &values, "/x-documented-values");
    }
}

#[test]
fn recursive_union_is_checked_in_finite_time() {
    let union = "    Either:\n      description: A union.\n      x-unused: Odd.\n      oneOf:\n        \
                 - { $ref: \"#/components/schemas/Either\" }\n        \
                 - { $ref: \"#/components/schemas/Either\" }\n      examples: [1]\n    FactorType:\n";
    let workspace = Workspace::small();
    workspace.edit(COMMON, "    FactorType:\n", union);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(1), "{run}");
}

#[test]
fn deep_example_of_a_recursive_union_is_checked_in_linear_time() {
    let branch = |name: &str| {
        format!(
            "    {name}:\n      type: object\n      description: A node.\n      properties:\n        \
             child: {{ $ref: \"#/components/schemas/Node\", description: A child. }}\n        \
             {name}: {{ type: string, x-secret: true, description: A text. }}\n"
        )
    };
    let names = ["first", "second", "third"];
    let branches: String = names.iter().map(|name| branch(name)).collect();
    let of: String = (names.iter())
        .map(|name| format!("        - {{ $ref: \"#/components/schemas/{name}\" }}\n"))
        .collect();
    let example = format!("{}{{}}{}", "{ child: ".repeat(40), " }".repeat(40));
    let lines = example.replace("{ child: ", "{\n child: ").replace(" }", "\n }");
    let union = format!(
        "    Node:\n      description: A node.\n      x-unused: Odd.\n      oneOf:\n{of}      \
         examples:\n        - {}\n{branches}    FactorType:\n",
        lines.replace('\n', "\n          ")
    );
    let workspace = Workspace::small();
    workspace.edit(COMMON, "    FactorType:\n", &union);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
    // The text at the very end is of another type.
    workspace.edit(COMMON, "{}", "{ third: 3 }");
    let problem = workspace.run(&["lint"]).problem();
    assert_eq!(problem.code, "example-mismatch", "{problem:?}");
}
