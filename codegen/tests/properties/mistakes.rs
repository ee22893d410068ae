//! A spec with typical mistakes: missing, duplicated, moved or wrongly indented lines, and
//! misspelled words.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::{config, folder, generate};

const FILES: [(&str, &str); 3] = [
    ("common.yaml", include_str!("../support/common.yaml")),
    ("authentication/mfa.yaml", include_str!("../support/mfa.yaml")),
    ("management/user.yaml", include_str!("../support/user.yaml")),
];

/// A mistake in a line of a file; numbers wrap around.
#[derive(Clone, Debug)]
struct Mistake {
    file: prop::sample::Index,
    line: prop::sample::Index,
    kind: usize,
    word: String,
}

fn mistake() -> impl Strategy<Value = Mistake> {
    let words = prop::sample::select(vec![
        "5",
        "[]",
        "{}",
        "null",
        "true",
        "x: y",
        "- x",
        "\"",
        "'",
        "[",
        "]",
        "{ a: b }",
        "*a",
        "&a",
        "!t",
        "%",
        "\t",
        ": ",
        " #",
        "---",
        "$ref: \"#/components/schemas/Nothing\"",
        "\u{feff}",
        "type: object",
        "oneOf: [{}, {}]",
        "allOf: [{}]",
        "required: [z]",
        "x-page: { items: a }",
    ]);
    let (file, line) = (any::<prop::sample::Index>(), any::<prop::sample::Index>());
    (file, line, 0..9_usize, words).prop_map(|(file, line, kind, word)| Mistake {
        file,
        line,
        kind,
        word: word.to_owned(),
    })
}

/// Makes the mistake.
fn make(mistake: &Mistake, files: &mut BTreeMap<String, String>) {
    let file = mistake.file.get(&FILES).0;
    let text = &files[file];
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return;
    }
    let at = mistake.line.index(lines.len());
    let line = lines[at].clone();
    let indent = &line[..line.len() - line.trim_start().len()];
    match mistake.kind {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, line),
        2 => lines[at] = format!("  {line}"),
        3 => lines[at] = line.strip_prefix("  ").unwrap_or(&line).to_owned(),
        4 => lines[at] = format!("{indent}{}", mistake.word),
        5 => {
            lines[at] = format!("{}: {}", line.split(':').next().unwrap_or_default(), mistake.word)
        }
        6 => lines.insert(at, format!("{indent}{}", mistake.word)),
        7 => {
            let middle = line.char_indices().nth(line.chars().count() / 2).map_or(0, |it| it.0);
            lines[at] = line[..middle].to_owned() + line[middle..].get(1..).unwrap_or_default();
        }
        _ => {
            let last = lines.len() - 1;
            lines.swap(at, last);
        }
    }
    files.insert(file.to_owned(), lines.join("\n") + "\n");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn mistakes_are_reported_with_a_location_and_a_fix_or_are_harmless(
        mistakes in prop::collection::vec(mistake(), 1..5),
    ) {
        let mut files: BTreeMap<String, String> =
            FILES.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        for mistake in &mistakes {
            make(mistake, &mut files);
        }
        let folder = folder(&files);
        match generate(folder.path()) {
            Ok((_, code)) => {
                for (path, text) in code {
                    prop_assert!(syn::parse_file(&text).is_ok(), "{}: {text}", path.display());
                }
            }
            Err(found) => {
                let found = found.into_sorted();
                prop_assert!(!found.is_empty());
                for problem in found {
                    prop_assert!(problem.help.len() > 10 && !problem.message.is_empty(), "{problem}");
                    let text = files.get(problem.pointer.file.to_str().unwrap());
                    if let (Some(text), Some(at)) = (text, &problem.location) {
                        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                        let line = text.lines().nth(at.line - 1).map(str::trim_end);
                        prop_assert_eq!(line, Some(at.excerpt.as_str()));
                    }
                }
            }
        }
    }
}
