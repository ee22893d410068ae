//! The limits of values, as sentences for the documentation.

use crate::api::Limits;
use crate::document::Schema;

/// Returns the limits of the values of a schema.
pub(super) fn limits(schema: &Schema) -> Limits {
    let mut sentences = Vec::new();
    if let Some(format) = schema.format.as_deref().filter(|it| !matches!(*it, "int64" | "double")) {
        sentences.push(format!("Format: {format}."));
    }
    range(&mut sentences, "character", schema.min_length, schema.max_length);
    range(&mut sentences, "item", schema.min_items, schema.max_items);
    match (&schema.minimum, &schema.maximum) {
        (Some(least), Some(most)) => sentences.push(format!("From {least} to {most}.")),
        (Some(least), None) => sentences.push(format!("At least {least}.")),
        (None, Some(most)) => sentences.push(format!("At most {most}.")),
        (None, None) => {}
    }
    if let Some(items) = schema.items.as_deref() {
        let mut inner = Vec::new();
        range(&mut inner, "character", items.min_length, items.max_length);
        sentences.extend(inner.into_iter().map(|it| format!("Each item: {}", lower_first(&it))));
    }
    note_values(&mut sentences, schema.documented_values.as_ref());
    note_unit(&mut sentences, schema.unit.as_deref());
    if let Some(seconds) = schema.lifetime_seconds {
        sentences.push(format!("Valid for {seconds} seconds."));
    }
    note_condition(&mut sentences, "Required", schema.required_when.as_ref());
    note_condition(&mut sentences, "Present", schema.present_when.as_ref());
    if schema.types.as_ref().is_some_and(|it| it.as_slice().iter().any(|kind| kind == "null")) {
        sentences.push("`null` is a value of its own, distinct from leaving it out.".to_owned());
    }
    Limits {
        default: schema.default.clone(),
        unit: schema.unit.as_deref().map(unit_in_words),
        sentences,
        most: most(schema),
    }
}

/// Returns the unit of a number in words.
pub(super) fn unit_in_words(unit: &str) -> String {
    match unit {
        "ms" => "milliseconds".to_owned(),
        "s" => "seconds".to_owned(),
        unit => unit.to_owned(),
    }
}

/// Returns the largest number of items of a list, or the largest value of an integer.
fn most(schema: &Schema) -> Option<u32> {
    let largest = schema.maximum.as_ref().and_then(serde_json::Value::as_u64);
    schema.max_items.or(largest).and_then(|most| u32::try_from(most).ok())
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}

fn range(sentences: &mut Vec<String>, unit: &str, least: Option<u64>, most: Option<u64>) {
    let plural = |count: u64| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    match (least.filter(|least| *least > 0), most) {
        (Some(least), Some(most)) => sentences.push(format!("{least} to {}.", plural(most))),
        (Some(least), None) => sentences.push(format!("At least {}.", plural(least))),
        (None, Some(most)) => sentences.push(format!("At most {}.", plural(most))),
        (None, None) => {}
    }
}

pub(super) fn note_values(sentences: &mut Vec<String>, values: Option<&serde_json::Value>) {
    let text =
        |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let listed: Vec<String> = match values {
        Some(serde_json::Value::Array(values)) => {
            values.iter().map(|value| format!("`{}`", text(value))).collect()
        }
        Some(serde_json::Value::Object(values)) => {
            values.iter().map(|(value, it)| format!("`{value}` ({})", text(it))).collect()
        }
        _ => return,
    };
    sentences.push(format!("Known values: {}.", listed.join(", ")));
}

pub(super) fn note_unit(sentences: &mut Vec<String>, unit: Option<&str>) {
    sentences.extend(unit.map(|unit| format!("Unit: {}.", unit_in_words(unit))));
}

fn note_condition(sentences: &mut Vec<String>, what: &str, when: Option<&serde_json::Value>) {
    let text = |value: &serde_json::Value| {
        value.as_str().map_or_else(|| format!("`{value}`"), |text| format!("`{text}`"))
    };
    match when {
        Some(serde_json::Value::Object(conditions)) => {
            let conditions: Vec<String> = conditions
                .iter()
                .map(|(field, value)| {
                    let values = match value {
                        serde_json::Value::Array(values) => {
                            values.iter().map(text).collect::<Vec<_>>().join(" or ")
                        }
                        value => text(value),
                    };
                    format!("`{field}` is {values}")
                })
                .collect();
            sentences.push(format!("{what} when {}.", conditions.join(" and ")));
        }
        Some(other) => sentences.push(format!("{what} when {}.", text(other).trim_matches('`'))),
        None => {}
    }
}
