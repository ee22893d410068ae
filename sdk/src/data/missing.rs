//! [`Unset`]: the required fields of a struct that were never set, and how a request finds them.

use super::api_struct::REQUIRED;
use super::{ApiStruct, View};

/// The required fields that no setter was called for, of a struct whose `new` takes no arguments.
///
/// Fields are counted in the order of the struct, required ones only. A struct has at most 64 of
/// them that are checked.
#[derive(Clone, Copy, Debug)]
pub struct Unset(u64);

impl Unset {
    /// No field is unset: the state of every struct that was read from a response.
    pub(crate) const NONE: Self = Self(0);
    /// Every required field is unset.
    // Some modules have no struct with so many required fields.
    #[allow(dead_code)]
    pub(crate) const ALL: Self = Self(u64::MAX);

    /// Records that the required field at this position was set.
    #[allow(dead_code)]
    pub(crate) const fn set(&mut self, position: u32) {
        if position < u64::BITS {
            self.0 &= !(1 << position);
        }
    }

    const fn contains(self, position: u32) -> bool {
        position < u64::BITS && self.0 & (1 << position) != 0
    }
}

/// Returns the required fields of a request that are not set, as paths of Rust names:
/// `config.client_id`.
///
/// A field counts as set once its setter was called, whatever the value, or once it holds a value
/// other than the empty one of its type.
pub(crate) fn missing(view: &View<'_>) -> Vec<String> {
    let mut missing = Vec::new();
    collect(view, "", &mut missing);
    missing
}

fn collect(view: &View<'_>, path: &str, missing: &mut Vec<String>) {
    match view {
        View::Struct(structure) => in_struct(*structure, path, missing),
        View::List(list) => {
            for index in 0..list.len() {
                match list.item(index) {
                    // Scalars have no fields, nor have their neighbors.
                    item @ (View::Struct(_) | View::List(_) | View::Map(_)) => {
                        collect(&item, &format!("{path}[{index}]"), missing);
                    }
                    _ => return,
                }
            }
        }
        View::Map(entries) => entries.each(&mut |key, view| {
            collect(&view, &format!("{path}[{key:?}]"), missing);
        }),
        _ => {}
    }
}

fn in_struct(structure: &dyn ApiStruct, path: &str, missing: &mut Vec<String>) {
    let (shape, unset) = (structure.shape(), structure.unset());
    structure.fields(&mut |fields| {
        let mut position = 0;
        for (index, field) in fields.iter().enumerate() {
            let is_required = shape.marks.get(index).is_some_and(|marks| marks & REQUIRED != 0);
            let is_unset = is_required && unset.contains(position);
            position += u32::from(is_required);
            let view = field.view();
            let has_fields = matches!(view, View::Struct(_) | View::List(_) | View::Map(_));
            if !is_unset && !has_fields {
                continue;
            }
            let name = shape.rust.get(index).copied().unwrap_or_default();
            let name = name.trim_start_matches("r#");
            let path = match path {
                "" => name.to_owned(),
                path => format!("{path}.{name}"),
            };
            match is_unset && is_blank(&view) {
                true => missing.push(path),
                false => collect(&view, &path, missing),
            }
        }
    });
}

/// Returns whether a field holds the empty value of its type.
fn is_blank(view: &View<'_>) -> bool {
    match view {
        View::Absent | View::Null => true,
        View::Text(text) | View::Secret(text) => text.is_empty(),
        View::Integer(integer) => *integer == 0,
        View::Number(number) => *number == 0.0,
        View::Boolean(boolean) => !boolean,
        View::Enum(value) => value.as_str().is_empty(),
        View::Json(json) => json.is_null(),
        View::Object(object) => object.is_empty(),
        View::List(list) => list.is_empty(),
        View::Map(entries) => {
            let mut is_empty = true;
            entries.each(&mut |_, _| is_empty = false);
            is_empty
        }
        View::Struct(structure) => {
            let mut blank = true;
            structure.fields(&mut |fields| {
                blank = fields.iter().all(|field| is_blank(&field.view()));
            });
            blank
        }
        View::File(file) => file.name().is_empty() && file.content().is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Field, api_struct};

    struct Inner {
        name: String,
        count: i64,
        __unset: Unset,
    }

    api_struct! { Inner { name: "name" required, count: "count" required } unset }

    struct Outer {
        r#type: String,
        flag: bool,
        note: Option<String>,
        inner: Vec<Inner>,
        __unset: Unset,
    }

    api_struct! {
        Outer {
            r#type: "type" required,
            flag: "flag" required,
            note: "note",
            inner: "inner" required,
        } unset
    }

    fn outer() -> Outer {
        Outer { __unset: Unset::ALL, ..ApiStruct::blank() }
    }

    #[test]
    fn every_unset_field_is_named() {
        assert_eq!(missing(&outer().view()), ["type", "flag", "inner"]);
    }

    #[test]
    fn a_set_field_may_hold_the_empty_value() {
        let mut outer = outer();
        outer.__unset.set(1);
        assert_eq!(missing(&outer.view()), ["type", "inner"]);
    }

    #[test]
    fn a_value_assigned_directly_counts() {
        let mut outer = outer();
        outer.r#type = "t".to_owned();
        outer.inner.push(Inner { __unset: Unset::ALL, count: 1, ..ApiStruct::blank() });
        assert_eq!(missing(&outer.view()), ["flag", "inner[0].name"]);
    }

    #[test]
    fn a_decoded_struct_misses_nothing() {
        let outer: Outer = serde_json::from_str(r#"{"type":"t"}"#).expect("it is an object");
        assert_eq!(missing(&outer.view()), [""; 0]);
    }
}
