//! The facts of the spec.

use genauth_codegen::document::{self, ApiKind};
use genauth_codegen::facts::{Address, Attributes, Key, Location};
use genauth_codegen::merge::ours::{self, Ours};
use serde_json::json;

use crate::rig::{COMMON, ROLE, Rig, SESSION, USER};
use crate::support::Workspace;

fn read(workspace: &Workspace) -> Ours {
    ours::read(&document::read(&workspace.spec()).document)
}

fn address(method: &str, path: &str) -> Address {
    let path = format!("/api/v3/{path}");
    Address { api: ApiKind::Management, path, method: method.to_owned() }
}

fn property(schema: &str, name: &str) -> Key {
    Key::Property(schema.to_owned(), vec![name.to_owned()])
}

#[track_caller]
fn states(ours: &Ours, key: &Key, expected: serde_json::Value) {
    let expected: Attributes = serde_json::from_value(expected).unwrap();
    assert_eq!(ours.facts.entries.get(key), Some(&expected), "{key}");
}

#[test]
fn operations_state_what_is_sent_and_returned() {
    let ours = read(&Rig::fresh().workspace);
    let create = address("POST", "create-role");
    states(
        &ours,
        &Key::Operation(create.clone()),
        json!({ "id": "createRole", "security": ["bearer", "userPoolId"] }),
    );
    let body = json!({
        "required": true, "media": "application/json", "type": "ref CreateRoleDto",
    });
    states(&ours, &Key::Body(create.clone()), body);
    let response = json!({
        "status": 200, "media": "application/json", "type": "ref RoleSingleRespDto",
    });
    states(&ours, &Key::Response(create.clone()), response);
    assert_eq!(ours.modules[&create], (ApiKind::Management, "role".to_owned()));
    let limit = Key::Parameter(address("GET", "list-roles"), Location::Query, "limit".to_owned());
    states(&ours, &limit, json!({ "type": "integer", "minimum": 1, "maximum": 50, "default": 10 }));
    let log_out = Address {
        api: ApiKind::Authentication,
        path: "/oidc/logout".to_owned(),
        method: "GET".to_owned(),
    };
    states(&ours, &Key::Operation(log_out.clone()), json!({ "id": "logOut", "security": [] }));
    states(&ours, &Key::Response(log_out), json!({ "status": 302 }));
}

#[test]
fn named_enum_counts_as_its_values_and_is_a_schema_as_well() {
    let ours = read(&Rig::fresh().workspace);
    let values = json!({ "type": "string", "values": ["Disabled", "Enabled"] });
    states(&ours, &property("RoleDto", "status"), {
        let mut values = values.clone();
        values["required"] = json!(true);
        values
    });
    states(&ours, &property("CreateRoleDto", "status"), values);
    let status = Key::Schema("RoleStatus".to_owned());
    states(&ours, &status, json!({ "kind": "enum", "values": ["Disabled", "Enabled"] }));
    let parameter =
        Key::Parameter(address("GET", "get-user"), Location::Query, "userIdType".to_owned());
    states(&ours, &parameter, json!({ "type": "string", "values": ["email", "user_id"] }));
    assert_eq!(ours.enums[&parameter], "UserIdType");
    assert_eq!(ours.enums[&property("RoleDto", "status")], "RoleStatus");
    assert_eq!(ours.enums.len(), 4);
}

#[test]
fn schemas_state_their_kind_and_their_properties() {
    let ours = read(&Rig::fresh().workspace);
    let schema = |name: &str| Key::Schema(name.to_owned());
    states(&ours, &schema("RoleDto"), json!({ "kind": "object" }));
    states(
        &ours,
        &schema("RolePaginatedRespDto"),
        json!({ "kind": "envelope", "type": "ref RolePagingDto" }),
    );
    states(&ours, &schema("CommonResponseDto"), json!({ "kind": "envelope" }));
    states(&ours, &schema("Envelope"), json!({ "kind": "envelope" }));
    let codes = json!({ "type": "array<string>", "minItems": 1, "maxItems": 50, "required": true });
    states(&ours, &property("DeleteRolesDto", "codeList"), codes);
    states(&ours, &property("RoleDto", "names"), json!({ "type": "array<ref LangUnit>" }));
    states(&ours, &property("UserDto", "birthday"), json!({ "type": "string", "format": "date" }));
    states(&ours, &property("UserDto", "extra"), json!({ "type": "object" }));
    let envelopes = ["RoleSingleRespDto", "CommonResponseDto", "Envelope"];
    assert!(
        !ours
            .facts
            .entries
            .keys()
            .any(|key| matches!(key, Key::Property(name, _) if envelopes.contains(&name.as_str())))
    );
}

