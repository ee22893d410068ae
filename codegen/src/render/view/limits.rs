//! The limits of values in the requests of an operation.

use std::collections::HashMap;

use serde::Serialize;

use super::viewer::Viewer;
use crate::api::{Field, Operation, Type, TypeKind};

/// The limit of one value.
#[derive(Debug, Serialize)]
pub(super) struct LimitView {
    path: String,
    most: u32,
}

/// The number of places of a type whose limits are listed. In types that contain each other, the
/// number of paths grows with every level.
const MOST_PLACES: usize = 16;

/// The types around a value, and the number of places of each type so far.
#[derive(Default)]
struct Visits<'a> {
    inside: Vec<&'a str>,
    places: HashMap<&'a str, usize>,
}

impl Viewer<'_> {
    /// Returns the limits of an operation.
    pub(super) fn limits(&self, operation: &Operation) -> Vec<LimitView> {
        let mut limits = Vec::new();
        for param in operation.params.iter().filter(|param| !param.in_path) {
            self.add_limits(&param.field, "query", &mut Visits::default(), &mut limits);
        }
        if let Some(body) = &operation.body {
            self.limits_of_type(&body.type_name, "body", &mut Visits::default(), &mut limits);
        }
        limits
    }

    fn limits_of_type<'a>(
        &'a self,
        name: &'a str,
        path: &str,
        visits: &mut Visits<'a>,
        limits: &mut Vec<LimitView>,
    ) {
        // A type that contains itself is visited once.
        if visits.inside.contains(&name) {
            return;
        }
        let places = visits.places.entry(name).or_default();
        *places += 1;
        if *places > MOST_PLACES {
            return;
        }
        if let Some(TypeKind::Struct(fields)) = self.api.types.get(name).map(|it| &it.kind) {
            visits.inside.push(name);
            for field in fields {
                self.add_limits(field, path, visits, limits);
            }
            visits.inside.pop();
        }
    }

    fn add_limits<'a>(
        &'a self,
        field: &'a Field,
        path: &str,
        visits: &mut Visits<'a>,
        limits: &mut Vec<LimitView>,
    ) {
        let mut path = format!("{path}.{}", field.wire);
        let mut ty = &field.ty;
        loop {
            match ty {
                Type::Boxed(inner) | Type::Nullable(inner) => ty = inner,
                Type::List(inner) | Type::OneOrMany(inner) => {
                    // Only the outer list of lists has the limit of the field.
                    if let Some(most) = field.limits.most.filter(|_| !path.ends_with(']')) {
                        limits.push(LimitView { path: path.clone(), most });
                    }
                    path.push_str("[]");
                    ty = inner;
                }
                Type::Integer => {
                    if let Some(most) = field.limits.most.filter(|_| !path.ends_with(']')) {
                        limits.push(LimitView { path: path.clone(), most });
                    }
                    return;
                }
                Type::Named(name) => return self.limits_of_type(name, &path, visits, limits),
                _ => return,
            }
        }
    }
}
