//! Rules for the codes in responses.

use std::collections::BTreeSet;

use super::pairs::Pairs;
use super::side::Op;
use super::table as rules;
use super::table::Rule;
use super::words::differ;
use crate::api::{Code, Module};
use crate::diagnostics::Pointer;
use crate::diff::{Change, Kind, Subject};
use crate::render::ident;

/// Compares the codes; a code is the same if its name is, or else its number.
pub(super) fn codes(pairs: &Pairs<'_>) -> Vec<Change> {
    let (old, new) = (&pairs.old.version, &pairs.new.version);
    let mut found = Vec::new();
    if old.states.codes && new.states.codes {
        let (old, new) = (&old.api.codes, &new.api.codes);
        list(pairs, ("status", "statusCodes"), &old.status_codes, &new.status_codes, &mut found);
        list(pairs, ("api", "apiCodes"), &old.api_codes, &new.api_codes, &mut found);
    }
    found
}

/// Returns the operations and modules of both versions that return a code, by their new paths.
fn returned(pairs: &Pairs<'_>, code: &Code, is_old: bool) -> BTreeSet<String> {
    let path = |op: &Op<'_>| format!("{}/{}/{}", op.api(), op.module.id.name, op.operation.name);
    let module = |it: &Module| format!("{}/{}", it.id.api, it.id.name);
    let operations = pairs.operations.iter().map(|(old, new)| (path(old), path(new)));
    let modules = pairs.modules.iter().map(|(old, new)| (module(old), module(new)));
    let known = operations.chain(modules);
    let returning =
        known.filter(|(old, new)| code.returned_by.contains(if is_old { old } else { new }));
    returning.map(|(_, new)| new).collect()
}

fn list(
    pairs: &Pairs<'_>,
    (module, key): (&str, &str),
    old: &[Code],
    new: &[Code],
    found: &mut Vec<Change>,
) {
    let partner = |code: &Code, list: &[Code], others: &[Code]| -> Option<usize> {
        let by_name = list.iter().position(|it| it.name == code.name);
        by_name.or_else(|| {
            let same = |it: &Code| it.code == code.code;
            let free = |it: &Code| others.iter().all(|other| other.name != it.name);
            list.iter().position(|it| same(it) && free(it))
        })
    };
    let pointer = |index: usize| Pointer::file("errors.yaml").at(key).at(index.to_string());
    let path = |code: &Code| format!("codes::{module}::{}", ident::screaming(&code.name));
    let change = |rule: &Rule, kind, at: String, message: String, index: usize| {
        Change::new(rule, kind, (&Subject::Codes, at), message, &pointer(index))
    };
    for (index, code) in old.iter().enumerate() {
        if partner(code, new, old).is_none() {
            let at = path(code);
            let message = format!("constant `{at}` is removed");
            let change = change(&rules::CODE_REMOVED, Kind::Removed, at, message, index);
            found.push(change.was(code.code.to_string()));
        }
    }
    for (index, code) in new.iter().enumerate() {
        let at = path(code);
        let Some(before) = partner(code, old, new).and_then(|index| old.get(index)) else {
            let message = format!("constant `{at}` is new: {}", code.code);
            let change = change(&rules::CODE_ADDED, Kind::Added, at, message, index);
            found.push(change.becomes(code.code.to_string()));
            continue;
        };
        if before.name != code.name {
            let message = format!("constant `{}` is renamed `{at}`", path(before));
            let rule = &rules::CODE_RENAMED;
            let change = change(rule, Kind::Renamed, path(before), message, index).same_wire();
            found.push(change.was(path(before)).becomes(&*at));
        }
        if before.code != code.code {
            let message = format!("`{at}` is {} instead of {}", code.code, before.code);
            let change = change(&rules::CODE_NUMBER, Kind::Changed, at.clone(), message, index);
            found.push(change.was(before.code.to_string()).becomes(code.code.to_string()));
        }
        if before.step != code.step {
            let is = if code.step { "is the next step of a sign-in" } else { "is a failure" };
            let message = format!("an error with `{at}` {is}");
            found.push(
                change(&rules::CODE_STEP, Kind::Changed, at.clone(), message, index).same_wire(),
            );
        }
        if before.returned_by != code.returned_by {
            let words = |paths: BTreeSet<String>| paths.into_iter().collect::<Vec<_>>().join(", ");
            let (old, new) =
                (words(returned(pairs, before, true)), words(returned(pairs, code, false)));
            if old != new {
                let message = format!("`{at}` is documented at other methods");
                let rule = &rules::OPERATION_CODES;
                let change = change(rule, Kind::Changed, at.clone(), message, index);
                found.push(change.was(old).becomes(new).same_wire());
            }
        }
        for (what, before, after) in [
            ("meaning", &before.description, &code.description),
            ("remedy", &before.remedy, &code.remedy),
        ] {
            if differ(before, after) {
                let message = format!("`{at}` has a reworded {what}");
                let change = change(&rules::TEXT, Kind::Changed, at.clone(), message, index);
                found.push(change.was(&**before).becomes(&**after).same_wire());
            }
        }
    }
}
