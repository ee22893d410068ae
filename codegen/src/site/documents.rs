//! The documents of the site: which there are, where their pages are, and what their links mean.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::address::{Addresses, CHANGES, CODES, GUIDES, root_of};
use super::document::{self, Document, Rendered, Target};
use super::methods::{self, MARK};
use crate::api::{Api, ApiKind};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer, SourceLocation};

/// The guides in reading order; others follow.
const ORDER: &[&str] = &[
    "first-call",
    "sign-users-in",
    "second-factor",
    "saml",
    "cas",
    "sessions",
    "protect-a-web-app",
    "protect-an-api",
    "manage-users",
    "permissions",
    "webhooks",
    "events",
    "errors-and-retries",
    "testing",
    "configuration",
    "security",
    "migrating",
];

/// The folder of the documents in the repository.
pub(super) const FOLDER: &str = "sdk/docs/";
/// The changelog of the repository.
pub(super) const CHANGELOG: &str = "CHANGELOG.md";
/// Files of the repository that are no pages of the site.
const REPOSITORY: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");

/// The kind of a document, which is also the folder of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Guide,
    Protocol,
    Document,
    Changes,
}

/// A document with its page.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) address: String,
    pub(super) rendered: Rendered,
}

/// Renders all documents and checks their links.
pub(super) fn render(
    api: &Api,
    addresses: &Addresses,
    documents: &[Document],
) -> Result<Vec<Item>, Diagnostics> {
    let mut placed: BTreeMap<(Kind, usize, &str), (&Document, String)> = BTreeMap::new();
    for document in documents {
        let Some((kind, address)) = address_of(&document.path) else { continue };
        let name = address.rsplit('/').next().unwrap_or_default();
        let name = name.trim_end_matches(".html");
        let place = ORDER.iter().position(|it| *it == name).unwrap_or(ORDER.len());
        placed.insert((kind, place, &document.path), (document, address));
    }
    let pages: BTreeMap<&str, &str> =
        placed.values().map(|(it, address)| (it.path.as_str(), address.as_str())).collect();
    let mut found = Diagnostics::default();
    let mut items = Vec::new();
    for ((kind, ..), (document, address)) in &placed {
        let root = root_of(address);
        let resolve = |url: &str| resolve(api, addresses, &pages, &document.path, url);
        let text = with_methods(api, &document.text);
        let rendered = document::render(&text, &root, resolve);
        for (line, url) in &rendered.dangling {
            found.push(dangling(document, *line, url));
        }
        for (line, problem) in misplaced(&rendered) {
            found.push(misplaced_heading(document, line, problem));
        }
        items.push(Item { kind: *kind, address: address.clone(), rendered });
    }
    let anchors: HashSet<(&str, &str)> = items
        .iter()
        .flat_map(|item| {
            let headings = item.rendered.headings.iter();
            headings.map(|heading| (item.address.as_str(), heading.anchor.as_str()))
        })
        .collect();
    for (item, (document, _)) in items.iter().zip(placed.values()) {
        for (page, anchor) in &item.rendered.anchors {
            let is_document = pages.values().any(|address| address == page);
            if is_document && !anchors.contains(&(page.as_str(), anchor.as_str())) {
                let line = line_of(&document.text, anchor);
                found.push(dangling(document, line, &format!("{page}#{anchor}")));
            }
        }
    }
    if found.is_empty() { Ok(items) } else { Err(found) }
}

/// Returns a text with the tables of methods in the place of their mark. The lines above it stay where
/// they are.
fn with_methods<'a>(api: &Api, text: &'a str) -> Cow<'a, str> {
    match text.contains(MARK) {
        true => text.replace(MARK, &methods::tables(api)).into(),
        false => text.into(),
    }
}

/// Returns the kind of a document and the address of its page; `None` if it has none.
fn address_of(path: &str) -> Option<(Kind, String)> {
    if path == CHANGELOG {
        return Some((Kind::Changes, CHANGES.to_owned()));
    }
    let document = path.strip_prefix(FOLDER)?.strip_suffix(".md")?;
    let name = |name: &str| super::address::segment(name);
    match document.split_once('/') {
        Some(("guides", guide)) => Some((Kind::Guide, format!("guides/{}.html", name(guide)))),
        Some(("protocols", it)) => Some((Kind::Protocol, format!("protocols/{}.html", name(it)))),
        Some(_) => None,
        // The front page of rustdoc, with links of its own.
        None if document == "front" => None,
        None => Some((Kind::Document, format!("documents/{}.html", name(document)))),
    }
}

