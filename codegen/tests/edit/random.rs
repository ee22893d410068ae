//! Random edits of random documents in random layouts.

use std::fmt::Write;

use genauth_codegen::edit::{EditError, Node, Place, Sheet};
use proptest::prelude::*;

/// Random decisions.
struct Choices {
    numbers: Vec<u16>,
    at: usize,
}

impl Choices {
    fn pick(&mut self, count: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(number) % count
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.pick(of.len())]
    }
}

const KEYS: [&str; 12] = [
    "type",
    "\"200\"",
    "/api/v3/x",
    "über",
    "x-enum-names",
    "'it''s'",
    "a~b",
    "\"no\"",
    "properties",
    "paths",
    "required",
    "日本",
];
const PLAIN: [&str; 7] = ["text", "12", "true", "https://a.b/c", "Ünïcode text", "a'b", "~"];
const QUOTED: [&str; 6] =
    ["\"\"", "\"yes\"", "'it''s, so'", "\"a: \\\"b\\\" # c\"", "\"é\\n\"", "'#'"];
const NEW: [&str; 14] = [
    "x",
    "no",
    "0012",
    "",
    "a: b",
    "two\nlines",
    "a # b",
    "日本語, [x]",
    " spaced ",
    "1e3",
    "{",
    "a\u{2028}b",
    "Some long text with many words that has to be folded because it does not fit on a line of one hundred characters.",
    "https://example.com/averylongaddresswithoutanyspacesaverylongaddresswithoutanyspacesaverylongaddresswithoutany",
];

/// Writes a random document.
struct Writer<'a> {
    choices: &'a mut Choices,
    out: String,
}

impl Writer<'_> {
    fn comment(&mut self, indent: usize) {
        match self.choices.pick(8) {
            0 => self.out.push('\n'),
            1 => {
                let _ = writeln!(self.out, "{:indent$}# comment é", "");
            }
            2 => {
                let _ = writeln!(self.out, "\n{:indent$}# one\n{:indent$}#two", "", "");
            }
            3 => {
                let _ = writeln!(self.out, "{:indent$}# detached\n", "");
            }
            _ => {}
        }
    }

    fn keys(&mut self) -> Vec<&'static str> {
        let first = self.choices.pick(KEYS.len());
        let count = 1 + self.choices.pick(4);
        (0..count).map(|number| KEYS[(first + number) % KEYS.len()]).collect()
    }

    fn map(&mut self, indent: usize, depth: usize, is_item: bool) {
        for (number, key) in self.keys().into_iter().enumerate() {
            if number > 0 || !is_item {
                self.comment(indent);
                let _ = write!(self.out, "{:indent$}", "");
            }
            let _ = write!(self.out, "{key}:");
            self.value(indent, depth, false);
        }
    }

    fn list(&mut self, indent: usize, depth: usize) {
        for _ in 0..=self.choices.pick(3) {
            self.comment(indent);
            let _ = write!(self.out, "{:indent$}-", "");
            self.value(indent, depth, true);
        }
    }

    fn note(&mut self) {
        let note = self.choices.one(&["", "", "", " # note", "  #é", " "]);
        self.out.push_str(note);
        self.out.push('\n');
    }

    fn value(&mut self, indent: usize, depth: usize, is_item: bool) {
        let kinds = if depth == 0 { 7 } else { 10 };
        match self.choices.pick(kinds) {
            0 | 1 => {
                let text = self.choices.one(&PLAIN);
                let _ = write!(self.out, " {text}");
                self.note();
            }
            2 => {
                let text = self.choices.one(&QUOTED);
                let _ = write!(self.out, " {text}");
                self.note();
            }
            3 => {
                let header = self.choices.one(&[" >-", " |", " |-", " >", " >- # note"]);
                let inner = indent + 2;
                let _ = writeln!(
                    self.out,
                    "{header}\n{:inner$}Some text é\n{:inner$}of two lines",
                    "", ""
                );
                if self.choices.pick(3) == 0 {
                    let _ = writeln!(self.out, "\n{:inner$}# and more", "");
                }
            }
            4 => {
                self.out.push(' ');
                self.flow(2);
                self.note();
            }
            5 => self.own_lines(indent),
            6 => self.note(),
            7 | 8 => {
                if is_item {
                    self.out.push(' ');
                } else {
                    self.note();
                }
                self.map(indent + 2, depth - 1, is_item);
            }
            _ => {
                self.note();
                let inner = if is_item { 2 } else { self.choices.pick(2) * 2 };
                self.list(indent + inner, depth - 1);
            }
        }
    }

    fn flow(&mut self, depth: usize) {
        match self.choices.pick(if depth == 0 { 3 } else { 6 }) {
            0 | 1 => {
                let text = self.choices.one(&["text", "12", "true", "über"]);
                self.out.push_str(text);
            }
            2 => {
                let text = self.choices.one(&QUOTED);
                self.out.push_str(text);
            }
            3 => self.out.push_str(["[]", "{}"][self.choices.pick(2)]),
            4 => {
                self.out.push('[');
                for number in 0..=self.choices.pick(4) {
                    self.out.push_str(if number > 0 { ", " } else { "" });
                    self.flow(depth - 1);
                }
                self.out.push(']');
            }
            _ => {
                self.out.push_str("{ ");
                for (number, key) in self.keys().into_iter().enumerate() {
                    self.out.push_str(if number > 0 { ", " } else { "" });
                    let _ = write!(self.out, "{key}: ");
                    self.flow(depth - 1);
                }
                self.out.push_str(" }");
            }
        }
    }

    /// A map in brackets with an entry a line.
    fn own_lines(&mut self, indent: usize) {
        let inner = indent + 2;
        self.out.push_str(" {\n");
        let keys = self.keys();
        for (number, key) in keys.iter().enumerate() {
            if self.choices.pick(4) == 0 {
                let _ = writeln!(self.out, "{:inner$}# inside", "");
            }
            let _ = write!(self.out, "{:inner$}{key}: ", "");
            self.flow(1);
            if number + 1 < keys.len() || self.choices.pick(2) == 0 {
                self.out.push(',');
            }
            self.out.push('\n');
        }
        let _ = write!(self.out, "{:indent$}}}", "");
        self.note();
    }
}