#[test]
fn every_entry_has_its_place_and_every_schema_its_file() {
    let rig = Rig::fresh();
    let ours = read(&rig.workspace);
    assert_eq!(
        ours.places.keys().collect::<Vec<_>>(),
        ours.facts.entries.keys().collect::<Vec<_>>()
    );
    for place in ours.places.values() {
        let text = rig.workspace.text(place.file.to_str().unwrap());
        let file: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let tokens = place.tokens.iter().map(|it| it.replace('~', "~0").replace('/', "~1"));
        let pointer: String = tokens.map(|token| format!("/{token}")).collect();
        assert!(file.pointer(&pointer).is_some(), "{place:?}");
    }
    for (name, file) in
        [("LangUnit", COMMON), ("RoleDto", ROLE), ("Gender", USER), ("ProfileDto", SESSION)]
    {
        assert_eq!(ours.homes[name].to_str(), Some(file));
    }
}

#[test]
fn order_is_not_a_fact() {
    let rig = Rig::fresh();
    let before = read(&rig.workspace).facts;
    for (file, from, to) in [
        (ROLE, "enum: [Enabled, Disabled]", "enum: [Disabled, Enabled]"),
        (ROLE, "required: [totalCount, list]", "required: [list, totalCount]"),
        (USER, "enum: [M, W, U]", "enum: [U, M, W]"),
        (
            USER,
            "        birthday:\n          type: string\n          format: date\n",
            "        birthday:\n          format: date\n          type: string\n",
        ),
    ] {
        rig.workspace.edit(file, from, to);
    }
    assert_eq!(read(&rig.workspace).facts, before);
}

#[test]
fn types_have_one_notation_each() {
    let workspace = Workspace::small();
    let file = crate::support::MFA;
    let field = "description: Id of that factor.";
    for (schema, facts) in [
        ("type: [\"null\", string]", json!({ "type": "nullable<string>" })),
        ("type: [string, integer]", json!({ "type": "oneOf<integer, string>" })),
        (
            "type: [integer, \"null\", string]",
            json!({ "type": "nullable<oneOf<integer, string>>" }),
        ),
        ("type: array", json!({ "type": "array<any>" })),
        ("type: object", json!({ "type": "object" })),
        ("x-secret: false", json!({ "type": "any" })),
        (
            "{ type: object, additionalProperties: { type: array, items: { type: boolean } } }",
            json!({ "type": "map<array<boolean>>" }),
        ),
        ("{ type: string, contentMediaType: image/png }", json!({ "type": "file" })),
        (
            "{ type: array, minItems: 2, items: { type: string, maxLength: 3, format: date } }",
            json!({ "type": "array<string>", "minItems": 2, "maxLength": 3, "format": "date" }),
        ),
        (
            "oneOf: [{ $ref: \"#/components/schemas/FactorDto\" }, { type: \"null\" }]",
            json!({ "type": "nullable<ref FactorDto>" }),
        ),
        (
            "oneOf: [{ type: string }, { type: array, items: { type: string } }]",
            json!({ "type": "oneOf<array<string>, string>" }),
        ),
        (
            "{ type: array, items: { $ref: \"../common.yaml#/components/schemas/FactorType\" } }",
            json!({ "type": "array<string>", "values": ["OTP", "SMS"] }),
        ),
        (
            "{ type: integer, format: int64, minimum: 1.0 }",
            json!({ "type": "integer", "minimum": 1 }),
        ),
        ("{ type: number, format: double }", json!({ "type": "number" })),
    ] {
        let text = workspace.text(file);
        let body = match schema.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            Some(_) => format!("{field}\n        extra: {schema}"),
            None => format!("{field}\n        extra:\n          {schema}"),
        };
        workspace.edit(file, field, &body);
        let ours = read(&workspace);
        states(&ours, &property("ResetFactorDto", "extra"), facts);
        workspace.write(file, &text);
    }
}
