//! What in one version is what in the other.

use std::collections::{HashMap, HashSet};

use super::renames::renamed_types;
use super::side::{Op, Side};
use super::translate::translate;
use crate::api::{ApiKind, Module, Type, TypeDef};

/// The counterparts of two versions, and what has none.
pub(super) struct Pairs<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    pub(super) operations: Vec<(Op<'a>, Op<'a>)>,
    pub(super) added_operations: Vec<Op<'a>>,
    pub(super) removed_operations: Vec<Op<'a>>,
    pub(super) modules: Vec<(&'a Module, &'a Module)>,
    pub(super) types: Vec<(&'a TypeDef, &'a TypeDef)>,
    pub(super) added_types: Vec<&'a TypeDef>,
    pub(super) removed_types: Vec<&'a TypeDef>,
    /// New names of renamed types by their old ones.
    pub(super) renamed: HashMap<&'a str, &'a str>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(old: Side<'a>, new: Side<'a>) -> Self {
        let (operations, removed_operations, added_operations) = operations(&old, &new);
        let modules = modules(&old, &new, &operations);
        let renamed = renamed_types(&old, &new, &operations);
        let mut pairs = Self {
            operations,
            added_operations,
            removed_operations,
            modules,
            types: Vec::new(),
            added_types: Vec::new(),
            removed_types: Vec::new(),
            renamed,
            old,
            new,
        };
        for def in pairs.old.version.api.types.values() {
            match pairs.new.def(pairs.name(&def.name)) {
                Some(new) => pairs.types.push((def, new)),
                None => pairs.removed_types.push(def),
            }
        }
        let known: HashSet<&str> = pairs.types.iter().map(|(_, new)| new.name.as_str()).collect();
        let types = pairs.new.version.api.types.values();
        pairs.added_types = types.filter(|def| !known.contains(def.name.as_str())).collect();
        pairs
    }

    /// Returns the new name of a type.
    pub(super) fn name<'n>(&self, old: &'n str) -> &'n str
    where
        'a: 'n,
    {
        self.renamed.get(old).copied().unwrap_or(old)
    }

    /// Returns an old type with the new names of renamed types.
    pub(super) fn translate(&self, ty: &Type) -> Type {
        translate(&self.renamed, ty)
    }
}

type Paired<'a> = (Vec<(Op<'a>, Op<'a>)>, Vec<Op<'a>>, Vec<Op<'a>>);

/// Pairs operations of an API by name, which is what users call, then by method and path.
fn operations<'a>(old: &Side<'a>, new: &Side<'a>) -> Paired<'a> {
    let by_name = |op: &Op<'a>| (op.api(), op.operation.name.clone());
    let by_address =
        |op: &Op<'a>| (op.api(), format!("{} {}", op.operation.method, shape(&op.operation.path)));
    let mut partners: HashMap<usize, usize> = HashMap::new();
    let mut taken = HashSet::new();
    for key in [&by_name as &dyn Fn(&Op<'a>) -> (ApiKind, String), &by_address] {
        let free = new.operations.iter().enumerate().filter(|(index, _)| !taken.contains(index));
        let found: HashMap<(ApiKind, String), usize> =
            free.map(|(index, op)| (key(op), index)).collect();
        for (index, op) in old.operations.iter().enumerate() {
            if let (false, Some(partner)) = (partners.contains_key(&index), found.get(&key(op)))
                && taken.insert(*partner)
            {
                partners.insert(index, *partner);
            }
        }
    }
    let mut pairs = Vec::new();
    let mut removed = Vec::new();
    for (index, op) in old.operations.iter().enumerate() {
        match partners.get(&index).and_then(|partner| new.operations.get(*partner)) {
            Some(partner) => pairs.push((*op, *partner)),
            None => removed.push(*op),
        }
    }
    let added = new.operations.iter().enumerate().filter(|(index, _)| !taken.contains(index));
    (pairs, removed, added.map(|(_, op)| *op).collect())
}

/// Returns a path without the names of its placeholders.
pub(super) fn shape(path: &str) -> String {
    let segments = path.split('/');
    let segments = segments.map(|it| if it.starts_with('{') { "{}" } else { it });
    segments.collect::<Vec<_>>().join("/")
}

/// Returns the names of the placeholders of a path.
pub(super) fn placeholders(path: &str) -> Vec<&str> {
    let segments = path.split('/');
    segments.filter_map(|it| it.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// Pairs modules of an API by name; a new module with all operations of one that is gone is that one.
fn modules<'a>(
    old: &Side<'a>,
    new: &Side<'a>,
    operations: &[(Op<'a>, Op<'a>)],
) -> Vec<(&'a Module, &'a Module)> {
    let named = |side: &Side<'a>| -> HashMap<_, &'a Module> {
        side.version.api.modules.iter().map(|module| (&module.id, module)).collect()
    };
    let (old_by_id, new_by_id) = (named(old), named(new));
    let mut pairs = Vec::new();
    let mut taken = HashSet::new();
    for module in &old.version.api.modules {
        if let Some(same) = new_by_id.get(&module.id) {
            pairs.push((module, *same));
            continue;
        }
        let mut targets = operations
            .iter()
            .filter(|(it, _)| it.module.id == module.id)
            .map(|(_, new)| new.module)
            .filter(|target| !old_by_id.contains_key(&target.id));
        let Some(target) = targets.next() else { continue };
        if targets.all(|it| it.id == target.id)
            && !moves_elsewhere(operations, module, target)
            && taken.insert(&target.id)
        {
            pairs.push((module, target));
        }
    }
    pairs
}

/// Returns whether an operation of a module is now in another one than `target`.
fn moves_elsewhere(operations: &[(Op<'_>, Op<'_>)], module: &Module, target: &Module) -> bool {
    let mut of_module = operations.iter().filter(|(old, _)| old.module.id == module.id);
    of_module.any(|(_, new)| new.module.id != target.id)
}
