//! New values in the layout of the spec.

use serde_json::Value;

use super::node::Node;
use super::scalar::{self, Scalar, WIDTH};

/// Keys whose value is a map or a list with an entry a line, even if it would fit on one.
const BLOCK: [&str; 19] = [
    "allOf",
    "anyOf",
    "components",
    "content",
    "examples",
    "get",
    "headers",
    "mapping",
    "oneOf",
    "parameters",
    "paths",
    "post",
    "properties",
    "requestBody",
    "responses",
    "schemas",
    "x-documented-values",
    "x-enum-descriptions",
    "x-enum-names",
];
/// Maps whose entries have an entry a line themselves.
const BLOCK_ENTRIES: [&str; 6] =
    ["content", "examples", "paths", "properties", "responses", "schemas"];
/// Keys of maps with an entry a line.
const TEXTS: [&str; 2] = ["description", "summary"];
/// The deepest nesting of a map on one line.
const FLOW_DEPTH: usize = 2;

/// The surroundings of a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context<'a> {
    /// The key of the value or of the list that it is in.
    pub key: &'a str,
    /// The key above it.
    pub parent: &'a str,
    /// Whether it is part of the example of a body.
    pub is_data: bool,
}

impl<'a> Context<'a> {
    /// Returns the surroundings of a value below these tokens.
    pub fn of(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        tokens.into_iter().fold(Self::default(), Self::below)
    }

    /// Returns the surroundings of the entry of a map.
    pub fn below(self, key: &'a str) -> Self {
        let is_data = self.is_data || key == "value";
        Self { key, parent: self.key, is_data }
    }
}

/// A value after its key or dash.
enum Written {
    Inline(String),
    /// A text after the key and lines below it.
    Block(String, Vec<String>),
    /// A list in brackets over several lines.
    Wrapped(Vec<String>),
}

/// Writes an entry of a map as lines, of which the first is indented by `column` characters.
pub(super) fn entry(key: &str, node: &Node, context: Context<'_>, column: usize) -> Vec<String> {
    let head = format!("{}:", scalar::key(key, false));
    value(&head, node, context.below(key), column)
}

/// Writes an item of a list as lines.
pub(super) fn item(node: &Node, context: Context<'_>, column: usize) -> Vec<String> {
    value("-", node, context, column)
}

/// Writes a value behind a key or a dash.
pub(super) fn value(head: &str, node: &Node, context: Context<'_>, column: usize) -> Vec<String> {
    let is_item = head == "-";
    match written(node, context, column + head.chars().count() + 1, column + 2, is_item) {
        Written::Inline(text) => vec![format!("{head} {text}")],
        Written::Block(text, lines) if text.is_empty() && is_item => {
            let mut lines = indented(lines);
            if let Some(first) = lines.first_mut() {
                *first = format!("- {}", first.trim_start());
            }
            lines
        }
        Written::Block(text, lines) => {
            let first = if text.is_empty() { head.to_owned() } else { format!("{head} {text}") };
            std::iter::once(first).chain(indented(lines)).collect()
        }
        Written::Wrapped(lines) => {
            let end = if is_item { "  ]" } else { "]" };
            std::iter::once(format!("{head} ["))
                .chain(indented(lines))
                .chain([end.to_owned()])
                .collect()
        }
    }
}

/// Indents lines; empty ones stay empty.
pub(super) fn indented(lines: Vec<String>) -> Vec<String> {
    let indent = |line: String| if line.is_empty() { line } else { format!("  {line}") };
    lines.into_iter().map(indent).collect()
}

