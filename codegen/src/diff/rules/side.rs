//! One version, indexed for the comparison.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use crate::api::{ApiKind, Home, Module, Operation, Response, TypeDef};
use crate::diff::Version;
use crate::document::{self, Schema};

/// A version with its operations and types at hand.
pub(super) struct Side<'a> {
    pub(super) version: &'a Version,
    /// The operations in reading order.
    pub(super) operations: Vec<Op<'a>>,
    schemas: HashMap<&'a str, &'a Schema>,
    /// The types that mention a type.
    parents: HashMap<&'a str, Vec<&'a str>>,
    /// The operations that mention a type, by position.
    users: HashMap<&'a str, Vec<usize>>,
    /// The types that requests contain.
    requests: HashSet<&'a str>,
}

/// An operation with its definition in the spec.
#[derive(Clone, Copy)]
pub(super) struct Op<'a> {
    pub(super) module: &'a Module,
    pub(super) operation: &'a Operation,
    pub(super) described: Option<&'a document::Operation>,
}

impl Op<'_> {
    pub(super) fn api(&self) -> ApiKind {
        self.module.id.api
    }

    /// Returns the documented name with the API, as lists of uses have it.
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.api(), self.operation.name)
    }
}

impl<'a> Side<'a> {
    pub(super) fn new(version: &'a Version) -> Self {
        let document = &version.document;
        let files = document.modules.iter().map(|module| &module.file);
        let files = files.chain([&document.common]);
        let schemas = files.flat_map(|file| &file.components.schemas);
        let described: HashMap<(ApiKind, &str), &document::Module> =
            document.modules.iter().map(|it| ((it.api, it.name.as_str()), it)).collect();
        let operations: Vec<Op<'a>> = version
            .api
            .modules
            .iter()
            .flat_map(|module| {
                let file = described.get(&(module.id.api, module.id.name.as_str()));
                module.operations.iter().map(move |operation| Op {
                    module,
                    operation,
                    described: file.and_then(|module| {
                        let verbs = module.file.paths.get(&operation.path)?;
                        verbs.get(&operation.method.to_ascii_lowercase())
                    }),
                })
            })
            .collect();
        let mut side = Self {
            version,
            schemas: schemas.map(|(name, schema)| (name.as_str(), schema)).collect(),
            parents: HashMap::new(),
            users: HashMap::new(),
            requests: HashSet::new(),
            operations,
        };
        for def in version.api.types.values() {
            for name in def.mentions().into_iter().flat_map(|ty| ty.names()) {
                side.parents.entry(name).or_default().push(&def.name);
            }
        }
        for (index, op) in side.operations.iter().enumerate() {
            for name in mentioned(op.operation) {
                side.users.entry(name).or_default().push(index);
            }
        }
        let requested = side.operations.iter().flat_map(|op| requested(op.operation));
        side.requests = side.reached(requested.collect::<Vec<_>>());
        side
    }

    pub(super) fn def(&self, name: &str) -> Option<&'a TypeDef> {
        self.version.api.types.get(name)
    }

    pub(super) fn schema(&self, name: &str) -> Option<&'a Schema> {
        self.schemas.get(name).copied()
    }

    /// Returns the Rust name of a type.
    pub(super) fn rust<'n>(&'n self, documented: &'n str) -> &'n str {
        self.version.names.type_name(documented)
    }

    /// Returns whether requests contain a type.
    pub(super) fn is_requested(&self, name: &str) -> bool {
        self.requests.contains(name)
    }

    /// Returns the operations that contain a type, directly or in others. Visits each type once.
    pub(super) fn uses(&self, name: &str) -> Vec<String> {
        let mut seen = HashSet::from([name]);
        let mut open = vec![name];
        let mut found = BTreeSet::new();
        while let Some(name) = open.pop() {
            found.extend(self.users.get(name).into_iter().flatten());
            let parents = self.parents.get(name).into_iter().flatten();
            open.extend(parents.filter(|parent| seen.insert(parent)));
        }
        let labels = found.into_iter().filter_map(|index: &usize| self.operations.get(*index));
        let mut labels: Vec<String> = labels.map(Op::label).collect();
        labels.sort();
        labels
    }

    /// Returns the types from one that an operation mentions to a type that contains itself, on the
    /// shortest way; nothing for other types. Visits each type once.
    pub(super) fn path(&self, name: &str) -> Vec<&'a str> {
        let Some(def) = self.def(name) else { return Vec::new() };
        let name = def.name.as_str();
        let contained = def.mentions().into_iter().flat_map(|ty| ty.names());
        if !self.reached(contained).contains(name) {
            return Vec::new();
        }
        let mut contains: HashMap<&str, &'a str> = HashMap::new();
        let mut seen = HashSet::from([name]);
        let mut open = VecDeque::from([name]);
        while let Some(mut here) = open.pop_front() {
            if self.users.contains_key(here) {
                let mut path = vec![here];
                while let Some(next) = contains.get(here) {
                    path.push(next);
                    here = next;
                }
                return path;
            }
            for parent in self.parents(here).iter().filter(|parent| seen.insert(**parent)) {
                contains.insert(parent, here);
                open.push_back(parent);
            }
        }
        Vec::new()
    }

    /// Returns the types that contain a type directly.
    pub(super) fn parents(&self, name: &str) -> &[&'a str] {
        self.parents.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns these types and all that they contain.
    pub(super) fn reached(&self, from: impl IntoIterator<Item = &'a str>) -> HashSet<&'a str> {
        let mut open: Vec<&str> = from.into_iter().collect();
        let mut seen = HashSet::new();
        while let Some(name) = open.pop() {
            let Some(def) = self.def(name) else { continue };
            if seen.insert(def.name.as_str()) {
                open.extend(def.mentions().into_iter().flat_map(|ty| ty.names()));
            }
        }
        seen
    }

    /// Returns the types that a module exports: its own and the shared ones that it needs.
    pub(super) fn exported(&self, module: &'a Module) -> BTreeSet<&'a str> {
        let own = self.version.api.types.values();
        let own = own.filter(|def| matches!(&def.home, Home::Module(id) if *id == module.id));
        let shared = module.shared.iter().map(String::as_str);
        own.map(|def| def.name.as_str()).chain(shared).collect()
    }
}

/// Returns the types that an operation mentions.
pub(super) fn mentioned(operation: &Operation) -> Vec<&str> {
    let mut names = requested(operation);
    if let Response::Payload(ty) = &operation.response {
        names.extend(ty.names());
    }
    names.extend(operation.response_type.as_deref());
    names.sort_unstable();
    names.dedup();
    names
}

/// Returns the types that the request of an operation mentions.
fn requested(operation: &Operation) -> Vec<&str> {
    let params = operation.params.iter().flat_map(|param| param.field.ty.names());
    params.chain(operation.body.iter().map(|body| body.type_name.as_str())).collect()
}
