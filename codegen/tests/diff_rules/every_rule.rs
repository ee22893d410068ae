//! An edit of a small spec for each rule.

use std::collections::BTreeSet;
use std::path::PathBuf;

use std::sync::OnceLock;

use genauth_codegen::diff::{Change, Kind, RULES, Version, compare};

use crate::spec::{Files, version};

const COMMON: &str = "common.yaml";
const USER: &str = "management/user.yaml";
const ROLE: &str = "management/role.yaml";
const MFA: &str = "authentication/mfa.yaml";
const ERRORS: &str = "errors.yaml";

fn base() -> Files {
    [
        (COMMON, include_str!("base/common.yaml")),
        (USER, include_str!("base/user.yaml")),
        (ROLE, include_str!("base/role.yaml")),
        (MFA, include_str!("base/mfa.yaml")),
        (ERRORS, include_str!("base/errors.yaml")),
    ]
    .map(|(file, text)| (PathBuf::from(file), text.to_owned()))
    .into()
}

/// The rule that an edit is for, the file, and the first occurrence of a text with another one for
/// it. An edit without a rule belongs to the one before it.
type Edit = (&'static str, &'static str, &'static str, &'static str);

const EDITS: &[Edit] = &[
    // Operations.
    (
        "operation-added",
        ROLE,
        "  /count:\n",
        "  /new:\n    get: { operationId: newOne, x-effect: read, x-retry-safe: true, responses: {} }\n  /count:\n",
    ),
    ("operation-renamed", USER, "operationId: getUser\n", "operationId: readUser\n"),
    ("operation-name", ROLE, "operationId: listRoles\n", "operationId: findRoles\n"),
    ("operation-address", USER, "  /export:\n", "  /exports:\n"),
    (
        "arguments",
        USER,
        "- { name: page, in: query, schema: { type: integer } }\n        - { name: limit, in: query, schema: { type: integer } }",
        "[]",
    ),
    ("", USER, "      parameters:\n        []\n", ""),
    (
        "",
        USER,
        "      x-pagination: { style: page, position: query.page, limit: query.limit }\n",
        "",
    ),
    (
        "arguments",
        USER,
        "      requestBody:\n        content: { application/json: { schema: { $ref: \"#/components/schemas/UserDto\" } } }\n",
        "",
    ),
    (
        "body-type",
        USER,
        "{ application/json: { schema: { $ref: \"#/components/schemas/UserDto\" } } }\n      responses: { \"200\"",
        "{ application/json: { schema: { $ref: \"#/components/schemas/Four\" } } }\n      responses: { \"200\"",
    ),
    (
        "body-kind",
        USER,
        "content: { application/json: { schema: { $ref: \"#/components/schemas/UserDto\" } } }\n",
        "content: { multipart/form-data: { schema: { $ref: \"#/components/schemas/UserDto\" } } }\n",
    ),
    (
        "params-name",
        ROLE,
        "    RoleDto:\n",
        "    CountRolesParams: { type: object }\n    RoleDto:\n",
    ),
    ("response-type", USER, "\"#/components/schemas/ExportDto\"", "\"#/components/schemas/Four\""),
    (
        "response-type",
        USER,
        "data: { $ref: \"#/components/schemas/UserDto\" }",
        "data: { $ref: \"#/components/schemas/Four\" }",
    ),
    (
        "response-envelope",
        USER,
        "\"#/components/schemas/UserRespDto\"",
        "\"#/components/schemas/UserDto\"",
    ),
    ("response-media", USER, "text/csv", "text/plain"),
    (
        "pagination-removed",
        USER,
        "{ style: page, position: query.page, limit: query.limit }",
        "{ style: none, reason: None. }",
    ),
    ("pagination-changed", USER, ", limit: query.limit }", " }"),
    ("effect", USER, "x-effect: write", "x-effect: send"),
    ("response-value", USER, "others: { type: array,", "others: { type: array, maxItems: 9,"),
    ("retry-safety", USER, "x-retry-safe: false", "x-retry-safe: true"),
    ("security", USER, "security: [{ bearer: [] }]", "security: []"),
    (
        "client-auth",
        USER,
        "operationId: getUser\n",
        "operationId: getUser\n      x-client-auth: true\n",
    ),
    (
        "operation-deprecated",
        USER,
        "operationId: getUser\n",
        "operationId: getUser\n      deprecated: true\n",
    ),
    ("undeprecated", USER, "      deprecated: true\n", ""),
    (
        "replacement",
        USER,
        "      deprecated: true\n",
        "      deprecated: true\n      x-replaced-by: listUsers\n",
    ),
    ("hidden", USER, "operationId: getUser\n", "operationId: getUser\n      x-hidden: true\n"),
    (
        "rarely-used",
        USER,
        "operationId: getUser\n",
        "operationId: getUser\n      x-rarely-used: true\n",
    ),
    ("availability", USER, "[authing, genauth]", "[genauth]"),
    ("sdks", USER, "operationId: getUser\n", "operationId: getUser\n      x-sdks: [java, node]\n"),
    (
        "search-terms",
        USER,
        "operationId: getUser\n",
        "operationId: getUser\n      x-search-terms: [find user]\n",
    ),
    (
        "inferred",
        USER,
        "operationId: getUser\n",
        "operationId: getUser\n      x-inferred: [security]\n",
    ),
    ("text", USER, "summary: Returns a user.", "summary: Reads a user."),
    ("text", USER, "description: By id.", "description: By its id."),
    ("text", USER, "description: The user.", "description: A user."),
    ("text", USER, "description: Manages users. }\ntags", "description: Keeps users. }\ntags"),
    ("text", USER, "description: A user.\n", "description: One user.\n"),
    ("text", USER, "description: The name.", "description: A name."),
    ("text", COMMON, "\"1\": It works.", "\"1\": It is on."),
    ("example", USER, "data: { id: x }", "data: { id: y }"),
    ("example", USER, "                one:", "                two:"),
    ("example", USER, "examples: [Ada]", "examples: [Bea]"),
    // Modules.
    ("module-removed", COMMON, "[user, role]", "[user]"),
    ("", ROLE, "", ""),
    (
        "type-unreachable",
        ROLE,
        "        entry: { $ref: ../common.yaml#/components/schemas/Entry }\n",
        "",
    ),
    // Types.
    ("type-removed", USER, "        four: { $ref: \"#/components/schemas/Four\" }\n", ""),
    ("", USER, "    Four: { type: object, properties: { a: { type: string } } }\n", ""),
    ("type-renamed", USER, "    Four: {", "    Fourth: {"),
    ("", USER, "schemas/Four\"", "schemas/Fourth\""),
    (
        "type-kind",
        USER,
        "Four: { type: object, properties: { a: { type: string } } }",
        "Four: { type: object }",
    ),
    // Fields.
    ("field-removed", ROLE, "        name: { type: string }\n", ""),
    (
        "field-renamed",
        ROLE,
        "        name: { type: string }\n",
        "        name: { type: string, x-rust-name: label }\n",
    ),
    ("field-renamed", USER, "/users/{id}:", "/users/{userId}:"),
    ("", USER, "{ name: id, in: path", "{ name: userId, in: path"),
    (
        "field-wire",
        ROLE,
        "        name: { type: string }\n",
        "        title: { type: string, x-rust-name: name }\n",
    ),
    (
        "field-type",
        ROLE,
        "        name: { type: string }\n",
        "        name: { type: integer, format: int64 }\n",
    ),
    ("field-required", USER, "required: [name, email]", "required: [name]"),
    (
        "field-added",
        ROLE,
        "        name: { type: string }\n",
        "        name: { type: string }\n        more: { type: string }\n",
    ),
    (
        "field-added-required",
        USER,
        "required: [name, email]\n      properties:\n",
        "required: [name, email, more]\n      properties:\n        more: { type: string }\n",
    ),
    (
        "new-order",
        USER,
        "        name: { type: string, description: The name., examples: [Ada], maxLength: 50 }\n",
        "",
    ),
    (
        "",
        USER,
        "        age:",
        "        name: { type: string, description: The name., examples: [Ada], maxLength: 50 }\n        age:",
    ),
    ("parameter-place", ROLE, "  /count:\n", "  /count/{namespace}:\n"),
    ("", ROLE, "name: namespace, in: query,", "name: namespace, in: path, required: true,"),
    ("secret", USER, ", x-secret: true", ""),
    ("identifying", USER, ", x-identifying: true", ""),
    ("aliases", USER, ", x-aliases: [mail]", ", x-aliases: [eMail]"),
    ("field-deprecated", USER, "[Ada], maxLength", "[Ada], deprecated: true, maxLength"),
    ("default", USER, "default: 1", "default: 2"),
    ("limit-tighter", USER, "maxLength: 50", "maxLength: 40"),
    ("limit-wider", USER, "maxLength: 50", "maxLength: 60"),
    ("unit", USER, "x-unit: years", "x-unit: s"),
    ("format", USER, "format: email", "format: idn-email"),
    ("known-values", USER, "x-documented-values: [a, b]", "x-documented-values: [a, c]"),
    ("lifetime", USER, "x-lifetime-seconds: 60", "x-lifetime-seconds: 30"),
    ("condition", USER, "x-required-when: { name: x }", "x-required-when: { name: y }"),
    ("page-removed", USER, "      x-page: { items: list }\n", ""),
    (
        "page-changed",
        USER,
        "x-page: { items: list, total: total }",
        "x-page: { items: others, total: total }",
    ),
    // Enums and unions.
    ("variant-added", COMMON, "enum: [\"1\", \"2\"]", "enum: [\"1\", \"2\", \"3\"]"),
    ("variant-renamed", COMMON, "{ \"1\": Active }", "{ \"1\": Running }"),
    ("enum-wire", COMMON, "enum: [\"1\", \"2\"]", "enum: [1, \"2\"]"),
    (
        "branch-removed",
        USER,
        "Value:\n      oneOf: [{ $ref: \"#/components/schemas/One\" }, ",
        "Value:\n      oneOf: [",
    ),
    (
        "branch-added",
        USER,
        "Value:\n      oneOf: [",
        "Value:\n      oneOf: [{ $ref: \"#/components/schemas/Three\" }, ",
    ),
    (
        "branch-overlap",
        USER,
        "Value:\n      oneOf: [",
        "Value:\n      oneOf: [{ $ref: \"#/components/schemas/Four\" }, ",
    ),
    (
        "branch-order",
        USER,
        "oneOf: [{ $ref: \"#/components/schemas/One\" }, { $ref: \"#/components/schemas/Two\" }]",
        "oneOf: [{ $ref: \"#/components/schemas/Two\" }, { $ref: \"#/components/schemas/One\" }]",
    ),
    ("discriminator", USER, "{ one: One, three: Three }", "{ one: One, other: Three }"),
    // Codes.
    (
        "code-removed",
        ERRORS,
        "  - { code: 2004, name: user_not_found, description: There is no such user. }\n",
        "",
    ),
    ("code-renamed", ERRORS, "user_not_found", "no_such_user"),
    ("code-number", ERRORS, "code: 2004", "code: 2005"),
    ("code-step", ERRORS, ", step: true", ""),
    ("operation-codes", ERRORS, "user. }", "user., returnedBy: [management/user/getUser] }"),
    ("text", ERRORS, "There is no such user.", "The user does not exist."),
];

