//! The frame of a page: its title, its place on the site, and the ways from it.

use serde::Serialize;

use super::viewer::Link;
use crate::site::address::{root_of, twin};

/// The documentation of the published crates.
const RUSTDOC: &str = "https://docs.rs/genauth/latest/";

/// Pages with fewer sections list none of them.
const LEAST_SECTIONS: usize = 3;

/// A page.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Page<T> {
    /// The way to the root of the site.
    root: String,
    /// Address of the page, relative to the root.
    address: String,
    /// Address of its Markdown twin.
    twin: String,
    /// Address of the documentation of the crate.
    rustdoc_base: &'static str,
    /// Title in the tab of the browser.
    title: String,
    /// One sentence for search results.
    summary: String,
    /// The pages above this one.
    crumbs: Vec<Link>,
    /// Title of the list of neighbors.
    nav_title: String,
    /// The neighbors of the page.
    nav: Vec<Link>,
    previous: Option<Link>,
    next: Option<Link>,
    /// The sections of the page.
    toc: Vec<Link>,
    /// The content.
    body: T,
}

/// What a page needs besides its content.
pub(super) struct Frame {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) crumbs: Vec<Link>,
    pub(super) nav_title: String,
    pub(super) nav: Vec<Link>,
    pub(super) toc: Vec<Link>,
}

impl<T> Page<T> {
    /// Returns the address of the page.
    pub(in crate::site) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn new(frame: Frame, body: T) -> Self {
        let Frame { address, title, summary, crumbs, nav_title, mut nav, mut toc } = frame;
        // A list of two sections says no more than the page.
        if toc.len() < LEAST_SECTIONS {
            toc.clear();
        }
        let place = nav.iter().position(|link| link.href == address);
        let neighbor = |offset: isize| {
            let place = place?.checked_add_signed(offset)?;
            nav.get(place).cloned()
        };
        let (previous, next) = (neighbor(-1), neighbor(1));
        if let Some(current) = place.and_then(|place| nav.get_mut(place)) {
            current.current = true;
        }
        Self {
            root: root_of(&address),
            twin: twin(&address),
            address,
            rustdoc_base: RUSTDOC,
            title,
            summary,
            crumbs,
            nav_title,
            nav,
            previous,
            next,
            toc,
            body,
        }
    }
}
