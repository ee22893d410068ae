//! An enum of values.

use serde::Serialize;

use crate::api::Choice;
use crate::render::docs::prose;
use crate::render::names::variant;

#[derive(Debug, Serialize)]
pub(super) struct ChoiceView {
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

pub(super) fn choice_view(choice: &Choice) -> ChoiceView {
    let variants = choice.values.iter().map(|value| VariantView {
        docs: prose(4, &value.description),
        name: variant(value),
        wire: value.wire.clone(),
    });
    ChoiceView {
        variants: variants.collect(),
        numbers: choice.values.iter().filter_map(|value| value.number).collect(),
    }
}
