//! The report as text for a terminal.

use super::escape::{plain, short};
use super::summary::shown;
use super::{CLASSES, Report, Side};
use crate::diff::{Change, Class, Kind, Subject};

/// The number of operations that are named where a type is used by many.
const NAMED: usize = 3;

impl Side {
    /// Returns the label, and the version number if it is known.
    fn title(&self) -> String {
        let label = plain(&self.label);
        self.number.map_or(label.clone(), |number| format!("{label} ({})", shown(number)))
    }
}

impl Report {
    /// Returns the report as text.
    pub fn text(&self) -> String {
        let mut out = format!("{} → {}\n", self.old.title(), self.new.title());
        for class in CLASSES {
            let groups = self.groups(class);
            if groups.is_empty() {
                continue;
            }
            out.push_str(&format!("\n{}\n", class.heading()));
            for (group, changes) in groups {
                out.push_str(&format!("  {}\n", plain(&group.heading())));
                changes.iter().for_each(|change| self::change(change, &mut out));
            }
        }
        out.push('\n');
        let is_silent = self.is_check && self.entries.is_empty();
        out.push_str(&match (is_silent, self.new.number) {
            (true, Some(number)) => format!("nothing asks for more than {}\n", shown(number)),
            (true, None) => "nothing asks for a new version\n".to_owned(),
            (false, _) => format!("{}: {}\n", self.counts(), self.asked()),
        });
        out
    }
}

fn change(change: &Change, out: &mut String) {
    let at = if is_named(change) { String::new() } else { format!("{}: ", plain(&change.at)) };
    out.push_str(&format!("    {at}{}\n", plain(&change.message)));
    if let Some(values) = values(change, short) {
        out.push_str(&format!("      {values}\n"));
    }
    if !change.uses.is_empty() {
        let named: Vec<String> = change.uses.iter().take(NAMED).map(|it| plain(it)).collect();
        let more = match change.uses.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(", … {more} more"),
        };
        let count = operations(change.uses.len());
        out.push_str(&format!("      used by {count}: {}{more}\n", named.join(", ")));
    }
    if let [_, _, ..] = change.path.as_slice() {
        let path: Vec<String> = change.path.iter().map(|it| plain(it)).collect();
        out.push_str(&format!("      in {}\n", path.join(" → ")));
    }
    if let Some(remarks) = remarks(change) {
        out.push_str(&format!("      {}\n", plain(&remarks)));
    }
}

/// Returns the old and the new path of a change that the operations of a path have in common.
pub(super) fn common_path(change: &Change) -> Option<(&str, &str)> {
    let is_path = |it: &&str| it.starts_with('/');
    let (old, new) = (change.old.as_deref()?, change.new.as_deref()?);
    let is_renamed =
        change.kind == Kind::Renamed && matches!(change.subject, Subject::Operation(..));
    (is_renamed && is_path(&old) && is_path(&new)).then_some((old, new))
}

/// Returns whether the message names all parts of what changed.
pub(super) fn is_named(change: &Change) -> bool {
    let is_part = |part: &str| change.message.contains(part.trim_end_matches("()"));
    change.at.split(['.', ':']).filter(|part| !part.is_empty()).all(is_part)
}

/// Returns the old and the new value as `show` writes them, unless the message has both.
pub(super) fn values(change: &Change, show: impl Fn(&str) -> String) -> Option<String> {
    let message = change.message.replace('`', "");
    let is_told = |value: &Option<String>| {
        value.as_ref().is_none_or(|it| message.contains(&it.replace('`', "")))
    };
    // The heading has the paths.
    if is_told(&change.old) && is_told(&change.new) || common_path(change).is_some() {
        return None;
    }
    Some(match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{} → {}", show(old), show(new)),
        (Some(old), None) => format!("before: {}", show(old)),
        (None, Some(new)) => format!("now: {}", show(new)),
        (None, None) => return None,
    })
}

/// Returns a number of operations.
pub(super) fn operations(count: usize) -> String {
    match count {
        1 => "1 operation".to_owned(),
        count => format!("{count} operations"),
    }
}

/// Returns the remarks on a change.
pub(super) fn remarks(change: &Change) -> Option<String> {
    // It is not expected to change with a text or an addition.
    let is_worth_saying = change.same_wire && change.class <= Class::Behavior;
    let wire = is_worth_saying.then(|| "wire unchanged".to_owned());
    let remarks: Vec<String> = change.note.clone().into_iter().chain(wire).collect();
    (!remarks.is_empty()).then(|| remarks.join("; "))
}
