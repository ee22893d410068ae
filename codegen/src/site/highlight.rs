//! Syntax highlighting: code as HTML with a class for each kind of token.

use rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

use super::text::escape_content;

/// Words that the lexer takes for identifiers.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while",
];

/// Returns Rust code as HTML.
pub(super) fn rust(code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    let mut rest = code;
    for token in tokenize(code, FrontmatterAllowed::No) {
        let length = usize::try_from(token.len).unwrap_or(rest.len());
        let (text, after) = rest.split_at(length.min(rest.len()));
        rest = after;
        let class = match token.kind {
            TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => "c",
            TokenKind::Literal {
                kind: LiteralKind::Int { .. } | LiteralKind::Float { .. },
                ..
            } => "n",
            TokenKind::Literal { .. } => "s",
            TokenKind::Ident if KEYWORDS.contains(&text) => "k",
            TokenKind::Ident if text.starts_with(|first: char| first.is_ascii_uppercase()) => "t",
            TokenKind::Ident if after.starts_with('(') => "f",
            TokenKind::Ident if after.starts_with("!(") => "m",
            _ => "",
        };
        span(class, text, &mut out);
    }
    out
}

/// Returns a shell command as HTML: comments and strings stand out.
pub(super) fn shell(code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    for line in code.split_inclusive('\n') {
        match line.trim_start().starts_with('#') {
            true => span("c", line, &mut out),
            false => out.push_str(&escape_content(line)),
        }
    }
    out
}

/// Writes a token.
fn span(class: &str, text: &str, out: &mut String) {
    match class {
        "" => out.push_str(&escape_content(text)),
        class => out.push_str(&format!("<span class=\"{class}\">{}</span>", escape_content(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_their_kind_and_text_stays_the_same() {
        let code = "let a = \"<b>\"; // it's\nf(1, B::new());\n";
        assert_eq!(
            rust(code),
            "<span class=\"k\">let</span> a = <span class=\"s\">\"&lt;b&gt;\"</span>; \
             <span class=\"c\">// it's</span>\n<span class=\"f\">f</span>(\
             <span class=\"n\">1</span>, <span class=\"t\">B</span>::<span class=\"f\">new</span>());\n"
        );
    }

    #[test]
    fn unfinished_code_is_kept() {
        assert_eq!(rust("\"abc"), "<span class=\"s\">\"abc</span>");
        assert_eq!(rust("/* é"), "<span class=\"c\">/* é</span>");
    }
}
