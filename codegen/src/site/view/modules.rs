//! The pages of modules and of APIs, and the front page.

use serde::Serialize;

use super::page::{Frame, Page};
use super::viewer::{Link, Viewer, client};
use crate::api::{ApiKind, Home, Module, Operation, TypeKind};
use crate::render::feature_of;
use crate::site::address::{self, HOME};

#[derive(Debug, Serialize)]
pub(in crate::site) struct ModuleView {
    name: String,
    title: String,
    description: String,
    client: &'static str,
    feature: String,
    groups: Vec<OperationGroup>,
    types: Vec<Link>,
    enums: Vec<Link>,
    guides: Vec<Link>,
    rustdoc: String,
}

#[derive(Debug, Serialize)]
struct OperationGroup {
    title: &'static str,
    anchor: &'static str,
    operations: Vec<OperationRow>,
}

#[derive(Debug, Serialize)]
struct OperationRow {
    link: Link,
    verb: String,
    path: String,
    summary: String,
}

#[derive(Debug, Serialize)]
pub(in crate::site) struct ApiView {
    title: &'static str,
    description: String,
    client: &'static str,
    server: String,
    operations: usize,
    modules: Vec<ModuleRow>,
}

#[derive(Debug, Serialize)]
struct ModuleRow {
    link: Link,
    description: String,
    operations: usize,
}

#[derive(Debug, Serialize)]
pub(in crate::site) struct HomeView {
    operations: usize,
    types: usize,
    apis: Vec<ApiView>,
    guides: Vec<GuideRow>,
    protocols: Vec<GuideRow>,
    documents: Vec<GuideRow>,
}

/// A guide on an overview.
#[derive(Clone, Debug, Serialize)]
pub(in crate::site) struct GuideRow {
    pub(in crate::site) link: Link,
    pub(in crate::site) summary: String,
}

impl Viewer<'_> {
    /// Returns the page of a module.
    pub(in crate::site) fn module(&self, module: &Module) -> Page<ModuleView> {
        let api = module.id.api;
        let (usual, rare): (Vec<&Operation>, Vec<&Operation>) =
            module.operations.iter().partition(|operation| !operation.rarely_used);
        let mut groups = vec![
            OperationGroup {
                title: "Operations",
                anchor: "all-operations",
                operations: self.operation_rows(module, &usual),
            },
            OperationGroup {
                title: "Rarely used operations",
                anchor: "rarely-used",
                operations: self.operation_rows(module, &rare),
            },
        ];
        groups.retain(|group| !group.operations.is_empty());
        let home = Home::Module(module.id.clone());
        let own = self.api.types.values().filter(|def| def.home == home);
        let (enums, types): (Vec<_>, Vec<_>) =
            own.partition(|def| matches!(def.kind, TypeKind::Enum(_)));
        let links = |defs: Vec<&crate::api::TypeDef>| -> Vec<Link> {
            defs.into_iter().filter_map(|def| self.type_link(&def.name)).collect()
        };
        let mut guides = Vec::new();
        for operation in &module.operations {
            let address = self.addresses.of_operation(module, operation);
            for guide in self.mentions.get(&address).into_iter().flatten() {
                if !guides.contains(guide) {
                    guides.push(guide.clone());
                }
            }
        }
        let address = address::module(&module.id);
        let mut toc: Vec<Link> =
            groups.iter().map(|it| Link::new(it.title, format!("#{}", it.anchor))).collect();
        if !(types.is_empty() && enums.is_empty()) {
            toc.push(Link::new("Types", "#module-types"));
        }
        let view = ModuleView {
            name: module.id.name.clone(),
            title: module.title.clone(),
            description: module.description.clone(),
            client: client(api),
            feature: feature_of(&module.id),
            groups,
            types: links(types),
            enums: links(enums),
            guides,
            rustdoc: format!("genauth/{api}/{}/index.html", module.id.name),
        };
        let frame = Frame {
            title: format!("{} · {}", module.title, self.api_title(api)),
            summary: module.description.clone(),
            crumbs: vec![
                Link::new(self.api_title(api), address::api(api)),
                Link::new(&module.title, &address),
            ],
            nav_title: module.title.clone(),
            nav: self.module_links(module),
            toc,
            address,
        };
        Page::new(frame, view)
    }

    fn operation_rows(&self, module: &Module, operations: &[&Operation]) -> Vec<OperationRow> {
        let rows = operations.iter().map(|operation| OperationRow {
            link: self.operation_link(module, operation),
            verb: operation.method.clone(),
            path: operation.path.clone(),
            summary: operation.summary.clone(),
        });
        rows.collect()
    }

    /// Returns the page of an API.
    pub(in crate::site) fn api(&self, api: ApiKind) -> Page<ApiView> {
        let view = self.api_view(api);
        let address = address::api(api);
        let modules = self.api.modules.iter().filter(|module| module.id.api == api);
        let frame = Frame {
            title: view.title.to_owned(),
            summary: view.description.clone(),
            crumbs: vec![Link::new(view.title, &address)],
            nav_title: view.title.to_owned(),
            nav: modules.map(|it| Link::new(&it.title, address::module(&it.id))).collect(),
            toc: Vec::new(),
            address,
        };
        Page::new(frame, view)
    }

    fn api_view(&self, api: ApiKind) -> ApiView {
        let info = self.api.apis.get(api.as_str());
        let modules = self.api.modules.iter().filter(|module| module.id.api == api);
        let modules: Vec<ModuleRow> = modules
            .map(|module| ModuleRow {
                link: Link::new(&module.title, address::module(&module.id)).noted(&module.id.name),
                description: module.description.clone(),
                operations: module.operations.len(),
            })
            .collect();
        ApiView {
            title: self.api_title(api),
            description: info.map(|info| info.description.clone()).unwrap_or_default(),
            client: client(api),
            server: info.map(|info| info.server.clone()).unwrap_or_default(),
            operations: modules.iter().map(|module| module.operations).sum(),
            modules,
        }
    }

    /// Returns the front page.
    pub(in crate::site) fn home(
        &self,
        guides: Vec<GuideRow>,
        protocols: Vec<GuideRow>,
        documents: Vec<GuideRow>,
    ) -> Page<HomeView> {
        let view = HomeView {
            operations: self.operations().count(),
            types: self.api.types.len(),
            apis: ApiKind::ALL.into_iter().map(|api| self.api_view(api)).collect(),
            guides,
            protocols,
            documents,
        };
        let frame = Frame {
            address: HOME.to_owned(),
            title: "GenAuth SDK for Rust".to_owned(),
            summary: "Reference and guides of the GenAuth SDK for Rust.".to_owned(),
            crumbs: Vec::new(),
            nav_title: String::new(),
            nav: Vec::new(),
            toc: Vec::new(),
        };
        Page::new(frame, view)
    }
}
