//! Guides and other documents in Markdown: as pages, with links that are checked.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::highlight;
use super::text::escape_html;

/// A document of the repository.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path in the repository, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) anchor: String,
}

/// A document as a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Rendered {
    /// Title of the document.
    pub(super) title: String,
    /// Its first paragraph, as text.
    pub(super) summary: String,
    /// HTML of the document without its title.
    pub(super) html: String,
    /// The sections.
    pub(super) headings: Vec<Heading>,
    /// Markdown of the document, with the links of the site.
    pub(super) markdown: String,
    /// Addresses of the operations that it refers to.
    pub(super) operations: Vec<String>,
    /// Links to anchors of other documents: address and anchor.
    pub(super) anchors: Vec<(String, String)>,
    /// Links that lead nowhere, each with its line.
    pub(super) dangling: Vec<(usize, String)>,
}

/// The target of a link of a document.
pub(super) enum Target {
    /// A page of the site: its address with an anchor.
    Page(String),
    /// An operation: the address of its page.
    Operation(String),
    /// A URL elsewhere.
    Elsewhere(String),
    /// Nothing.
    Nowhere,
}

/// Renders a document. `resolve` finds the targets of links; `root` is the way from the page to the root of
/// the site.
pub(super) fn render(text: &str, root: &str, resolve: impl Fn(&str) -> Target) -> Rendered {
    let mut page = Rendered::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut anchors: HashMap<String, usize> = HashMap::new();
    let mut replaced: Vec<(String, String)> = Vec::new();
    let mut heading: Option<Heading> = None;
    let mut code: Option<(String, String)> = None;
    let mut paragraph: Option<String> = None;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let line = line_at(text, range.start);
                heading = Some(Heading { level: number(level), line, ..Heading::default() });
                events.push(Event::Start(Tag::Paragraph));
            }
            Event::End(TagEnd::Heading(_)) => {
                let heading = heading.take().unwrap_or_default();
                finish_heading(heading, &mut events, &mut anchors, &mut page);
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                code = Some((info, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((info, text)) = code.take() {
                    events.push(Event::Html(code_block(&info, &text).into()));
                }
            }
            Event::Text(text) if code.is_some() => {
                if let Some((_, block)) = &mut code {
                    block.push_str(&text);
                }
            }
            // Markup is text.
            Event::Html(html) | Event::InlineHtml(html) => {
                // Comments are for authors.
                if !html.trim_start().starts_with("<!--") {
                    events.push(Event::Text(html));
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let (dest_url, twin) = match resolve(&dest_url) {
                    Target::Page(address) => {
                        if let Some((page_of, anchor)) = address.split_once('#') {
                            page.anchors.push((page_of.to_owned(), anchor.to_owned()));
                        }
                        (
                            format!("{root}{address}"),
                            format!("{root}{}", super::address::twin(&address)),
                        )
                    }
                    Target::Operation(address) => {
                        page.operations.push(address.clone());
                        (
                            format!("{root}{address}"),
                            format!("{root}{}", super::address::twin(&address)),
                        )
                    }
                    Target::Elsewhere(url) => (url.clone(), url),
                    Target::Nowhere => {
                        page.dangling.push((line_at(text, range.start), dest_url.to_string()));
                        ("#".to_owned(), "#".to_owned())
                    }
                };
                replaced.push((text[range.clone()].to_owned(), twin));
                let dest_url = CowStr::from(dest_url);
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            // An image would be a file beside the page, or a request to another host.
            Event::Start(Tag::Image { dest_url, .. }) => {
                let line = text[..range.start].matches('\n').count() + 1;
                page.dangling.push((line, dest_url.to_string()));
            }
            Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Paragraph) => {
                if page.summary.is_empty() && paragraph.is_none() {
                    paragraph = Some(String::new());
                }
                events.push(Event::Start(Tag::Paragraph));
            }
            Event::End(TagEnd::Paragraph) => {
                if let Some(text) = paragraph.take() {
                    page.summary = text;
                }
                events.push(Event::End(TagEnd::Paragraph));
            }
            event => {
                let words = match &event {
                    Event::Text(text) | Event::Code(text) => text,
                    Event::SoftBreak | Event::HardBreak => " ",
                    _ => "",
                };
                if let Some(heading) = &mut heading {
                    heading.text.push_str(words);
                }
                if let Some(text) = &mut paragraph {
                    text.push_str(words);
                }
                events.push(event);
            }
        }
    }
    page.html = html_of(events);
    page.markdown = with_links(text, &replaced);
    page
}

