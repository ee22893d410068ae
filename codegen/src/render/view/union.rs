//! A union: an enum of what a value may be.

use serde::Serialize;

use super::viewer::Viewer;
use super::viewer::literal;
use crate::api::{Discriminator, Type, TypeKind};
use crate::render::docs::comment;

#[derive(Debug, Serialize)]
pub(super) struct UnionView {
    branches: Vec<BranchView>,
}

#[derive(Debug, Serialize)]
struct BranchView {
    docs: String,
    name: String,
    ty: String,
    kind: &'static str,
    discriminator: String,
}

impl Viewer<'_> {
    pub(super) fn union(
        &self,
        branches: &[Type],
        discriminator: Option<&Discriminator>,
    ) -> UnionView {
        let values = |branch: &Type| {
            let named = discriminator?.branches.iter().filter(|(_, name)| branch.names() == [name]);
            let values: Vec<String> = named.map(|(value, _)| literal(value)).collect();
            (!values.is_empty()).then(|| format!(" = {}", values.join(" | ")))
        };
        let branches = branches.iter().map(|branch| {
            let (kind, what) = match branch {
                Type::Text | Type::Timestamp => ("Text", "A string."),
                Type::Integer => ("Integer", "An integer."),
                Type::Number => ("Number", "A number."),
                Type::Boolean => ("Boolean", "A boolean."),
                Type::List(_) => ("List", "A list."),
                Type::Named(name) => match self.api.types.get(name).map(|def| &def.kind) {
                    Some(TypeKind::Choice(_)) => ("Text", "A value of an enum."),
                    _ => ("Object", "An object."),
                },
                _ => ("Object", "An object."),
            };
            BranchView {
                docs: comment(4, &[what.to_owned()]),
                name: self.names.branch(branch),
                ty: self.ty(branch),
                kind,
                discriminator: values(branch).unwrap_or_default(),
            }
        });
        UnionView { branches: branches.collect() }
    }
}
