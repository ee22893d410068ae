//! Telling a payload from something else where no status says that the call succeeded.

use crate::data::{Slot, View, ObjectKeys};
use crate::json::{Kind, Scanner};

/// Whether a value that no status vouches for looks like what the operation returns: a value of its
/// kind, and for a record most of the required fields.
pub(super) fn is_what_it_returns(slot: &Slot<'_>, mut value: Scanner<'_>) -> bool {
    let Ok(kind) = value.kind() else { return false };
    match slot {
        Slot::Json(_) => true,
        Slot::Object(_) => kind == Kind::Object,
        Slot::Record(_) | Slot::Map(_) if kind == Kind::Object => {
            ObjectKeys::ahead(value).is_ok_and(|keys| has_keys_of(slot, &keys))
        }
        Slot::List(_) => kind == Kind::List,
        Slot::Union(_) => matches!(kind, Kind::List | Kind::Object | Kind::Text),
        Slot::Text(_) | Slot::Timestamp(_) | Slot::Choice(_) => kind == Kind::Text,
        Slot::Integer(_) | Slot::Number(_) => kind == Kind::Number,
        Slot::Boolean(_) => matches!(kind, Kind::Boolean(_)),
        Slot::Record(_) | Slot::Map(_) | Slot::Skip | Slot::File(_) | Slot::Optional(_) => false,
    }
}

fn has_keys_of(slot: &Slot<'_>, keys: &ObjectKeys<'_>) -> bool {
    let Slot::Record(record) = slot else { return !keys.is_empty() };
    let shape = record.shape();
    let (mut required, mut found, mut known) = (0, 0, 0);
    record.fields(&mut |fields| {
        for (name, field) in shape.wire.iter().zip(fields) {
            let is_there = keys.contains(name)
                || shape.aliases.iter().any(|(alias, wire)| wire == name && keys.contains(alias));
            known += usize::from(is_there);
            if !matches!(field.view(), View::Absent) {
                required += 1;
                found += usize::from(is_there);
            }
        }
    });
    // One key of many is a coincidence: `code` and `message` are everywhere.
    if required == 0 { known > 0 } else { found * 2 > required }
}
