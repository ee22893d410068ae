//! The report as Markdown.

use super::escape::{cell, code, markdown, short};
use super::summary::shown;
use super::text::{is_named, operations, remarks, values};
use super::{CLASSES, Report, Side};
use crate::diff::{Change, Class};
use crate::document::ApiKind;

impl Side {
    fn title_in_markdown(&self) -> String {
        let label = code(&self.label);
        self.number.map_or(label.clone(), |number| format!("{label} ({})", shown(number)))
    }
}

impl Report {
    /// Returns the report as Markdown.
    pub fn markdown(&self) -> String {
        let (old, new) = (self.old.title_in_markdown(), self.new.title_in_markdown());
        let mut out = format!("## {old} → {new}\n\n");
        let asked = self.asked();
        out.push_str(&format!("**{}**: {}.\n", self.counts(), markdown(&asked)));
        for class in CLASSES {
            let groups = self.groups(class);
            if groups.is_empty() {
                continue;
            }
            let heading = class.heading();
            // Most of them matter to few readers.
            let is_folded = class >= Class::Additive;
            out.push_str(&match is_folded {
                true => {
                    let count = self.count(class);
                    format!("\n<details>\n<summary>{heading} ({count})</summary>\n")
                }
                false => format!("\n### {heading}\n"),
            });
            for (group, changes) in groups {
                out.push_str(&format!("\n#### {}\n\n", markdown(&group.heading())));
                changes.iter().for_each(|change| self::change(change, &mut out));
            }
            if is_folded {
                out.push_str("\n</details>\n");
            }
        }
        out
    }
}

fn change(change: &Change, out: &mut String) {
    if out.ends_with("</details>\n") {
        out.push('\n');
    }
    let at = if is_named(change) { String::new() } else { format!("{}: ", code(&change.at)) };
    out.push_str(&format!("- {at}{}", markdown(&change.message)));
    if let Some(remarks) = remarks(change) {
        out.push_str(&format!(" ({})", markdown(&remarks)));
    }
    out.push('\n');
    if let Some(values) = values(change, |value| code(&short(value))) {
        out.push_str(&format!("  - {values}\n"));
    }
    if let [_, _, ..] = change.path.as_slice() {
        let path: Vec<String> = change.path.iter().map(|it| code(it)).collect();
        out.push_str(&format!("  - in {}\n", path.join(" → ")));
    }
    if change.uses.is_empty() {
        return;
    }
    let count = operations(change.uses.len());
    out.push_str(&format!("\n  <details>\n  <summary>used by {count}</summary>\n\n"));
    for api in ApiKind::names() {
        let names = change.uses.iter().filter_map(|it| it.strip_prefix(api)?.strip_prefix(' '));
        let names: Vec<String> = names.map(code).collect();
        if !names.is_empty() {
            out.push_str(&format!("  - {api}: {}\n", names.join(", ")));
        }
    }
    out.push_str("\n  </details>\n");
}

/// Returns a row of a table.
pub(super) fn row(cells: [&str; 2]) -> String {
    format!("| {} |\n", cells.map(cell).join(" | "))
}
