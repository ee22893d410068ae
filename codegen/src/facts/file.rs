//! Snapshots: facts as JSON, one line a thing, sorted, so that the history of a snapshot reads well.
//!
//! ```json
//! {
//! "POST /api/v3/create-role": {"id":"createRole"},
//! "POST /api/v3/create-role body": {"type":"ref CreateRoleDto"},
//! "RoleDto": {"kind":"object"},
//! "RoleDto/code": {"required":true,"type":"string"}
//! }
//! ```
//!
//! Names are separated by spaces and slashes; in names, `~` is written as `~0`, `/` as `~1` and a space
//! as `~2`.

use serde_json::Value;

use super::{Address, Attributes, Facts, Key, Location, attribute};
use crate::document::{ApiKind, closest, did_you_mean};

/// Writes the facts of one API.
pub fn write(facts: &Facts) -> String {
    let mut entries: Vec<(&Key, &Attributes)> = facts.entries.iter().collect();
    entries.sort_by(|(left, _), (right, _)| {
        let has_no_address = |key: &Key| key.address().is_none();
        (has_no_address(left).cmp(&has_no_address(right)))
            .then_with(|| left.address().cmp(&right.address()))
            .then_with(|| left.schema().cmp(&right.schema()))
            .then_with(|| left.cmp(right))
    });
    let lines = entries.into_iter().map(|(key, attributes)| {
        let attributes: Vec<String> = attributes
            .iter()
            .map(|(name, value)| format!("{}:{}", json(&name.as_str().into()), json(value)))
            .collect();
        format!("{}: {{{}}}", json(&notation(key).into()), attributes.join(","))
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { "{\n}\n".to_owned() } else { format!("{{\n{}\n}}\n", lines.join(",\n")) }
}

/// Reads the facts of one API.
///
/// # Errors
///
/// Returns the line that is not a fact, and why.
pub fn read(api: ApiKind, text: &str) -> Result<Facts, (usize, String)> {
    let mut facts = Facts::default();
    let lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines();
    let mut lines = lines.enumerate().map(|(index, line)| (index + 1, line.trim()));
    let mut content = lines.by_ref().filter(|(_, line)| !line.is_empty());
    match content.next() {
        Some((_, "{")) => {}
        Some((line, _)) => return Err((line, "a snapshot begins with a line `{`".to_owned())),
        None => return Err((1, "the snapshot is empty".to_owned())),
    }
    let mut last = 1;
    // The line whose entry is not followed by a comma.
    let mut end = None;
    let mut is_closed = false;
    for (line, text) in content {
        last = line;
        if is_closed {
            return Err((line, "the snapshot has more lines after `}`".to_owned()));
        }
        if text == "}" {
            is_closed = true;
            continue;
        }
        if let Some(end) = end {
            return Err((end, "a comma is missing at the end of the line".to_owned()));
        }
        let entry = match text.strip_suffix(',') {
            Some(entry) => entry,
            None => {
                end = Some(line);
                text
            }
        };
        let (key, attributes) = entry_of(api, entry).map_err(|problem| (line, problem))?;
        if facts.entries.insert(key, attributes).is_some() {
            return Err((line, "an earlier line is about the same thing".to_owned()));
        }
    }
    if !is_closed {
        return Err((last, "the snapshot ends without `}`".to_owned()));
    }
    Ok(facts)
}

/// Reads a line.
fn entry_of(api: ApiKind, line: &str) -> Result<(Key, Attributes), String> {
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
        return Err("a conflict of git is not resolved".to_owned());
    }
    let problem = |error: serde_json::Error| {
        let error = error.to_string();
        let error = error.split(" at line ").next().unwrap_or_default().to_owned();
        format!("not an entry of a snapshot: {error}")
    };
    let entry: Value = serde_json::from_str(&format!("{{{line}}}")).map_err(problem)?;
    let mut entries = entry.as_object().into_iter().flatten();
    let (Some((key, attributes)), None) = (entries.next(), entries.next()) else {
        return Err("a line has one entry".to_owned());
    };
    let Some(attributes) = attributes.as_object() else {
        return Err(format!("the facts of `{key}` are not an object"));
    };
    let mut read = Attributes::new();
    for (name, value) in attributes {
        if !attribute::is_known(name) {
            let help = did_you_mean(closest(name, attribute::all()), "remove it");
            return Err(format!("unknown attribute `{name}`; {help}"));
        }
        read.insert(name.clone(), value.clone());
    }
    let parsed = parse(api, key).ok_or_else(|| format!("`{key}` is not the name of a thing"))?;
    Ok((parsed, read))
}

/// Writes a key.
fn notation(key: &Key) -> String {
    let operation =
        |it: &Address| format!("{} {}", escape(&it.method, false), escape(&it.path, true));
    match key {
        Key::Operation(address) => operation(address),
        Key::Parameter(address, location, name) => {
            format!("{} {location} {}", operation(address), escape(name, true))
        }
        Key::Body(address) => format!("{} body", operation(address)),
        Key::Response(address) => format!("{} response", operation(address)),
        Key::Schema(name) => escape(name, false),
        Key::Property(name, path) => {
            let names = std::iter::once(name).chain(path);
            let names: Vec<String> = names.map(|name| escape(name, false)).collect();
            names.join("/")
        }
    }
}

/// Reads a key; `None` if it is not in the notation.
fn parse(api: ApiKind, text: &str) -> Option<Key> {
    if !text.contains(' ') {
        let mut names = text.split('/').map(unescape);
        let name = names.next()??;
        let path: Option<Vec<String>> = names.collect();
        let path = path?;
        return Some(if path.is_empty() { Key::Schema(name) } else { Key::Property(name, path) });
    }
    let parts: Vec<&str> = text.split(' ').collect();
    let (method, path) = (unescape(parts.first()?)?, unescape(parts.get(1)?)?);
    let address = Address { api, path, method };
    let location = |text: &str| {
        let all = [Location::Path, Location::Query, Location::Header];
        all.into_iter().find(|location| location.to_string() == text)
    };
    match parts.as_slice() {
        [_, _] => Some(Key::Operation(address)),
        [_, _, "body"] => Some(Key::Body(address)),
        [_, _, "response"] => Some(Key::Response(address)),
        [_, _, kind, name] => Some(Key::Parameter(address, location(kind)?, unescape(name)?)),
        _ => None,
    }
}

/// Escapes a name; a path keeps its slashes.
fn escape(name: &str, is_path: bool) -> String {
    let name = name.replace('~', "~0").replace(' ', "~2");
    if is_path { name } else { name.replace('/', "~1") }
}

fn unescape(name: &str) -> Option<String> {
    let mut plain = String::with_capacity(name.len());
    let mut letters = name.chars();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '~' => match letters.next()? {
                '0' => '~',
                '1' => '/',
                '2' => ' ',
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(plain)
}

/// Writes a value in one line, with the keys of objects sorted.
fn json(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let entries: Vec<String> = entries
                .into_iter()
                .map(|(key, value)| format!("{}:{}", json(&key.as_str().into()), json(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        scalar => scalar.to_string(),
    }
}
