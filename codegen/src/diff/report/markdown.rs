//! The report as Markdown.

use super::escape::{cell, code, markdown, short};
use super::summary::shown;
use super::text::{operations, remarks};
use super::{CLASSES, Report, Side};
use crate::diff::{Change, Class};

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
                out.push_str(&format!("\n#### {}\n\n", markdown(group.heading())));
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
    out.push_str(&format!("- {}: {}", code(&change.at), markdown(&change.message)));
    if let Some(remarks) = remarks(change) {
        out.push_str(&format!(" ({})", markdown(&remarks)));
    }
    out.push('\n');
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => {
            out.push_str(&format!("  {} → {}\n", code(&short(old)), code(&short(new))));
        }
        (Some(old), None) => out.push_str(&format!("  was {}\n", code(&short(old)))),
        (None, Some(new)) => out.push_str(&format!("  now {}\n", code(&short(new)))),
        (None, None) => {}
    }
    if !change.uses.is_empty() {
        let count = operations(change.uses.len());
        let uses: Vec<String> = change.uses.iter().map(|it| code(it)).collect();
        out.push_str(&format!(
            "\n  <details>\n  <summary>{count}</summary>\n\n  {}\n\n  </details>\n\n",
            uses.join(", ")
        ));
    }
}

/// Returns a row of a table.
pub(super) fn row(cells: [&str; 2]) -> String {
    format!("| {} |\n", cells.map(cell).join(" | "))
}
