//! Versions as they are read.

use super::bundle::Bundle;
use crate::document::{ApiKind, Document};

/// A version, as far as it has been read.
pub(super) enum Source {
    /// A directory, or one of a revision.
    Spec(Box<Spec>),
    /// Bundles, each of another API.
    Bundles(Vec<Bundle>),
}

/// A spec.
pub(super) struct Spec {
    /// The argument.
    pub label: String,
    /// The beginning of the paths of its files.
    pub base: String,
    /// Its content.
    pub document: Document,
    /// The version number of the crates.
    pub number: Option<(u64, u64, u64)>,
}

impl Source {
    /// Returns the APIs that it describes.
    pub(super) fn apis(&self) -> Vec<ApiKind> {
        let has = |api: &ApiKind| match self {
            Self::Spec(spec) => spec.document.common.apis.contains_key(api.as_str()),
            Self::Bundles(bundles) => bundles.iter().any(|bundle| bundle.api == *api),
        };
        ApiKind::ALL.into_iter().filter(has).collect()
    }

    /// Returns whether it states the order of properties.
    pub(super) fn is_ordered(&self) -> bool {
        match self {
            Self::Spec(_) => true,
            Self::Bundles(bundles) => bundles.iter().all(Bundle::is_ordered),
        }
    }
}
