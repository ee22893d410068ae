//! Cargo features: one per module.

use heck::ToKebabCase;

use crate::api::{Api, ApiKind, ModuleId};

/// The Cargo feature of a module.
pub fn feature_of(module: &ModuleId) -> String {
    format!("{}-{}", module.api, module.name.to_kebab_case())
}

/// The part of the SDK's manifest that lists the features.
pub fn manifest_section(api: &Api) -> String {
    let mut out = String::new();
    let mut apis: Vec<ApiKind> = api.modules.iter().map(|module| module.id.api).collect();
    apis.dedup();
    for name in apis {
        let mut features: Vec<String> = api
            .modules
            .iter()
            .filter(|module| module.id.api == name)
            .map(|module| feature_of(&module.id))
            .collect();
        features.sort();
        out.push_str(&format!("{name} = [\n"));
        for feature in &features {
            out.push_str(&format!("    \"{feature}\",\n"));
        }
        out.push_str("]\n");
        for feature in &features {
            out.push_str(&format!("{feature} = []\n"));
        }
    }
    out
}
