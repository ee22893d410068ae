//! Edits of maps and lists in brackets.

use genauth_codegen::edit::{Node, Place, Sheet};

use crate::edited;

fn becomes(old: &str, edit: impl FnOnce(&mut Sheet), new: &str) {
    assert_eq!(edited(old, edit), new);
}

fn push(item: &str) -> impl FnOnce(&mut Sheet) + use<'_> {
    move |sheet| sheet.push(&["a"], &Node::from(item), None).unwrap()
}

fn long() -> String {
    "0123456789".repeat(9)
}

#[test]
fn entries_and_items_are_added_on_the_line() {
    becomes("a: [x, y] # note\n", push("z"), "a: [x, y, z] # note\n");
    becomes("a: [x,y]\n", push("no"), "a: [x,y, \"no\"]\n");
    becomes("a: []\n", push("z"), "a: [z]\n");
    let set = |sheet: &mut Sheet| sheet.set(&["a", "b"], &Node::from("c: d")).unwrap();
    becomes("a: { type: string }\n", set, "a: { type: string, b: \"c: d\" }\n");
    becomes("a: {}\n", set, "a: { b: \"c: d\" }\n");
    let insert =
        |at| move |sheet: &mut Sheet| sheet.insert(&["a"], "k", &Node::from(1), at, None).unwrap();
    becomes("a: { b: 1, c: 2 }\n", insert(Place::Before("c")), "a: { b: 1, k: 1, c: 2 }\n");
    becomes("a: { b: 1, c: 2 }\n", insert(Place::After("c")), "a: { b: 1, c: 2, k: 1 }\n");
    becomes("a: { b: 1, c: 2 }\n", insert(Place::Before("b")), "a: { k: 1, b: 1, c: 2 }\n");
    let nested = |sheet: &mut Sheet| sheet.set(&["a", "b", "c"], &Node::from(2)).unwrap();
    becomes("a: [] \nb: 1\n", push("é"), "a: [é] \nb: 1\n");
    becomes("a: { x: 'é', b: { c: 1 } }\n", nested, "a: { x: 'é', b: { c: 2 } }\n");
}

#[test]
fn entries_and_items_are_removed_from_the_line() {
    let remove =
        |token: &'static str| move |sheet: &mut Sheet| drop(sheet.remove(&["a", token]).unwrap());
    becomes("a: [x, y, z]\n", remove("0"), "a: [y, z]\n");
    becomes("a: [x, y, z]\n", remove("1"), "a: [x, z]\n");
    becomes("a: [x, y, z]\n", remove("2"), "a: [x, y]\n");
    becomes("a: { b: 1, c: 2 } # note\n", remove("c"), "a: { b: 1 } # note\n");
    becomes("k: 1\na: [x]\n", remove("0"), "k: 1\n");
    let text = "a: [x, { b: 1 }]\n";
    becomes(text, |sheet| drop(sheet.remove(&["a", "1", "b"]).unwrap()), "a: [x, {}]\n");
    let mut sheet = Sheet::new(text.to_owned()).unwrap();
    assert_eq!(sheet.remove(&["a", "1"]).unwrap(), "- { b: 1 }\n");
}

#[test]
fn lists_of_several_lines_grow_on_their_last_one() {
    let text = "a: [\n  x, y,\n  z\n] # note\n";
    becomes(text, push("w"), "a: [\n  x, y,\n  z, w\n] # note\n");
    becomes(text, |sheet| drop(sheet.remove(&["a", "2"]).unwrap()), "a: [\n  x, y\n] # note\n");
    becomes(text, |sheet| drop(sheet.remove(&["a", "1"]).unwrap()), "a: [\n  x,\n  z\n] # note\n");
    let full = format!("a: [\n  {}\n]\n", long());
    becomes(&full, push("abcdefgh"), &format!("a: [\n  {},\n  abcdefgh\n]\n", long()));
    becomes(text, push("on"), "a: # note\n  - x\n  - y\n  - z\n  - \"on\"\n");
}

#[test]
fn bracket_on_the_column_of_its_key_is_accepted() {
    for text in ["a: [\n  x, \"y\"\n]\n", "a:\n  b: [\r\n    x, \"y\",\r\n  ]\r\n"] {
        let tokens = if text.contains('b') { vec!["a", "b", "0"] } else { vec!["a", "0"] };
        becomes(
            text,
            |sheet| sheet.set(&tokens, &Node::from("z")).unwrap(),
            &text.replace('x', "z"),
        );
    }
}

