//! Rules for named types.

use super::enums::values;
use super::fields::fields;
use super::pairs::Pairs;
use super::side::Side;
use super::structs::Struct;
use super::table as rules;
use super::together::Together;
use super::unions::branches;
use super::words::{code, codes, count, differ, with};
use crate::api::{Page, Type, TypeDef, TypeKind, item};
use crate::diff::{Change, Kind, Subject};

/// Compares the named types.
pub(super) fn types(pairs: &Pairs<'_>, together: &Together<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    for (name, others) in together.removed() {
        found.extend(removed(&pairs.old, name, others));
    }
    for (name, others) in together.added() {
        found.extend(added(&pairs.new, name, others));
    }
    for (old, new) in &pairs.types {
        let first = found.len();
        compared(pairs, old, new, &mut found);
        // Most types stay as they are.
        if let Some(changes) = found.get_mut(first..).filter(|changes| !changes.is_empty()) {
            let uses = uses(pairs, old, new);
            let path = path(pairs, old, new);
            for change in changes {
                change.uses.clone_from(&uses);
                change.path.clone_from(&path);
            }
        }
    }
    found
}

fn uses(pairs: &Pairs<'_>, old: &TypeDef, new: &TypeDef) -> Vec<String> {
    let uses = pairs.new.uses(&new.name);
    if uses.is_empty() { pairs.old.uses(&old.name) } else { uses }
}

/// Returns the types around one that contains itself.
fn path(pairs: &Pairs<'_>, old: &TypeDef, new: &TypeDef) -> Vec<String> {
    let path = |side: &Side<'_>, name: &str| -> Vec<String> {
        side.path(name).into_iter().map(|name| side.rust(name).to_owned()).collect()
    };
    let found = path(&pairs.new, &new.name);
    if found.is_empty() { path(&pairs.old, &old.name) } else { found }
}

fn removed(side: &Side<'_>, name: &str, others: &[&str]) -> Option<Change> {
    let def = side.def(name)?;
    let at = side.rust(name);
    let message = format!("`{at}` is removed{}", with(&rust(side, others)));
    let subject = (&Subject::Type(name.to_owned()), at);
    let change = Change::new(&rules::TYPE_REMOVED, Kind::Removed, subject, message, &def.pointer);
    Some(change.was(kind(&def.kind)).used_by(&side.uses(name)).same_wire())
}

fn added(side: &Side<'_>, name: &str, others: &[&str]) -> Option<Change> {
    let def = side.def(name)?;
    let at = side.rust(name);
    let message = format!("`{at}` is new{}", with(&rust(side, others)));
    let subject = (&Subject::Type(name.to_owned()), at);
    let change = Change::new(&rules::TYPE_ADDED, Kind::Added, subject, message, &def.pointer);
    Some(change.becomes(kind(&def.kind)).used_by(&side.uses(name)).same_wire())
}

fn rust(side: &Side<'_>, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| side.rust(name).to_owned()).collect()
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "a struct",
        TypeKind::FreeForm => "a free-form object",
        TypeKind::Enum(_) => "an enum",
        TypeKind::Union(_) => "a union",
        TypeKind::Envelope(_) => "an alias of the envelope",
    }
}

fn compared<'a>(pairs: &Pairs<'a>, old: &'a TypeDef, new: &'a TypeDef, found: &mut Vec<Change>) {
    let subject = Subject::Type(new.name.clone());
    let at = pairs.new.rust(&new.name);
    found.extend(renamed(pairs, old, new));
    if differ(&old.description, &new.description) {
        let message = format!("`{at}` has a reworded description");
        let to = (&subject, at);
        let change = Change::new(&rules::TEXT, Kind::Changed, to, message, &new.pointer);
        found.push(change.was(&*old.description).becomes(&*new.description).same_wire());
    }
    match (&old.kind, &new.kind) {
        (TypeKind::Struct(_), TypeKind::Struct(_)) => {
            if let Some(it) = Struct::of_type(pairs, old, new) {
                found.extend(fields(pairs, &it, &new.pointer.at("properties")));
            }
            found.extend(page(pairs, old, new));
        }
        (TypeKind::Enum(from), TypeKind::Enum(to)) => {
            values((&subject, at), from, to, &new.pointer.at("enum"), found);
        }
        (TypeKind::Union(from), TypeKind::Union(to)) => {
            branches(pairs, (old, from), (new, to), found);
        }
        (TypeKind::Envelope(from), TypeKind::Envelope(to)) => {
            found.extend(payload(pairs, new, from.as_ref(), to.as_ref()));
        }
        (TypeKind::FreeForm, TypeKind::FreeForm) => {}
        (from, to) => {
            let (from, to) = (kind(from), kind(to));
            let message = format!("`{at}` is {to} instead of {from}");
            let subject = (&subject, at);
            let change =
                Change::new(&rules::TYPE_KIND, Kind::Changed, subject, message, &new.pointer);
            found.push(change.was(from).becomes(to));
        }
    }
}

