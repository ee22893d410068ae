//! Texts as trees of values: JSON or YAML, within limits.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use saphyr_parser::{Event, Parser};
use serde::de::DeserializeSeed as _;

use super::node::{MOST_VALUES, Node, Reading, Seed};
use super::place::Positions;
use super::source::{self, LARGEST, Source, located};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};
use crate::document::{DEEPEST, Index, closest, may_be_deep, read_yaml};

/// The most separators of entries in a YAML text. The parser keeps all of a text in memory before the
/// first value can be counted.
const MOST_SEPARATORS: usize = 500_000;

/// The methods of operations.
pub(super) const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document whose syntax is valid.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) is_json: bool,
    pub(super) root: Node,
}

impl Parsed {
    /// Returns the method, in capitals, and the path of each operation, in the order of the document.
    pub fn addresses(&self) -> Vec<(String, String)> {
        let paths = self.root.get("paths").and_then(Node::entries).into_iter().flatten();
        let operations = paths.flat_map(|(path, item)| {
            let keys = item.entries().into_iter().flat_map(|entries| entries.keys());
            let methods = keys.filter(|key| METHODS.contains(&key.to_ascii_lowercase().as_str()));
            methods.map(move |method| (method.to_ascii_uppercase(), path.clone()))
        });
        operations.collect()
    }
}

/// Reads a document.
///
/// # Errors
///
/// The document is not valid JSON or YAML, not OpenAPI 3.0 or 3.1, or exceeds a limit.
pub fn parse(source: &Source) -> Result<Parsed, Diagnostics> {
    let Source { path, text, .. } = source;
    if text.len() > LARGEST {
        return Err(source::too_large(path, text));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (root, is_json) = read(path, text)?;
    let mut found = Diagnostics::default();
    version(&root, path, &mut found);
    if found.is_empty() {
        Ok(Parsed { path: path.clone(), text: text.to_owned(), is_json, root })
    } else {
        Err(located(found, text, is_json))
    }
}

/// Reads a text as JSON or YAML.
fn read(path: &Path, text: &str) -> Result<(Node, bool), Diagnostics> {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
    let is_yaml = matches!(extension.to_ascii_lowercase().as_str(), "yaml" | "yml");
    let start = text.trim_start();
    if start.is_empty() {
        let diagnostic = Diagnostic::new(
            "not-openapi",
            Pointer::default(),
            "the file is empty",
            "name an OpenAPI document",
        );
        return Err(source::refusal(path, text, 0, diagnostic));
    }
    if !start.starts_with(['{', '[']) {
        return yaml(path, text).map(|root| (root, false));
    }
    match json(path, text) {
        Ok(root) => Ok((root, true)),
        // The brackets of YAML look like JSON.
        Err((_, false)) if is_yaml => yaml(path, text).map(|root| (root, false)),
        Err((found, _)) => Err(found),
    }
}

/// Reads JSON; otherwise returns the problem, and whether it is a limit or a duplicate.
fn json(path: &Path, text: &str) -> Result<Node, (Diagnostics, bool)> {
    let mut reading = Reading::default();
    let mut parser = serde_json::Deserializer::from_str(text);
    let read = Seed(&mut reading).deserialize(&mut parser);
    let read = read.and_then(|root| parser.end().map(|()| root));
    let error = match read {
        Ok(root) if reading.duplicates.is_empty() => return Ok(root),
        Ok(_) => {
            let positions = Positions::of(text);
            let twice = positions.duplicates.into_iter().map(|(tokens, at, first)| {
                let first = source::location(text, first).line;
                (tokens, first, Some(source::location(text, at)))
            });
            return Err((duplicates(path, twice, &reading.duplicates), true));
        }
        Err(error) => error,
    };
    let offset = offset(text, error.line(), error.column());
    let message = error.to_string();
    let is_deep = message.starts_with("recursion limit");
    if reading.is_too_large || is_deep {
        let diagnostic = if is_deep { too_deep(128) } else { too_many() };
        return Err((source::refusal(path, text, offset, diagnostic), true));
    }
    let problem = message.split(" at line ").next().unwrap_or_default();
    let diagnostic = Diagnostic::new(
        "broken-json",
        Pointer::default(),
        format!("invalid JSON: {problem}"),
        "correct this line, or the one before it",
    );
    Err((source::refusal(path, text, offset, diagnostic), false))
}

/// Reads YAML.
pub(super) fn yaml(path: &Path, text: &str) -> Result<Node, Diagnostics> {
    if let Some(offset) = too_many_separators(text) {
        return Err(source::refusal(path, text, offset, too_many()));
    }
    if may_be_deep(text)
        && let Some((line, column)) = Index::of(text, DEEPEST).too_deep
    {
        let offset = offset(text, line, column);
        return Err(source::refusal(path, text, offset, too_deep(DEEPEST)));
    }
    let mut reading = Reading { merges: true, ..Reading::default() };
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let Some(first) = documents.next() else { return Ok(Node::Null) };
    let error = match Seed(&mut reading).deserialize(first) {
        Ok(root) if reading.duplicates.is_empty() && documents.next().is_none() => return Ok(root),
        Ok(_) => None,
        Err(error) => Some(error),
    };
    if let Some(error) = &error {
        let message = error.to_string();
        let at = error.location().map(|at| offset(text, at.line(), at.column()));
        let at = at.or_else(|| expansion(text)).unwrap_or_default();
        let is_large = reading.is_too_large || message.contains("repetition limit");
        if is_large || message.contains("recursion limit") {
            let diagnostic = match (is_large, text.contains('*')) {
                (true, true) => expanded(),
                (true, false) => too_many(),
                (false, _) => too_deep(128),
            };
            return Err(source::refusal(path, text, at, diagnostic));
        }
    }
    let index = Index::of(text, DEEPEST);
    if let Some(at) = index.second_document {
        let mut diagnostic = Diagnostic::new(
            "broken-yaml",
            Pointer::file(path),
            "a second YAML document begins here",
            "keep one OpenAPI document in the file",
        );
        diagnostic.location = index.at(text, at);
        let mut found = Diagnostics::default();
        found.push(diagnostic);
        return Err(found);
    }
    if error.is_none() {
        let twice = index.duplicates.iter();
        let twice = twice.map(|it| (it.tokens.clone(), it.first, index.at(text, it.at)));
        return Err(duplicates(path, twice, &reading.duplicates));
    }
    let mut found = Diagnostics::default();
    read_yaml(&Pointer::file(path), text, &mut found);
    Err(found)
}

/// Returns where a YAML text has more separators than values are allowed.
fn too_many_separators(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut count = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let is_separator = match byte {
            b'\n' | b',' | b'[' | b'{' => true,
            b'-' | b'?' | b':' => bytes.get(at + 1).is_none_or(|next| next.is_ascii_whitespace()),
            _ => false,
        };
        count += usize::from(is_separator);
        if count > 2 * MOST_SEPARATORS {
            return Some(at);
        }
    }
    None
}

