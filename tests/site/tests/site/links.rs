//! Links of all pages, in HTML and in Markdown, with their anchors.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::support::{Facts, Site, Workspace, facts, headings, site};

/// Returns what is wrong with a link of a page; `anchors` are those of the other pages.
fn problem(
    site: &Site,
    page: &str,
    link: &str,
    anchors: &BTreeMap<&str, BTreeSet<String>>,
) -> Option<&'static str> {
    if let Some((scheme, _)) = link.split_once("://") {
        return (scheme != "https").then_some("is not https");
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(it, at)| (it, Some(at)));
    if path.starts_with('/') || path.contains([':', '\\']) {
        return Some("is not relative");
    }
    let Some(target) = joined(page, path) else { return Some("leaves the site") };
    if !site.files.contains_key(&target) {
        return Some("leads to no file");
    }
    let is_known = |anchor: &str| {
        anchors.get(target.as_str()).is_some_and(|known| known.contains(&decoded(anchor)))
    };
    match anchor {
        Some(anchor) if !is_known(anchor) => Some("leads to no anchor"),
        _ => None,
    }
}

/// Returns the path that a link of a page leads to.
fn joined(page: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." => {}
            part => parts.push(part),
        }
    }
    Some(decoded(&parts.join("/")))
}

/// Resolves the escapes of a URL.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Fails if a link is broken; returns the number of links.
fn assert_whole<'a>(
    site: &Site,
    links: impl Iterator<Item = (&'a str, String)>,
    anchors: &BTreeMap<&str, BTreeSet<String>>,
) -> usize {
    let mut count = 0;
    let mut broken = Vec::new();
    for (page, link) in links {
        count += 1;
        if let Some(problem) = problem(site, page, &link, anchors) {
            broken.push(format!("{page}: `{link}` {problem}"));
        }
    }
    let shown = &broken[..broken.len().min(20)];
    assert!(broken.is_empty(), "{} of {count} links: {shown:#?}", broken.len());
    count
}

#[test]
fn links_of_pages_lead_to_pages_and_anchors() {
    let ids = |facts: &Facts| facts.ids.iter().cloned().collect();
    let anchors = facts().iter().map(|(page, facts)| (page.as_str(), ids(facts))).collect();
    let links = facts().iter().flat_map(|(page, facts)| {
        facts.links.iter().map(move |link| (page.as_str(), link.clone()))
    });
    assert!(assert_whole(site(), links, &anchors) > 10_000);
}

#[test]
fn links_of_markdown_lead_to_markdown_and_its_headings() {
    let is_markdown = |page: &str| page.ends_with(".md") || page == "llms.txt";
    let files = || site().files.iter().filter(|(page, _)| is_markdown(page));
    let anchors = files().map(|(page, text)| (page.as_str(), headings(text))).collect();
    let links = files()
        .flat_map(|(page, text)| links_of(text).into_iter().map(move |link| (page.as_str(), link)));
    assert!(assert_whole(site(), links, &anchors) > 10_000);
    for (page, text) in files() {
        let local = links_of(text).into_iter().filter(|link| !link.contains("://"));
        let html = local.filter(|link| link.split('#').next().unwrap().ends_with(".html"));
        assert_eq!(html.collect::<Vec<_>>(), Vec::<String>::new(), "{page} links to HTML");
    }
}

fn links_of(markdown: &str) -> Vec<String> {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    let links = events.filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.to_string())
        }
        _ => None,
    });
    links.collect()
}

#[test]
fn every_page_can_be_reached_from_the_front_page() {
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut open: Vec<String> = reached.iter().cloned().collect();
    while let Some(page) = open.pop() {
        let Some(facts) = facts().get(&page) else { continue };
        let links = facts.links.iter().filter(|link| !link.contains("://"));
        let targets = links.filter_map(|link| joined(&page, link.split('#').next()?));
        for target in targets.filter(|target| target.ends_with(".html")) {
            if reached.insert(target.clone()) {
                open.push(target);
            }
        }
    }
    let lost: Vec<&String> = facts().keys().filter(|page| !reached.contains(*page)).collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn links_of_a_site_without_documents_lead_to_pages_and_anchors() {
    let site = Workspace::small().site();
    let facts: BTreeMap<String, Facts> =
        site.pages().into_iter().map(|(page, tree)| (page, Facts::of(&tree))).collect();
    let anchors = facts.iter();
    let anchors = anchors.map(|(page, facts)| (page.as_str(), facts.ids.iter().cloned().collect()));
    let links = facts.iter().flat_map(|(page, facts)| {
        facts.links.iter().map(move |link| (page.as_str(), link.clone()))
    });
    assert!(assert_whole(&site, links, &anchors.collect()) > 100);
}