fn document(choices: &mut Choices) -> String {
    let mut writer = Writer { choices, out: String::new() };
    writer.map(0, 3, false);
    let mut text = writer.out;
    if choices.pick(4) == 0 {
        // Readers differ about a text that ends without a line break.
        text.push_str("end: 1");
    }
    if choices.pick(4) == 0 {
        text = text.replace('\n', "\r\n");
    }
    text
}

fn children(node: &Node) -> Vec<(String, &Node)> {
    match node {
        Node::Map(entries) => entries.iter().map(|(key, node)| (key.clone(), node)).collect(),
        Node::List(items) => {
            items.iter().enumerate().map(|(index, node)| (index.to_string(), node)).collect()
        }
        Node::Value(_) => Vec::new(),
    }
}

/// Returns the tokens of a random value, not the root.
fn random_path(node: &Node, choices: &mut Choices) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut node = node;
    loop {
        let children = children(node);
        if children.is_empty() || (!tokens.is_empty() && choices.pick(4) == 0) {
            return tokens;
        }
        let (token, child) = children[choices.pick(children.len())].clone();
        tokens.push(token);
        node = child;
    }
}

fn get<'a>(node: &'a mut Node, tokens: &[&str]) -> Option<&'a mut Node> {
    let Some((token, rest)) = tokens.split_first() else { return Some(node) };
    let child = match node {
        Node::Map(entries) => &mut entries.iter_mut().find(|(key, _)| key == token)?.1,
        Node::List(items) => items.get_mut(token.parse::<usize>().ok()?)?,
        Node::Value(_) => return None,
    };
    get(child, rest)
}

/// Removes a value, and what becomes empty above it.
fn remove(root: &mut Node, tokens: &[&str], cascades: bool) {
    let (token, parent) = tokens.split_last().unwrap();
    let holder = get(root, parent).unwrap();
    match holder {
        Node::Map(entries) => entries.retain(|(key, _)| key != token),
        Node::List(items) => drop(items.remove(token.parse().unwrap())),
        Node::Value(_) => unreachable!(),
    }
    let is_empty = children(holder).is_empty();
    if is_empty && cascades && !parent.is_empty() {
        let above = get(root, &parent[..parent.len() - 1]).unwrap();
        if matches!(above, Node::Map(_)) {
            remove(root, parent, true);
        }
    }
}

fn insert(holder: &mut Node, index: usize, key: &str, node: Node) {
    match holder {
        Node::Map(entries) => entries.insert(index, (key.to_owned(), node)),
        Node::List(items) => items.insert(index, node),
        Node::Value(_) => *holder = Node::Map(vec![(key.to_owned(), node)]),
    }
}

fn new_node(choices: &mut Choices) -> Node {
    match choices.pick(6) {
        0 => Node::from(7),
        1 => Node::List((0..choices.pick(4)).map(|_| Node::from(choices.one(&NEW))).collect()),
        2 => Node::Map(vec![
            ("type".to_owned(), Node::from(choices.one(&NEW))),
            (
                "no".to_owned(),
                Node::List(vec![Node::from(choices.one(&NEW)), Node::Map(Vec::new())]),
            ),
        ]),
        _ => Node::from(choices.one(&NEW)),
    }
}

