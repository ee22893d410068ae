//! JSON of examples, with fields in the order of their type.

use serde_json::Value;

use super::html::Html;
use super::text::{escape_content, escape_html};
use crate::api::{Api, Type, TypeKind};

/// Strings longer than this are folded.
const LONG: usize = 120;

/// A part of JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Punctuation and white space.
    Plain(String),
    /// The name of a field, in quotes.
    Key(String),
    /// A string, in quotes.
    Text(String),
    /// A number, `true`, `false` or `null`.
    Literal(String),
}

/// Writes values as JSON.
pub(super) struct Writer<'a> {
    api: &'a Api,
    out: Vec<Token>,
}

impl<'a> Writer<'a> {
    /// Returns a value as the tokens of indented JSON.
    pub(super) fn tokens(api: &'a Api, value: &Value, ty: Option<&Type>) -> Vec<Token> {
        let mut writer = Self { api, out: Vec::new() };
        writer.value(value, ty, 0);
        writer.out
    }

    fn plain(&mut self, text: impl Into<String>) {
        self.out.push(Token::Plain(text.into()));
    }

    fn value(&mut self, value: &Value, ty: Option<&Type>, depth: usize) {
        let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
        match value {
            Value::Array(items) if !items.is_empty() => {
                let item = ty.and_then(crate::api::item);
                for (index, value) in items.iter().enumerate() {
                    self.plain(format!(
                        "{}{}",
                        if index == 0 { "[" } else { "," },
                        line(depth + 1)
                    ));
                    self.value(value, item, depth + 1);
                }
                self.plain(format!("{}]", line(depth)));
            }
            Value::Object(object) if !object.is_empty() => {
                for (index, (key, value, inner)) in
                    ordered(self.api, object, ty).into_iter().enumerate()
                {
                    self.plain(format!(
                        "{}{}",
                        if index == 0 { "{" } else { "," },
                        line(depth + 1)
                    ));
                    self.out.push(Token::Key(Value::from(key).to_string()));
                    self.plain(": ");
                    self.value(value, inner.as_ref(), depth + 1);
                }
                self.plain(format!("{}}}", line(depth)));
            }
            Value::String(_) => self.out.push(Token::Text(value.to_string())),
            Value::Array(_) | Value::Object(_) => self.plain(value.to_string()),
            _ => self.out.push(Token::Literal(value.to_string())),
        }
    }
}

/// Returns the fields of an object in the order of its type, each with its type if that is known; others
/// follow.
pub(super) fn ordered<'v>(
    api: &Api,
    object: &'v serde_json::Map<String, Value>,
    ty: Option<&Type>,
) -> Vec<(&'v str, &'v Value, Option<Type>)> {
    let known = ty.map(|ty| fields_of(api, ty)).unwrap_or_default();
    let position = |key: &str| known.iter().position(|(name, _)| *name == key);
    let inner = |key: &str| match ty {
        Some(Type::Map(inner)) => Some(inner.as_ref().clone()),
        _ => position(key).and_then(|at| known.get(at)).map(|(_, ty)| (*ty).clone()),
    };
    let mut fields: Vec<_> =
        object.iter().map(|(key, value)| (key.as_str(), value, inner(key))).collect();
    fields.sort_by_key(|(key, ..)| position(key).unwrap_or(usize::MAX));
    fields
}

/// Returns the names and types of the fields of an object.
fn fields_of<'a>(api: &'a Api, ty: &'a Type) -> Vec<(&'a str, &'a Type)> {
    match ty {
        Type::Boxed(inner) | Type::Nullable(inner) | Type::OneOrMany(inner) => {
            fields_of(api, inner)
        }
        Type::Named(name) => match api.types.get(name).map(|def| &def.kind) {
            Some(TypeKind::Struct(fields)) => {
                fields.iter().map(|field| (field.wire.as_str(), &field.ty)).collect()
            }
            Some(TypeKind::Envelope(payload)) => {
                let envelope = api.envelope.iter().map(|field| (field.wire.as_str(), &field.ty));
                envelope.chain(payload.iter().map(|ty| ("data", ty))).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Returns a value as JSON on one line.
pub(super) fn line(api: &Api, value: &Value, ty: Option<&Type>) -> String {
    let tokens = Writer::tokens(api, value, ty);
    let parts = tokens.iter().map(|token| match token {
        // Only white space between tokens has line breaks.
        Token::Plain(text) if text.contains('\n') => {
            text.trim_end().trim_start_matches(['\n', ' '])
        }
        Token::Plain(text) => text.trim_end(),
        Token::Key(text) | Token::Text(text) | Token::Literal(text) => text,
    });
    parts.collect()
}

/// Returns JSON as text.
pub(super) fn text(tokens: &[Token]) -> String {
    let texts = tokens.iter().map(|token| match token {
        Token::Plain(text) | Token::Key(text) | Token::Text(text) | Token::Literal(text) => {
            text.as_str()
        }
    });
    texts.collect()
}

/// Returns JSON as HTML. Long strings are folded: they stay in the text of the page, so that a copy
/// is complete.
pub(super) fn html(tokens: &[Token]) -> Html {
    let mut out = String::new();
    let mut key = "";
    for token in tokens {
        match token {
            Token::Plain(text) => out.push_str(&escape_content(text)),
            Token::Key(text) => {
                key = text.trim_matches('"');
                out.push_str(&escape_content(text));
            }
            Token::Literal(text) => span("n", text, &mut out),
            Token::Text(text) => match text.chars().count() {
                0..=LONG => span("s", text, &mut out),
                length => fold(key, length - 2, text, &mut out),
            },
        }
    }
    Html::escaped(out)
}

/// Writes a token. Most of JSON is quotes, which are left as they are.
fn span(class: &str, text: &str, out: &mut String) {
    out.push_str(&format!("<span class=\"{class}\">{}</span>", escape_content(text)));
}

/// Writes a long string behind a checkbox, which needs no script and can be inside of code.
fn fold(key: &str, length: usize, text: &str, out: &mut String) {
    let label = format!("Show all {length} characters of {key}");
    out.push_str(&format!(
        "<label class=\"fold\"><input type=\"checkbox\" aria-label=\"{}\">",
        escape_html(&label)
    ));
    span("s", text, out);
    out.push_str("</label>");
}
