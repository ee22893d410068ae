//! Finds the shared types that each module, and so its Cargo feature, needs.

use std::collections::BTreeSet;

use crate::api::{Api, Home, Module, Response, Type};

/// Fills in [`Module::shared`].
pub fn run(api: &mut Api) {
    let needed: Vec<Vec<String>> =
        api.modules.iter().map(|module| shared_by(api, module)).collect();
    for (module, shared) in api.modules.iter_mut().zip(needed) {
        module.shared = shared;
    }
}

fn shared_by(api: &Api, module: &Module) -> Vec<String> {
    let home = Home::Module(module.id.clone());
    let mut open: Vec<&str> = Vec::new();
    for operation in &module.operations {
        open.extend(operation.params.iter().flat_map(|param| param.field.ty.names()));
        open.extend(operation.body.iter().map(|body| body.type_name.as_str()));
        if let Response::Payload(ty) = &operation.response {
            open.extend(ty.names());
        }
        // A named envelope is not part of the payload.
        open.extend(operation.response_type.as_deref());
    }
    // Types that no operation uses are generated as well.
    open.extend(api.types.values().filter(|def| def.home == home).map(|def| def.name.as_str()));
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some(def) = api.types.get(name) else { continue };
        if seen.insert(name) {
            open.extend(def.mentions().into_iter().flat_map(Type::names));
        }
    }
    let is_shared = |name: &&str| api.types.get(*name).is_some_and(|def| def.home == Home::Common);
    seen.into_iter().filter(is_shared).map(str::to_owned).collect()
}
