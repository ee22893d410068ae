//! An enum of values.

use serde::Serialize;

use super::viewer::literal;
use crate::api::Choice;
use crate::render::docs::{comment, prose};
use crate::render::names::variant;

#[derive(Debug, Serialize)]
pub(super) struct ChoiceView {
    variants: Vec<VariantView>,
    numbers: String,
}

#[derive(Debug, Serialize)]
struct VariantView {
    docs: String,
    name: String,
    wire: String,
}

pub(super) fn choice_view(choice: &Choice) -> ChoiceView {
    let variants = choice.values.iter().map(|value| VariantView {
        docs: comment(4, &[prose(4, &value.description)]),
        name: variant(value),
        wire: literal(&value.wire),
    });
    let numbers: Vec<String> =
        choice.values.iter().filter_map(|value| value.number).map(|it| it.to_string()).collect();
    ChoiceView {
        variants: variants.collect(),
        numbers: match numbers.is_empty() {
            true => String::new(),
            false => format!(" numbers [{}]", numbers.join(", ")),
        },
    }
}
