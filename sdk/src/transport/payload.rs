//! Recognition of payloads in responses without a status.

use crate::data::{IDENTIFYING, ObjectKeys, Slot, View};
use crate::json::{Kind, Scanner};

/// Returns whether a value without a status matches the return type of the operation: the JSON type
/// and, for a struct, enough of its fields.
pub(super) fn matches_return_type(slot: &Slot<'_>, mut value: Scanner<'_>) -> bool {
    let Ok(kind) = value.kind() else { return false };
    match slot {
        Slot::Json(_) => true,
        Slot::Object(_) => kind == Kind::Object,
        Slot::Struct(_) | Slot::Map(_) if kind == Kind::Object => {
            ObjectKeys::ahead(value).is_ok_and(|keys| has_keys_of(slot, &keys))
        }
        Slot::List(_) => kind == Kind::List,
        Slot::Union(_) => matches!(kind, Kind::List | Kind::Object | Kind::Text),
        Slot::Text(_) | Slot::Timestamp(_) | Slot::Enum(_) => kind == Kind::Text,
        Slot::Integer(_) | Slot::Number(_) => kind == Kind::Number,
        Slot::Boolean(_) => matches!(kind, Kind::Boolean(_)),
        // The inner type is known only after decoding.
        Slot::Optional(_) => kind != Kind::Null,
        Slot::Struct(_) | Slot::Map(_) | Slot::Skip | Slot::File(_) => false,
    }
}

/// Keys that also occur in envelopes and in responses of gateways.
const COMMON_KEYS: [&str; 9] = [
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

/// Returns whether an object matches a struct: it has all identifying fields and a key that is not
/// common. Without identifying fields, it needs two keys of the struct, or all required ones. A
/// struct of common keys only, such as `success`, needs all of them and no other common key.
fn has_keys_of(slot: &Slot<'_>, keys: &ObjectKeys<'_>) -> bool {
    let Slot::Struct(structure) = slot else { return !keys.is_empty() };
    let shape = structure.shape();
    let (mut missing, mut unidentified, mut identifying, mut known) = (0, 0, 0, 0);
    structure.fields(&mut |fields| {
        for ((name, marks), field) in shape.wire.iter().zip(shape.marks).zip(fields) {
            let mut names = shape.aliases.iter().filter(|(_, wire)| wire == name);
            let is_there = keys.contains(name) || names.any(|(alias, _)| keys.contains(alias));
            let is_identifying = marks & IDENTIFYING != 0;
            identifying += usize::from(is_identifying);
            unidentified += usize::from(is_identifying && !is_there);
            known += usize::from(is_there && !COMMON_KEYS.contains(name));
            missing += usize::from(!is_there && !matches!(field.view(), View::Absent));
        }
    });
    if shape.wire.iter().all(|name| COMMON_KEYS.contains(name)) {
        let mut common = COMMON_KEYS.iter().filter(|key| keys.contains(key)).peekable();
        return missing == 0
            && common.peek().is_some()
            && common.all(|key| shape.wire.contains(key));
    }
    match identifying {
        0 => known > 1 || (known > 0 && missing == 0),
        _ => known > 0 && unidentified == 0,
    }
}