/// Returns the alias whose expansion makes a YAML text too large.
fn expansion(text: &str) -> Option<usize> {
    // The number of values in each anchor, and in each mapping or list that is still open.
    let mut anchors: HashMap<usize, usize> = HashMap::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for next in Parser::new_from_str(text) {
        let (event, span) = next.ok()?;
        let (anchor, values) = match event {
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                open.push((anchor, 1));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop()?,
            Event::Scalar(_, _, anchor, _) => (anchor, 1),
            Event::Alias(anchor) => (0, anchors.get(&anchor).copied().unwrap_or(1)),
            _ => continue,
        };
        anchors.insert(anchor, values);
        if let Some((_, outer)) = open.last_mut() {
            *outer = outer.saturating_add(values);
        }
        if values > MOST_VALUES || open.last().is_some_and(|(_, outer)| *outer > MOST_VALUES) {
            return Some(offset(text, span.start.line(), span.start.col() + 1));
        }
    }
    None
}

fn too_many() -> Diagnostic {
    Diagnostic::new(
        "limit",
        Pointer::default(),
        format!("the document has more than {MOST_VALUES} values"),
        "check that the file is an OpenAPI document",
    )
}

fn too_deep(deepest: usize) -> Diagnostic {
    Diagnostic::new(
        "limit",
        Pointer::default(),
        format!("values are nested more than {deepest} levels deep"),
        "close a bracket that is open, or give inner schemas a name and refer to them",
    )
}

