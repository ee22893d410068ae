//! Edits of the files of the spec.

use std::{fs, path::Path};

use genauth_codegen::edit::{Node, Place, Sheet};

/// Returns the files of the spec, by name.
fn files() -> Vec<(String, String)> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let mut files = Vec::new();
    for folder in ["", "authentication", "management"] {
        for entry in fs::read_dir(spec.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let name = path.strip_prefix(&spec).unwrap().display().to_string();
                files.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert!(files.len() > 50);
    files.sort();
    files
}

fn keys(sheet: &Sheet, tokens: &[&str]) -> Vec<String> {
    match sheet.value(tokens) {
        Some(Node::Map(entries)) => entries.into_iter().map(|(key, _)| key).collect(),
        Some(Node::List(items)) => (0..items.len()).map(|index| index.to_string()).collect(),
        _ => Vec::new(),
    }
}

/// Removes each entry of a map or list, and puts it back.
fn take_out_and_put_back(name: &str, sheet: &mut Sheet, parent: &[&str]) -> usize {
    let keys = keys(sheet, parent);
    let before = sheet.text().to_owned();
    for (index, key) in keys.iter().enumerate() {
        let tokens = [parent, &[key]].concat();
        let block = sheet.remove_keeping_parent(&tokens).unwrap();
        let is_list = matches!(sheet.value(parent), Some(Node::List(_)));
        let at = match index.checked_sub(1) {
            _ if keys.len() == 1 => Place::End,
            Some(before) => Place::After(&keys[before]),
            None if is_list => Place::Before("0"),
            None => Place::Before(&keys[1]),
        };
        sheet
            .insert_block(parent, key, &block, at)
            .unwrap_or_else(|error| panic!("{name} {tokens:?}: {error}\n{block}"));
        if keys.len() > 1 || parent.len() == 1 {
            similar(name, &tokens, sheet.text(), &before);
        } else if sheet.text() != before {
            // Brackets around a single item became an item a line.
            *sheet = Sheet::new(before.clone()).unwrap();
        }
    }
    keys.len()
}

fn similar(name: &str, tokens: &[&str], new: &str, old: &str) {
    if new != old {
        let line = new.lines().zip(old.lines()).position(|(new, old)| new != old).unwrap_or(0);
        let show = |text: &str| {
            text.lines().skip(line.saturating_sub(3)).take(9).collect::<Vec<_>>().join("\n")
        };
        panic!("{name} {tokens:?} line {line}:\n{}\n--- instead of\n{}", show(new), show(old));
    }
}

#[test]
fn nothing_changes_without_an_edit() {
    for (name, text) in files() {
        let sheet = Sheet::new(text.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(sheet.finish().unwrap(), text, "{name}");
    }
}

#[test]
fn operations_and_schemas_come_back_where_they_were() {
    let mut count = 0;
    for (name, text) in files() {
        let mut sheet = Sheet::new(text.clone()).unwrap();
        for parent in [&["paths"][..], &["components", "schemas"], &["components"]] {
            count += take_out_and_put_back(&name, &mut sheet, parent);
        }
        for path in keys(&sheet, &["paths"]) {
            for verb in keys(&sheet, &["paths", &path]) {
                let operation = ["paths", path.as_str(), verb.as_str()];
                count += take_out_and_put_back(&name, &mut sheet, &operation);
                let parameters = [&operation[..], &["parameters"]].concat();
                count += take_out_and_put_back(&name, &mut sheet, &parameters);
            }
        }
        assert_eq!(sheet.finish().unwrap(), text, "{name}");
    }
    assert!(count > 8_000, "{count}");
}

#[test]
fn properties_and_values_come_back_where_they_were() {
    let mut count = 0;
    for (name, text) in files() {
        let mut sheet = Sheet::new(text.clone()).unwrap();
        for schema in keys(&sheet, &["components", "schemas"]) {
            let schema = ["components", "schemas", schema.as_str()];
            for part in ["properties", "required", "enum", "x-enum-descriptions"] {
                let parent = [&schema[..], &[part]].concat();
                let is_wrapped = sheet.block(&parent).is_some_and(|block| block.contains("[\n"));
                if !is_wrapped {
                    count += take_out_and_put_back(&name, &mut sheet, &parent);
                }
            }
            for property in keys(&sheet, &[&schema[..], &["properties"]].concat()) {
                let parent = [&schema[..], &["properties", &property]].concat();
                count += take_out_and_put_back(&name, &mut sheet, &parent);
            }
        }
        assert_eq!(sheet.finish().unwrap(), text, "{name}");
    }
    assert!(count > 10_000, "{count}");
}

/// Calls a function with the tokens of each scalar.
fn scalars(node: &Node, tokens: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match node {
        Node::Value(_) => found.push(tokens.clone()),
        Node::List(items) => {
            for (index, item) in items.iter().enumerate() {
                tokens.push(index.to_string());
                scalars(item, tokens, found);
                tokens.pop();
            }
        }
        Node::Map(entries) => {
            for (key, value) in entries {
                tokens.push(key.clone());
                scalars(value, tokens, found);
                tokens.pop();
            }
        }
    }
}

/// Returns the number of lines of a new text between those that both texts begin and end with.
fn changed_lines(old: &str, new: &str) -> usize {
    let begin = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    let end = old.lines().rev().zip(new.lines().rev()).take_while(|(old, new)| old == new);
    let end = end.count();
    assert!(begin + end < old.lines().count());
    new.lines().count() - begin - end
}

#[test]
fn setting_a_scalar_changes_its_lines_only() {
    let mut count = 0;
    for (name, text) in files() {
        let sheet = Sheet::new(text.clone()).unwrap();
        let mut found = Vec::new();
        scalars(&sheet.value(&[]).unwrap(), &mut Vec::new(), &mut found);
        for tokens in found.iter().step_by(17) {
            let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
            let old = sheet.value(&tokens).unwrap();
            let mut sheet = sheet.clone();
            sheet.set(&tokens, &Node::from("x")).unwrap();
            assert_eq!(sheet.value(&tokens), Some(Node::from("x")));
            assert_eq!(changed_lines(&text, sheet.text()), 1, "{name} {tokens:?}");
            sheet.set(&tokens, &old).unwrap();
            assert_eq!(sheet.value(&tokens), Some(old));
            count += 1;
        }
    }
    assert!(count > 2_000, "{count}");
}
