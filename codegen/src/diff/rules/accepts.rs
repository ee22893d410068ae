//! The values that an argument of `new` accepts: `IntoField` of the SDK, as sets of names.

use std::collections::BTreeSet;

use crate::api::{Type, TypeKind};
use crate::diff::rules::side::Side;

/// Returns the kinds of values that a field of a type accepts.
pub(super) fn accepted(side: &Side<'_>, ty: &Type) -> BTreeSet<String> {
    let set = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect();
    match ty {
        Type::Text => set(&["text"]),
        Type::Secret => set(&["text", "secret"]),
        Type::Timestamp => set(&["text", "timestamp"]),
        Type::Integer => set(&["integer"]),
        Type::Number => set(&["integer", "float"]),
        Type::Boolean => set(&["boolean"]),
        Type::Scalar => set(&["text", "integer", "float", "boolean", "scalar"]),
        Type::File => set(&["file"]),
        Type::Object => set(&["object"]),
        Type::Json => {
            set(&["text", "integer", "float", "boolean", "object", "json", "list of json"])
        }
        Type::Named(name) => named(side, name),
        Type::Boxed(inner) => accepted(side, inner),
        Type::List(inner) => each("list of", accepted(side, inner)),
        Type::Map(inner) => each("map of", accepted(side, inner)),
        Type::Nullable(inner) => {
            let plain = accepted(side, inner);
            let mut all = each("optional", plain.clone());
            all.extend(each("nullable", plain.clone()));
            all.extend(plain);
            all
        }
        Type::OneOrMany(inner) => {
            let plain = accepted(side, inner);
            let mut all = each("list of", plain.clone());
            all.extend(each("one or many", plain.clone()));
            all.extend(plain);
            all
        }
    }
}

fn named(side: &Side<'_>, name: &str) -> BTreeSet<String> {
    // Every generated type accepts itself.
    let mut all = BTreeSet::from([format!("`{name}`")]);
    match side.def(name).map(|def| &def.kind) {
        Some(TypeKind::Enum(_)) => drop(all.insert("text".to_owned())),
        Some(TypeKind::FreeForm) => drop(all.insert("object".to_owned())),
        Some(TypeKind::Union(branches)) => {
            all.extend(branches.iter().flat_map(|branch| match branch {
                // Lint refuses unions in unions.
                Type::Named(name) => {
                    let is_enum = |it: &&crate::api::TypeDef| matches!(it.kind, TypeKind::Enum(_));
                    let text = side.def(name).filter(is_enum).map(|_| "text".to_owned());
                    text.into_iter().chain([format!("`{name}`")]).collect::<Vec<_>>()
                }
                other => accepted(side, other).into_iter().collect(),
            }));
        }
        _ => {}
    }
    all
}

fn each(wrapper: &str, kinds: BTreeSet<String>) -> BTreeSet<String> {
    kinds.into_iter().map(|kind| format!("{wrapper} {kind}")).collect()
}
