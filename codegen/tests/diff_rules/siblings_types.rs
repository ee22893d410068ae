//! The rules of named types, modules and operations, on small specs.

use genauth_codegen::diff::{Change, Class};

use crate::spec::{
    Files, compared, module, object, only, operation, reference, schemas, told, values,
};

const STRING: &str = "{ type: string }";

/// Returns the changes if schemas that `GetDto.x` refers to get another text.
fn types(old: &str, new: &str) -> Vec<Change> {
    let files = |text: &str| {
        let x = reference("X");
        let base = [object("SendDto", &[("a", STRING)]), object("GetDto", &[("x", &x)])];
        schemas(&format!("{}{text}", base.concat()))
    };
    compared(&files(old), &files(new))
}

fn rules(changes: &[Change]) -> Vec<&str> {
    changes.iter().map(|it| it.rule).collect()
}

#[test]
fn d6_path_to_types_that_contain_each_other_has_each_once() {
    let list = |name: &str| format!("{{ type: array, items: {} }}", reference(name));
    let (to_y, to_x) = (list("Y"), list("X"));
    let x = object("X", &[("y", &to_y)]);
    let old = x.clone() + &object("Y", &[("x", &to_x)]);
    let new = x + &object("Y", &[("x", &to_x), ("note", STRING)]);
    let change = only(types(&old, &new));
    assert_eq!((change.rule, change.class), ("field-added", Class::Additive));
    let path: Vec<&str> = change.path.iter().map(String::as_str).collect();
    assert!(path.ends_with(&["GetDto", "X", "Y"]), "{path:?}");
    // The path to other types says nothing that their uses do not.
    let old = object("X", &[("a", STRING)]);
    let change = only(types(&old, &object("X", &[("a", STRING), ("b", STRING)])));
    assert_eq!(change.path, [""; 0]);
}

