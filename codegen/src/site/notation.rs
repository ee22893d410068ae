//! Values in the notation of other languages, on as few lines as fit.

use serde_json::Value;

use super::json::ordered;
use crate::api::{Api, Type, item};

/// The longest line of a call.
pub(super) const WIDTH: usize = 80;

/// A field of an object: its name, its value, and its type if it is known.
pub(super) type Entry = (String, Value, Option<Type>);

/// The notation of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// Literals of JavaScript.
    JavaScript,
    /// Literals of Python.
    Python,
}

impl Notation {
    /// Returns a value that starts at a level of indentation, on one line if it fits into the room.
    pub(super) fn value(
        self,
        api: &Api,
        value: &Value,
        ty: Option<&Type>,
        level: usize,
        room: usize,
    ) -> String {
        match value {
            Value::Object(_) => self.object(api, &self.fields(api, value, ty), level, room),
            Value::Array(items) if !items.is_empty() => {
                let inline = self.inline(api, value, ty);
                if fits(&inline, room) {
                    return inline;
                }
                let ty = ty.and_then(item);
                let lines = items.iter().map(|it| (String::new(), it, ty));
                self.lines(api, ["[", "]"], lines, level)
            }
            _ => self.scalar(value),
        }
    }

    /// Returns an object that starts at a level of indentation, on one line if it fits into the
    /// room.
    pub(super) fn object(self, api: &Api, fields: &[Entry], level: usize, room: usize) -> String {
        let inline = self.inline_object(api, fields);
        if fields.is_empty() || fits(&inline, room) {
            return inline;
        }
        let lines = fields.iter();
        let lines =
            lines.map(|(name, value, ty)| (format!("{}: ", self.key(name)), value, ty.as_ref()));
        self.lines(api, ["{", "}"], lines, level)
    }

    /// Returns a value on one line.
    pub(super) fn inline(self, api: &Api, value: &Value, ty: Option<&Type>) -> String {
        match value {
            Value::Object(_) => self.inline_object(api, &self.fields(api, value, ty)),
            Value::Array(items) => {
                let ty = ty.and_then(item);
                let items = items.iter().map(|it| self.inline(api, it, ty));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            _ => self.scalar(value),
        }
    }

    /// Returns the fields of an object in the order of its type; others follow.
    pub(super) fn fields(self, api: &Api, value: &Value, ty: Option<&Type>) -> Vec<Entry> {
        let object = value.as_object();
        let fields = object.map(|object| ordered(api, object, ty)).unwrap_or_default();
        fields.into_iter().map(|(key, value, ty)| (key.to_owned(), value.clone(), ty)).collect()
    }

    fn inline_object(self, api: &Api, fields: &[Entry]) -> String {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value, ty)| {
                format!("{}: {}", self.key(name), self.inline(api, value, ty.as_ref()))
            })
            .collect();
        match self {
            _ if fields.is_empty() => "{}".to_owned(),
            Self::JavaScript => format!("{{ {} }}", fields.join(", ")),
            Self::Python => format!("{{{}}}", fields.join(", ")),
        }
    }

    fn lines<'v>(
        self,
        api: &Api,
        [open, close]: [&str; 2],
        entries: impl Iterator<Item = (String, &'v Value, Option<&'v Type>)>,
        level: usize,
    ) -> String {
        let indent = |level: usize| match self {
            Self::JavaScript => "  ".repeat(level),
            Self::Python => "    ".repeat(level),
        };
        let mut out = open.to_owned();
        for (head, value, ty) in entries {
            let start = indent(level + 1) + &head;
            let room = WIDTH.saturating_sub(start.chars().count() + 1);
            let value = self.value(api, value, ty, level + 1, room);
            out.push_str(&format!("\n{start}{value},"));
        }
        format!("{out}\n{}{close}", indent(level))
    }

    fn key(self, name: &str) -> String {
        let is_letter = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
        let is_identifier = name.starts_with(is_letter)
            && name.chars().all(|letter| is_letter(letter) || letter.is_ascii_digit());
        match self {
            // Without brackets it sets the prototype of the object.
            Self::JavaScript if name == "__proto__" => format!("[{}]", Value::from(name)),
            Self::JavaScript if is_identifier => name.to_owned(),
            _ => Value::from(name).to_string(),
        }
    }

    fn scalar(self, value: &Value) -> String {
        let python = match (self, value) {
            (Self::Python, Value::Null) => "None",
            (Self::Python, Value::Bool(true)) => "True",
            (Self::Python, Value::Bool(false)) => "False",
            // Strings of JSON are strings of both languages.
            _ => return value.to_string(),
        };
        python.to_owned()
    }
}

