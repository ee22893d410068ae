//! An enum of values.

use serde::Serialize;

use crate::api::Enum;
use crate::render::docs::prose;
use crate::render::names::variant;

#[derive(Debug, Serialize)]
pub(super) struct EnumView {
    variants: Vec<VariantView>,
    /// The values that are numbers on the wire.
    numbers: Vec<i64>,
}

#[derive(Debug, Serialize)]
struct VariantView {
    docs: String,
    name: String,
    wire: String,
}

pub(super) fn enum_view(definition: &Enum) -> EnumView {
    let variants = definition.values.iter().map(|value| VariantView {
        docs: prose(4, &value.description),
        name: variant(value),
        wire: value.wire.clone(),
    });
    EnumView {
        variants: variants.collect(),
        numbers: definition.values.iter().filter_map(|value| value.number).collect(),
    }
}
