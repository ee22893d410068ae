//! The pages of guides and other documents.

use serde::Serialize;

use super::modules::GuideRow;
use super::page::{Frame, Page};
use super::viewer::Link;
use crate::site::document::Rendered;
use crate::site::html::Html;

#[derive(Debug, Serialize)]
pub(in crate::site) struct DocumentView {
    title: String,
    html: Html,
    markdown: String,
}

#[derive(Debug, Serialize)]
pub(in crate::site) struct OverviewView {
    title: String,
    summary: String,
    rows: Vec<GuideRow>,
}

/// Returns the page of a document; `nav` are its neighbors.
pub(in crate::site) fn document(
    address: &str,
    rendered: &Rendered,
    above: Option<Link>,
    nav: Vec<Link>,
) -> Page<DocumentView> {
    let sections = rendered.headings.iter().filter(|heading| heading.level == 2);
    let mut crumbs: Vec<Link> = above.clone().into_iter().collect();
    crumbs.push(Link::new(&rendered.title, address));
    let frame = Frame {
        address: address.to_owned(),
        title: rendered.title.clone(),
        summary: rendered.summary.clone(),
        crumbs,
        nav_title: above.map(|link| link.text).unwrap_or_default(),
        nav,
        toc: sections.map(|it| Link::new(&it.text, format!("#{}", it.anchor))).collect(),
    };
    let view = DocumentView {
        title: rendered.title.clone(),
        html: Html::escaped(rendered.html.clone()),
        markdown: rendered.markdown.clone(),
    };
    Page::new(frame, view)
}

/// Returns the overview of several documents.
pub(in crate::site) fn overview(
    address: &str,
    title: &str,
    summary: &str,
    rows: Vec<GuideRow>,
) -> Page<OverviewView> {
    let frame = Frame {
        address: address.to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
        crumbs: vec![Link::new(title, address)],
        nav_title: title.to_owned(),
        nav: rows.iter().map(|row| row.link.clone()).collect(),
        toc: Vec::new(),
    };
    Page::new(frame, OverviewView { title: title.to_owned(), summary: summary.to_owned(), rows })
}
