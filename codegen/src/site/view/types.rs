//! The page of a type, and the list of all types.

use serde::Serialize;

use super::fields::{Nested, Opens};
use super::page::{Frame, Page};
use super::viewer::{Link, Viewer};
use crate::api::{ApiKind, Home, Response, Type, TypeDef, TypeKind};
use crate::site::address::{self, TYPES};

#[derive(Debug, Serialize)]
pub(in crate::site) struct TypeView {
    name: String,
    rust: String,
    /// `Struct`, `Enum` and the like.
    kind: &'static str,
    /// The word for the parts in the table.
    parts_title: &'static str,
    description: String,
    /// Paths that the type can be imported from.
    paths: Vec<String>,
    parts: Nested,
    taken: Vec<Link>,
    returned: Vec<Link>,
    contained: Vec<Link>,
    rustdoc: Vec<Link>,
}

#[derive(Debug, Serialize)]
pub(in crate::site) struct TypesView {
    groups: Vec<TypeGroup>,
}

#[derive(Debug, Serialize)]
struct TypeGroup {
    title: String,
    anchor: String,
    types: Vec<Link>,
}

impl Viewer<'_> {
    /// Returns the page of a type.
    pub(in crate::site) fn type_page(&self, def: &TypeDef) -> Page<TypeView> {
        let (kind, parts_title, page) = match &def.kind {
            TypeKind::Struct(_) => ("Struct", "Fields", "struct"),
            TypeKind::FreeForm => ("Free-form object", "", "struct"),
            TypeKind::Enum(_) => ("Enum", "Values", "enum"),
            TypeKind::Union(_) => ("Union", "Alternatives", "enum"),
            TypeKind::Envelope(_) => ("Response", "Fields", "type"),
        };
        let rust = self.names.type_name(&def.name).to_owned();
        let apis = self.apis_of(def);
        let paths: Vec<String> = apis.iter().map(|api| format!("genauth::{api}::{rust}")).collect();
        let rustdoc = apis.iter().map(|api| {
            let folder = match &def.home {
                Home::Module(id) => format!("{api}/{}", id.name),
                Home::Common => api.to_string(),
            };
            Link::new(self.api_title(*api), format!("genauth/{folder}/{page}.{rust}.html"))
        });
        let rustdoc = rustdoc.collect();
        let view = TypeView {
            rust,
            kind,
            parts_title,
            description: def.description.clone(),
            paths,
            parts: self.definition(def, Opens::One),
            taken: self.users(|_, operation| {
                operation.body.as_ref().is_some_and(|body| body.type_name == def.name)
                    || operation.params.iter().any(|it| mentions(&it.field.ty, &def.name))
            }),
            returned: self.users(|_, operation| {
                let is_payload = match &operation.response {
                    Response::Payload(payload) => mentions(payload, &def.name),
                    _ => false,
                };
                is_payload || operation.response_type.as_deref() == Some(&def.name)
            }),
            contained: self.containers(&def.name),
            rustdoc,
            name: def.name.clone(),
        };
        let address = self.addresses.of_type(&def.name).unwrap_or_default().to_owned();
        let mut toc = Vec::new();
        if !view.parts.is_empty() {
            toc.push(Link::new(parts_title, "#type-parts"));
        }
        toc.push(Link::new("Use", "#type-use"));
        let mut crumbs = vec![Link::new("Types", TYPES)];
        if let Home::Module(id) = &def.home {
            let module = self.api.modules.iter().find(|module| module.id == *id);
            crumbs.extend(module.map(|module| Link::new(&module.title, address::module(id))));
        }
        crumbs.push(Link::new(&def.name, &address));
        let frame = Frame {
            title: format!("{} · {kind}", def.name),
            summary: def.description.clone(),
            crumbs,
            nav_title: String::new(),
            nav: Vec::new(),
            toc,
            address,
        };
        Page::new(frame, view)
    }

    /// Returns the list of all types.
    pub(in crate::site) fn types(&self) -> Page<TypesView> {
        let mut groups = Vec::new();
        let links = |home: &Home| -> Vec<Link> {
            let types = self.api.types.values().filter(|def| def.home == *home);
            types.filter_map(|def| self.type_link(&def.name)).collect()
        };
        for module in &self.api.modules {
            let id = &module.id;
            let api = self.api_title(id.api);
            groups.push(TypeGroup {
                title: format!("{api}: {}", module.title),
                anchor: format!("{}-{}", id.api, id.name),
                types: links(&Home::Module(id.clone())),
            });
        }
        groups.push(TypeGroup {
            title: "Several modules".to_owned(),
            anchor: "several-modules".to_owned(),
            types: links(&Home::Common),
        });
        groups.retain(|group| !group.types.is_empty());
        let frame = Frame {
            address: TYPES.to_owned(),
            title: "Types".to_owned(),
            summary: "All types of requests and responses, by module.".to_owned(),
            crumbs: vec![Link::new("Types", TYPES)],
            nav_title: String::new(),
            nav: Vec::new(),
            toc: Vec::new(),
        };
        Page::new(frame, TypesView { groups })
    }

    /// Returns the operations that meet a condition.
    fn users(
        &self,
        condition: impl Fn(&crate::api::Module, &crate::api::Operation) -> bool,
    ) -> Vec<Link> {
        let operations = self.operations().filter(|(module, it)| condition(module, it));
        operations.map(|(module, operation)| self.operation_link(module, operation)).collect()
    }

    /// Returns the types with a part of a type.
    fn containers(&self, name: &str) -> Vec<Link> {
        let types = self.api.types.values().filter(|def| def.name != name);
        let types = types.filter(|def| def.mentions().into_iter().any(|ty| mentions(ty, name)));
        types.filter_map(|def| self.type_link(&def.name)).collect()
    }

    /// Returns the APIs whose operations use a type.
    fn apis_of(&self, def: &TypeDef) -> Vec<ApiKind> {
        if let Home::Module(id) = &def.home {
            return vec![id.api];
        }
        let modules = self.api.modules.iter().filter(|module| module.shared.contains(&def.name));
        let mut apis: Vec<ApiKind> = modules.map(|module| module.id.api).collect();
        apis.dedup();
        apis
    }
}

fn mentions(ty: &Type, name: &str) -> bool {
    ty.names().contains(&name)
}
