//! Collects the examples in the documentation of the generated code as one file of Rust, which
//! `tests/examples.rs` compiles.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

const GENERATED: &str = "src/generated";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={GENERATED}");
    let mut examples = String::new();
    for (number, example) in examples_below(Path::new(GENERATED))?.iter().enumerate() {
        examples.push_str(&format!("mod example_{number} {{\n{example}}}\n"));
    }
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("examples.rs"), examples)
}

fn examples_below(folder: &Path) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    let mut examples = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => examples.extend(examples_below(&path)?),
            false => examples.extend(examples_of(&fs::read_to_string(&path)?)),
        }
    }
    Ok(examples)
}

/// The code blocks in doc comments, with the lines that documentation hides.
fn examples_of(text: &str) -> Vec<String> {
    let mut examples = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let Some(line) = line.trim_start().strip_prefix("///") else { continue };
        let line = line.strip_prefix(' ').unwrap_or(line);
        if line.starts_with("```") {
            match open.take() {
                Some(example) => examples.push(example),
                None => open = Some(String::new()),
            }
        } else if let Some(example) = &mut open {
            example.push_str(line.strip_prefix("# ").unwrap_or(line));
            example.push('\n');
        }
    }
    examples
}
