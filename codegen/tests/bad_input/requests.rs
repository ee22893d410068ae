//! Requests that OpenAPI cannot serialize, and missing security.

use crate::finds;
use crate::support::{MFA, USER, Workspace};

const GET: &str = "#/paths/~1api~1v3~1factors~1{factorId}/get";
const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";
const LIST: &str = "#/paths/~1api~1v3~1list-users/get";
const JSON: &str =
    "        content:\n          application/json:\n            schema: { $ref: \"#/comp";

#[test]
fn body_of_a_method_without_bodies_is_rejected() {
    for (verb, line) in [("get", "get:"), ("delete", "delete:")] {
        let pointer = format!("#/paths/~1api~1v3~1reset-factor/{verb}/requestBody");
        finds(
            (MFA, "    post:", &format!("    {verb}:")),
            "body-of-get",
            &["reset-factor", line, "requestBody"],
            &pointer,
        );
    }
}

#[test]
fn missing_security_is_rejected_and_an_empty_list_is_not() {
    let declared = "      security: [{ bearer: [] }]\n";
    let problem = finds((USER, declared, ""), "no-security", &["    get:"], LIST);
    assert!(problem.help.contains("security: []"), "{problem:?}");
    let workspace = Workspace::small();
    workspace.edit(USER, declared, "      security: []\n");
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn security_with_alternatives_is_rejected() {
    finds(
        (USER, "security: [{ bearer: [] }]", "security: [{ bearer: [] }, { bearer: [] }]"),
        "security",
        &["security:"],
        &format!("{LIST}/security"),
    );
}

#[test]
fn unknown_security_scheme_and_unknown_fact_have_suggestions() {
    let problem = finds(
        (USER, "security: [{ bearer: [] }]", "security: [{ baerer: [] }]"),
        "dangling-reference",
        &["baerer"],
        &format!("{LIST}/security/0"),
    );
    assert!(problem.help.contains("`bearer`"), "{problem:?}");
    let problem = finds(
        (USER, "      security:", "      x-inferred: [secruity]\n      security:"),
        "unknown-fact",
        &["x-inferred"],
        &format!("{LIST}/x-inferred/0"),
    );
    assert!(problem.help.contains("did you mean `security`?"), "{problem:?}");
}

/// Returns edits with this schema for a query parameter and for a path parameter.
fn parameter(schema: &str) -> [(String, String, String); 2] {
    [
        ("schema: { type: boolean }".to_owned(), schema.to_owned(), format!("{GET}/parameters/1")),
        (
            "description: Id of the factor.\n          schema: { type: string }".to_owned(),
            format!("description: Id of the factor.\n          {schema}"),
            format!("{GET}/parameters/0"),
        ),
    ]
}

#[test]
fn parameter_that_cannot_be_sent_is_rejected() {
    let [query, path] = parameter("schema: { type: array, items: { type: array, items: {} } }");
    for (from, to, at) in [query, path] {
        let line: &[&str] = &["schema: { type: array"];
        finds((MFA, &from, &to), "unsendable", line, &format!("{at}/schema"));
    }
    for schema in ["{ type: array, items: { type: string } }", "{ type: object }"] {
        let schema = format!("schema: {schema}");
        let [query, (from, to, at)] = parameter(&schema);
        finds((MFA, &from, &to), "unsendable", &[&schema], &format!("{at}/schema"));
        // In the query, its items or fields are parameters.
        let workspace = Workspace::small();
        workspace.edit(MFA, &query.0, &query.1);
        let run = workspace.run(&["lint"]);
        assert_eq!(run.code, Some(0), "{run}");
    }
    let factor = "schema: { type: array, items: { $ref: \"#/components/schemas/FactorDto\" } }";
    let [(from, to, at), _] = parameter(factor);
    finds((MFA, &from, &to), "unsendable", &[factor], &format!("{at}/schema"));
    let nested = "schema: { $ref: \"#/components/schemas/FactorRespDto\" }";
    let [(from, to, at), _] = parameter(nested);
    finds((MFA, &from, &to), "unsendable", &[nested], &format!("{at}/schema"));
}

#[test]
fn style_that_the_sdk_does_not_send_is_rejected() {
    for line in ["style: deepObject", "style: pipeDelimited", "explode: false"] {
        let keyword = line.split(':').next().unwrap();
        let to = format!("{line}\n          schema: {{ type: array, items: {{ type: string }} }}");
        finds(
            (MFA, "schema: { type: boolean }", &to),
            "unsendable",
            &[line],
            &format!("{GET}/parameters/1/{keyword}"),
        );
    }
}

#[test]
fn form_with_a_list_of_lists_is_rejected() {
    for (media, items) in [
        ("multipart/form-data", "{ type: array, items: {} }"),
        ("application/x-www-form-urlencoded", "{ type: array, items: {} }"),
        ("application/x-www-form-urlencoded", "{ type: object }"),
    ] {
        let workspace = Workspace::small();
        workspace.edit(MFA, JSON, &JSON.replace("application/json", media));
        let field = crate::with_field(&["type: array", &format!("items: {items}")]);
        workspace.edit(MFA, crate::FIELD, &field);
        let problem = workspace.run(&["lint"]).problem();
        assert_eq!(problem.code, "unsendable", "{problem:?}");
        let media = media.replace('/', "~1");
        assert_eq!(problem.pointer, format!("{POST}/requestBody/content/{media}/schema"));
        assert!(problem.message.contains("`extra`"), "{problem:?}");
    }
}

#[test]
fn file_is_sent_in_a_multipart_body_only() {
    for (media, code) in [("multipart/form-data", 0), ("application/x-www-form-urlencoded", 1)] {
        let workspace = Workspace::small();
        workspace.edit(MFA, JSON, &JSON.replace("application/json", media));
        let field = crate::with_field(&["type: string", "contentMediaType: image/png"]);
        workspace.edit(MFA, crate::FIELD, &field);
        let run = workspace.run(&["lint"]);
        assert_eq!(run.code, Some(code), "{run}");
    }
}
