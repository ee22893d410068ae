//! Rules for modules and their Cargo features.

use std::collections::BTreeMap;

use super::pairs::Pairs;
use super::side::{Op, mentioned};
use super::table as rules;
use super::words::{codes, count, differ, module_path};
use crate::api::{Home, Module};
use crate::diagnostics::Pointer;
use crate::diff::{Change, Kind, Subject};
use crate::render::feature_of;

/// Compares the modules.
pub(super) fn modules(pairs: &Pairs<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    let old = pairs.old.version.api.modules.iter();
    for module in old.filter(|it| pairs.modules.iter().all(|(old, _)| old.id != it.id)) {
        let feature = feature_of(&module.id);
        let message = format!("feature `{feature}` and module `{}` are removed", path(module));
        found.push(change(&rules::MODULE_REMOVED, Kind::Removed, module, message).was(feature));
    }
    let new = pairs.new.version.api.modules.iter();
    for module in new.filter(|it| pairs.modules.iter().all(|(_, new)| new.id != it.id)) {
        let feature = feature_of(&module.id);
        let operations = count(module.operations.len(), "operation");
        let message = format!("feature `{feature}` is new: {operations}");
        found.push(change(&rules::MODULE_ADDED, Kind::Added, module, message).becomes(feature));
    }
    for (old, new) in &pairs.modules {
        compared(old, new, &mut found);
    }
    found.extend(unreachable(pairs));
    found
}

fn path(module: &Module) -> String {
    module_path(module.id.api, &module.id.name)
}

fn change(rule: &rules::Rule, kind: Kind, module: &Module, message: String) -> Change {
    let subject = Subject::Module(module.id.api, module.id.name.clone());
    let pointer = Pointer::file(&module.source);
    Change::new(rule, kind, (&subject, path(module)), message, &pointer).same_wire()
}

fn compared(old: &Module, new: &Module, found: &mut Vec<Change>) {
    if old.id != new.id {
        let (before, after) = (feature_of(&old.id), feature_of(&new.id));
        let message = format!(
            "feature `{before}` is renamed `{after}`, and `{}` is `{}`",
            path(old),
            path(new)
        );
        let mut change = change(&rules::MODULE_RENAMED, Kind::Renamed, new, message);
        change.at = path(old);
        found.push(change.was(before).becomes(after));
    }
    for (what, before, after) in
        [("title", &old.title, &new.title), ("description", &old.description, &new.description)]
    {
        if differ(before, after) {
            let message = format!("`{}` has a reworded {what}", path(new));
            let change = change(&rules::TEXT, Kind::Changed, new, message);
            found.push(change.was(before).becomes(after));
        }
    }
}

/// Finds types that a module no longer needs, so that its feature alone no longer has them.
fn unreachable(pairs: &Pairs<'_>) -> Vec<Change> {
    let mut lost: BTreeMap<&str, Vec<&Module>> = BTreeMap::new();
    for (old, new) in &pairs.modules {
        let after = pairs.new.exported(new);
        let gone: Vec<&str> = pairs
            .old
            .exported(old)
            .into_iter()
            .filter(|it| !after.contains(pairs.name(it)))
            .collect();
        if gone.is_empty() {
            continue;
        }
        // Those of operations that left the module are listed with them.
        let stays = |(before, now): &&(Op<'_>, Op<'_>)| {
            before.module.id == old.id && now.module.id == new.id
        };
        let kept = pairs.operations.iter().filter(stays).map(|(before, _)| before.operation);
        let home = Home::Module(old.id.clone());
        let own = pairs.types.iter().map(|(def, _)| *def).filter(|def| def.home == home);
        let moved = |name: &str| pairs.new.def(name).is_some_and(|def| after.contains(&*def.name));
        let own = own.filter(|def| moved(pairs.name(&def.name))).map(|def| def.name.as_str());
        let kept = pairs.old.reached(kept.flat_map(mentioned).chain(own));
        for name in gone.into_iter().filter(|name| kept.contains(name)) {
            if pairs.new.def(pairs.name(name)).is_some() {
                lost.entry(name).or_default().push(new);
            }
        }
    }
    let changes = lost.into_iter().filter_map(|(name, modules)| {
        let def = pairs.new.def(pairs.name(name))?;
        let at = pairs.new.rust(&def.name);
        let features = codes(modules.iter().map(|module| feature_of(&module.id)));
        let message = format!("`{at}` is gone with feature {features} alone");
        let subject = (&Subject::Type(def.name.clone()), at);
        let rule = &rules::TYPE_UNREACHABLE;
        let change = Change::new(rule, Kind::Removed, subject, message, &def.pointer);
        let paths: Vec<String> =
            modules.iter().map(|module| format!("{}::{at}", path(module))).collect();
        let change = change.was(paths.join(", ")).used_by(&pairs.new.uses(&def.name));
        Some(change.note("only with fewer features").same_wire())
    });
    changes.collect()
}
