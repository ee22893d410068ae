//! The report as text for a terminal.

use super::Report;
use super::sections::{Group, Section};
use crate::merge::outcome::Needs;

/// The number of groups of a section that are shown, unless a person has to do something about more.
const SHOWN: usize = 12;

impl Report<'_> {
    /// Writes the report as text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for document in &self.outcome.documents {
            let path = super::escape::line(&document.path.display().to_string());
            out.push_str(&format!(
                "{path}: {}, {} operations, {} schemas\n",
                document.api, document.operations, document.schemas
            ));
        }
        for line in self.counts.lines() {
            out.push_str(&format!("{line}\n"));
        }
        if !out.is_empty() {
            out.push('\n');
        }
        for section in &self.sections {
            write_section(section, &mut out);
        }
        if self.is_unchanged() {
            out.push_str("no changes\n");
        }
        out.push_str(&self.summary());
        out
    }

    fn summary(&self) -> String {
        let (zero, one) = self.effect.bump();
        let person = match (self.counts.decisions, self.counts.markers) {
            (0, 0) => String::new(),
            (0, markers) => format!("{markers} to finish at `TODO(import)`; "),
            (decisions, 0) => format!("{decisions} to decide; "),
            (decisions, markers) => {
                format!("{decisions} to decide, {markers} to finish at `TODO(import)`; ")
            }
        };
        let next = match self.effect.bump().0 {
            "none" => "next version: no need for one".to_owned(),
            _ => format!("next version: {zero} of 0.x, {one} of 1.x"),
        };
        format!("{person}{}; {next}\n", self.result())
    }
}

fn write_section(section: &Section<'_>, out: &mut String) {
    let mut shown = 0;
    let mut hidden = 0;
    for group in &section.groups {
        if shown >= SHOWN && !group.is_open() {
            hidden += group.lines.len();
            continue;
        }
        shown += 1;
        write_group(section.label, group, out);
    }
    if hidden > 0 {
        out.push_str(&format!("{:<10}… {hidden} more; `--report json` lists all\n", section.label));
    }
}

fn write_group(label: &str, group: &Group<'_>, out: &mut String) {
    let mut tail = String::new();
    match group.uses {
        0 => {}
        1 => tail.push_str("  1 operation"),
        count => tail.push_str(&format!("  {count} operations")),
    }
    let effect = group.effect().name();
    if !effect.is_empty() {
        tail.push_str(&format!("  {effect}"));
    }
    let sentences: Vec<String> = group.lines.iter().map(super::lines::Line::sentence).collect();
    let is_short = group.lines.iter().all(|line| line.sides.is_none() && line.help.is_none());
    let joined = sentences.join("; ");
    if is_short && joined.chars().count() <= 100 {
        let subject = &group.subject;
        let gap = if subject.is_empty() { "" } else { "  " };
        out.push_str(&format!("{label:<10}{subject}{gap}{joined}{tail}{}\n", marker(group)));
        return;
    }
    if !group.subject.is_empty() {
        out.push_str(&format!("{label:<10}{}{tail}\n", group.subject));
    }
    for (line, sentence) in group.lines.iter().zip(&sentences) {
        let label = if group.subject.is_empty() { label } else { "" };
        let mark = if line.needs == Needs::Marker { "  TODO" } else { "" };
        out.push_str(&format!("{label:<10}  {sentence}{mark}\n"));
        for detail in line.sides.iter().chain(&line.help) {
            out.push_str(&format!("{:<14}{detail}\n", ""));
        }
    }
}

fn marker(group: &Group<'_>) -> &'static str {
    if group.is_open() { "  TODO" } else { "" }
}
