//! The report as Markdown, for a review: long lists are folded.

use super::Report;
use super::escape::markdown;
use super::sections::{Group, Section};
use crate::merge::outcome::Needs;

/// The number of lines of a section from which on it is folded.
const LONG: usize = 20;

impl Report<'_> {
    /// Writes the report as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = "## Import\n\n".to_owned();
        for document in &self.outcome.documents {
            out.push_str(&format!(
                "- {}: {} API, {} operations, {} schemas\n",
                markdown(&document.path.display().to_string()),
                document.api,
                document.operations,
                document.schemas
            ));
        }
        for line in self.counts.lines() {
            out.push_str(&format!("- {line}\n"));
        }
        let (zero, one) = self.effect.bump();
        if self.is_unchanged() {
            out.push_str("- no changes\n");
        }
        out.push_str(&format!("- {}\n", self.result()));
        out.push_str(&format!("- next version: {zero} of 0.x, {one} of 1.x\n"));
        for section in &self.sections {
            write_section(section, &mut out);
        }
        out
    }
}

fn write_section(section: &Section<'_>, out: &mut String) {
    let count: usize = section.groups.iter().map(|group| group.lines.len()).sum();
    out.push_str(&format!("\n### {} ({count})\n\n", section.title));
    let (open, rest): (Vec<_>, Vec<_>) = section.groups.iter().partition(|group| group.is_open());
    for group in open {
        write_group(group, out);
    }
    let count: usize = rest.iter().map(|group| group.lines.len()).sum();
    let is_folded = count > LONG;
    if is_folded {
        out.push_str(&format!("\n<details><summary>{count} that need nothing</summary>\n\n"));
    }
    for group in rest {
        write_group(group, out);
    }
    if is_folded {
        out.push_str("\n</details>\n");
    }
}

fn write_group(group: &Group<'_>, out: &mut String) {
    let mut head = Vec::new();
    if !group.subject.is_empty() {
        head.push(format!("`{}`", group.subject.replace('`', "'")));
    }
    match group.uses {
        0 => {}
        1 => head.push("1 operation".to_owned()),
        uses => head.push(format!("{uses} operations")),
    }
    let effect = group.effect().name();
    if !effect.is_empty() {
        head.push(format!("**{effect}**"));
    }
    let head = head.join(", ");
    let is_single = group.lines.len() == 1;
    if !is_single && !head.is_empty() {
        out.push_str(&format!("- {head}\n"));
    }
    for line in &group.lines {
        let mark = if line.needs == Needs::Marker { " (TODO)" } else { "" };
        let sentence = markdown(&line.sentence());
        let indent = if is_single || head.is_empty() { "" } else { "  " };
        match is_single && !head.is_empty() {
            true => out.push_str(&format!("- {head}: {sentence}{mark}\n")),
            false => out.push_str(&format!("{indent}- {sentence}{mark}\n")),
        }
        for detail in line.sides.iter().chain(&line.help) {
            out.push_str(&format!("{indent}  - {}\n", markdown(detail)));
        }
    }
}