fn json(node: &Node) -> serde_json::Value {
    match node {
        Node::Value(value) => value.clone(),
        Node::List(items) => items.iter().map(json).collect(),
        Node::Map(entries) => entries.iter().map(|(key, it)| (key.clone(), json(it))).collect(),
    }
}

fn done<T>(result: Result<T, EditError>, before: &str, tokens: &[&str]) -> T {
    result.unwrap_or_else(|error| panic!("{error}\n{tokens:?}\n{before}"))
}

/// Makes a random edit of a sheet and of the value that it should have.
fn edit(sheet: &mut Sheet, expected: &mut Node, choices: &mut Choices) -> String {
    let before = sheet.text().to_owned();
    let path = random_path(expected, choices);
    let tokens: Vec<&str> = path.iter().map(String::as_str).collect();
    let Some((last, parent)) = tokens.split_last() else {
        done(sheet.set(&["fresh"], &Node::from("x")), &before, &tokens);
        *expected = Node::Map(vec![("fresh".to_owned(), Node::from("x"))]);
        return "fresh".to_owned();
    };
    let comment = ["TODO(import): é\nmore", ""][choices.pick(2)];
    let comment = (!comment.is_empty()).then_some(comment);
    let node = new_node(choices);
    match choices.pick(8) {
        0 | 1 => {
            done(sheet.set(&tokens, &node), &before, &tokens);
            *get(expected, &tokens).unwrap() = node.clone();
            format!("set {tokens:?} {node:?}")
        }
        2 | 3 => {
            let siblings = children(get(expected, parent).unwrap());
            let index = siblings.iter().position(|(key, _)| key == last).unwrap();
            let (at, index) = match choices.pick(3) {
                0 => (Place::Before(last), index),
                1 => (Place::After(last), index + 1),
                _ => (Place::End, siblings.len()),
            };
            let key = format!("new {}", choices.pick(1_000_000));
            if siblings.iter().any(|(existing, _)| *existing == key) {
                return String::new();
            }
            done(sheet.insert(parent, &key, &node, at, comment), &before, &tokens);
            insert(get(expected, parent).unwrap(), index, &key, node.clone());
            let is_list = matches!(get(expected, parent), Some(Node::List(_)));
            let added = if is_list { index.to_string() } else { key.clone() };
            restores(sheet, &before, &[parent, &[&added]].concat());
            format!("insert {parent:?} {key} {at:?} {node:?} {comment:?}")
        }
        4 => {
            let target = get(expected, &tokens).unwrap();
            if let Node::List(items) = target {
                done(sheet.push(&tokens, &node, comment), &before, &tokens);
                items.push(node.clone());
            }
            format!("push {tokens:?} {node:?} {comment:?}")
        }
        5 => {
            let cascades = choices.pick(2) == 0;
            let removed = match cascades {
                true => sheet.remove(&tokens),
                false => sheet.remove_keeping_parent(&tokens),
            };
            done(removed, &before, &tokens);
            remove(expected, &tokens, cascades);
            format!("remove {tokens:?} {cascades}")
        }
        6 => {
            let key = ["renamed", "on", "12"][choices.pick(3)];
            let holder = get(expected, parent).unwrap();
            if let Node::Map(entries) = holder
                && !entries.iter().any(|(existing, _)| existing == key)
            {
                done(sheet.rename(&tokens, key), &before, &tokens);
                entries.iter_mut().find(|(existing, _)| existing == last).unwrap().0 =
                    key.to_owned();
            }
            format!("rename {tokens:?} {key}")
        }
        _ => {
            let siblings: Vec<String> =
                children(get(expected, parent).unwrap()).into_iter().map(|it| it.0).collect();
            let index = siblings.iter().position(|key| key == last).unwrap();
            let is_list = matches!(get(expected, parent), Some(Node::List(_)));
            let block = done(sheet.remove_keeping_parent(&tokens), &before, &tokens);
            let at = match index.checked_sub(1) {
                _ if siblings.len() == 1 => Place::End,
                Some(before) => Place::After(&siblings[before]),
                None if is_list => Place::Before("0"),
                None => Place::Before(&siblings[1]),
            };
            done(sheet.insert_block(parent, last, &block, at), &before, &tokens);
            format!("put back {tokens:?} {block:?}")
        }
    }
}

/// Removing what was inserted gives the original text, if the insertion only added something.
fn restores(sheet: &Sheet, before: &str, tokens: &[&str]) {
    let mut rest = sheet.text().lines();
    let is_addition = before.lines().all(|line| rest.any(|new| new == line));
    let is_line = before.lines().count() == sheet.text().lines().count()
        && before.lines().zip(sheet.text().lines()).filter(|(old, new)| old != new).count() == 1;
    if is_addition || is_line {
        let mut sheet = sheet.clone();
        sheet.remove_keeping_parent(tokens).unwrap();
        let mut at = before.lines().zip(sheet.text().lines());
        let first = at.position(|(old, new)| old != new);
        assert!(
            sheet.text() == before,
            "{tokens:?}: line {first:?}\n{before}\n---\n{}",
            sheet.text()
        );
    }
}

