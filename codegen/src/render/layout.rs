//! Breaking lines the way rustfmt does, for the few constructs that generated code consists of.
//! Templates write each construct over several lines; here the lines are joined where they fit.

/// The longest line.
pub const WIDTH: usize = 100;

/// Returns a construct on one line if that is at most `width` long, else over several lines. A
/// value after `=` moves to a line of its own first, and breaks inside its brackets only if it is
/// too long for that.
pub fn fit(text: &str, width: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let one = join(&lines);
    if one.chars().count() <= width {
        return one + "\n";
    }
    let [first, value, rest @ ..] = lines.as_slice() else { return text.to_owned() };
    if !first.ends_with('=') || rest.is_empty() {
        return text.to_owned();
    }
    let joined = join(&lines[1..]);
    if joined.chars().count() <= width {
        return format!("{first}\n{joined}\n");
    }
    let rest: String = rest
        .iter()
        .map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line)))
        .collect();
    format!("{first} {}\n{rest}", value.trim_start())
}

/// Joins the lines of a construct.
fn join(lines: &[&str]) -> String {
    let mut out = String::new();
    for line in lines {
        let text = line.trim();
        if out.is_empty() {
            out.push_str(line.trim_end());
            continue;
        }
        let closes = text.starts_with([')', ']', '>', '}']);
        if closes {
            out.truncate(out.trim_end_matches(',').len());
        }
        let is_tight = out.ends_with(['(', '[', '<'])
            || text.starts_with([')', ']', '>', '.'])
            || (closes && out.ends_with('{'));
        if !is_tight {
            out.push(' ');
        }
        out.push_str(text);
    }
    out
}

/// Returns a list in braces on one line if it is shorter than a line, else with as many items in
/// each line as fit.
pub fn fill(text: &str, width: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let [head, items @ .., tail] = lines.as_slice() else { return text.to_owned() };
    let items: Vec<&str> = items.iter().map(|item| item.trim().trim_end_matches(',')).collect();
    let one = format!("{head}{}{tail}\n", items.join(", "));
    if one.len() <= width {
        return one;
    }
    let mut out = format!("{head}\n");
    let mut line = String::from("   ");
    for item in items {
        if line.len() + item.len() + 2 >= width {
            out.push_str(&line);
            out.push('\n');
            line = String::from("   ");
        }
        line.push_str(&format!(" {item},"));
    }
    format!("{out}{line}\n{tail}\n")
}

/// Names in the order of rustfmt, which compares numbers in names by their value.
pub fn sort(names: &mut [String]) {
    names.sort_by_cached_key(|name| sort_key(name));
}

/// Returns the key that rustfmt sorts names by.
pub fn sort_key(name: &str) -> Vec<Chunk> {
    let name = name.trim_start_matches("r#");
    let mut chunks: Vec<Chunk> = Vec::new();
    for letter in name.chars() {
        match (chunks.last_mut(), letter) {
            (_, '_') => chunks.push(Chunk::Underscore),
            (Some(Chunk::Number(digits, text)), '0'..='9') => {
                text.push(letter);
                *digits = text.trim_start_matches('0').len();
            }
            (_, '0'..='9') => {
                chunks.push(Chunk::Number(usize::from(letter != '0'), letter.into()));
            }
            (Some(Chunk::Text(text)), _) => text.push(letter),
            (_, _) => chunks.push(Chunk::Text(letter.into())),
        }
    }
    chunks
}

/// Part of a name; numbers are compared by their number of digits first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chunk {
    /// `_`
    Underscore,
    /// Digits: their number without leading zeros, and the digits themselves.
    Number(usize, String),
    /// Letters.
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "fn name(\n    first,\n    second,\n) -> Self {\n";

    #[test]
    fn construct_that_fits_is_joined() {
        assert_eq!(fit(CALL, 40), "fn name(first, second) -> Self {\n");
        assert_eq!(fit("Self {\n    a: a\n        .into(),\n}\n", 40), "Self { a: a.into() }\n");
        assert_eq!(fit("Self {\n}\n", 40), "Self {}\n");
        assert_eq!(fit("x: impl A<\n    B,\n>,\n", 40), "x: impl A<B>,\n");
    }

    #[test]
    fn construct_that_does_not_fit_keeps_its_lines() {
        assert_eq!(fit(CALL, 20), CALL);
    }

    #[test]
    fn long_value_moves_to_a_line_of_its_own_or_breaks() {
        let list = "const LIST: A =\n    &[\n        first,\n        second,\n    ];\n";
        assert_eq!(fit(list, 40), "const LIST: A = &[first, second];\n");
        assert_eq!(fit(list, 25), "const LIST: A =\n    &[first, second];\n");
        assert_eq!(fit(list, 15), "const LIST: A = &[\n    first,\n    second,\n];\n");
    }

    #[test]
    fn long_list_fills_its_lines() {
        let items = |count: usize| "    Item,\n".repeat(count);
        let list = |count: usize| fill(&format!("use a::{{\n{}}};\n", items(count)), WIDTH);
        assert_eq!(list(2), "use a::{Item, Item};\n");
        assert_eq!(list(20).lines().count(), 4);
        assert!(list(20).lines().all(|line| line.len() < WIDTH));
    }
}