fn fits(text: &str, room: usize) -> bool {
    text.chars().count() <= room
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BOTH: [Notation; 2] = [Notation::JavaScript, Notation::Python];

    fn inline(value: &Value) -> [String; 2] {
        BOTH.map(|notation| notation.inline(&Api::default(), value, None))
    }

    #[test]
    fn strings_are_escaped() {
        for (text, literal) in [
            ("it's \"so\"", r#""it's \"so\"""#),
            (r"C:\new", r#""C:\\new""#),
            ("a\nb\tc\r\u{0}\u{8}\u{1b}", r#""a\nb\tc\r\u0000\b\u001b""#),
            ("操作成功 é 😀", "\"操作成功 é 😀\""),
            ("${HOME} {x} %s `x`", "\"${HOME} {x} %s `x`\""),
            ("</script>", "\"</script>\""),
            ("", "\"\""),
        ] {
            assert_eq!(inline(&json!(text)), [literal, literal], "{text:?}");
        }
    }

    #[test]
    fn constants_are_those_of_the_language() {
        let value = json!([null, true, false, 0, -1.5, 1e21, "null", "True"]);
        assert_eq!(
            inline(&value),
            [
                r#"[null, true, false, 0, -1.5, 1e+21, "null", "True"]"#,
                r#"[None, True, False, 0, -1.5, 1e+21, "null", "True"]"#,
            ]
        );
    }

    #[test]
    fn keys_that_are_no_identifiers_are_quoted() {
        let keys = json!({ "a1": 1, "_b": { "zh-CN": {} }, "1c": [], "d\"": [[]], "名": "" });
        let [javascript, python] = inline(&keys);
        for part in
            ["a1: 1", "_b: { \"zh-CN\": {} }", "\"1c\": []", r#""d\"": [[]]"#, "\"名\": \"\""]
        {
            assert!(javascript.contains(part), "{part} in {javascript}");
        }
        assert!(python.contains(r#""_b": {"zh-CN": {}}"#), "{python}");
        let [javascript, python] = inline(&json!({ "__proto__": null }));
        assert_eq!(javascript, r#"{ ["__proto__"]: null }"#);
        assert_eq!(python, r#"{"__proto__": None}"#);
    }

    #[test]
    fn values_that_fit_stay_on_a_line() {
        let value = json!({ "list": [{ "name": "x".repeat(30) }, { "name": "y".repeat(40) }] });
        let lines =
            |notation: Notation, room| notation.value(&Api::default(), &value, None, 0, room);
        let (x, y) = ("x".repeat(30), "y".repeat(40));
        assert_eq!(lines(Notation::JavaScript, 200), inline(&value)[0]);
        let list =
            format!("{{\n  list: [\n    {{ name: \"{x}\" }},\n    {{ name: \"{y}\" }},\n  ],\n}}");
        assert_eq!(lines(Notation::JavaScript, 80), list);
        let list = format!(
            "{{\n    \"list\": [\n        {{\"name\": \"{x}\"}},\n        {{\"name\": \"{y}\"}},\n    ],\n}}"
        );
        assert_eq!(lines(Notation::Python, 80), list);
    }
}
