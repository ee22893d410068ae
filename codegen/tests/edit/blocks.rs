//! Edits of maps and lists with an entry a line.

use genauth_codegen::edit::{Node, Place, Sheet};

use crate::edited;

const TEXT: &str = "\
# About the file.
openapi: \"3.1.0\"

paths:
  # The first one.
  /api/v3/x:
    get:
      operationId: x # as documented
      tags: [a]
      description: >-
        A text that is
        folded.
      parameters:
        - name: page
          # below the name
          in: query
        # The second parameter.
        - name: limit
          in: query

  # Detached.

  /api/v3/y:
    post:
      operationId: y
      responses:
        \"200\":
          description: 'It''s fine.'
        # at the end
components:
  schemas:
    ADto:
      type: object
      properties:
        # Über alles.
        code:
          type: string
          maxLength: 10 # bytes

        name: { type: string }

    BDto: {}
";

const GET: [&str; 3] = ["paths", "/api/v3/x", "get"];

fn at<'a>(inner: &[&'a str]) -> Vec<&'a str> {
    [&GET[..], inner].concat()
}

/// Checks an edit by the lines that it removes and adds.
fn changes(edit: impl FnOnce(&mut Sheet), expected: &str) {
    let new = edited(TEXT, edit);
    let diff = similar::TextDiff::from_lines(TEXT, &new);
    let found: String = diff
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal)
        .map(|change| format!("{}{}", change.tag(), change.value()))
        .collect();
    assert_eq!(found, expected, "in\n{new}");
}

/// Returns a value, with its entries in the order of the text.
fn node(json: &str) -> Node {
    Sheet::new(format!("value: {json}\n")).unwrap().value(&["value"]).unwrap()
}

#[test]
fn value_changes_on_its_line_and_keeps_its_comment() {
    let length = ["components", "schemas", "ADto", "properties", "code", "maxLength"];
    changes(
        |sheet| sheet.set(&length, &Node::from(20)).unwrap(),
        "-          maxLength: 10 # bytes\n+          maxLength: 20 # bytes\n",
    );
    changes(
        |sheet| sheet.set(&at(&["operationId"]), &Node::from("0012")).unwrap(),
        "-      operationId: x # as documented\n+      operationId: \"0012\" # as documented\n",
    );
}

#[test]
fn quotes_stay() {
    changes(
        |sheet| sheet.set(&["openapi"], &Node::from("next")).unwrap(),
        "-openapi: \"3.1.0\"\n+openapi: \"next\"\n",
    );
    let description = ["paths", "/api/v3/y", "post", "responses", "200", "description"];
    changes(
        |sheet| sheet.set(&description, &Node::from("It is.")).unwrap(),
        "-          description: 'It''s fine.'\n+          description: 'It is.'\n",
    );
}

#[test]
fn text_is_folded_or_not_by_its_length() {
    changes(
        |sheet| sheet.set(&at(&["description"]), &Node::from("Short.")).unwrap(),
        "-      description: >-\n-        A text that is\n-        folded.\n\
         +      description: Short.\n",
    );
    let long = "Longer words: ".repeat(12);
    changes(
        |sheet| sheet.set(&at(&["operationId"]), &Node::from(long.trim())).unwrap(),
        &format!(
            "-      operationId: x # as documented\n+      operationId: >- # as documented\n\
             +        {}Longer\n+        words: {}\n",
            "Longer words: ".repeat(6),
            "Longer words: ".repeat(5).trim()
        ),
    );
    changes(
        |sheet| sheet.set(&at(&["operationId"]), &Node::from("Two\n  lines\n\nand more")).unwrap(),
        "-      operationId: x # as documented\n+      operationId: |- # as documented\n\
         +        Two\n+          lines\n+\n+        and more\n",
    );
}

