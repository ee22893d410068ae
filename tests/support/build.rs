//! Writes one function per operation and per type, since Rust cannot look up either by name at run
//! time.
//!
//! Names are read from the text of the generated code: a build script that runs the generator
//! compiles the generator, its template engine and its YAML parser a second time.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const GENERATED: &str = "../../sdk/src/generated";

/// A generated file.
struct Source {
    /// The API it belongs to; empty for shared types.
    api: String,
    text: String,
}

/// A method of a client.
struct Method<'a> {
    documented: &'a str,
    name: &'a str,
    params: Option<&'a str>,
    body: Option<&'a str>,
    data: String,
}

/// A type with a distinct documented name.
struct Type<'a> {
    name: &'a str,
    documented: &'a str,
    is_object: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={GENERATED}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(GENERATED);
    let mut sources = Vec::new();
    for folder in ["authentication", "management", "common"] {
        sources.extend(read(&root, folder)?);
    }
    let homes = homes(&sources);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("calls.rs"), calls(&sources)?)?;
    fs::write(out.join("round_trip.rs"), round_trips(&sources, &homes)?)?;
    fs::write(out.join("shown.rs"), shown(&sources, &homes)?)?;
    Ok(())
}

fn read(root: &Path, folder: &str) -> Result<Vec<Source>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(root.join(folder))? {
        paths.push(entry?.path());
    }
    paths.sort();
    let api = if folder == "common" { "" } else { folder };
    let read = |path: &PathBuf| Ok(Source { api: api.to_owned(), text: fs::read_to_string(path)? });
    paths.iter().map(read).collect()
}

/// Returns the API in which users find each type.
fn homes(sources: &[Source]) -> BTreeMap<&str, &str> {
    let mut homes = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.api.is_empty()) {
        for kind in types(&source.text) {
            homes.insert(kind.name, &*source.api);
        }
        for shared in source.text.split("pub use crate::generated::common::").skip(1) {
            let list = shared.split(';').next().unwrap_or_default();
            for name in list.split(|letter: char| !is_word(letter)).filter(|name| !name.is_empty())
            {
                homes.entry(name).or_insert(&*source.api);
            }
        }
    }
    homes
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Returns the word at the beginning of a text, including `r#`.
fn word(text: &str) -> &str {
    let skipped = if text.starts_with("r#") { 2 } else { 0 };
    let end = text[skipped..].find(|letter| !is_word(letter));
    &text[..end.map_or(text.len(), |end| skipped + end)]
}

/// Returns the text between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(found, _)| found)
}

fn methods(text: &str) -> Vec<Method<'_>> {
    let blocks = text.split("\n    pub fn ").skip(1);
    blocks.filter_map(|block| method(text, block.split("\n    }\n").next()?)).collect()
}

fn method<'a>(text: &'a str, block: &'a str) -> Option<Method<'a>> {
    let (signature, body) = block.split_once(" {\n")?;
    let constant = word(body.split_once("self.call(&")?.1);
    let operation = text.split_once(&format!("static {constant}: Operation = "))?.1;
    let data = signature.split_once("Call<")?.1.trim_end().strip_suffix('>')?;
    Some(Method {
        documented: between(operation, "name: \"", "\"")?,
        name: word(block),
        params: signature.split_once("params: ").map(|(_, rest)| word(rest)),
        body: signature.split_once("body: ").map(|(_, rest)| word(rest)),
        data: data.split_whitespace().collect(),
    })
}

fn types(text: &str) -> Vec<Type<'_>> {
    let mut found = Vec::new();
    for (index, _) in text.match_indices("\npub ") {
        let (before, item) = (&text[..index], &text[index + "\npub ".len()..]);
        let Some((kind, rest)) = item.split_once(' ') else { continue };
        if !matches!(kind, "struct" | "enum" | "type") {
            continue;
        }
        let name = word(rest);
        let is_open = text.contains(&format!("free_form_object!({name})"));
        found.push(Type {
            name,
            documented: documented(before, name),
            is_object: kind == "struct" && !is_open,
        });
    }
    found
}

