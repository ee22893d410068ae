//! Breaking lines the way rustfmt does, for the few constructs that generated code consists of.

/// The longest line.
pub const WIDTH: usize = 100;

/// Lays out `head(items)tail` on one line if it fits, else with one item per line.
pub fn list(indent: usize, head: &str, items: &[String], tail: &str) -> String {
    let pad = " ".repeat(indent);
    let one = format!("{pad}{head}({}){tail}", items.join(", "));
    if one.len() <= WIDTH {
        return one;
    }
    let mut out = format!("{pad}{head}(\n");
    for item in items {
        out.push_str(&argument(indent + 4, item));
    }
    out.push_str(&format!("{pad}){tail}"));
    out
}

/// Lays out one argument of a signature; a long generic breaks inside its brackets.
fn argument(indent: usize, item: &str) -> String {
    let pad = " ".repeat(indent);
    let one = format!("{pad}{item},");
    match item.split_once("impl IntoField<").filter(|_| one.len() > WIDTH + 4) {
        // rustfmt allows a few columns more around nested generics.
        None => format!("{one}\n"),
        Some((name, ty)) => {
            let ty = ty.strip_suffix('>').unwrap_or(ty);
            format!("{pad}{name}impl IntoField<\n{pad}    {ty},\n{pad}>,\n")
        }
    }
}

/// Lays out `Self { a: …, b: … }` on one line if it fits, else with one field per line.
pub fn literal(indent: usize, name: &str, fields: &[String]) -> String {
    let pad = " ".repeat(indent);
    if fields.is_empty() {
        return format!("{pad}{name} {{}}");
    }
    let one = format!("{pad}{name} {{ {} }}", fields.join(", "));
    if one.len() <= WIDTH {
        return one;
    }
    let mut out = format!("{pad}{name} {{\n");
    for field in fields {
        out.push_str(&initialiser(indent + 4, field));
    }
    out.push_str(&format!("{pad}}}"));
    out
}

/// Lays out one `name: value.into_field(),` of a literal; a long one breaks before the call, or
/// after the colon if even the rest is too long.
fn initialiser(indent: usize, field: &str) -> String {
    let pad = " ".repeat(indent);
    let one = format!("{pad}{field},");
    if one.len() <= WIDTH {
        return format!("{one}\n");
    }
    match field.strip_suffix(".into_field()").filter(|rest| indent + rest.len() <= WIDTH) {
        Some(rest) => format!("{pad}{rest}\n{pad}    .into_field(),\n"),
        None => format!("{}\n", member(indent, field)),
    }
}

/// Lays out `name: type,` or `name: value,`, broken after the colon if it is too long.
pub fn member(indent: usize, text: &str) -> String {
    let pad = " ".repeat(indent);
    let one = format!("{pad}{text},");
    match text.split_once(": ").filter(|_| one.len() > WIDTH) {
        None => one,
        Some((name, rest)) => format!("{pad}{name}:\n{pad}    {rest},"),
    }
}

/// Lays out `use path::{a, b};`, filled up to the longest line.
pub fn import(visibility: &str, path: &str, names: &[String]) -> String {
    if let [name] = names {
        return format!("{visibility}use {path}::{name};");
    }
    let one = format!("{visibility}use {path}::{{{}}};", names.join(", "));
    if one.len() < WIDTH {
        return one;
    }
    let mut out = format!("{visibility}use {path}::{{\n");
    let mut line = String::from("   ");
    for name in names {
        if line.len() + name.len() + 2 >= WIDTH {
            out.push_str(&line);
            out.push('\n');
            line = String::from("   ");
        }
        line.push_str(&format!(" {name},"));
    }
    out.push_str(&line);
    out.push_str("\n};");
    out
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

/// Lays out `target = value;`, broken after the sign if it is too long.
pub fn assign(indent: usize, target: &str, value: &str) -> String {
    let pad = " ".repeat(indent);
    let one = format!("{pad}{target} = {value};");
    match one.len() <= WIDTH {
        true => one,
        false => format!("{pad}{target} =\n{pad}    {value};"),
    }
}

/// Lays out `name: &[items],` on one line if it fits, else with one item per line.
pub fn array_member(indent: usize, name: &str, items: &[String]) -> String {
    let pad = " ".repeat(indent);
    let one = format!("{pad}{name}: &[{}],", items.join(", "));
    if one.chars().count() <= WIDTH {
        return one;
    }
    let items: String = items.iter().map(|item| format!("{pad}    {item},\n")).collect();
    format!("{pad}{name}: &[\n{items}{pad}],")
}

/// Lays out `head = value[items];` on one line if it fits, else on the next, else with one item per
/// line.
pub fn assign_array(target: &str, items: &[String]) -> String {
    let list = format!("&[{}]", items.join(", "));
    let lines = assign(0, target, &list);
    if lines.lines().all(|line| line.len() <= WIDTH) {
        return lines;
    }
    let items: String = items.iter().map(|item| format!("    {item},\n")).collect();
    format!("{target} = &[\n{items}];")
}

/// Lays out `start.link().link()` on one line if it fits, else with one link per line.
pub fn chain(indent: usize, links: &[String]) -> String {
    let pad = " ".repeat(indent);
    let one = format!("{pad}{}", links.concat());
    match one.len() <= WIDTH {
        true => one,
        false => format!("{pad}{}", links.join(&format!("\n{pad}    "))),
    }
}