/// Returns what stays when an entry changes: the text before and after it.
fn around<'a>(sheet: &'a Sheet, tokens: &[&str]) -> (&'a str, &'a str) {
    let block = sheet.block(tokens).unwrap();
    let start = block.as_ptr() as usize - sheet.text().as_ptr() as usize;
    (&sheet.text()[..start], &sheet.text()[start + block.len()..])
}

fn numbers() -> impl Strategy<Value = Choices> {
    proptest::collection::vec(any::<u16>(), 0..400).prop_map(|numbers| Choices { numbers, at: 0 })
}

impl std::fmt::Debug for Choices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.numbers)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn edited_text_has_the_edited_value(mut choices in numbers()) {
        let text = document(&mut choices);
        // The parser refuses some brackets that end on a line of their own.
        let Ok(mut sheet) = Sheet::new(text.clone()) else {
            return Err(TestCaseError::reject("refused"));
        };
        let mut expected = sheet.value(&[]).unwrap();
        let read: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        prop_assert_eq!(json(&expected), read);
        let mut log = String::new();
        for _ in 0..8 {
            let done = edit(&mut sheet, &mut expected, &mut choices);
            let _ = writeln!(log, "{done}");
            prop_assert_eq!(sheet.value(&[]).unwrap(), expected.clone(), "{}\n{}\n---\n{}", text, log, sheet.text());
        }
        let new = sheet.text().to_owned();
        prop_assert!(sheet.finish().is_ok(), "{}\n{}\n---\n{}", text, log, new);
        let read: serde_json::Value = serde_yaml::from_str(&new)
            .unwrap_or_else(|error| panic!("{error}\n{text}\n{log}\n---\n{new}"));
        // An empty text is an empty map.
        let read = if read.is_null() { serde_json::json!({}) } else { read };
        prop_assert_eq!(json(&expected), read, "{}\n{}\n---\n{}", text, log, new);
        prop_assert_eq!(new.matches('\n').count() == new.matches("\r\n").count() || !text.contains("\r\n"), true);
    }

    #[test]
    fn other_entries_stay(mut choices in numbers()) {
        let text = document(&mut choices);
        // The parser refuses some brackets that end on a line of their own.
        let Ok(mut sheet) = Sheet::new(text) else { return Err(TestCaseError::reject("refused")) };
        let path = random_path(&sheet.value(&[]).unwrap(), &mut choices);
        prop_assume!(!path.is_empty());
        let tokens: Vec<&str> = path.iter().map(String::as_str).collect();
        let (before, after) = around(&sheet, &tokens[..1]);
        let (before, after) = (before.to_owned(), after.to_owned());
        sheet.set(&tokens, &new_node(&mut choices)).unwrap();
        prop_assert!(sheet.text().starts_with(&before), "{}", sheet.text());
        prop_assert!(sheet.text().ends_with(&after), "{}", sheet.text());
    }

    #[test]
    fn any_bytes_are_refused_or_edited(mut choices in numbers(), at in any::<u16>(), bytes in any::<[u8; 3]>()) {
        let mut text = document(&mut choices).into_bytes();
        if !text.is_empty() {
            let at = usize::from(at) % text.len();
            let end = (at + usize::from(bytes[0]) % 4).min(text.len());
            let signs = b"{}[]:,-?&*#|>'\"%@`! \t\r\n\0~<=ab\xc3";
            let new = bytes.map(|byte| signs[usize::from(byte) % signs.len()]);
            text.splice(at..end, new);
        }
        let text = String::from_utf8_lossy(&text).into_owned();
        let Ok(mut sheet) = Sheet::new(text.clone()) else { return Ok(()) };
        for _ in 0..6 {
            let path = random_path(&sheet.value(&[]).unwrap(), &mut choices);
            let tokens: Vec<&str> = path.iter().map(String::as_str).collect();
            let node = new_node(&mut choices);
            let _ = match choices.pick(5) {
                0 => sheet.set(&tokens, &node),
                1 => sheet.insert(&tokens, "new", &node, Place::End, Some("why")),
                2 => sheet.remove(&tokens).map(drop),
                3 => sheet.comment(&tokens, &["why".to_owned()]),
                _ => sheet.push(&tokens, &node, None),
            };
        }
        // The parser accepts some texts that are no valid YAML; the last check may refuse them.
        let _ = sheet.finish();
    }
}