#[test]
fn d7_renamed_types_in_renamed_types_are_found() {
    let text = |outer: &str, inner: &str| {
        let list = format!("{{ type: array, items: {} }}", reference(inner));
        let x = reference(outer);
        schemas(
            &[
                object("SendDto", &[("a", STRING)]),
                object("GetDto", &[("x", &x)]),
                object(outer, &[("list", &list), ("n", STRING)]),
                values(inner, "a, b"),
            ]
            .concat(),
        )
    };
    let changes = compared(&text("Outer", "Inner"), &text("OuterDto", "InnerDto"));
    let told = told(&changes);
    let expected = [
        ("type-renamed", Class::Breaking, "`Inner` is renamed `InnerDto`"),
        ("type-renamed", Class::Breaking, "`Outer` is renamed `OuterDto`"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn d7_rename_with_another_field_has_both_findings() {
    let (old, new) = (
        object("X", &[("a", STRING), ("b", STRING)]),
        object("Y", &[("a", STRING), ("b", STRING), ("c", STRING)]),
    );
    let base = |name: &str, text: &str| {
        let x = reference(name);
        schemas(
            &[object("SendDto", &[("a", STRING)]), object("GetDto", &[("x", &x)]), text.to_owned()]
                .concat(),
        )
    };
    let changes = compared(&base("X", &old), &base("Y", &new));
    assert_eq!(rules(&changes), ["type-renamed", "field-added"]);
}

#[test]
fn d7_other_type_at_the_same_place_is_not_a_rename() {
    let base = |name: &str, text: &str| {
        let x = reference(name);
        schemas(
            &[object("SendDto", &[("a", STRING)]), object("GetDto", &[("x", &x)]), text.to_owned()]
                .concat(),
        )
    };
    let old = base("X", &object("X", &[("a", STRING), ("b", STRING)]));
    let new = base("Y", &object("Y", &[("c", STRING), ("d", STRING), ("e", STRING)]));
    let changes = compared(&old, &new);
    assert_eq!(rules(&changes), ["field-type", "type-removed", "type-added"], "{changes:#?}");
}

#[test]
fn d9_d10_values() {
    let change = only(types(&values("X", "a, b"), &values("X", "b, c, a")));
    assert_eq!(change.message, "`X` gains `C`, matched as `Unknown` before");
    let changes = types(&values("X", "a, b, c, d"), &values("X", "a, e"));
    let message = "`X` loses `B`, `C`, `D`: `b`, `c`, `d` in a response arrive as \
                   `Unknown(\"b\")`, `Unknown(\"c\")`, `Unknown(\"d\")`";
    let expected = [
        ("variant-removed", Class::Breaking, message),
        ("variant-added", Class::Additive, "`X` gains `E`, matched as `Unknown` before"),
    ];
    assert_eq!(told(&changes), expected);
    let named =
        |text: &str| format!("    X:\n      type: string\n      enum: [\"1\"]\n      {text}\n");
    let number = "    X:\n      type: integer\n      format: int64\n      enum: [1]\n";
    let change = only(types(&named(""), number));
    assert_eq!((change.rule, change.class), ("enum-wire", Class::Behavior));
    let (old, new) = ("x-enum-names: { \"1\": Type1 }", "x-enum-names: { \"1\": Basic }");
    let change = only(types(&named(old), &named(new)));
    assert_eq!(change.message, "variant `Type1` of `X` is renamed `Basic`");
    // The mechanical name, written down.
    let written = named("x-enum-names: { \"1\": Value1 }");
    assert_eq!(types(&named(""), &written), []);
}

/// A union of two objects with these fields.
fn union(branches: &str, more: &str) -> String {
    let objects = [
        object("A", &[("!id", STRING), ("name", STRING)]),
        object("B", &[("!id", STRING), ("size", STRING)]),
        object("C", &[("!other", STRING)]),
    ];
    let branches: Vec<String> = branches
        .split(' ')
        .map(|name| if name == "text" { STRING.to_owned() } else { reference(name) })
        .collect();
    let keep =
        object("Keep", &[("a", &reference("A")), ("b", &reference("B")), ("c", &reference("C"))]);
    format!("    X:\n      oneOf: [{}]\n{more}{}{keep}", branches.join(", "), objects.concat())
}

const SELECTED: &str = "      x-discriminator: { property: kind, mapping: { a: A, b: B } }\n";

#[test]
fn d11_order_matters_where_one_value_fits_two_branches() {
    let change = only(types(&union("A B", ""), &union("B A", "")));
    assert_eq!((change.rule, change.class), ("branch-order", Class::Behavior));
    assert_eq!(types(&union("A C", ""), &union("C A", "")), []);
    assert_eq!(types(&union("A text", ""), &union("text A", "")), []);
    assert_eq!(types(&union("A B", SELECTED), &union("B A", SELECTED)), []);
    let change = only(types(&union("A B", ""), &union("A B", SELECTED)));
    assert_eq!((change.rule, change.class), ("discriminator", Class::Behavior));
}

#[test]
fn d11_values_that_select_a_branch_come_and_go_with_it() {
    let (one, both) = (union("A", &SELECTED.replace(", b: B", "")), union("A B", SELECTED));
    assert_eq!(rules(&types(&one, &both)), ["branch-overlap", "branch-added"]);
    assert_eq!(rules(&types(&both, &one)), ["branch-removed"]);
    let other = both.replace("a: A", "other: A");
    assert_eq!(rules(&types(&both, &other)), ["discriminator"]);
}

#[test]
fn d11_added_branch_that_no_other_one_took() {
    let change = only(types(&union("A", ""), &union("A C", "")));
    assert_eq!(change.message, "`X` gains `C`; such values were `Other` before");
    let changes = types(&union("A", ""), &union("A B", ""));
    assert_eq!(rules(&changes), ["branch-overlap", "branch-added"], "{changes:#?}");
    let change = only(types(&union("A C", ""), &union("A", "")));
    assert_eq!((change.rule, change.class), ("branch-removed", Class::Breaking));
}

#[test]
fn kinds_of_types_and_pages() {
    let change = only(types(&values("X", "a"), &object("X", &[("a", STRING)])));
    assert_eq!(change.message, "`X` is a struct instead of an enum");
    let list = "{ type: array, items: { type: string } }";
    let page = |page: &str| {
        object(
            "X",
            &[("list", list), ("more", list), ("total", "{ type: integer, format: int64 }")],
        ) + page
    };
    let one = "      x-page: { items: list, total: total }\n";
    let change = only(types(&page(one), &page("")));
    assert_eq!((change.rule, change.class), ("page-removed", Class::Breaking));
    let change = only(types(&page(""), &page(one)));
    assert_eq!((change.rule, change.class), ("page-added", Class::Additive));
    let change = only(types(&page(one), &page("      x-page: { items: more, total: total }\n")));
    assert_eq!((change.rule, change.class), ("page-changed", Class::Behavior));
}

/// A spec with another operation.
fn with_operation(text: &str) -> Files {
    let schemas = [
        object("SendDto", &[("a", STRING)]),
        object("GetDto", &[("x", STRING)]),
        object("OtherDto", &[("!y", STRING), ("in", &reference("InnerDto"))]),
        object("InnerDto", &[("z", STRING)]),
        "    WrappedDto:\n      allOf:\n        - { $ref: ../common.yaml#/components/schemas/Envelope }\n        \
         - { type: object, properties: { data: { $ref: \"#/components/schemas/GetDto\" } } }\n".to_owned(),
    ];
    module(text, &schemas.concat())
}

fn get(name: &str, path: &str, more: &str, response: &str) -> String {
    let response = match response {
        "" => "{ \"200\": {} }".to_owned(),
        "redirect" => "{ \"302\": {} }".to_owned(),
        name => format!(
            "{{ \"200\": {{ content: {{ application/json: {{ schema: {} }} }} }} }}",
            reference(name)
        ),
    };
    format!("  {path}:\n    get:\n{}\n{more}      responses: {response}\n", operation(name))
}

fn operations(old: &str, new: &str) -> Vec<Change> {
    compared(&with_operation(old), &with_operation(new))
}

#[test]
fn d17_types_come_and_go_with_their_operation() {
    let files = |text: &str, schemas: &str| {
        let base = [object("SendDto", &[("a", STRING)]), object("GetDto", &[("x", STRING)])];
        module(text, &format!("{}{schemas}", base.concat()))
    };
    let own = [
        object("OtherDto", &[("in", &reference("InnerDto"))]),
        object("InnerDto", &[("z", STRING)]),
    ];
    let (without, with) =
        (files("", ""), files(&get("other", "/other", "", "OtherDto"), &own.concat()));
    let message = "`ManagementClient::other` is new, with `OtherDto`, `InnerDto`";
    let changes = compared(&without, &with);
    assert_eq!(told(&changes), [("operation-added", Class::Additive, message)]);
    let message = "`ManagementClient::other` is removed, with `OtherDto`, `InnerDto`";
    let changes = compared(&with, &without);
    assert_eq!(told(&changes), [("operation-removed", Class::Breaking, message)]);
}

#[test]
fn names_and_addresses_of_operations() {
    let with = |name: &str, path: &str| get(name, path, "", "OtherDto");
    let params = "      parameters: [{ name: q, in: query, schema: { type: string } }]\n";
    let named = "      x-rust-name: find_it\n";
    for (old, new, rule, message) in [
        (
            with("other", "/other"),
            with("another", "/other"),
            "operation-renamed",
            "`ManagementClient::other` is renamed `another`",
        ),
        (
            get("other", "/other", params, "OtherDto"),
            get("another", "/other", params, "OtherDto"),
            "operation-renamed",
            "`ManagementClient::other` is renamed `another`, and `OtherParams` is `AnotherParams`",
        ),
        (
            get("find", "/other", "", "OtherDto"),
            get("find", "/other", named, "OtherDto"),
            "operation-renamed",
            "`ManagementClient::find` is renamed `find_it`",
        ),
        (
            get("find", "/other", named, "OtherDto"),
            get("search", "/other", named, "OtherDto"),
            "operation-name",
            "the documented name of `ManagementClient::find_it` is `search` instead of `find`",
        ),
        (
            with("other", "/get-email-provier"),
            with("other", "/get-email-provider"),
            "operation-address",
            "`ManagementClient::other` requests `GET /get-email-provider` instead of \
             `GET /get-email-provier`",
        ),
    ] {
        let change = only(operations(&old, &new));
        assert_eq!((change.rule, change.message.as_str()), (rule, message));
    }
}

#[test]
fn facts_of_operations() {
    let plain = |more: &str| get("other", "/other", more, "OtherDto");
    for (keyword, rule, class) in [
        ("x-hidden: true", "hidden", Class::Docs),
        ("x-rarely-used: true", "rarely-used", Class::Docs),
        ("x-availability: [authing]", "availability", Class::Docs),
        ("x-sdks: [java]", "sdks", Class::Docs),
        ("x-search-terms: [find]", "search-terms", Class::Docs),
        ("summary: Other.", "text", Class::Docs),
        ("description: Other.", "text", Class::Docs),
        ("x-inferred: [security]", "inferred", Class::Docs),
        ("x-replaced-by: send", "replacement", Class::Docs),
        ("deprecated: true", "operation-deprecated", Class::Additive),
        ("security: [{ bearer: [] }]", "security", Class::Behavior),
        ("x-client-auth: true", "client-auth", Class::Behavior),
        (
            "x-pagination: { style: page, position: query.page }",
            "pagination-added",
            Class::Additive,
        ),
    ] {
        // A list that takes a page, so that it can have pages.
        let list = |more: &str| {
            let list = "{ type: array, items: { type: string } }";
            let page = "      parameters: [{ name: page, in: query, schema: { type: integer } }, { name: size, in: query, schema: { type: integer } }]\n";
            let text = format!(
                "  /list:\n    get:\n{}\n{page}{more}      responses: {{ \"200\": {{ content: {{ application/json: {{ schema: {list} }} }} }} }}\n",
                operation("list")
            );
            with_operation(&text)
        };
        let keyword = format!("      {keyword}\n");
        // Without a page there must be a reason, which lint requires but the model does not.
        let reason = "      x-pagination: { style: none, reason: None. }\n";
        let before = if keyword.contains("x-pagination") { reason } else { "" };
        let change = match keyword.contains("x-pagination") {
            true => only(compared(&list(before), &list(&keyword))),
            false => only(operations(&plain(""), &plain(&keyword))),
        };
        assert_eq!((change.rule, change.class), (rule, class), "{keyword}");
        if keyword.contains("x-pagination") {
            let lost = only(compared(&list(&keyword), &list(before)));
            assert_eq!((lost.rule, lost.class), ("pagination-removed", Class::Breaking));
            let limit = "      x-pagination: { style: page, position: query.size }\n";
            let changes = compared(&list(&keyword), &list(limit));
            assert_eq!(rules(&changes), ["pagination-changed"]);
        }
    }
    let write = plain("").replace("x-effect: read", "x-effect: write");
    let change = only(operations(&plain(""), &write));
    assert_eq!((change.rule, change.class), ("effect", Class::Behavior));
}

#[test]
fn bodies_and_responses() {
    let with = |response: &str| get("other", "/other", "", response);
    let change = only(operations(&with("GetDto"), &with("OtherDto")));
    let message = "`ManagementClient::other` returns `Call<OtherDto>` instead of `Call<GetDto>`";
    assert_eq!((change.rule, change.message.as_str()), ("response-type", message));
    let change = only(operations(&with("GetDto"), &with("redirect")));
    let message = "`ManagementClient::other` returns `Call<Redirect>` instead of `Call<GetDto>`";
    assert_eq!(change.message, message);
    let change = only(operations(&with("WrappedDto"), &with("GetDto")));
    assert_eq!((change.rule, change.class), ("response-envelope", Class::Behavior));
    let csv = with("")
        .replace("{ \"200\": {} }", "{ \"200\": { content: { text/csv: { schema: {} } } } }");
    let change = only(operations(&with(""), &csv));
    assert_eq!((change.rule, change.class), ("response-media", Class::Behavior));

    let post = |media: &str, body: &str| {
        let body = format!(
            "      requestBody: {{ content: {{ {media}: {{ schema: {} }} }} }}\n",
            reference(body)
        );
        get("other", "/other", &body, "").replace("    get:", "    post:")
    };
    let json = "application/json";
    let change = only(operations(&post(json, "GetDto"), &post(json, "OtherDto")));
    let message = "`ManagementClient::other` takes `OtherDto` instead of `GetDto`";
    assert_eq!((change.rule, change.message.as_str()), ("body-type", message));
    let form = "application/x-www-form-urlencoded";
    let change = only(operations(&post(json, "GetDto"), &post(form, "GetDto")));
    let message = "`ManagementClient::other` sends a form instead of JSON";
    assert_eq!((change.rule, change.message.as_str()), ("body-kind", message));
}

#[test]
fn payload_of_an_envelope_is_what_methods_return() {
    let wrapped = |name: &str| {
        let schemas = format!(
            "{}{}{}    WrappedDto:\n      allOf:\n        - {{ $ref: ../common.yaml#/components/schemas/Envelope }}\n        - {{ type: object, properties: {{ data: {} }} }}\n",
            object("SendDto", &[("a", STRING)]),
            object("GetDto", &[("x", STRING)]),
            object("OtherDto", &[("y", STRING)]),
            reference(name)
        );
        let other = get("other", "/other", "", "WrappedDto");
        module(&format!("{other}{}", get("keep", "/keep", "", "OtherDto")), &schemas)
    };
    let change = only(compared(&wrapped("GetDto"), &wrapped("OtherDto")));
    let message = "`ManagementClient::other` returns `Call<OtherDto>` instead of `Call<GetDto>`";
    assert_eq!((change.rule, change.message.as_str()), ("response-type", message));
    assert_eq!(change.uses, ["management other"]);
}