#[test]
fn lines_of_their_own_stay() {
    let text = "a: {\n  b: one, # first\n  # second\n  c: two # last\n}\n";
    let set = |sheet: &mut Sheet| sheet.set(&["a", "d"], &Node::from(3)).unwrap();
    becomes(text, set, "a: {\n  b: one, # first\n  # second\n  c: two, # last\n  d: 3\n}\n");
    let restored = |sheet: &mut Sheet| {
        set(sheet);
        sheet.remove(&["a", "d"]).unwrap();
    };
    becomes(text, restored, text);
    let insert = |sheet: &mut Sheet| {
        sheet.insert(&["a"], "k", &Node::from(1), Place::Before("c"), None).unwrap();
    };
    becomes(text, insert, "a: {\n  b: one, # first\n  k: 1,\n  # second\n  c: two # last\n}\n");
    becomes(text, |sheet| drop(sheet.remove(&["a", "c"]).unwrap()), "a: {\n  b: one # first\n}\n");
}

#[test]
fn what_is_too_long_is_written_over_several_lines() {
    let word = long();
    let set = |sheet: &mut Sheet| sheet.set(&["a", "k"], &Node::from(word.as_str())).unwrap();
    becomes(
        "a: { type: string, items: { $ref: \"#/x\" } } # note\nb: 1\n",
        set,
        &format!(
            "a: # note\n  type: string\n  items: {{ $ref: \"#/x\" }}\n  k: \"{word}\"\nb: 1\n"
        ),
    );
    becomes(
        "a:\n  - { b: [x, y], c: 1 }\n",
        |sheet| {
            sheet.push(&["a", "0", "b"], &Node::from(format!("a{word}").as_str()), None).unwrap()
        },
        &format!("a:\n  - b: [\n      x, y,\n      a{word}\n    ]\n    c: 1\n"),
    );
    becomes(
        "a: [x, y]\n",
        |sheet| sheet.push(&["a"], &Node::from(format!("a{word}").as_str()), None).unwrap(),
        &format!("a: [\n  x, y, a{word}\n]\n"),
    );
    becomes(
        "a: [x, \"y\"]\n",
        |sheet| sheet.push(&["a"], &Node::from(format!("a{word}").as_str()), None).unwrap(),
        &format!("a:\n  - x\n  - \"y\"\n  - a{word}\n"),
    );
    let words = "word ".repeat(30);
    becomes(
        "a: { b: 1 }\n",
        |sheet| sheet.set(&["a", "b"], &Node::from(words.trim())).unwrap(),
        &format!(
            "a:\n  b: >-\n    {}\n    {}\n",
            "word ".repeat(19).trim(),
            "word ".repeat(11).trim()
        ),
    );
    becomes(
        "a: { b: 1 }\n",
        |sheet| sheet.set(&["a", "b"], &Node::from("x\ny")).unwrap(),
        "a:\n  b: |-\n    x\n    y\n",
    );
}

#[test]
fn comment_needs_a_line() {
    let comment =
        |sheet: &mut Sheet| sheet.comment(&["a", "0", "b"], &["TODO(import)".into()]).unwrap();
    becomes("a: [{ b: 1, c: 2 }]\n", comment, "a:\n  - # TODO(import)\n    b: 1\n    c: 2\n");
    let insert = |sheet: &mut Sheet| {
        sheet.insert(&["a"], "k", &Node::from(1), Place::End, Some("TODO(import)")).unwrap();
    };
    becomes("a: { b: 1 }\n", insert, "a:\n  b: 1\n  # TODO(import)\n  k: 1\n");
}

#[test]
fn removed_texts_come_back_in_other_layouts() {
    for (text, token) in [
        ("a: [x, \"no\", z]\n", "1"),
        ("a:\n  - x\n  - \"no\"\n  - z\n", "1"),
        ("a: { x: 1, k: [1, 2], z: 1 }\n", "k"),
        ("a:\n  x: 1\n  k: [1, 2]\n  z: 1\n", "k"),
    ] {
        let mut sheet = Sheet::new(text.to_owned()).unwrap();
        let block = sheet.remove(&["a", token]).unwrap();
        let before = if token == "k" { "x" } else { "0" };
        for other in [text.to_owned(), text.replace("x", "w")] {
            let mut other = Sheet::new(other).unwrap();
            if other.text() != text {
                continue;
            }
            other.remove(&["a", token]).unwrap();
            other.insert_block(&["a"], token, &block, Place::After(before)).unwrap();
            assert_eq!(other.finish().unwrap(), text);
        }
    }
    let commented = |sheet: &mut Sheet| {
        sheet.insert_block(&["a"], "", "# why\n- y\n", Place::End).unwrap();
    };
    becomes("a: [x]\n", commented, "a:\n  - x\n  # why\n  - y\n");
    becomes("a: []\n", commented, "a:\n  # why\n  - y\n");
    becomes("b: 1\n", commented, "b: 1\na:\n  # why\n  - y\n");
}

#[test]
fn json_is_edited_in_place() {
    becomes(
        "{\"a\": [\"x\"], \"b\": {\"c\": 1}}",
        |sheet| {
            sheet.push(&["a"], &Node::from("y"), None).unwrap();
            sheet.remove(&["b"]).unwrap();
        },
        "{\"a\": [\"x\", \"y\"]}",
    );
}
