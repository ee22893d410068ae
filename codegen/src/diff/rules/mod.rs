//! The rules of the comparison. Each module below finds the changes of one part of the model; `table`
//! has the class of each rule, with a reason.
//!
//! A change is found once, where its cause is: a renamed type is not another type at every field that
//! refers to it, and the types of a removed operation are listed with it.

mod accepts;
mod bump;
mod codes;
mod details;
mod enums;
mod facts;
mod fields;
mod finding;
mod limits;
mod modules;
mod operations;
mod pairs;
mod renames;
mod reporter;
mod side;
mod structs;
mod table;
mod together;
mod translate;
mod types;
mod unions;
mod words;

pub use bump::{Bump, bump, is_enough};
pub use table::{RULES, Rule, rules_as_markdown};

use self::pairs::Pairs;
use self::side::Side;
use self::together::Together;
use super::{Change, Version};

/// Returns the changes between two versions: the most severe ones first, then by what they belong to.
pub fn compare(old: &Version, new: &Version) -> Vec<Change> {
    let pairs = Pairs::new(Side::new(old), Side::new(new));
    let together = Together::new(&pairs);
    let mut changes = modules::modules(&pairs);
    changes.extend(operations::operations(&pairs, &together));
    changes.extend(types::types(&pairs, &together));
    changes.extend(codes::codes(&pairs));
    changes.sort_by(|left, right| {
        let key = |it: &Change| (it.class, it.subject.clone(), it.at.clone(), it.rule);
        key(left).cmp(&key(right)).then_with(|| left.message.cmp(&right.message))
    });
    changes
}