/// Applies an edit.
fn apply(files: &mut Files, (_, file, from, to): &Edit) {
    if from.is_empty() {
        files.remove(&PathBuf::from(file));
        return;
    }
    let text = files.get_mut(&PathBuf::from(file)).unwrap();
    assert!(text.contains(from), "`{from}` in {file}");
    *text = match from.starts_with("schemas/") {
        true => text.replace(from, to),
        false => text.replacen(from, to, 1),
    };
}

/// Returns the specs after each edit, with its rule.
fn edited() -> Vec<(&'static str, Files)> {
    let mut all: Vec<(&str, Files)> = Vec::new();
    for edit in EDITS {
        match (edit.0, all.last_mut()) {
            ("", Some((_, files))) => apply(files, edit),
            (rule, _) => {
                let mut files = base();
                apply(&mut files, edit);
                all.push((rule, files));
            }
        }
    }
    let rename = [
        (COMMON, "[user, role]", "[user, roles]"),
        (ROLE, "tags: [{ name: role,", "tags: [{ name: roles,"),
    ];
    let mut files = base();
    rename.iter().for_each(|(file, from, to)| apply(&mut files, &("", file, from, to)));
    let role = files.remove(&PathBuf::from(ROLE)).unwrap();
    files.insert("management/roles.yaml".into(), role);
    all.push(("module-renamed", files));
    let mut files = base();
    let role = files.get_mut(&PathBuf::from(ROLE)).unwrap();
    let at = role.find("  /count:\n").unwrap();
    let end = role.find("components:\n").unwrap();
    let operation = role.get(at..end).unwrap().to_owned();
    role.replace_range(at..end, "");
    let move_it = ("", USER, "paths:\n", &*format!("paths:\n{operation}").leak());
    apply(&mut files, &move_it);
    all.push(("operation-module", files));
    all
}

