//! Names of operations and schemas.

use genauth_codegen::facts::Key;
use genauth_codegen::upstream::load_map;
use serde_json::{Value, json};

use crate::rig::{
    accepted_with, attributes, document, property, refused, schema, shown, with_schemas,
};

/// A document with an operation under each path, in this order.
fn details(operations: [(&str, &str); 2]) -> String {
    let items = operations
        .map(|(path, id)| format!(r#""{path}": {{ "get": {{ "operationId": "{id}" }} }}"#));
    let document = document(json!({ "/": {} }), json!({})).to_string();
    document.replace(r#""/":{}"#, &items.join(", "))
}

#[test]
fn two_operations_of_one_name_are_refused_in_any_order() {
    let mut operations = [("/a", "AController_getDetail"), ("/b", "BController_getDetail")];
    let text = details(operations);
    operations.reverse();
    let [there, back] = [text, details(operations)].map(|text| {
        let found = refused(text);
        assert_eq!(found.len(), 1);
        (found[0].message.clone(), found[0].help.clone(), found[0].pointer.clone())
    });
    assert_eq!(there, back);
    let (message, help, _) = there;
    assert!(message.contains("`getDetail`: GET /a and GET /b"), "{message}");
    assert!(help.contains("management: { BController_getDetail: … }"), "{help}");
}

#[test]
fn operations_that_share_an_id_are_named_by_their_address() {
    let text = details([("/a", "getDetail"), ("/b", "getDetail")]);
    let found = shown(refused(text.clone()));
    assert!(found.contains("\"GET /b\": …"), "{found}");
    let map = load_map("operations: { management: { \"GET /b\": getOther } }").unwrap();
    let upstream = accepted_with(text, &map);
    let names: Vec<&Value> =
        upstream.facts.entries.values().filter_map(|attributes| attributes.get("id")).collect();
    assert_eq!(names, ["getDetail", "getOther"]);
    assert!(map.unused(&[&upstream]).is_empty());
}

#[test]
fn schemas_are_renamed_where_they_are_used() {
    let text = with_schemas(json!({
        "OldDto": { "type": "object", "properties": { "self": { "$ref": "#/components/schemas/OldDto" } } },
    }));
    let map = load_map("schemas: { OldDto: NewDto }").unwrap();
    let facts = accepted_with(text, &map).facts;
    assert_eq!(attributes(&facts, &schema("NewDto")), json!({ "kind": "object" }));
    assert_eq!(attributes(&facts, &property("NewDto", &["self"])), json!({ "type": "ref NewDto" }));
    assert!(!facts.entries.contains_key(&Key::Schema("OldDto".to_owned())));
}

#[test]
fn two_schemas_of_one_name_are_refused() {
    let text = with_schemas(json!({ "A": { "type": "object" }, "B": { "type": "object" } }));
    for map in ["schemas: { A: B }", "schemas: { A: C, B: C }", "schemas: { management: { B: A } }"]
    {
        let map = load_map(map).unwrap();
        let source = crate::rig::source("upstream.json", text.clone());
        let found = genauth_codegen::upstream::read(&source, &map, crate::rig::API);
        let found = shown(found.unwrap_err().into_sorted());
        assert!(found.contains("the schemas `A` and `B` get the same name"), "{found}");
    }
}