#[test]
fn value_of_another_kind_replaces_the_lines() {
    changes(
        |sheet| sheet.set(&at(&["parameters"]), &node("[]")).unwrap(),
        "-      parameters:\n-        - name: page\n-          # below the name\n\
         -          in: query\n-        # The second parameter.\n-        - name: limit\n\
         -          in: query\n+      parameters: []\n",
    );
    changes(
        |sheet| sheet.set(&at(&["operationId"]), &node(r#"{"description": "A."}"#)).unwrap(),
        "-      operationId: x # as documented\n+      operationId: # as documented\n\
         +        description: A.\n",
    );
    let schema = ["components", "schemas", "ADto", "properties", "name"];
    let reference = node(r##"{"$ref": "#/components/schemas/BDto"}"##);
    changes(
        |sheet| {
            sheet.set(&schema, &reference).unwrap();
            assert_eq!(sheet.value(&schema), Some(reference.clone()));
            sheet.set(&schema, &node(r#"{"type": "string"}"#)).unwrap();
            assert_eq!(sheet.value(&schema), Some(node(r#"{"type": "string"}"#)));
        },
        "",
    );
}

#[test]
fn same_value_stays_as_it_is_written() {
    changes(
        |sheet| {
            for tokens in [&["openapi"][..], &["paths"], &["components"], &at(&["parameters"])] {
                let value = sheet.value(tokens).unwrap();
                sheet.set(tokens, &value).unwrap();
            }
        },
        "",
    );
}

#[test]
fn entries_are_added_between_others() {
    changes(
        |sheet| {
            let node = Node::from(true);
            sheet.insert(&GET, "deprecated", &node, Place::After("tags"), None).unwrap();
            sheet.insert(&GET, "x-first", &node, Place::Before("operationId"), None).unwrap();
            sheet
                .insert(&GET, "x-last", &node, Place::End, Some("TODO(import): why\nelse"))
                .unwrap();
        },
        "+      x-first: true\n+      deprecated: true\n\
         +      # TODO(import): why\n+      # else\n+      x-last: true\n",
    );
}

#[test]
fn entries_of_an_item_are_added() {
    changes(
        |sheet| {
            let item = at(&["parameters", "0"]);
            sheet.insert(&item, "first", &Node::from(1), Place::Before("name"), None).unwrap();
            sheet.insert(&item, "last", &Node::from(2), Place::End, None).unwrap();
        },
        "-        - name: page\n+        - first: 1\n+          name: page\n+          last: 2\n",
    );
}

#[test]
fn operations_and_schemas_are_separated_by_a_blank_line() {
    let operation =
        node(r#"{"get": {"operationId": "z", "tags": ["a"], "security": [{"b": []}]}}"#);
    changes(
        |sheet| {
            sheet.insert(&["paths"], "/api/v3/z", &operation, Place::End, None).unwrap();
            sheet
                .insert(
                    &["paths"],
                    "/a~b",
                    &node(r#"{"get": {}}"#),
                    Place::Before("/api/v3/y"),
                    None,
                )
                .unwrap();
        },
        "+  /a~b:\n+    get: {}\n+\n+\n+  /api/v3/z:\n+    get:\n+      operationId: z\n\
         +      tags: [a]\n+      security: [{ b: [] }]\n",
    );
    let schema =
        node(r#"{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}"#);
    changes(
        |sheet| {
            let schemas = ["components", "schemas"];
            sheet.insert(&schemas, "CDto", &schema, Place::After("ADto"), None).unwrap();
        },
        "+    CDto:\n+      type: object\n+      required: [a]\n+      properties:\n\
         +        a:\n+          type: string\n+\n",
    );
    changes(
        |sheet| sheet.set(&["paths", "/api/v3/x", "post"], &node(r#"{"tags": ["a"]}"#)).unwrap(),
        "+    post:\n+      tags: [a]\n",
    );
}

#[test]
fn missing_maps_and_lists_are_added() {
    changes(
        |sheet| {
            let property = ["components", "schemas", "BDto", "properties", "a", "type"];
            sheet.set(&property, &Node::from("string")).unwrap();
            let required = ["components", "schemas", "BDto", "required"];
            sheet.push(&required, &Node::from("a"), None).unwrap();
            sheet.push(&required, &Node::from("no"), None).unwrap();
        },
        "-    BDto: {}\n+    BDto:\n+      properties:\n+        a:\n+          type: string\n\
         +      required: [a, \"no\"]\n",
    );
}

#[test]
fn items_are_added_with_comments() {
    changes(
        |sheet| {
            let item = node(r#"{"name": "sort", "in": "query", "schema": {"type": "string"}}"#);
            sheet.push(&at(&["parameters"]), &item, Some("TODO(import): text")).unwrap();
        },
        "+        # TODO(import): text\n+        - name: sort\n+          in: query\n\
         +          schema: { type: string }\n",
    );
}

#[test]
fn comments_go_with_their_entry() {
    changes(
        |sheet| {
            let block = sheet.remove(&at(&["parameters", "1"])).unwrap();
            assert_eq!(block, "# The second parameter.\n- name: limit\n  in: query\n");
        },
        "-        # The second parameter.\n-        - name: limit\n-          in: query\n",
    );
    changes(
        |sheet| {
            let block = sheet.remove(&["paths", "/api/v3/y"]).unwrap();
            assert!(block.ends_with("\n      # at the end\n"), "{block}");
        },
        "-\n-  /api/v3/y:\n-    post:\n-      operationId: y\n-      responses:\n\
         -        \"200\":\n-          description: 'It''s fine.'\n-        # at the end\n",
    );
    changes(
        |sheet| {
            let tokens = ["components", "schemas", "ADto", "properties", "code"];
            let block = sheet.block(&tokens).unwrap();
            assert!(block.starts_with("        # Über alles.\n        code:\n"), "{block}");
            sheet.remove(&tokens).unwrap();
        },
        "-        # Über alles.\n-        code:\n-          type: string\n\
         -          maxLength: 10 # bytes\n-\n",
    );
}

#[test]
fn first_entry_of_an_item_is_removed() {
    changes(
        |sheet| drop(sheet.remove(&at(&["parameters", "0", "name"])).unwrap()),
        "-        - name: page\n-          # below the name\n+        - # below the name\n",
    );
    changes(
        |sheet| drop(sheet.remove(&at(&["parameters", "1", "name"])).unwrap()),
        "-        - name: limit\n-          in: query\n+        - in: query\n",
    );
}

#[test]
fn what_becomes_empty_is_removed_with_its_key() {
    changes(
        |sheet| {
            let block =
                sheet.remove(&["paths", "/api/v3/y", "post", "responses", "200", "description"]);
            assert_eq!(block.unwrap(), "description: 'It''s fine.'\n");
        },
        "-      responses:\n-        \"200\":\n-          description: 'It''s fine.'\n-        # at the end\n",
    );
    changes(
        |sheet| drop(sheet.remove_keeping_parent(&at(&["tags", "0"])).unwrap()),
        "-      tags: [a]\n+      tags: []\n",
    );
}

#[test]
fn keys_are_renamed_and_quoted() {
    changes(
        |sheet| {
            sheet.rename(&["components", "schemas", "BDto"], "on").unwrap();
            sheet.rename(&["paths", "/api/v3/x"], "/api/v3/{x}").unwrap();
            assert!(sheet.rename(&["components", "schemas", "ADto"], "on").is_err());
        },
        "-  /api/v3/x:\n+  /api/v3/{x}:\n-    BDto: {}\n+    \"on\": {}\n",
    );
}

#[test]
fn comments_are_added_above() {
    changes(
        |sheet| {
            sheet
                .comment(&at(&["operationId"]), &["TODO(import): a".into(), "# b".into()])
                .unwrap();
            sheet.comment(&at(&["parameters", "1", "name"]), &["c".into()]).unwrap();
        },
        "+      # TODO(import): a\n+      # b\n-        - name: limit\n+        - # c\n\
         +          name: limit\n",
    );
}

#[test]
fn block_replaces_an_entry() {
    changes(
        |sheet| {
            let text = "# New.\ntags:\n  - b\n  - c\n";
            sheet.replace_text(&at(&["tags"]), text).unwrap();
            assert!(sheet.replace_text(&at(&["tags"]), "other: 1\n").is_err());
            assert!(sheet.replace_text(&at(&["tags"]), "tags: 1\ntwo: 2\n").is_err());
        },
        "-      tags: [a]\n+      # New.\n+      tags:\n+        - b\n+        - c\n",
    );
}

#[test]
fn failed_edit_changes_nothing() {
    changes(
        |sheet| {
            assert!(sheet.set(&[], &Node::from(1)).is_err());
            assert!(sheet.set(&["openapi", "x"], &Node::from(1)).is_err());
            assert!(sheet.set(&at(&["parameters", "7", "x"]), &Node::from(1)).is_err());
            assert!(sheet.insert(&[], "paths", &Node::from(1), Place::End, None).is_err());
            assert!(sheet.insert(&[], "x", &Node::from(1), Place::After("y"), None).is_err());
            assert!(sheet.push(&["paths"], &Node::from(1), None).is_err());
            assert!(sheet.remove(&["paths", "/api/v3"]).is_err());
            assert!(sheet.insert_block(&["paths"], "/z", "/y: {}\n", Place::End).is_err());
            assert!(sheet.insert_block(&["paths"], "/z", "- /z: {}\n", Place::End).is_err());
            assert!(sheet.insert_block(&["paths"], "/z", "/z: [\n", Place::End).is_err());
        },
        "",
    );
}

#[test]
fn line_breaks_of_the_file_are_used() {
    let windows = TEXT.replace('\n', "\r\n");
    let edit = |sheet: &mut Sheet| {
        let block = sheet.remove(&["paths", "/api/v3/x"]).unwrap();
        assert!(!block.contains('\r'));
        sheet.insert_block(&["paths"], "/api/v3/x", &block, Place::End).unwrap();
        sheet.set(&["info", "title"], &Node::from("Ünï\ncode")).unwrap();
        sheet.comment(&["components"], &["Über".into()]).unwrap();
        sheet.push(&["paths", "/api/v3/x", "get", "tags"], &Node::from("b"), None).unwrap();
    };
    assert_eq!(edited(&windows, edit), edited(TEXT, edit).replace('\n', "\r\n"));
}

#[test]
fn missing_line_break_at_the_end_stays_missing() {
    let text = TEXT.trim_end();
    let edit = |sheet: &mut Sheet| {
        sheet.set(&["info", "title"], &Node::from("a")).unwrap();
        sheet.set(&["components", "schemas", "CDto", "type"], &Node::from("string")).unwrap();
    };
    assert_eq!(edited(text, edit), edited(TEXT, edit).trim_end());
    let restored = edited(text, |sheet| {
        sheet.set(&["info"], &Node::from("a")).unwrap();
        sheet.remove(&["info"]).unwrap();
    });
    assert_eq!(restored, text);
}

#[test]
fn empty_file_gets_entries() {
    assert_eq!(
        edited("", |sheet| sheet.set(&["a", "b"], &Node::from(1)).unwrap()),
        "a: { b: 1 }\n"
    );
    let text = "# Removed operations.\n";
    let new = edited(text, |sheet| sheet.set(&["a"], &node("[1]")).unwrap());
    assert_eq!(new, "# Removed operations.\na: [1]\n");
}

#[test]
fn unusual_yaml_is_refused_or_edited() {
    for text in
        ["? a\n: 1\n", "a: 1\na: 2\n", "a: [b: 1]\n", "{a, b}\n", "a: 1\n---\nb: 2\n", "a: [\n"]
    {
        assert!(Sheet::new(text.to_owned()).is_err(), "{text}");
    }
    let text = "a: &x { b: 1 }\nc: *x\nd: !!str 1\ne: |+\n  text\n\nf: 2\n";
    let new = edited(text, |sheet| {
        sheet.set(&["c"], &Node::from("new")).unwrap();
        sheet.set(&["a", "b"], &Node::from(2)).unwrap();
        sheet.insert(&[], "g", &Node::from(3), Place::After("e"), None).unwrap();
        sheet.remove(&["d"]).unwrap();
    });
    assert_eq!(new, "a: &x { b: 2 }\nc: new\ne: |+\n  text\n\ng: 3\nf: 2\n");
    assert!(Sheet::new(text.to_owned()).unwrap().remove(&["a"]).is_err());
}
