//! Data shared by the views of all pages.

use std::collections::HashMap;

use serde::Serialize;

use crate::api::{Api, ApiKind, Module, Operation};
use crate::render::Programs;
use crate::render::names::{self, Names};
pub(super) use crate::render::names::{client, plain};
use crate::site::address::Addresses;

/// Creator of the views.
pub(in crate::site) struct Viewer<'a> {
    pub(in crate::site) api: &'a Api,
    pub(in crate::site) names: &'a Names,
    pub(in crate::site) addresses: &'a Addresses,
    pub(in crate::site) programs: &'a Programs<'a>,
    /// The guides that refer to an operation, by the address of the operation.
    pub(in crate::site) mentions: HashMap<String, Vec<Link>>,
}

/// A link to another page: an address relative to the root of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::site) struct Link {
    pub(in crate::site) text: String,
    pub(in crate::site) href: String,
    /// A second name, such as the documented one.
    pub(in crate::site) note: Option<String>,
    /// The page that has the link is the target.
    pub(in crate::site) current: bool,
    pub(in crate::site) deprecated: bool,
}

impl Link {
    pub(in crate::site) fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), note: None, current: false, deprecated: false }
    }

    /// Adds a second name.
    pub(in crate::site) fn noted(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

impl Viewer<'_> {
    /// Returns a link to an operation, with both of its names.
    pub(in crate::site) fn operation_link(&self, module: &Module, operation: &Operation) -> Link {
        let href = self.addresses.of_operation(module, operation);
        let link = Link::new(plain(&names::method(operation)), href).noted(&operation.name);
        Link { deprecated: operation.deprecated, ..link }
    }

    /// Returns every operation with its module.
    pub(super) fn operations(&self) -> impl Iterator<Item = (&Module, &Operation)> {
        self.api
            .modules
            .iter()
            .flat_map(|module| module.operations.iter().map(move |it| (module, it)))
    }

    /// Returns the title of an API.
    pub(in crate::site) fn api_title(&self, api: ApiKind) -> &'static str {
        match api {
            ApiKind::Authentication => "Authentication API",
            ApiKind::Management => "Management API",
        }
    }
}