fn expanded() -> Diagnostic {
    Diagnostic::new(
        "limit",
        Pointer::default(),
        format!("the document has more than {MOST_VALUES} values after its aliases are expanded"),
        "write references (`$ref`) instead of YAML aliases",
    )
}

/// Returns the offset of a line and a column in bytes, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let mut starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    let start = match line.checked_sub(2) {
        Some(breaks) => starts.nth(breaks).map_or(text.len(), |(at, _)| at + 1),
        None => 0,
    };
    start + column.saturating_sub(1)
}

/// Reports keys that a mapping has twice.
fn duplicates(
    path: &Path,
    twice: impl Iterator<Item = (Vec<String>, usize, Option<crate::diagnostics::SourceLocation>)>,
    different: &[String],
) -> Diagnostics {
    let mut found = Diagnostics::default();
    for (tokens, first, location) in twice {
        let Some(key) = tokens.last().filter(|key| different.contains(key)) else { continue };
        let message = format!("duplicate key `{key}`: first used in line {first}");
        let pointer = Pointer { file: path.to_owned(), tokens: tokens.clone() };
        let help = "remove one of them, after comparing what they state";
        let mut diagnostic = Diagnostic::new("duplicate-key", pointer, message, help);
        diagnostic.location = location;
        found.push(diagnostic);
    }
    if found.is_empty() {
        let message = format!("duplicate keys: {}", different.join(", "));
        let help = "remove one of them, after comparing what they state";
        found.push(Diagnostic::new("duplicate-key", Pointer::file(path), message, help));
    }
    found
}

/// Checks that a document is OpenAPI 3.0 or 3.1.
fn version(root: &Node, path: &Path, found: &mut Diagnostics) {
    let pointer = Pointer::file(path);
    let mut refuse = |code, pointer, message: String, help: &str| {
        found.push(Diagnostic::new(code, pointer, message, help));
    };
    let Some(entries) = root.entries() else {
        let message = format!("an OpenAPI document is a mapping; this file is {}", root.kind());
        return refuse("not-openapi", pointer, message, "name an OpenAPI document");
    };
    if let Some(version) = root.get("swagger").and_then(Node::text) {
        let message = format!("Swagger {version} is not supported");
        let help = "convert the document to OpenAPI 3, for example with `swagger2openapi`";
        return refuse("openapi-version", pointer.at("swagger"), message, help);
    }
    let Some(version) = root.get("openapi").and_then(Node::text) else {
        let other = [
            ("asyncapi", "AsyncAPI"),
            ("$schema", "a JSON schema"),
            (
                "_postman_id",
                "a \
            Postman collection",
            ),
        ];
        let format = other.iter().find(|(key, _)| entries.contains_key(*key));
        let postman = root.get("info").is_some_and(|info| info.get("_postman_id").is_some());
        let similar = closest("openapi", entries.keys().map(String::as_str));
        let (message, help) = match (format, postman, similar) {
            (_, true, _) => ("the file is a Postman collection".to_owned(), String::new()),
            (Some((_, name)), ..) => (format!("the file is {name}"), String::new()),
            (.., Some(similar)) => {
                ("the key `openapi` is missing".to_owned(), format!("rename `{similar}`; "))
            }
            _ => ("the key `openapi` is missing".to_owned(), String::new()),
        };
        let help = format!("{help}name an OpenAPI 3 document");
        return refuse("not-openapi", pointer, message, &help);
    };
    let is_known = ["3.0", "3.1"].iter().any(|known| {
        version.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    if !is_known && version != "3" {
        let message = format!("OpenAPI `{version}` is not supported");
        let help = "convert the document to OpenAPI 3.0 or 3.1";
        return refuse("openapi-version", pointer.at("openapi"), message, help);
    }
    if root.get("paths").and_then(Node::entries).is_none_or(|paths| paths.is_empty()) {
        let (message, help) = match root.get("paths") {
            Some(node) if node.entries().is_none() => {
                (format!("`paths` is {}", node.kind()), "write a mapping of paths")
            }
            _ => ("the document has no `paths`".to_owned(), "name a document with operations"),
        };
        refuse("not-openapi", pointer.at("paths"), message, help);
    }
}
