//! What tests of the whole site ask about a page, without its tree, which is large.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::thread;

use super::dom::{self, Element};
use super::site::site;

/// Attributes of ids in the page.
const REFERENCES: [&str; 5] =
    ["aria-controls", "aria-labelledby", "aria-describedby", "for", "headers"];

/// Facts about a page.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Text of `title`.
    pub title: String,
    /// Text of each `h1`.
    pub h1: Vec<String>,
    /// Ids in the order of the page.
    pub ids: Vec<String>,
    /// Targets of links.
    pub links: Vec<String>,
    /// Files that a browser loads for the page.
    pub loaded: Vec<String>,
    /// Levels of the headings in the order of the page.
    pub levels: Vec<u8>,
    /// Ids that attributes refer to.
    pub references: Vec<String>,
    /// Style sheets and handlers in attributes and elements.
    pub inline: Vec<String>,
    /// Violations of the rules of tables, buttons and regions.
    pub nameless: Vec<String>,
}

/// Returns the facts about every page of the site of the repository, by address.
pub fn facts() -> &'static BTreeMap<String, Facts> {
    static FACTS: OnceLock<BTreeMap<String, Facts>> = OnceLock::new();
    FACTS.get_or_init(|| {
        let pages: Vec<(&str, &str)> = site().html().collect();
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let size = pages.len().div_ceil(threads).max(1);
        thread::scope(|scope| {
            let parts: Vec<_> = pages
                .chunks(size)
                .map(|part| scope.spawn(|| part.iter().map(read).collect::<Vec<_>>()))
                .collect();
            parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
        })
    })
}

fn read((address, html): &(&str, &str)) -> (String, Facts) {
    let page = dom::parse(html).unwrap_or_else(|error| panic!("{address}: {error}"));
    ((*address).to_owned(), Facts::of(&page))
}

/// Returns what is wrong with the number of cells of the rows of a table.
fn uneven(table: &Element) -> Option<String> {
    let width = |row: &Element| -> usize {
        let spans = row.elements().map(|cell| cell.attribute("colspan").unwrap_or("1"));
        spans.map(|span| span.parse::<usize>().unwrap_or_default()).sum()
    };
    let rows = table.elements().flat_map(Element::elements);
    let widths: Vec<usize> = rows.map(width).collect();
    let is_even = widths.iter().all(|width| Some(width) == widths.first());
    (!is_even).then(|| format!("rows of {widths:?} cells"))
}

impl Facts {
    /// Reads a page.
    pub fn of(page: &Element) -> Self {
        let mut facts = Self { title: page.first("title").text(), ..Self::default() };
        for element in page.all() {
            facts.add(element);
        }
        facts
    }

    fn add(&mut self, element: &Element) {
        let name = element.name.as_str();
        let value = |name: &str| element.attribute(name).map(str::to_owned);
        self.ids.extend(value("id"));
        let references = REFERENCES.iter().filter_map(|name| value(name));
        self.references.extend(
            references
                .flat_map(|ids| ids.split_whitespace().map(str::to_owned).collect::<Vec<_>>()),
        );
        let handlers = element.attributes.iter().filter(|(name, value)| {
            name.starts_with("on") || *name == "style" || value.trim().starts_with("javascript:")
        });
        self.inline.extend(handlers.map(|(name, value)| format!("{name}={value}")));
        match name {
            "a" => self.links.extend(value("href")),
            "link" if value("rel").as_deref() == Some("alternate") => {
                self.links.extend(value("href"));
            }
            "link" => self.loaded.extend(value("href")),
            "script" | "img" | "iframe" | "source" | "video" | "audio" | "embed" | "object" => {
                self.loaded.extend(value("src").or_else(|| value("data")));
                if name == "script" && value("src").is_none() {
                    self.inline.push("script".to_owned());
                }
            }
            "style" => self.inline.push("style".to_owned()),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.levels.push(name.as_bytes()[1] - b'0');
                if name == "h1" {
                    self.h1.push(element.words());
                }
            }
            "table" => self.nameless.extend(uneven(element)),
            "th" if value("scope").is_none() => self.nameless.push("th without scope".to_owned()),
            "nav" if value("aria-label").is_none_or(|label| label.is_empty()) => {
                self.nameless.push("nav without a name".to_owned());
            }
            _ => {}
        }
        if matches!(name, "a" | "button" | "summary" | "h1" | "h2" | "h3")
            && element.text().trim().is_empty()
        {
            self.nameless.push(format!("`{name}` without text"));
        }
    }
}
