//! An entry for `CHANGELOG.md`, in the format of Keep a Changelog. Breaking changes become rows of a
//! table; changes of texts are left out.

use super::escape::{code, markdown, short};
use super::markdown::row;
use super::text::is_named;
use super::{Entry, Report};
use crate::diff::{Change, Class, Kind, Subject};

/// The longest line.
const WIDTH: usize = 105;

impl Report {
    /// Returns the entry; empty if there is nothing to mention.
    pub fn changelog(&self) -> String {
        let changes: Vec<&Change> =
            self.entries.iter().map(|Entry { change, .. }| change).collect();
        let of = |section: Section| -> Vec<&Change> {
            changes.iter().copied().filter(|it| section_of(it) == Some(section)).collect()
        };
        let mut out = String::new();
        for (section, heading) in [
            (Section::Added, "Added"),
            (Section::Changed, "Changed"),
            (Section::Deprecated, "Deprecated"),
            (Section::Removed, "Removed"),
        ] {
            let mut items = match section {
                Section::Added => additions(&of(section)),
                _ => Vec::new(),
            };
            let is_listed = |change: &&&Change| section != Section::Added || !is_whole(change);
            items.extend(of(section).iter().filter(is_listed).map(|change| item(change)));
            if !items.is_empty() {
                out.push_str(&format!("\n#### {heading}\n\n"));
                items.iter().for_each(|item| out.push_str(&wrapped(item)));
            }
        }
        let breaking = of(Section::Migration);
        if !breaking.is_empty() {
            out.push_str("\n#### Migration\n\n| before | after |\n| --- | --- |\n");
            breaking.iter().for_each(|change| out.push_str(&migration(change)));
        }
        match out.is_empty() {
            true => out,
            false => format!("### genauth\n{out}"),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Added,
    Changed,
    Deprecated,
    Removed,
    Migration,
}

fn section_of(change: &Change) -> Option<Section> {
    let is_replaced = change.new.is_some();
    Some(match (change.class, change.kind) {
        (Class::Docs, _) => return None,
        (Class::Breaking, Kind::Removed) if !is_replaced => Section::Removed,
        (Class::Breaking, _) => Section::Migration,
        (_, _) if change.rule.ends_with("-deprecated") => Section::Deprecated,
        (Class::Additive, Kind::Added) => Section::Added,
        (Class::Additive | Class::Behavior, _) => Section::Changed,
    })
}

/// Returns whether a change is about a whole operation, type or module.
fn is_whole(change: &Change) -> bool {
    match &change.subject {
        Subject::Type(_) => change.rule == "type-added",
        Subject::Operation(..) => change.rule == "operation-added",
        Subject::Module(..) | Subject::Codes => false,
    }
}

/// Returns new methods and types as one item for each client and one for all types.
fn additions(changes: &[&Change]) -> Vec<String> {
    let mut items: Vec<(String, Vec<String>)> = Vec::new();
    for change in changes.iter().filter(|change| is_whole(change)) {
        let (group, name) = match change.at.split_once("::") {
            Some((client, method)) => (format!("Methods of {}", code(client)), method),
            None => (String::from("Types"), change.at.as_str()),
        };
        match items.iter_mut().find(|(it, _)| *it == group) {
            Some((_, names)) => names.push(code(name)),
            None => items.push((group, vec![code(name)])),
        }
    }
    items.into_iter().map(|(group, names)| format!("{group}: {}.", names.join(", "))).collect()
}

/// Returns a change as a sentence.
fn sentence(change: &Change) -> String {
    let at = if is_named(change) { String::new() } else { format!("{}: ", code(&change.at)) };
    let note = change.note.as_ref().map(|it| format!(" ({})", markdown(it))).unwrap_or_default();
    format!("{at}{}{note}", markdown(change.message.trim_end_matches('.')))
}

/// Returns a change as an item of a list.
fn item(change: &Change) -> String {
    format!("{}.", sentence(change))
}

/// What stands before the new name.
const RENAMED: &str = " is renamed ";

/// Returns a breaking change as a row: the old and the new value, or a sentence if they are not all
/// of it.
fn migration(change: &Change) -> String {
    let at = code(&change.at);
    if let (Kind::Renamed, Some((_, name))) = (change.kind, change.message.split_once(RENAMED)) {
        return row([&at, &markdown(name)]);
    }
    match (change.kind, &change.old, &change.new) {
        (Kind::Renamed, Some(old), Some(new)) if *old == change.at => {
            row([&at, &code(&short(new))])
        }
        (Kind::Changed, Some(old), Some(new)) => {
            let after = match change.message.contains(", and ") || !change.message.contains(new) {
                true => sentence(change),
                false => code(&short(new)),
            };
            row([&format!("{at}: {}", code(&short(old))), &after])
        }
        _ => row([&at, &sentence(change)]),
    }
}

/// Returns an item of a list, with line breaks.
fn wrapped(item: &str) -> String {
    let mut out = String::new();
    let mut line = String::from("-");
    for word in item.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.trim().len() > 1 {
            out.push_str(&line);
            out.push('\n');
            line = String::from(" ");
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
    out
}
