//! Breaking the statements of examples the way rustfmt does: calls with their arguments and chains.

/// The longest line of an example, in a doc comment inside an `impl`.
pub(super) const WIDTH: usize = 90;

/// Returns a statement on one line if it fits, else with its chain or its arguments on lines of
/// their own.
pub(super) fn statement(text: &str, width: usize) -> String {
    let text = text.trim_end();
    if text.chars().count() <= width {
        return format!("{text}\n");
    }
    let body = text.trim_start();
    let indent = text.len() - body.len();
    let pad = " ".repeat(indent);
    let end = body.find(['.', '(']).unwrap_or(body.len());
    let (start, rest) = body.split_at(end);
    if let Some((arguments, rest)) = parenthesized(rest) {
        let lines = split(arguments).map(|it| format!("{pad}    {it}"));
        return format!("{pad}{start}(\n{}\n{pad}){rest}\n", lines.collect::<Vec<_>>().join(",\n"));
    }
    let (links, rest) = chain(rest);
    let links = links.into_iter().map(|(name, args)| {
        let call = Expr::Call { head: name.to_owned(), args, chain: Vec::new() };
        format!("\n{pad}    .{}", call.broken(indent + 4, 1))
    });
    let links: String = links.collect();
    let rest = if rest.starts_with('.') { format!("\n{pad}    {rest}") } else { rest.to_owned() };
    format!("{pad}{start}{links}{rest}\n")
}

/// An expression that can be broken over several lines.
enum Expr {
    Plain(String),
    Call { head: String, args: Vec<Expr>, chain: Vec<(String, Vec<Expr>)> },
    List(Vec<Expr>),
}

impl Expr {
    fn flat(&self) -> String {
        let join = |items: &[Self]| items.iter().map(Self::flat).collect::<Vec<_>>().join(", ");
        match self {
            Self::Plain(text) => text.clone(),
            Self::List(items) => format!("[{}]", join(items)),
            Self::Call { head, args, chain } => {
                let chain = chain.iter().map(|(name, args)| format!(".{name}({})", join(args)));
                format!("{head}({}){}", join(args), chain.collect::<String>())
            }
        }
    }

    fn broken(&self, indent: usize, used: usize) -> String {
        let flat = self.flat();
        if indent + used + flat.len() <= WIDTH {
            return flat;
        }
        let pad = " ".repeat(indent);
        let items = |items: &[Self], indent: usize| {
            let pad = " ".repeat(indent);
            let lines = items.iter().map(|it| format!("{pad}{},\n", it.broken(indent, 1)));
            lines.collect::<String>()
        };
        match self {
            Self::Plain(text) => text.clone(),
            Self::List(list) => format!("[\n{}{pad}]", items(list, indent + 4)),
            Self::Call { head, args, chain } => {
                let short = args.iter().map(Self::flat).collect::<Vec<_>>().join(", ");
                let fits = args.is_empty() || indent + head.len() + short.len() + 2 <= WIDTH;
                let mut out = match (fits, args.as_slice()) {
                    (true, _) => format!("{head}({short})"),
                    // A single call breaks inside its own parentheses.
                    (false, [only @ Self::Call { chain, .. }]) if chain.is_empty() => {
                        format!("{head}({})", only.broken(indent, head.len() + 2))
                    }
                    _ => format!("{head}(\n{}{pad})", items(args, indent + 4)),
                };
                // Links are indented below one line, and aligned with the end of several.
                let more = if out.contains('\n') { 0 } else { 4 };
                let pad = " ".repeat(indent + more);
                for (name, args) in chain {
                    let short = args.iter().map(Self::flat).collect::<Vec<_>>().join(", ");
                    let line = format!("{pad}.{name}({short})");
                    match line.len() <= WIDTH {
                        true => out.push_str(&format!("\n{line}")),
                        false => out.push_str(&format!(
                            "\n{pad}.{name}(\n{}{pad})",
                            items(args, indent + more + 4)
                        )),
                    }
                }
                out
            }
        }
    }
}

/// Returns a text as an expression.
fn parse(text: &str) -> Expr {
    let plain = || Expr::Plain(text.to_owned());
    if let Some(items) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return Expr::List(split(items).map(parse).collect());
    }
    let is_path = |letter: char| letter.is_ascii_alphanumeric() || "_:<>#, ".contains(letter);
    let end = text.find(|letter| !is_path(letter)).unwrap_or(text.len());
    let (head, rest) = text.split_at(end);
    let Some((args, rest)) = parenthesized(rest).filter(|_| !head.is_empty()) else {
        return plain();
    };
    match chain(rest) {
        (chain, "") => {
            Expr::Call { head: head.to_owned(), args: split(args).map(parse).collect(), chain }
        }
        _ => plain(),
    }
}

/// Returns the calls at the start of `.name(…).name(…)`, and the rest.
fn chain(mut text: &str) -> (Vec<(String, Vec<Expr>)>, &str) {
    let mut links = Vec::new();
    while let Some((name, rest)) = text.strip_prefix('.').and_then(|it| it.split_once('(')) {
        if !name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_#".contains(letter)) {
            break;
        }
        let Some((args, after)) = parenthesized(&text[text.len() - rest.len() - 1..]) else {
            break;
        };
        links.push((name.to_owned(), split(args).map(parse).collect()));
        text = after;
    }
    (links, text)
}

/// Returns the text in the parentheses at the start, and the text after them.
fn parenthesized(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('(')?;
    let end = top_level(inner).find(|(_, letter)| *letter == ')')?.0;
    Some((&inner[..end], &inner[end + 1..]))
}

/// Returns the parts between top-level commas.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let commas = top_level(text).filter(|(_, letter)| *letter == ',').map(|(at, _)| at);
    let ends: Vec<usize> = commas.chain([text.len()]).collect();
    let parts = ends.into_iter().map(move |end| {
        let part = text[start..end].trim();
        start = end + 1;
        part
    });
    parts.filter(|part| !part.is_empty())
}

/// Returns the characters outside of string literals and brackets, with the closing bracket of the
/// text around.
fn top_level(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    text.char_indices().filter(move |(_, letter)| {
        if in_text {
            in_text = is_escaped || *letter != '"';
            is_escaped = !is_escaped && *letter == '\\';
            return false;
        }
        match letter {
            '"' => in_text = true,
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' if depth > 0 => {
                depth -= 1;
                return false;
            }
            _ => {}
        }
        depth == 0 && !in_text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statement_that_fits_stays_on_one_line() {
        assert_eq!(statement("user.call(\"a\").await?;\n", 40), "user.call(\"a\").await?;\n");
    }

    #[test]
    fn chain_breaks_before_each_link_and_arguments_break_only_if_too_long() {
        let long = "x".repeat(70);
        assert_eq!(
            statement(
                &format!(
                    "let a = user.call(B::new(\"(,\").c([D::E, f!({{}})]), \"{long}\").await?;"
                ),
                90
            ),
            format!(
                "let a = user\n    .call(\n        B::new(\"(,\").c([D::E, f!({{}})]),\n        \
                 \"{long}\",\n    )\n    .await?;\n"
            )
        );
    }

    #[test]
    fn macro_breaks_inside_its_parentheses() {
        assert_eq!(
            statement("  println!(\"{}, {}\", a.b);", 10),
            "  println!(\n      \"{}, {}\",\n      a.b\n  );\n"
        );
    }
}