fn written(
    node: &Node,
    context: Context<'_>,
    used: usize,
    indent: usize,
    is_item: bool,
) -> Written {
    let inline = inline(node);
    let fits = used + inline.chars().count() <= WIDTH;
    match node {
        Node::Value(value) => match scalar::block(value, used, indent) {
            Scalar::Inline(text) => Written::Inline(text),
            Scalar::Lines(header, lines) => Written::Block(header.to_owned(), lines),
        },
        Node::List(items) => {
            let is_flow = items.is_empty() || is_flow_list(items, context, is_item);
            if is_flow && fits {
                return Written::Inline(inline);
            }
            let texts: Vec<String> = items.iter().map(self::inline).collect();
            if is_flow && !is_item && items.iter().all(is_plain_scalar) {
                return Written::Wrapped(wrap(&texts, WIDTH.saturating_sub(indent)));
            }
            let lines = items.iter().flat_map(|node| item(node, context, indent));
            Written::Block(String::new(), lines.collect())
        }
        Node::Map(entries) => {
            if entries.is_empty() || (fits && is_flow_map(entries, context, is_item)) {
                return Written::Inline(inline);
            }
            let lines = entries.iter().flat_map(|(key, node)| entry(key, node, context, indent));
            Written::Block(String::new(), lines.collect())
        }
    }
}

/// Fills lines with the items of a list.
pub(super) fn wrap(items: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let comma = if number + 1 < items.len() { "," } else { "" };
        let item = format!("{item}{comma}");
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + item.chars().count() <= width => {
                line.push(' ');
                line.push_str(&item);
            }
            _ => lines.push(item),
        }
    }
    lines
}

/// Writes a value on one line, inside of brackets.
pub(super) fn inline(node: &Node) -> String {
    match node {
        Node::Value(value) => scalar::inline(value, true),
        Node::List(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Node::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Node::Map(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, node)| inline_entry(key, node)).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// Writes an entry on one line, inside of brackets.
pub(super) fn inline_entry(key: &str, node: &Node) -> String {
    format!("{}: {}", scalar::key(key, true), inline(node))
}

fn is_plain_scalar(node: &Node) -> bool {
    match node {
        Node::Value(Value::String(text)) => scalar::is_plain(text, true),
        Node::Value(_) => true,
        _ => false,
    }
}

fn is_flow_list(items: &[Node], context: Context<'_>, is_item: bool) -> bool {
    let is_scalars = items.iter().all(|node| matches!(node, Node::Value(_)));
    // Whole lists of parameters and the like; `examples` of a property is a list of values.
    let is_block = context.is_data && !is_item
        || BLOCK.contains(&context.key) && !is_scalars && context.key != "examples";
    let is_simple = |node: &Node| match node {
        Node::Value(_) => !has_lines(node),
        Node::List(_) => depth(node) == 1 && !has_lines(node),
        Node::Map(entries) => is_flow_map(entries, Context::default(), true),
    };
    !is_block && items.iter().all(is_simple)
}

fn is_flow_map(entries: &[(String, Node)], context: Context<'_>, is_item: bool) -> bool {
    let is_listed = match is_item {
        true => context.key == "parameters",
        false => BLOCK.contains(&context.key) || BLOCK_ENTRIES.contains(&context.parent),
    };
    let is_block = is_listed || context.is_data;
    let has_text = entries.iter().any(|(key, _)| TEXTS.contains(&key.as_str()));
    let is_deep = entries.iter().any(|(_, node)| depth(node) >= FLOW_DEPTH || has_lines(node));
    !is_block && !has_text && !is_deep
}

/// Returns whether a map or list can stay on one line.
pub(super) fn is_short(node: &Node) -> bool {
    match node {
        Node::Value(_) => false,
        Node::List(items) => is_flow_list(items, Context::default(), true),
        Node::Map(entries) => is_flow_map(entries, Context::default(), true),
    }
}

fn depth(node: &Node) -> usize {
    match node {
        Node::Value(_) => 0,
        Node::List(items) => items.iter().map(|node| 1 + depth(node)).max().unwrap_or(0),
        Node::Map(entries) => entries.iter().map(|(_, node)| 1 + depth(node)).max().unwrap_or(0),
    }
}

/// Returns whether a text of several lines is in a value.
pub(super) fn has_lines(node: &Node) -> bool {
    match node {
        Node::Value(value) => value.as_str().is_some_and(|text| text.contains('\n')),
        Node::List(items) => items.iter().any(has_lines),
        Node::Map(entries) => entries.iter().any(|(_, node)| has_lines(node)),
    }
}