/// Returns the target of a link in a document.
fn resolve(
    api: &Api,
    addresses: &Addresses,
    pages: &BTreeMap<&str, &str>,
    file: &str,
    url: &str,
) -> Target {
    if let Some(path) = url.strip_prefix("operation:") {
        let parts = path.split_once('/');
        let kind = parts.and_then(|(api, _)| api.parse::<ApiKind>().ok());
        let address = parts.zip(kind).and_then(|((_, name), kind)| addresses.operation(kind, name));
        return address.map_or(Target::Nowhere, |it| Target::Operation(it.to_owned()));
    }
    if let Some(name) = url.strip_prefix("type:") {
        let address = addresses.of_type(name);
        return address.map_or(Target::Nowhere, |it| Target::Page(it.to_owned()));
    }
    if let Some(code) = url.strip_prefix("code:") {
        let is_known =
            |codes: &[crate::api::Code]| codes.iter().any(|it| it.code.to_string() == code);
        return match () {
            () if is_known(&api.codes.api_codes) => Target::Page(format!("{CODES}#api-{code}")),
            () if is_known(&api.codes.status_codes) => {
                Target::Page(format!("{CODES}#status-{code}"))
            }
            () => Target::Nowhere,
        };
    }
    if url.starts_with("https://") || url.starts_with("http://") {
        return Target::Elsewhere(url.to_owned());
    }
    if url.contains(':') {
        return Target::Nowhere;
    }
    let (link, anchor) = url.split_once('#').map_or((url, None), |(it, at)| (it, Some(at)));
    let path = match link {
        "" => Some(file.to_owned()),
        link => document::joined(file, link),
    };
    let Some(path) = path else { return Target::Nowhere };
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    match pages.get(path.as_str()) {
        Some(page) => Target::Page(format!("{page}{anchor}")),
        None if path.trim_end_matches('/') == "sdk/docs/guides" => Target::Page(GUIDES.to_owned()),
        // All files there have a page.
        None if ["guides/", "protocols/"]
            .iter()
            .any(|it| path.starts_with(&format!("{FOLDER}{it}"))) =>
        {
            Target::Nowhere
        }
        // A test of the repository checks links between its files.
        None => Target::Elsewhere(format!("{REPOSITORY}{path}{anchor}")),
    }
}

/// Returns the headings that do not fit into the outline of a page, each with its line.
fn misplaced(rendered: &Rendered) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    if rendered.title.is_empty() {
        found.push((1, "the document does not begin with a title"));
    }
    let mut last = 1;
    for heading in &rendered.headings {
        match heading.level {
            1 => found.push((heading.line, "this is a second title")),
            level if level > last + 1 => {
                found.push((heading.line, "the level above this heading is missing"));
            }
            _ => {}
        }
        last = heading.level;
    }
    found
}

fn misplaced_heading(document: &Document, line: usize, problem: &str) -> Diagnostic {
    let mut found = Diagnostic::new(
        "document-heading",
        Pointer::file(&document.path),
        problem,
        "begin with one `# Title`, and go down one level at a time",
    );
    let excerpt = document.text.lines().nth(line - 1).unwrap_or_default().to_owned();
    found.location = Some(SourceLocation { line, column: 1, excerpt });
    found
}

fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|line| line.contains(part)).map_or(1, |line| line + 1)
}

fn dangling(document: &Document, line: usize, url: &str) -> Diagnostic {
    let excerpt = document.text.lines().nth(line - 1).unwrap_or_default().to_owned();
    let mut found = Diagnostic::new(
        "dangling-link",
        Pointer::file(&document.path),
        format!("`{url}` leads nowhere"),
        "link to a file of the repository, to an `https://` URL, or to `operation:<api>/<name>`, \
         `type:<name>` or `code:<number>`; images are not supported",
    );
    found.location = Some(SourceLocation { line, column: 1, excerpt });
    found
}
