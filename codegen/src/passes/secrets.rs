//! Decides which strings are kept as secrets: those of secret fields, alone or in a list, a map or
//! the like.

use crate::api::{Api, Field, Type, TypeKind};

/// Turns the strings of secret fields into secrets.
pub(super) fn run(api: &mut Api) {
    for def in api.types.values_mut() {
        if let TypeKind::Struct(fields) = &mut def.kind {
            fields.iter_mut().for_each(conceal_field);
        }
    }
    let operations = api.modules.iter_mut().flat_map(|module| &mut module.operations);
    let params = operations.flat_map(|operation| &mut operation.params);
    params.for_each(|param| conceal_field(&mut param.field));
}

fn conceal_field(field: &mut Field) {
    if field.secret {
        conceal(&mut field.ty);
    }
}

fn conceal(ty: &mut Type) {
    match ty {
        Type::Text => *ty = Type::Secret,
        Type::List(inner)
        | Type::Map(inner)
        | Type::OneOrMany(inner)
        | Type::Nullable(inner)
        | Type::Boxed(inner) => conceal(inner),
        _ => {}
    }
}