fn renamed(pairs: &Pairs<'_>, old: &TypeDef, new: &TypeDef) -> Option<Change> {
    if old.name == new.name {
        return None;
    }
    let (before, after) = (pairs.old.rust(&old.name), pairs.new.rust(&new.name));
    let subject = Subject::Type(new.name.clone());
    if before == after {
        let message = format!("the documented name of `{after}` is `{}`", new.name);
        let to = (&subject, after);
        let change = Change::new(&rules::TEXT, Kind::Renamed, to, message, &new.pointer);
        return Some(change.was(&*old.name).becomes(&*new.name).same_wire());
    }
    let parents = pairs.new.parents(&new.name).iter().filter_map(|name| pairs.new.def(name));
    let unions = parents.filter(|def| matches!(def.kind, TypeKind::Union(_)));
    let unions: Vec<&str> = unions.map(|def| pairs.new.rust(&def.name)).collect();
    let mut message = format!("`{before}` is renamed `{after}`");
    if !unions.is_empty() {
        message.push_str(&format!(", and with it the variant of {}", codes(unions)));
    }
    let to = (&subject, before);
    let change = Change::new(&rules::TYPE_RENAMED, Kind::Renamed, to, message, &new.pointer);
    Some(change.was(before).becomes(after).same_wire())
}

/// Compares the payload of an envelope, which calls return.
fn payload(
    pairs: &Pairs<'_>,
    new: &TypeDef,
    from: Option<&Type>,
    to: Option<&Type>,
) -> Option<Change> {
    if from.map(|ty| pairs.translate(ty)).as_ref() == to {
        return None;
    }
    let spelled = |ty: Option<&Type>, side: &Side<'_>| {
        ty.map_or("()".to_owned(), |ty| side.version.names.ty(ty))
    };
    let (from, to) = (spelled(from, &pairs.old), spelled(to, &pairs.new));
    let name = pairs.new.rust(&new.name);
    let returning = pairs.operations.iter().map(|(_, op)| op);
    let returning = returning.filter(|op| op.operation.response_type.as_deref() == Some(&new.name));
    let returning: Vec<_> = returning.collect();
    let (subject, at, message) = match returning.as_slice() {
        [op] => {
            let at = super::words::method(op.api(), op.operation);
            let message = format!("`{at}` returns `Call<{to}>` instead of `Call<{from}>`");
            (Subject::Operation(op.api(), op.operation.name.clone()), at, message)
        }
        several => {
            let message = format!(
                "{} that return `{name}` return `Call<{to}>` instead of `Call<{from}>`",
                count(several.len(), "method")
            );
            (Subject::Type(new.name.clone()), name.to_owned(), message)
        }
    };
    let rule = &rules::RESPONSE_TYPE;
    let change = Change::new(rule, Kind::Changed, (&subject, at), message, &new.pointer);
    Some(change.was(format!("Call<{from}>")).becomes(format!("Call<{to}>")))
}

fn page(pairs: &Pairs<'_>, old: &TypeDef, new: &TypeDef) -> Option<Change> {
    let at = pairs.new.rust(&new.name);
    let subject = Subject::Type(new.name.clone());
    let change = |rule, kind, message: String| {
        Change::new(rule, kind, (&subject, at), message, &new.pointer.at("x-page"))
    };
    match (&old.page, &new.page) {
        (Some(page), None) => {
            let lost = format!("`{at}` no longer implements `Page`, which `.pages()` needs");
            let change = change(&rules::PAGE_REMOVED, Kind::Removed, lost);
            Some(change.was(roles(page)).same_wire())
        }
        (None, Some(page)) => {
            let gained = format!("`{at}` implements `Page`: calls that return it have `.pages()`");
            let change = change(&rules::PAGE_ADDED, Kind::Added, gained);
            Some(change.becomes(roles(page)).same_wire())
        }
        (Some(before), Some(after)) if before != after => {
            let (old_item, new_item) = (items(pairs, old, before), items(pairs, new, after));
            let roles = (roles(before), roles(after));
            let mut message = format!("`.pages()` and `.items()` of `{at}` read {}", roles.1);
            if before.items != after.items {
                message.push_str(&format!(
                    ": items are {} instead of {}",
                    code(&new_item),
                    code(&old_item)
                ));
            }
            let change = change(&rules::PAGE_CHANGED, Kind::Changed, message);
            Some(change.was(roles.0).becomes(roles.1).same_wire())
        }
        _ => None,
    }
}

/// Returns the fields of a page with their roles.
fn roles(page: &Page) -> String {
    let roles = [
        (Some(&page.items), "items"),
        (page.total.as_ref(), "total"),
        (page.next.as_ref(), "next"),
        (page.more.as_ref(), "more"),
    ];
    let roles = roles.iter().filter_map(|(field, role)| Some(format!("{role} in `{}`", (*field)?)));
    roles.collect::<Vec<_>>().join(", ")
}

/// Returns the type of the items of a page.
fn items(pairs: &Pairs<'_>, def: &TypeDef, page: &Page) -> String {
    let TypeKind::Struct(fields) = &def.kind else { return String::new() };
    let field = fields.iter().find(|field| field.wire == page.items);
    let ty = field.and_then(|field| item(&field.ty));
    ty.map(|ty| pairs.new.version.names.ty(ty)).unwrap_or_default()
}
