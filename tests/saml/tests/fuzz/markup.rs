//! Places in XML that need not be well-formed.

use std::ops::Range;

/// A tag, from `<` to `>`.
pub struct Tag {
    pub range: Range<usize>,
    pub name: String,
    pub is_end: bool,
    is_empty: bool,
}

/// Returns the tags of a text.
pub fn tags(xml: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut place = 0;
    while let Some(start) = xml[place..].find('<').map(|it| it + place) {
        let Some(end) = end_of_tag(xml, start) else { break };
        let inner = &xml[start + 1..end - 1];
        let is_end = inner.starts_with('/');
        let name = inner.trim_start_matches('/');
        let length = name.find([' ', '/', '\n', '\t']).unwrap_or(name.len());
        if !inner.starts_with(['!', '?']) && length > 0 {
            let (name, is_empty) = (name[..length].to_owned(), inner.ends_with('/'));
            tags.push(Tag { range: start..end, name, is_end, is_empty });
        }
        place = end;
    }
    tags
}

fn end_of_tag(xml: &str, start: usize) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in xml.bytes().enumerate().skip(start + 1) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(index + 1),
            (None, _) => {}
        }
    }
    None
}

/// Returns the ranges of elements.
pub fn elements(xml: &str) -> Vec<Range<usize>> {
    let mut elements = Vec::new();
    let mut open: Vec<Tag> = Vec::new();
    for tag in tags(xml) {
        if tag.is_empty {
            elements.push(tag.range);
        } else if !tag.is_end {
            open.push(tag);
        } else if let Some(place) = open.iter().rposition(|it| it.name == tag.name) {
            elements.push(open[place].range.start..tag.range.end);
            open.truncate(place);
        }
    }
    elements
}

/// Returns the ranges of attributes, each with the blank before it.
pub fn attributes(xml: &str) -> Vec<Range<usize>> {
    let mut attributes = Vec::new();
    for tag in tags(xml).into_iter().filter(|it| !it.is_end) {
        let mut place = tag.range.start;
        while let Some(start) = xml[place..tag.range.end].find(' ').map(|it| it + place) {
            let Some(open) = xml[start..tag.range.end].find('"').map(|it| it + start) else {
                break;
            };
            let Some(close) = xml[open + 1..tag.range.end].find('"') else { break };
            place = open + 1 + close + 1;
            attributes.push(start..place);
        }
    }
    attributes
}

/// Returns the ranges of texts between tags that are not empty.
pub fn texts(xml: &str) -> Vec<Range<usize>> {
    let tags = tags(xml);
    let between = tags.windows(2).map(|pair| pair[0].range.end..pair[1].range.start);
    between.filter(|range| !range.is_empty()).collect()
}
