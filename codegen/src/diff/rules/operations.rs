//! Rules for operations: their methods.

use super::facts::facts;
use super::fields::fields;
use super::pairs::{Pairs, placeholders, shape};
use super::reporter::{Reporter, subject};
use super::side::{Op, Side, mentioned};
use super::structs::Struct;
use super::table as rules;
use super::together::Together;
use super::words::{code, codes, method, module_path, with};
use crate::api::{BodyKind, Response, TypeKind};
use crate::diff::{Change, Kind};
use crate::render::{feature_of, names};

/// Compares the operations.
pub(super) fn operations(pairs: &Pairs<'_>, together: &Together<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    for (index, op) in pairs.removed_operations.iter().enumerate() {
        found.push(removed(pairs, op, together.removed_with(index)));
    }
    for (index, op) in pairs.added_operations.iter().enumerate() {
        found.push(added(pairs, op, together.added_with(index)));
    }
    for (old, new) in &pairs.operations {
        compared(pairs, old, new, &mut found);
    }
    found
}

fn removed(pairs: &Pairs<'_>, op: &Op<'_>, types: &[&str]) -> Change {
    let at = method(op.api(), op.operation);
    let types = own_types(&pairs.old, op, types);
    let message = format!("`{at}` is removed{}", with(&types));
    let subject = (&subject(op), at);
    let pointer = &op.operation.pointer;
    Change::new(&rules::OPERATION_REMOVED, Kind::Removed, subject, message, pointer)
        .was(address(op))
        .note_if(op.operation.deprecated, "deprecated before")
}

fn added(pairs: &Pairs<'_>, op: &Op<'_>, types: &[&str]) -> Change {
    let at = method(op.api(), op.operation);
    let types = own_types(&pairs.new, op, types);
    let message = format!("`{at}` is new{}", with(&types));
    let subject = (&subject(op), at);
    let pointer = &op.operation.pointer;
    Change::new(&rules::OPERATION_ADDED, Kind::Added, subject, message, pointer)
        .becomes(address(op))
}

/// Returns the types that come and go with an operation.
fn own_types(side: &Side<'_>, op: &Op<'_>, types: &[&str]) -> Vec<String> {
    let params =
        (!op.operation.params.is_empty()).then(|| side.version.names.params_name(op.operation));
    params.into_iter().chain(types.iter().map(|name| side.rust(name).to_owned())).collect()
}

fn address(op: &Op<'_>) -> String {
    format!("{} {}", op.operation.method, op.operation.path)
}

fn compared<'a>(pairs: &Pairs<'a>, old: &Op<'a>, new: &Op<'a>, found: &mut Vec<Change>) {
    let mut to = Reporter::new(new, found);
    name(pairs, old, new, &mut to);
    address_of(old, new, &mut to);
    module(pairs, old, new, &mut to);
    arguments(pairs, old, new, &mut to);
    response(pairs, old, new, &mut to);
    facts(old, new, &mut to);
}

fn name(pairs: &Pairs<'_>, old: &Op<'_>, new: &Op<'_>, to: &mut Reporter<'_>) {
    let (before, after) = (names::method(old.operation), names::method(new.operation));
    let params = |side: &Side<'_>, op: &Op<'_>| {
        (!op.operation.params.is_empty()).then(|| side.version.names.params_name(op.operation))
    };
    let params = params(&pairs.old, old).zip(params(&pairs.new, new));
    let params = params.filter(|(before, after)| before != after);
    if before != after {
        let at = method(old.api(), old.operation);
        let mut message = format!("`{at}` is renamed `{after}`");
        if let Some((before, after)) = &params {
            message.push_str(&format!(", and `{before}` is `{after}`"));
        }
        let mut change = to.change(&rules::OPERATION_RENAMED, Kind::Renamed, message);
        change.at = at;
        to.report(change.was(before).becomes(after).same_wire());
        return;
    }
    if let Some((before, after)) = params {
        let message = format!("`{before}` is renamed `{after}`");
        let change = to.change(&rules::PARAMS_NAME, Kind::Renamed, message);
        to.report(change.was(before).becomes(after).same_wire());
    }
    let (before, after) = (&old.operation.name, &new.operation.name);
    if before != after {
        let message =
            format!("the documented name of `{}` is `{after}` instead of `{before}`", to.at);
        let change = to.change(&rules::OPERATION_NAME, Kind::Renamed, message);
        to.report(change.was(before).becomes(after).same_wire());
    }
}