/// Ends a heading: the first one of level 1 is the title, and others get an anchor.
fn finish_heading(
    heading: Heading,
    events: &mut Vec<Event<'_>>,
    anchors: &mut HashMap<String, usize>,
    page: &mut Rendered,
) {
    let start = events.iter().rposition(|event| *event == Event::Start(Tag::Paragraph));
    let inner = events.split_off(start.unwrap_or(events.len()));
    if heading.level == 1 && page.title.is_empty() && page.headings.is_empty() {
        page.title = heading.text;
        return;
    }
    let slug = slug(&heading.text);
    let count = anchors.entry(slug.clone()).or_default();
    let anchor = match *count {
        0 => slug,
        count => format!("{slug}-{count}"),
    };
    *count += 1;
    let (level, anchor_html) = (heading.level, escape_html(&anchor));
    events.push(Event::Html(
        format!("<h{level} id=\"{anchor_html}\"><a href=\"#{anchor_html}\">").into(),
    ));
    events.extend(inner.into_iter().skip(1));
    events.push(Event::Html(format!("</a></h{level}>\n").into()));
    page.headings.push(Heading { anchor, ..heading });
}

/// Returns the events as HTML, with regions around tables, which can be wider than a page.
fn html_of(events: Vec<Event<'_>>) -> String {
    let mut wrapped = Vec::with_capacity(events.len());
    for event in events {
        match event {
            Event::Start(Tag::Table(_)) => {
                let region =
                    "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">";
                wrapped.push(Event::Html(region.into()));
                wrapped.push(event);
            }
            Event::End(TagEnd::Table) => {
                wrapped.push(event);
                wrapped.push(Event::Html("</div>\n".into()));
            }
            event => wrapped.push(event),
        }
    }
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, wrapped.into_iter());
    with_row_headers(&html.replace("<th>", "<th scope=\"col\">"))
}

/// Makes the first cell of each row a header where the first column of a table has none.
fn with_row_headers(html: &str) -> String {
    const UNNAMED: &str = "<table><thead><tr><th scope=\"col\"></th>";
    let mut parts = html.split(UNNAMED);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (table, rest) = part.split_once("</table>").unwrap_or((part, ""));
        out.push_str("<table><thead><tr><td></td>");
        for (index, row) in table.split("<tr><td>").enumerate() {
            match (index, row.split_once("</td>")) {
                (1.., Some((header, cells))) => {
                    out.push_str(&format!("<tr><th scope=\"row\">{header}</th>{cells}"));
                }
                _ => out.push_str(row),
            }
        }
        out.push_str(&format!("</table>{rest}"));
    }
    out
}

/// Returns a block of code as HTML.
fn code_block(info: &str, code: &str) -> String {
    let language = info.split([',', ' ']).next().unwrap_or_default();
    let (name, html) = match language {
        "rust" => ("Rust", highlight::rust(code)),
        "sh" | "shell" | "bash" | "console" => ("Shell", highlight::shell(code)),
        "toml" | "yaml" => (language, highlight::shell(code)),
        language => (language, escape_html(code)),
    };
    let label = if name.is_empty() { "Code" } else { name };
    format!(
        "<div class=\"code\"><pre tabindex=\"0\" role=\"group\" aria-label=\"{0}\"><code>{html}\
         </code></pre></div>\n",
        escape_html(label)
    )
}

