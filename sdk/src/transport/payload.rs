//! Telling a payload from something else where no status says that the call succeeded.

use crate::data::{IDENTIFYING, ObjectKeys, Slot, View};
use crate::json::{Kind, Scanner};

/// Whether a value that no status vouches for looks like what the operation returns: a value of its
/// kind, and for a record enough of its fields.
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
        // What it holds shows only once it is filled.
        Slot::Optional(_) => kind != Kind::Null,
        Slot::Record(_) | Slot::Map(_) | Slot::Skip | Slot::File(_) => false,
    }
}

/// Keys that envelopes, gateways and error pages have as well.
const SAID_BY_ANYONE: [&str; 9] = [
    "code",
    "message",
    "msg",
    "error",
    "error_description",
    "status",
    "statusCode",
    "success",
    "requestId",
];

/// An object is a record if it has all that identifies one and a key that is not said by anyone.
/// Without identifying fields it needs two of its keys, or all that are required. A record that has
/// only keys said by anyone, such as `success`, needs all of them and no other such key.
fn has_keys_of(slot: &Slot<'_>, keys: &ObjectKeys<'_>) -> bool {
    let Slot::Record(record) = slot else { return !keys.is_empty() };
    let shape = record.shape();
    let (mut missing, mut unidentified, mut identifying, mut known) = (0, 0, 0, 0);
    record.fields(&mut |fields| {
        for ((name, marks), field) in shape.wire.iter().zip(shape.marks).zip(fields) {
            let mut names = shape.aliases.iter().filter(|(_, wire)| wire == name);
            let is_there = keys.contains(name) || names.any(|(alias, _)| keys.contains(alias));
            let is_identifying = marks & IDENTIFYING != 0;
            identifying += usize::from(is_identifying);
            unidentified += usize::from(is_identifying && !is_there);
            known += usize::from(is_there && !SAID_BY_ANYONE.contains(name));
            missing += usize::from(!is_there && !matches!(field.view(), View::Absent));
        }
    });
    if shape.wire.iter().all(|name| SAID_BY_ANYONE.contains(name)) {
        let mut common = SAID_BY_ANYONE.iter().filter(|key| keys.contains(key)).peekable();
        return missing == 0
            && common.peek().is_some()
            && common.all(|key| shape.wire.contains(key));
    }
    match identifying {
        0 => known > 1 || (known > 0 && missing == 0),
        _ => known > 0 && unidentified == 0,
    }
}
