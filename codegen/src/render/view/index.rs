//! Files that only declare and export modules.

use serde::Serialize;

use super::viewer::{Viewer, plain};
use crate::api::{ApiKind, Home, Module};
use crate::render::docs::{paragraphs, prose};
use crate::render::{features::feature_of, ident, layout};

/// A list of modules.
#[derive(Debug, Serialize)]
pub struct IndexView {
    docs: String,
    entries: Vec<EntryView>,
    /// The same modules, in rustfmt's order of `use`.
    exports: Vec<EntryView>,
    operations: bool,
}

impl IndexView {
    fn new(docs: String, mut entries: Vec<EntryView>, operations: bool) -> Self {
        entries.sort_by(|left, right| plain(&left.module).cmp(plain(&right.module)));
        let mut exports = entries.clone();
        exports.retain(|entry| entry.has_names);
        exports.sort_by_cached_key(|entry| layout::sort_key(&entry.module));
        Self { docs, entries, exports, operations }
    }
}

#[derive(Clone, Debug, Serialize)]
struct EntryView {
    /// The feature that it needs, if there is only one.
    feature: Option<String>,
    /// The features of which it needs any.
    features: Vec<String>,
    module: String,
    public: bool,
    /// Whether it contains types.
    has_names: bool,
    /// Whether all of its types are shared types, which other modules export as well.
    only_shared: bool,
}

impl Viewer<'_> {
    /// Returns the list of shared types.
    pub(super) fn shared_index(&self) -> IndexView {
        let shared = self.api.types.values().filter(|def| def.home == Home::Common);
        let entries: Vec<EntryView> = shared
            .map(|def| {
                let users = self.api.modules.iter().filter(|it| it.shared.contains(&def.name));
                let mut features: Vec<String> =
                    users.map(|module| feature_of(&module.id)).collect();
                features.sort();
                EntryView {
                    feature: if let [one] = features.as_slice() { Some(one.clone()) } else { None },
                    features,
                    module: ident::raw(&ident::file(&def.name)),
                    public: false,
                    has_names: true,
                    only_shared: false,
                }
            })
            .collect();
        let docs =
            "Types that several modules use, each compiled if one of these modules is enabled."
                .to_owned();
        IndexView::new(docs, entries, false)
    }

    /// Returns the list of the modules of an API.
    pub(super) fn api_index(&self, api: ApiKind) -> IndexView {
        let modules = self.api.modules.iter().filter(|module| module.id.api == api);
        let entries: Vec<EntryView> = modules
            .map(|module| EntryView {
                feature: Some(feature_of(&module.id)),
                features: Vec::new(),
                module: ident::raw(&ident::file(&module.id.name)),
                public: true,
                has_names: self.has_own_names(module) || !module.shared.is_empty(),
                only_shared: !self.has_own_names(module),
            })
            .collect();
        let about = match api {
            ApiKind::Management => "Management API: administers a user pool.",
            ApiKind::Authentication => "Authentication API: signs users in and acts for them.",
        };
        let docs = paragraphs(&[
            about.to_owned(),
            prose(
                0,
                "All types are exported here and, by topic, from the modules below. Each module \
                 is a Cargo feature.",
            ),
        ]);
        IndexView::new(docs, entries, true)
    }

    /// Returns whether a module has types that no other one has.
    fn has_own_names(&self, module: &Module) -> bool {
        let home = Home::Module(module.id.clone());
        let has_types = self.api.types.values().any(|def| def.home == home);
        let has_params = module.operations.iter().any(|it| !it.params.is_empty());
        has_types || has_params
    }
}

/// The root of the generated code.
#[derive(Debug, Serialize)]
pub struct RootView {
    modules: Vec<String>,
}

/// Returns the root of the generated code.
pub(super) fn root(apis: &[ApiKind]) -> RootView {
    let mut modules: Vec<String> = apis.iter().map(|api| api.as_str().to_owned()).collect();
    modules.extend(["codes", "common"].map(str::to_owned));
    modules.sort();
    RootView { modules }
}