fn address_of(old: &Op<'_>, new: &Op<'_>, to: &mut Reporter<'_>) {
    let (before, after) = (address(old), address(new));
    if before == after {
        return;
    }
    let is_same_shape = old.operation.method == new.operation.method
        && shape(&old.operation.path) == shape(&new.operation.path);
    let names = |op: &Op<'_>| -> Vec<String> {
        let params = op.operation.params.iter().filter(|it| it.in_path);
        params.map(|it| names::field(&it.field)).collect()
    };
    let mut placeholders = [placeholders(&old.operation.path), placeholders(&new.operation.path)];
    placeholders.iter_mut().for_each(|it| it.sort_unstable());
    let [old_names, new_names] = placeholders;
    // The fields that are renamed with their placeholders say it.
    if is_same_shape && old_names != new_names && names(old) != names(new) {
        return;
    }
    let message = format!("`{}` requests `{after}` instead of `{before}`", to.at);
    let change = to.change(&rules::OPERATION_ADDRESS, Kind::Moved, message);
    let same_wire = is_same_shape && old_names != new_names;
    to.report(change.was(before).becomes(after).same_wire_if(same_wire));
}

fn module(pairs: &Pairs<'_>, old: &Op<'_>, new: &Op<'_>, to: &mut Reporter<'_>) {
    let is_same = |(from, to): &(&crate::api::Module, &crate::api::Module)| {
        from.id == old.module.id && to.id == new.module.id
    };
    if pairs.modules.iter().any(is_same) {
        return;
    }
    let (before, after) = (feature_of(&old.module.id), feature_of(&new.module.id));
    let gone = gone(pairs, old);
    let mut message = format!("`{}` needs feature `{after}` instead of `{before}`", to.at);
    if !gone.is_empty() {
        let are = if gone.len() == 1 { "is" } else { "are" };
        message.push_str(&format!("; {} {are} gone", codes(&gone)));
    }
    let change = to.change(&rules::OPERATION_MODULE, Kind::Moved, message);
    to.report(change.was(before).becomes(after).same_wire());
}

/// Returns the public paths that go away with an operation that moves from its module.
fn gone(pairs: &Pairs<'_>, op: &Op<'_>) -> Vec<String> {
    let path = module_path(op.api(), &op.module.id.name);
    let partner = pairs.modules.iter().find(|(old, _)| old.id == op.module.id);
    let left = partner.map(|(_, new)| pairs.new.exported(new)).unwrap_or_default();
    let before = pairs.old.exported(op.module);
    let reached = pairs.old.reached(mentioned(op.operation));
    let types = before.iter().filter(|name| reached.contains(*name));
    let types = types.filter(|name| !left.contains(pairs.name(name)));
    let types = types.map(|name| pairs.old.rust(name).to_owned());
    let params = (!op.operation.params.is_empty())
        .then(|| pairs.old.version.names.params_name(op.operation));
    params.into_iter().chain(types).map(|name| format!("{path}::{name}")).collect()
}

fn arguments<'a>(pairs: &Pairs<'a>, old: &Op<'a>, new: &Op<'a>, to: &mut Reporter<'_>) {
    let has = |op: &Op<'_>| !op.operation.params.is_empty();
    let (before, after) = (has(old), has(new));
    let params = |side: &Side<'_>, op: &Op<'_>| side.version.names.params_name(op.operation);
    match (before, after) {
        (false, true) => argument(to, Kind::Added, &params(&pairs.new, new)),
        (true, false) => argument(to, Kind::Removed, &params(&pairs.old, old)),
        (true, true) => {
            let params = Struct::of_params(pairs, old, new);
            let pointer = &new.operation.pointer.at("parameters");
            fields(pairs, &params, pointer).into_iter().for_each(|change| to.report(change));
        }
        (false, false) => {}
    }
    match (&old.operation.body, &new.operation.body) {
        (None, Some(body)) => argument(to, Kind::Added, pairs.new.rust(&body.type_name)),
        (Some(body), None) => argument(to, Kind::Removed, pairs.old.rust(&body.type_name)),
        (Some(before), Some(after)) => {
            if pairs.name(&before.type_name) != after.type_name {
                let (old, new) =
                    (pairs.old.rust(&before.type_name), pairs.new.rust(&after.type_name));
                let message = format!("`{}` takes `{new}` instead of `{old}`", to.at);
                to.changed(&rules::BODY_TYPE, message, old, new);
            }
            if before.kind != after.kind {
                let (old, new) = (encoding(before.kind), encoding(after.kind));
                let message = format!("`{}` sends {new} instead of {old}", to.at);
                to.changed(&rules::BODY_KIND, message, old, new);
            }
        }
        (None, None) => {}
    }
}

