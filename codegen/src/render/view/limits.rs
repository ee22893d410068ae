//! The limits of values in the requests of an operation.

use super::viewer::{Viewer, literal};
use crate::api::{Field, Operation, Type, TypeKind};

impl Viewer<'_> {
    /// Returns the limits of an operation, as expressions.
    pub(super) fn limits(&self, operation: &Operation) -> Vec<String> {
        let mut limits = Vec::new();
        for param in operation.params.iter().filter(|param| !param.in_path) {
            self.add_limits(&param.field, "query", &mut Vec::new(), &mut limits);
        }
        if let Some(body) = &operation.body {
            self.limits_of_type(&body.type_name, "body", &mut Vec::new(), &mut limits);
        }
        limits
    }

    fn limits_of_type<'a>(
        &'a self,
        name: &'a str,
        path: &str,
        inside: &mut Vec<&'a str>,
        limits: &mut Vec<String>,
    ) {
        // A type that contains itself is looked at once.
        if inside.contains(&name) {
            return;
        }
        if let Some(TypeKind::Record(fields)) = self.api.types.get(name).map(|it| &it.kind) {
            inside.push(name);
            for field in fields {
                self.add_limits(field, path, inside, limits);
            }
            inside.pop();
        }
    }

    fn add_limits<'a>(
        &'a self,
        field: &'a Field,
        path: &str,
        inside: &mut Vec<&'a str>,
        limits: &mut Vec<String>,
    ) {
        let mut path = format!("{path}.{}", field.wire);
        let mut ty = &field.ty;
        loop {
            match ty {
                Type::Boxed(inner) | Type::Nullable(inner) => ty = inner,
                Type::List(inner) | Type::OneOrMany(inner) => {
                    // Only the outer list of lists has the limit of the field.
                    if let Some(most) = field.limits.most.filter(|_| !path.ends_with(']')) {
                        limits.push(limit(&path, most));
                    }
                    path.push_str("[]");
                    ty = inner;
                }
                Type::Integer => {
                    if let Some(most) = field.limits.most.filter(|_| !path.ends_with(']')) {
                        limits.push(limit(&path, most));
                    }
                    return;
                }
                Type::Named(name) => return self.limits_of_type(name, &path, inside, limits),
                _ => return,
            }
        }
    }
}

fn limit(path: &str, most: u32) -> String {
    format!("operation::Limit::new({}, {most})", literal(path))
}
