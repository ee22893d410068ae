//! A union: an enum of what a value may be.

use serde::Serialize;

use super::viewer::Viewer;
use crate::api::{Discriminator, Type, TypeKind};

#[derive(Debug, Serialize)]
pub(super) struct UnionView {
    branches: Vec<BranchView>,
}

#[derive(Debug, Serialize)]
struct BranchView {
    description: &'static str,
    name: String,
    ty: String,
    kind: &'static str,
    /// The values of the discriminator that select it.
    values: Vec<String>,
}

impl Viewer<'_> {
    pub(super) fn union(
        &self,
        branches: &[Type],
        discriminator: Option<&Discriminator>,
    ) -> UnionView {
        let values = |branch: &Type| {
            let all = discriminator.into_iter().flat_map(|it| &it.branches);
            all.filter(|(_, name)| branch.names() == [name])
                .map(|(value, _)| value.clone())
                .collect()
        };
        let branches = branches.iter().map(|branch| {
            let (kind, description) = match branch {
                Type::Text | Type::Timestamp => ("Text", "A string."),
                Type::Integer => ("Integer", "An integer."),
                Type::Number => ("Number", "A number."),
                Type::Boolean => ("Boolean", "A boolean."),
                Type::List(_) => ("List", "A list."),
                Type::Named(name) => match self.api.types.get(name).map(|def| &def.kind) {
                    Some(TypeKind::Enum(_)) => ("Text", "A value of an enum."),
                    _ => ("Object", "An object."),
                },
                _ => ("Object", "An object."),
            };
            BranchView {
                description,
                name: self.names.branch(branch),
                ty: self.ty(branch),
                kind,
                values: values(branch),
            }
        });
        UnionView { branches: branches.collect() }
    }
}