fn argument(to: &mut Reporter<'_>, kind: Kind, ty: &str) {
    let gains = if kind == Kind::Added { "gains" } else { "loses" };
    let message = format!("`{}` {gains} the argument `{ty}`", to.at);
    let change = to.change(&rules::ARGUMENTS, kind, message);
    to.report(if kind == Kind::Added { change.becomes(ty) } else { change.was(ty) });
}

fn encoding(kind: BodyKind) -> &'static str {
    match kind {
        BodyKind::Json => "JSON",
        BodyKind::Form => "a form",
        BodyKind::Multipart => "a multipart form",
    }
}

/// Returns the type of a response, as the argument of `Call`.
pub(super) fn returned(side: &Side<'_>, response: &Response) -> String {
    match response {
        Response::Payload(ty) => side.version.names.ty(ty),
        Response::Empty => "()".to_owned(),
        Response::Redirect => "Redirect".to_owned(),
        Response::Content => "Content".to_owned(),
    }
}

fn response(pairs: &Pairs<'_>, old: &Op<'_>, new: &Op<'_>, to: &mut Reporter<'_>) {
    let envelope = |side: &Side<'_>, name: &Option<String>| {
        let def = name.as_deref().and_then(|name| side.def(name));
        def.is_some_and(|def| matches!(def.kind, TypeKind::Envelope(_)))
    };
    let (from, after) = (&old.operation.response_type, &new.operation.response_type);
    let (is_envelope, is_still) = (envelope(&pairs.old, from), envelope(&pairs.new, after));
    // A change of an envelope is a change of its type.
    if is_envelope && is_still && from.as_deref().map(|name| pairs.name(name)) == after.as_deref() {
        return;
    }
    let before = match &old.operation.response {
        Response::Payload(ty) => Response::Payload(pairs.translate(ty)),
        other => other.clone(),
    };
    let after = &new.operation.response;
    if before != *after {
        let old = returned(&pairs.old, &old.operation.response);
        let new = returned(&pairs.new, after);
        let message = format!("`{}` returns `Call<{new}>` instead of `Call<{old}>`", to.at);
        let (old, new) = (format!("Call<{old}>"), format!("Call<{new}>"));
        to.changed(&rules::RESPONSE_TYPE, message, &old, &new);
    } else if matches!(after, Response::Payload(_)) && is_envelope != is_still {
        let words = |is: bool| if is { "in an envelope" } else { "as the whole body" };
        let (old, new) = (words(is_envelope), words(is_still));
        let message = format!("the response of `{}` has its payload {new} instead of {old}", to.at);
        to.changed(&rules::RESPONSE_ENVELOPE, message, old, new);
    }
    let media = |op: &Op<'_>| -> Vec<String> {
        let responses = op.described.into_iter().flat_map(|it| it.responses.iter());
        let success = responses.filter(|(status, _)| status.starts_with('2'));
        success.flat_map(|(_, it)| it.content.keys().cloned()).collect()
    };
    let (old, new) = (media(old).join(", "), media(new).join(", "));
    if before == *after && old != new && matches!(after, Response::Content) {
        let named = |media: &str| if media.is_empty() { "any content".into() } else { code(media) };
        let message = format!("`{}` receives {} instead of {}", to.at, named(&new), named(&old));
        to.changed(&rules::RESPONSE_MEDIA, message, &old, &new);
    }
}
