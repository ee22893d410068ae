//! Copying: a [`View`] into a [`Slot`] of the same type.

use super::record::copy_record;
use super::{Kind, Slot, View};

/// Fills an empty `slot` with what `view` shows. Both belong to the same type.
pub(super) fn copy(view: View<'_>, slot: Slot<'_>) {
    let slot = match (&view, slot) {
        (View::Absent, _) => return,
        (View::Null, Slot::Optional(optional)) => return optional.set_null(),
        (_, Slot::Optional(optional)) => return copy(view, optional.fill()),
        (_, Slot::Union(union)) => union.branch(kind(&view), None),
        (_, slot) => slot,
    };
    match (view, slot) {
        (View::Text(from), Slot::Text(to)) => from.clone_into(to),
        (View::Integer(from), Slot::Integer(to)) => *to = from,
        (View::Number(from), Slot::Number(to)) => *to = from,
        (View::Boolean(from), Slot::Boolean(to)) => *to = from,
        (View::Choice(from), Slot::Choice(to)) => to.set(from.as_str()),
        (View::Json(from), Slot::Json(to)) => from.clone_into(to),
        (View::Object(from), Slot::Object(to)) => from.clone_into(to),
        (View::File(from), Slot::File(to)) => from.clone_into(to),
        (View::Record(from), Slot::Record(to)) => copy_record(from, to),
        (View::List(from), Slot::List(to)) => {
            for index in 0..from.len() {
                copy(from.item(index), to.push());
            }
        }
        (View::Map(from), Slot::Map(to)) => {
            from.each(&mut |key, view| copy(view, to.insert(key.to_owned())));
        }
        _ => {}
    }
}

/// The kind of value that a view is; unions of several kinds of object copy themselves.
fn kind(view: &View<'_>) -> Kind {
    match view {
        View::Text(_) | View::Choice(_) => Kind::Text,
        View::Integer(_) => Kind::Integer,
        View::Number(_) => Kind::Number,
        View::Boolean(_) => Kind::Boolean,
        View::List(_) => Kind::List,
        _ => Kind::Object,
    }
}