/// Returns the version without edits, and those after each edit with its rule.
fn versions() -> &'static (Version, Vec<(&'static str, Version)>) {
    static VERSIONS: OnceLock<(Version, Vec<(&str, Version)>)> = OnceLock::new();
    VERSIONS.get_or_init(|| {
        let edited = edited().into_iter().map(|(rule, files)| (rule, version(&files)));
        (version(&base()), edited.collect())
    })
}

#[test]
fn every_rule_finds_its_change() {
    let (old, edited) = versions();
    for (rule, new) in edited {
        let changes = compare(old, new);
        assert!(changes.iter().any(|it| it.rule == *rule), "{rule}: {changes:#?}");
        for change in changes {
            let known = RULES.iter().find(|it| it.id == change.rule).unwrap();
            assert_eq!(known.class, change.class);
            assert!(!change.message.is_empty() && !change.message.ends_with('.'), "{change:#?}");
            assert!(change.old != change.new || change.old.is_none(), "{change:#?}");
        }
    }
}

#[test]
fn every_rule_has_an_edit() {
    let (old, edited) = versions();
    // Reversed, an edit adds what it removed.
    let found: BTreeSet<&str> = edited
        .iter()
        .flat_map(|(_, new)| [compare(old, new), compare(new, old)].concat())
        .map(|change| change.rule)
        .collect();
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(RULES.len(), all.len(), "two rules have one id");
    assert_eq!(all.difference(&found).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn in_the_other_direction_added_is_removed() {
    let (old, edited) = versions();
    for (rule, new) in edited {
        let (there, back) = (compare(old, new), compare(new, old));
        let count = |changes: &[Change], kind| changes.iter().filter(|it| it.kind == kind).count();
        for (kind, opposite) in [
            (Kind::Added, Kind::Removed),
            (Kind::Removed, Kind::Added),
            (Kind::Renamed, Kind::Renamed),
            (Kind::Moved, Kind::Moved),
        ] {
            // A type that a feature loses has no counterpart: it was not imported before.
            if *rule != "type-unreachable" {
                assert_eq!(
                    count(&there, kind),
                    count(&back, opposite),
                    "{rule}: {there:#?} {back:#?}"
                );
            }
        }
        assert_eq!(compare(new, new), []);
    }
}