/// Returns the name in the `doc(alias)` above an item, if it is the same name in other letters or
/// without the `Dto` that distinguishes it from a type of the standard library.
fn documented<'a>(before: &'a str, name: &'a str) -> &'a str {
    let plain = |name: &str| {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let above = before.rsplit("\n\n").next().unwrap_or_default();
    let aliases = above.lines().filter_map(|line| between(line, "#[doc(alias = \"", "\""));
    let mut aliases = aliases.filter(|alias| {
        let alias = plain(alias);
        plain(name) == alias || plain(name) == alias + "dto"
    });
    aliases.next().unwrap_or(name)
}

/// Returns every operation as a function from JSON to a pending call.
fn calls(sources: &[Source]) -> Result<String, Box<dyn Error>> {
    let pages: BTreeSet<&str> = sources
        .iter()
        .flat_map(|source| source.text.split("\npage! {\n    ").skip(1))
        .map(word)
        .collect();
    let mut functions = String::new();
    let mut table = String::from(
        "/// Every operation of both APIs, hidden ones too.\npub static CALLS: &[Entry] = &[\n",
    );
    for source in sources.iter().filter(|source| !source.api.is_empty()) {
        let api = &source.api;
        for method in methods(&source.text) {
            let name = format!("{api}_{}", method.name.trim_start_matches("r#"));
            let show = match &*method.data {
                "Redirect" => "redirect",
                "Content" => "content",
                _ => "json",
            };
            let call = call(sources, api, &method)?;
            let head = "(with: &With) -> Result<";
            let error = ", serde_json::Error> {";
            writeln!(functions, "fn {name}{head}Pending{error}{call}, with, {show}))\n}}\n")?;
            let mut paginate = String::from("None");
            if method.data.starts_with("Vec<") || pages.contains(&*method.data) {
                let call = call.replace("Ok(pending(", "Ok(items(");
                writeln!(functions, "fn {name}_items{head}ItemStream{error}{call}, with))\n}}\n")?;
                paginate = format!("Some({name}_items)");
            }
            let operation = method.documented;
            writeln!(
                table,
                "    Entry {{ api: {api:?}, operation: {operation:?}, make: {name}, paginate: {paginate} }},"
            )?;
        }
    }
    if functions.is_empty() {
        return Err(format!("no operations found in {GENERATED}; adapt this build script").into());
    }
    table.push_str("];\n\n");
    Ok(table + &functions)
}

/// Returns the beginning of a function that creates a call of an operation.
fn call(sources: &[Source], api: &str, method: &Method<'_>) -> Result<String, Box<dyn Error>> {
    let client = if api == "management" { "admin" } else { "user" };
    let mut out = String::from("\n");
    let mut args = Vec::new();
    if let Some(params) = method.params {
        writeln!(out, "    let params = argument::<genauth::{api}::{params}>(&with.params)?;")?;
        args.push("params");
    }
    if let Some(body) = method.body {
        writeln!(out, "    let body = argument::<genauth::{api}::{body}>(&with.body)?;")?;
        for field in files(sources, body) {
            writeln!(out, "    let body = body.{field}(sample_file());")?;
        }
        args.push("body");
    }
    let (name, args) = (method.name, args.join(", "));
    write!(out, "    Ok(pending(with.clients.{client}.{name}({args})")?;
    Ok(out)
}

/// Returns the setters of the fields of a body that hold a file, which JSON cannot represent.
fn files<'a>(sources: &'a [Source], body: &str) -> Vec<&'a str> {
    let head = format!("\npub struct {body} {{\n");
    let mut fields = sources.iter().filter_map(|source| between(&source.text, &head, "\n}\n"));
    let lines = fields.next().unwrap_or_default().lines();
    let files =
        lines.filter(|line| line.ends_with("UploadFile,") || line.ends_with("UploadFile>,"));
    files.filter_map(|line| line.trim_start().strip_prefix("pub ")).map(word).collect()
}

/// Returns every named type with its round trip through JSON.
fn round_trips(sources: &[Source], homes: &BTreeMap<&str, &str>) -> Result<String, Box<dyn Error>> {
    let mut table = String::from(
        "/// Every named type with its round trip.\npub static TYPES: &[(&str, Trip)] = &[\n",
    );
    for source in sources {
        let params = params(&source.text);
        for kind in types(&source.text).iter().filter(|kind| !params.contains(&kind.name)) {
            let Some(api) = homes.get(kind.name) else { continue };
            let (name, documented) = (kind.name, kind.documented);
            writeln!(table, "    ({documented:?}, trip::<genauth::{api}::{name}>),")?;
        }
    }
    table.push_str("];\n");
    Ok(table)
}

/// Returns every object as a function from JSON to its `Debug` output.
fn shown(sources: &[Source], homes: &BTreeMap<&str, &str>) -> Result<String, Box<dyn Error>> {
    let mut table = String::from(
        "/// Every object that is sent or received: types by their documented names, parameters by \
         API and\n/// operation.\npub static SHOWN: &[(&str, Show)] = &[\n",
    );
    for source in sources {
        let params = params(&source.text);
        let objects = types(&source.text).into_iter().filter(|kind| kind.is_object);
        for kind in objects.filter(|kind| !params.contains(&kind.name)) {
            let Some(api) = homes.get(kind.name) else { continue };
            let (name, documented) = (kind.name, kind.documented);
            writeln!(table, "    ({documented:?}, show::<genauth::{api}::{name}>),")?;
        }
        for method in methods(&source.text) {
            let Some(params) = method.params else { continue };
            let api = &source.api;
            let name = format!("{api}.{}", method.documented);
            writeln!(table, "    ({name:?}, show::<genauth::{api}::{params}>),")?;
        }
    }
    table.push_str("];\n");
    Ok(table)
}

/// Returns the types that hold parameters, which the spec does not name.
fn params(text: &str) -> Vec<&str> {
    methods(text).iter().filter_map(|method| method.params).collect()
}
