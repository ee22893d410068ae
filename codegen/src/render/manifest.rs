//! The section of the SDK's manifest with the features of modules.

use serde::Serialize;

use super::{engine, features::feature_of};
use crate::api::{Api, ApiKind};

#[derive(Debug, Serialize)]
struct FeaturesView {
    apis: Vec<ApiFeatures>,
}

#[derive(Debug, Serialize)]
struct ApiFeatures {
    name: &'static str,
    features: Vec<String>,
}

/// Returns the section of the SDK's manifest with the features of modules.
pub fn manifest_section(api: &Api) -> String {
    let features = |kind: ApiKind| {
        let modules = api.modules.iter().filter(|module| module.id.api == kind);
        let mut features: Vec<String> = modules.map(|module| feature_of(&module.id)).collect();
        features.sort();
        (!features.is_empty()).then_some(ApiFeatures { name: kind.as_str(), features })
    };
    let apis = ApiKind::ALL.into_iter().filter_map(features).collect();
    engine::fill("features", &FeaturesView { apis })
}
