//! The reference site: the model and the documents of the repository as HTML, each page with a twin in
//! Markdown.
//!
//! [`build`] returns all files. `view` has the data of the templates, `engine` fills them, and the other
//! modules turn parts of pages into markup.

mod address;
mod assets;
mod document;
mod documents;
mod engine;
mod foreign;
mod highlight;
mod html;
mod json;
mod llms;
mod methods;
mod notation;
mod samples;
mod text;
mod view;

use std::collections::{BTreeMap, HashMap};

pub use document::Document;

use serde::Serialize;

use self::address::{Addresses, GUIDES, twin};
use self::documents::{Item, Kind};
use self::engine::Engines;
use self::view::{GuideRow, Link, Page, Viewer};
use crate::api::{Api, ApiKind};
use crate::diagnostics::Diagnostics;
use crate::render::Programs;
use crate::render::names::Names;

/// The overview of the protocols.
const PROTOCOLS: &str = "protocols/index.html";

/// The most operations that a guide can be about.
const MOST_MENTIONS: usize = 100;

/// Files by path, relative to the root of the site, with `/`.
pub type Site = BTreeMap<String, Vec<u8>>;

/// Returns all files of the site.
///
/// # Errors
///
/// The links of documents that lead nowhere.
pub fn build(api: &Api, names: &Names, documents: &[Document]) -> Result<Site, Diagnostics> {
    let addresses = Addresses::of(api);
    let items = documents::render(api, &addresses, documents)?;
    let programs = Programs::new(api, names);
    let viewer = Viewer {
        api,
        names,
        addresses: &addresses,
        programs: &programs,
        mentions: mentions(&items),
    };
    let engines = Engines::new(items.iter().map(|item| item.address.clone()).collect());
    let mut jobs: Vec<Job<'_>> = Vec::new();
    for module in &api.modules {
        let view = &viewer;
        jobs.push(Box::new(move |out| out.page("module", &view.module(module))));
        for operation in &module.operations {
            jobs.push(Box::new(move |out| {
                out.page("operation", &view.operation(module, operation))
            }));
        }
    }
    for def in api.types.values() {
        let view = &viewer;
        jobs.push(Box::new(move |out| out.page("type", &view.type_page(def))));
    }
    let mut site = run(&engines, &jobs);
    let mut out = Output { engines: &engines, site: &mut site };
    for kind in ApiKind::ALL {
        out.page("api", &viewer.api(kind));
    }
    out.page("types", &viewer.types());
    out.page("codes", &viewer.codes());
    let guides = rows(&items, Kind::Guide);
    let protocols = rows(&items, Kind::Protocol);
    let others = rows(&items, Kind::Document);
    out.page("home", &viewer.home(guides.clone(), protocols.clone(), others));
    for item in &items {
        out.page("document", &page_of(item, &guides, &protocols));
    }
    let summary = "Tasks from the first call to a protected application, with code that is tested.";
    out.page("overview", &view::overview(GUIDES, "Guides", summary, guides.clone()));
    let summary = "Modules of the documentation that consist of protocols rather than operations.";
    out.page("overview", &view::overview(PROTOCOLS, "Protocols", summary, protocols.clone()));
    let mut others = rows(&items, Kind::Document);
    others.extend(rows(&items, Kind::Changes));
    let llms = llms::llms(&viewer, &guides, &protocols, others);
    site.insert("llms.txt".to_owned(), engines.markdown("llms", &llms).into_bytes());
    let kinds = [Kind::Guide, Kind::Protocol, Kind::Document, Kind::Changes];
    let mut documents: Vec<&Item> = items.iter().collect();
    documents.sort_by_key(|item| kinds.iter().position(|kind| *kind == item.kind));
    site.insert(assets::NAMES.to_owned(), assets::json(&viewer.names(&documents)));
    for (path, text) in assets::FILES {
        site.insert((*path).to_owned(), text.as_bytes().to_vec());
    }
    Ok(site)
}

/// The work on one page.
type Job<'a> = Box<dyn Fn(&mut Output<'_>) + Sync + 'a>;

/// Makes pages on all cores. The result does not depend on their number.
fn run(engines: &Engines, jobs: &[Job<'_>]) -> Site {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut site = Site::new();
        let mut out = Output { engines, site: &mut site };
        while let Some(job) = jobs.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            job(&mut out);
        }
        site
    };
    let threads =
        std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len().max(1));
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut site = Site::new();
        for handle in handles {
            match handle.join() {
                Ok(done) => site.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        site
    })
}

/// Where pages are written.
struct Output<'a> {
    engines: &'a Engines,
    site: &'a mut Site,
}

impl Output<'_> {
    /// Writes a page and its twin.
    fn page<T: Serialize>(&mut self, template: &str, page: &Page<T>) {
        let address = page.address().to_owned();
        let markdown = self.engines.markdown(template, page).into_bytes();
        self.site.insert(twin(&address), markdown);
        self.site.insert(address, self.engines.html(template, page).into_bytes());
    }
}

/// Returns the guides that refer to each operation.
fn mentions(items: &[Item]) -> HashMap<String, Vec<Link>> {
    let mut mentions: HashMap<String, Vec<Link>> = HashMap::new();
    // A document that lists most operations is about none of them.
    let is_about = |item: &&Item| {
        item.kind != Kind::Changes && item.rendered.operations.len() <= MOST_MENTIONS
    };
    for item in items.iter().filter(is_about) {
        let link = Link::new(&item.rendered.title, &item.address);
        for address in &item.rendered.operations {
            let guides = mentions.entry(address.clone()).or_default();
            if !guides.contains(&link) {
                guides.push(link.clone());
            }
        }
    }
    mentions
}

fn rows(items: &[Item], kind: Kind) -> Vec<GuideRow> {
    let items = items.iter().filter(|item| item.kind == kind);
    let rows = items.map(|item| GuideRow {
        link: Link::new(&item.rendered.title, &item.address),
        summary: item.rendered.summary.clone(),
    });
    rows.collect()
}

fn page_of(
    item: &Item,
    guides: &[GuideRow],
    protocols: &[GuideRow],
) -> Page<impl Serialize + use<>> {
    let links = |rows: &[GuideRow]| rows.iter().map(|row| row.link.clone()).collect();
    let (above, nav) = match item.kind {
        Kind::Guide => (Some(Link::new("Guides", GUIDES)), links(guides)),
        Kind::Protocol => (Some(Link::new("Protocols", PROTOCOLS)), links(protocols)),
        Kind::Document | Kind::Changes => (None, Vec::new()),
    };
    view::document(&item.address, &item.rendered, above, nav)
}
