//! Types that come and go with operations or with other types.

use std::collections::HashSet;

use super::pairs::Pairs;
use super::side::{Op, Side, mentioned};
use crate::api::TypeDef;

/// The types that are added and removed, by what explains them.
pub(super) struct Together<'a> {
    added: Groups<'a>,
    removed: Groups<'a>,
}

/// Types by what explains them.
#[derive(Default)]
pub(super) struct Groups<'a> {
    /// Those of each operation, in the order of the operations.
    operations: Vec<Vec<&'a str>>,
    /// The others, with the types that only they contain.
    pub(super) types: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'a> Together<'a> {
    pub(super) fn new(pairs: &Pairs<'a>) -> Self {
        let old: Vec<Op<'a>> = pairs.operations.iter().map(|(old, _)| *old).collect();
        let new: Vec<Op<'a>> = pairs.operations.iter().map(|(_, new)| *new).collect();
        Self {
            added: groups(&pairs.new, &pairs.added_types, &pairs.added_operations, &new),
            removed: groups(&pairs.old, &pairs.removed_types, &pairs.removed_operations, &old),
        }
    }

    pub(super) fn added_with(&self, operation: usize) -> &[&'a str] {
        self.added.operations.get(operation).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn removed_with(&self, operation: usize) -> &[&'a str] {
        self.removed.operations.get(operation).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn added(&self) -> &[(&'a str, Vec<&'a str>)] {
        &self.added.types
    }

    pub(super) fn removed(&self) -> &[(&'a str, Vec<&'a str>)] {
        &self.removed.types
    }
}

fn groups<'a>(
    side: &Side<'a>,
    types: &[&'a TypeDef],
    operations: &[Op<'a>],
    others: &[Op<'a>],
) -> Groups<'a> {
    let mut groups = Groups::default();
    let mut open: HashSet<&str> = types.iter().map(|def| def.name.as_str()).collect();
    if open.is_empty() {
        return groups;
    }
    // In the order of the spec.
    let take = |reached: HashSet<&'a str>, open: &mut HashSet<&'a str>| -> Vec<&'a str> {
        let all = types.iter().map(|def| def.name.as_str());
        all.filter(|name| reached.contains(name) && open.remove(name)).collect()
    };
    let elsewhere = side.reached(others.iter().flat_map(|op| mentioned(op.operation)));
    for op in operations {
        let mut reached = side.reached(mentioned(op.operation));
        reached.retain(|name| !elsewhere.contains(name));
        groups.operations.push(take(reached, &mut open));
    }
    let is_root = |name: &str, open: &HashSet<&str>| {
        side.parents(name).iter().all(|parent| *parent == name || !open.contains(parent))
    };
    let all = open.clone();
    let names = || types.iter().map(|def| def.name.as_str());
    let roots: Vec<&str> =
        names().filter(|name| all.contains(name) && is_root(name, &all)).collect();
    // Types that contain each other have no root: the first one stands for them.
    for name in roots.into_iter().chain(names()) {
        if open.remove(name) {
            let reached = side.reached([name]);
            let with = take(reached, &mut open);
            groups.types.push((name, with));
        }
    }
    groups
}
