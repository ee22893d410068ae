//! Markdown pages.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Returns the anchors of the headings of a text, as code hosts build them.
pub fn headings(markdown: &str) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchors = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let slug = slug(&heading.take().unwrap_or_default());
                let count = counts.entry(slug.clone()).or_default();
                anchors.insert(match *count {
                    0 => slug,
                    count => format!("{slug}-{count}"),
                });
                *count += 1;
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    anchors
}

fn slug(heading: &str) -> String {
    let letters = heading.to_lowercase();
    let letters = letters.chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    letters.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

/// Returns the text of a page as a reader sees it, without its marks.
pub fn text(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::Html(text) | Event::InlineHtml(text) => {
                panic!("HTML in Markdown: {text}");
            }
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            Event::End(_) => out.push(' '),
            _ => {}
        }
    }
    out
}
