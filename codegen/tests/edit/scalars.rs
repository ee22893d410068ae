//! Scalars that any reader reads as they are.

use genauth_codegen::edit::{Node, Sheet};
use serde_json::{Value, json};

use crate::edited;

const STRINGS: &[&str] = &[
    "NO",
    "YES",
    "ON",
    "Y",
    "n",
    "off",
    "True",
    "null",
    "~",
    "1",
    "0012",
    "1e3",
    "+86",
    "-",
    "--",
    "0x1F",
    "0o17",
    "0b1",
    "1_000",
    "190:20:30",
    "2001-12-14",
    "2001-12-14 21:59:43 Z",
    ".inf",
    "-.INF",
    ".nan",
    ".5",
    "1.",
    "<<",
    "=",
    "",
    " ",
    " a",
    "a ",
    "a: b",
    "a:",
    ":a",
    "a #b",
    "#a",
    "a,b",
    "[a",
    "{a",
    "a]",
    "@a",
    "`a`",
    "%a",
    "!a",
    "&a",
    "*a",
    "|",
    ">",
    "'a'",
    "\"a\"",
    "? a",
    "- a",
    "a\tb",
    "a\u{85}b",
    "a\u{2028}b",
    "a\u{2029}b",
    "\u{feff}a",
    "a\u{0}b",
    "a\u{1b}b",
    "a\u{7f}b",
    "a\\b",
    "a\nb",
    "a\n",
    "\na",
    "a\n\n",
    "a\r\nb",
    "  a\nb",
    "a\n b\n\tc",
    "a \nb",
    "...",
    "---",
    "--- a",
    "... a",
    "100 items",
    "132, My Street",
    "10:30",
    "a:b",
    "https://example.com/?a=b&c#d",
    "日本語",
    "😀",
    "a\u{a0}",
    "\u{3000}a",
];

#[test]
fn strings_are_read_back_in_every_layout() {
    for text in STRINGS {
        for old in ["a: 1\n", "a: { b: 1 }\n", "a: [1]\n", "a:\n  - 1\n", "a: { b: 1 } # c\n"] {
            let node = Node::from(*text);
            let token = if old.contains("b") { "b" } else { "0" };
            let tokens = if old.starts_with("a: 1") { vec!["a"] } else { vec!["a", token] };
            let new = edited(old, |sheet| sheet.set(&tokens, &node).unwrap());
            let pointer = format!("/{}", tokens.join("/"));
            let read: Value = serde_yaml::from_str(&new).unwrap();
            assert_eq!(read.pointer(&pointer), Some(&json!(text)), "{new}");
            // A key as well.
            let new = edited(old, |sheet| sheet.set(&["k", text], &node).unwrap());
            let read: Value = serde_yaml::from_str(&new).unwrap();
            assert_eq!(read["k"][text], json!(text), "{new}");
        }
    }
}

#[test]
fn words_and_numbers_of_any_version_are_quoted() {
    let expected = [
        ("NO", true),
        ("ON", true),
        ("y", true),
        ("null", true),
        ("0012", true),
        ("1e3", true),
        ("+86", true),
        ("~", true),
        ("off", true),
        ("60b49eb8", true),
        ("3.0.0", true),
        ("127.0.0.1", true),
        ("12:30", true),
        ("200", true),
        ("-a", true),
        ("x: y", true),
        ("`a` b", true),
        ("no way", false),
        ("Yes.", false),
        ("132, My Street", false),
        ("a+b", false),
        ("../common.yaml#/x", false),
        ("https://a.b", false),
        ("C# code", false),
        ("it's", false),
        ("say \"a\"", false),
        ("50% of it", false),
    ];
    for (text, is_quoted) in expected {
        let new = edited("a: b\n", |sheet| sheet.set(&["a"], &Node::from(text)).unwrap());
        assert_eq!(new.contains(": \""), is_quoted, "{new}");
    }
    let new = edited("a: {}\n", |sheet| {
        sheet.set(&["a", "200"], &Node::from("c")).unwrap();
        sheet.set(&["a", "y"], &Node::from("ecs:Start")).unwrap();
    });
    assert_eq!(new, "a: { \"200\": c, \"y\": \"ecs:Start\" }\n");
}

#[test]
fn other_scalars_are_read_back() {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(18_446_744_073_709_551_615_u64),
        json!(0.5),
        json!(1e21),
        json!(1.5e-9),
        json!(-0.0),
        json!(1e300),
    ];
    for value in values {
        for old in ["a: x\n", "a: \"x\" # c\n", "a: >-\n  x\n  y\n", "a: { b: [1] }\n"] {
            let new = edited(old, |sheet| sheet.set(&["a"], &Node::Value(value.clone())).unwrap());
            let read: Value = serde_yaml::from_str(&new).unwrap();
            assert_eq!(read["a"], value, "{new}");
            assert_eq!(Sheet::new(new).unwrap().value(&["a"]), Some(Node::Value(value.clone())));
        }
    }
    let new = edited("a: x\n", |sheet| sheet.set(&["a"], &Node::Value(json!(1e21))).unwrap());
    assert_eq!(new, "a: 1.0e+21\n");
}

#[test]
fn text_is_folded_only_if_it_stays_the_same() {
    let words = "word ".repeat(40);
    for text in [
        words.trim().to_owned(),
        words.clone(),
        format!(" {}", words.trim()),
        words.replace("word word", "word  word"),
        words.replace("word word", "word # word").trim().to_owned(),
        format!("{}\u{2028}", words.trim()),
        "w".repeat(150),
        format!("a {}", "w".repeat(150)),
        format!("{}\tb", words.trim()),
    ] {
        let new = edited("a:\n  b: 1\n", |sheet| {
            sheet.set(&["a", "b"], &Node::from(text.as_str())).unwrap()
        });
        let read: Value = serde_yaml::from_str(&new).unwrap();
        assert_eq!(read["a"]["b"], json!(text), "{new}");
    }
}
