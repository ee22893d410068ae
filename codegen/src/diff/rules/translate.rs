//! Types under the names of the new version.

use std::collections::HashMap;

use crate::api::Type;

/// Returns a type with the new names of renamed types.
pub(super) fn translate(renamed: &HashMap<&str, &str>, ty: &Type) -> Type {
    let inner = |inner: &Type| Box::new(translate(renamed, inner));
    match ty {
        Type::Named(name) => {
            Type::Named(renamed.get(name.as_str()).map_or(name.clone(), |it| (*it).to_owned()))
        }
        Type::List(it) => Type::List(inner(it)),
        Type::Map(it) => Type::Map(inner(it)),
        Type::OneOrMany(it) => Type::OneOrMany(inner(it)),
        Type::Nullable(it) => Type::Nullable(inner(it)),
        Type::Boxed(it) => Type::Boxed(inner(it)),
        plain => plain.clone(),
    }
}