/// Returns the line of a position.
fn line_at(text: &str, position: usize) -> usize {
    text[..position].matches('\n').count() + 1
}

/// Returns the anchor of a heading the way code hosts build it.
fn slug(text: &str) -> String {
    let letters = text
        .to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            ' ' | '-' => Some('-'),
            '_' => Some('_'),
            letter if letter.is_alphanumeric() => Some(letter),
            _ => None,
        })
        .collect::<String>();
    if letters.is_empty() { "section".to_owned() } else { letters }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Returns the text with the destinations of inline links replaced.
fn with_links(text: &str, replaced: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    for (source, target) in replaced {
        let Some(at) = rest.find(source.as_str()) else { continue };
        let Some(open) = source.rfind("](") else { continue };
        out.push_str(&rest[..at]);
        out.push_str(&source[..open]);
        out.push_str(&format!("]({target})"));
        rest = &rest[at + source.len()..];
    }
    out + rest
}

/// Returns the path of a relative link of a file in the repository; `None` if it leads out of it.
pub(super) fn joined(file: &str, link: &str) -> Option<String> {
    let mut path = PathBuf::from(file);
    path.pop();
    for component in Path::new(link).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => path.pop().then_some(())?,
            Component::Normal(part) => path.push(part),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    let parts: Vec<_> = path.components().map(|it| it.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Rendered {
        render(text, "../", |url| match url.strip_prefix("ok:") {
            Some(name) => Target::Page(format!("{name}.html")),
            None if url.starts_with("https://") => Target::Elsewhere(url.to_owned()),
            None => Target::Nowhere,
        })
    }

    #[test]
    fn title_summary_and_sections_are_found() {
        let page = page("# A `b`\n\nFirst\nparagraph.\n\nSecond.\n\n## One\n\n### One\n");
        assert_eq!(page.title, "A b");
        assert_eq!(page.summary, "First paragraph.");
        let anchors: Vec<&str> = page.headings.iter().map(|it| it.anchor.as_str()).collect();
        assert_eq!(anchors, ["one", "one-1"]);
        assert!(!page.html.contains("<h1"));
    }

    #[test]
    fn links_are_resolved_in_html_and_in_markdown() {
        let page = page("# T\n\n[a](ok:x), [b](https://example.org/), [c](gone.md)\n");
        assert!(page.html.contains("href=\"../x.html\""));
        assert!(page.markdown.contains("[a](../x.md), [b](https://example.org/)"));
        assert_eq!(page.dangling, [(3, "gone.md".to_owned())]);
    }

    #[test]
    fn scripts_and_markup_are_text() {
        let page = page("# T\n\n<img src=x onerror=alert(1)> a [x](javascript:alert(1))\n");
        assert!(page.html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{}", page.html);
        assert!(!page.html.contains("javascript:"));
        assert_eq!(page.dangling.len(), 1);
    }

    #[test]
    fn first_cells_are_headers_if_their_column_has_no_name() {
        let page = page("# T\n\n| | b |\n|-|-|\n| c | d |\n\n| a | b |\n|-|-|\n| c | d |\n");
        assert!(page.html.contains("<tr><th scope=\"row\">c</th><td>d</td></tr>"), "{}", page.html);
        assert!(page.html.contains("<tr><td>c</td><td>d</td></tr>"), "{}", page.html);
        assert!(!page.html.contains("<th scope=\"col\"></th>"), "{}", page.html);
    }

    #[test]
    fn images_are_refused() {
        let page = page("# T\n\n![a](https://example.org/a.png)\n");
        assert!(!page.html.contains("<img"), "{}", page.html);
        assert_eq!(page.dangling.len(), 1);
    }

    #[test]
    fn relative_links_stay_in_the_repository() {
        assert_eq!(joined("sdk/docs/guides/a.md", "../x.md").as_deref(), Some("sdk/docs/x.md"));
        assert_eq!(joined("a.md", "../../x.md"), None);
    }
}
