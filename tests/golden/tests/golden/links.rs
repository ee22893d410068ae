//! Links of Markdown files to other files of this repository and to headings.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::here;

/// Returns the Markdown files below a folder, without symbolic links, build results, and stored pages of
/// the reference site, whose links are those of the site.
fn markdown_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if kind.is_dir()
            && !matches!(entry.file_name().to_str(), Some("target" | ".git" | "expected"))
        {
            found.extend(markdown_below(&path));
        } else if kind.is_file() && path.extension().is_some_and(|it| it == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the lines that are not part of a code block.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// Returns the anchors of headings, as GitHub creates them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let headings = prose(text).filter(|line| line.starts_with('#'));
    let mut anchor = |heading: &str| {
        let letters = heading.trim_start_matches('#').trim().to_lowercase();
        let letters = letters.chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
        let anchor: String = letters.map(|it| if it == ' ' { '-' } else { it }).collect();
        let count = used.entry(anchor.clone()).or_default();
        *count += 1;
        if *count == 1 { anchor } else { format!("{anchor}-{}", *count - 1) }
    };
    headings.map(&mut anchor).collect()
}

/// Returns the targets of `[text](target)` outside code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let text = prose(text).collect::<Vec<_>>().join("\n");
    // Every other part between backquotes is code; a link may hold code, so only its end counts.
    let outside: Vec<&str> = text.split('`').step_by(2).collect();
    for (index, part) in outside.join("\u{0}").split("](").enumerate() {
        if index > 0
            && let Some((target, _)) = part.split_once(')')
        {
            found.push(target.split_whitespace().next().unwrap_or_default().to_owned());
        }
    }
    found
}

fn problem(file: &Path, target: &str) -> Option<String> {
    // Skips other sites, items of the SDK, whose links rustdoc checks, and pages of the reference
    // site, which `genauth-codegen docs` checks.
    let is_page = ["operation:", "type:", "code:"].iter().any(|it| target.starts_with(it));
    if target.contains("://") || target.starts_with("mailto:") || target.contains("::") || is_page {
        return None;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let linked = match path {
        "" => file.to_owned(),
        path => file.parent().unwrap().join(path),
    };
    if !linked.exists() {
        return Some(format!("`{target}`: there is no such file; correct the path"));
    }
    let is_markdown = linked.extension().is_some_and(|it| it == "md");
    let has_anchor = || anchors(&fs::read_to_string(&linked).unwrap()).contains(anchor);
    if is_markdown && !anchor.is_empty() && !has_anchor() {
        return Some(format!("`{target}`: there is no such heading; correct the anchor"));
    }
    None
}

#[test]
fn relative_links_and_anchors_resolve() {
    let workspace = here().join("../..").canonicalize().unwrap();
    let mut problems = Vec::new();
    let mut count = 0;
    for file in markdown_below(&workspace) {
        let text = fs::read_to_string(&file).unwrap();
        // rustdoc checks the links that it resolves.
        let is_rustdoc = file.ends_with("sdk/docs/front.md");
        for target in links(&text).into_iter().filter(|_| !is_rustdoc) {
            count += 1;
            let shown = file.strip_prefix(&workspace).unwrap().display();
            problems.extend(problem(&file, &target).map(|it| format!("{shown}: {it}")));
        }
    }
    assert!(count > 20, "{count} links found");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn broken_links_and_anchors_are_found() {
    let file = here().join("../../CONTRIBUTING.md");
    for (target, is_broken) in [
        ("README.md", false),
        ("spec/README.md", false),
        ("#style", false),
        ("https://example.com", false),
        ("RELEASING.md#steps", false),
        ("MISSING.md", true),
        ("#missing", true),
        ("RELEASING.md#missing", true),
    ] {
        assert_eq!(problem(&file, target).is_some(), is_broken, "{target}");
    }
    let text = "[a](b.md) `[no](code.md)`\n```\n[no](code.md)\n```\n[`c`](d.md#e)";
    assert_eq!(links(text), ["b.md", "d.md#e"]);
    assert_eq!(
        anchors("# A `b`, c\n## A b c").into_iter().collect::<Vec<_>>(),
        ["a-b-c", "a-b-c-1"]
    );
}
