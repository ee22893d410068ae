//! A struct in both versions, and the shape of its `new`.

use std::collections::HashMap;

use super::pairs::{Pairs, placeholders, shape};
use super::side::Op;
use super::words::count;
use crate::api::{Field, TypeDef, TypeKind};
use crate::diff::Subject;
use crate::document::Schema;
use crate::render::constructor::takes_required;
use crate::render::names;

/// A field of a type, or a parameter.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) field: &'a Field,
    pub(super) in_path: bool,
    pub(super) schema: Option<&'a Schema>,
    /// Keywords that stand beside the schema of a parameter.
    pub(super) documented_values: Option<&'a serde_json::Value>,
    pub(super) unit: Option<&'a str>,
}

/// A struct in both versions.
pub(super) struct Struct<'a> {
    pub(super) subject: Subject,
    /// Its Rust name in the new version.
    pub(super) name: String,
    pub(super) old: Vec<Part<'a>>,
    pub(super) new: Vec<Part<'a>>,
    /// Positions in `old` and `new` of the same field.
    pub(super) same: Vec<(usize, usize)>,
    /// The operations that use it; none if it belongs to one.
    pub(super) uses: Vec<String>,
    /// Whether requests contain it.
    pub(super) is_requested: bool,
    /// The path of the operation in both versions.
    pub(super) paths: Option<(&'a str, &'a str)>,
}

impl<'a> Struct<'a> {
    /// Returns a named type as a struct; `None` unless both versions are structs.
    pub(super) fn of_type(pairs: &Pairs<'a>, old: &'a TypeDef, new: &'a TypeDef) -> Option<Self> {
        let (TypeKind::Struct(from), TypeKind::Struct(to)) = (&old.kind, &new.kind) else {
            return None;
        };
        let parts = |fields: &'a [Field], schema: Option<&'a Schema>| -> Vec<Part<'a>> {
            let part = |field: &'a Field| Part {
                field,
                in_path: false,
                schema: schema.and_then(|schema| schema.properties.get(&field.wire)),
                documented_values: None,
                unit: None,
            };
            fields.iter().map(part).collect()
        };
        let old_parts = parts(from, pairs.old.schema(&old.name));
        let new_parts = parts(to, pairs.new.schema(&new.name));
        Some(Self {
            subject: Subject::Type(new.name.clone()),
            name: pairs.new.rust(&new.name).to_owned(),
            same: same(&old_parts, &new_parts, &HashMap::new()),
            old: old_parts,
            new: new_parts,
            uses: Vec::new(),
            is_requested: pairs.new.is_requested(&new.name),
            paths: None,
        })
    }

    /// Returns the parameters of an operation as a struct.
    pub(super) fn of_params(pairs: &Pairs<'a>, old: &Op<'a>, new: &Op<'a>) -> Self {
        let (old_parts, new_parts) = (parameters(old), parameters(new));
        let from = placeholders(&old.operation.path);
        let to = placeholders(&new.operation.path);
        let is_same_shape = shape(&old.operation.path) == shape(&new.operation.path);
        // Parameters of the path are the same by their position.
        let renamed: HashMap<&str, &str> = from
            .iter()
            .zip(&to)
            .filter(|(from, to)| is_same_shape && !to.is_empty() && !from.is_empty())
            .filter(|(old, new)| !to.contains(*old) && !from.contains(*new))
            .map(|(from, to)| (*from, *to))
            .collect();
        Self {
            subject: Subject::Operation(new.api(), new.operation.name.clone()),
            name: pairs.new.version.names.params_name(new.operation),
            same: same(&old_parts, &new_parts, &renamed),
            old: old_parts,
            new: new_parts,
            uses: Vec::new(),
            is_requested: true,
            paths: Some((&old.operation.path, &new.operation.path)),
        }
    }

    /// Returns a field as users write it.
    pub(super) fn at(&self, part: &Part<'_>) -> String {
        format!("{}.{}", self.name, names::field(part.field))
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Part<'a>, &Part<'a>)> {
        self.same.iter().filter_map(|(old, new)| Some((self.old.get(*old)?, self.new.get(*new)?)))
    }

    pub(super) fn removed(&self) -> impl Iterator<Item = &Part<'a>> {
        let parts = self.old.iter().enumerate();
        parts.filter(|(at, _)| self.same.iter().all(|it| it.0 != *at)).map(|(_, part)| part)
    }

    pub(super) fn added(&self) -> impl Iterator<Item = &Part<'a>> {
        let parts = self.new.iter().enumerate();
        parts.filter(|(at, _)| self.same.iter().all(|it| it.1 != *at)).map(|(_, part)| part)
    }

    /// Returns how the arguments of `new` change in number, and whether `Default` is lost.
    pub(super) fn arity(&self) -> Option<String> {
        let name = &self.name;
        let (old, new) = (arguments(&self.old), arguments(&self.new));
        let arity = match (old, new) {
            (Some(old), Some(new)) if old.len() == new.len() => None,
            (Some(old), Some(new)) => {
                let new = count(new.len(), "argument");
                Some(format!("`{name}::new` goes from {} to {new}", old.len()))
            }
            (Some(old), None) => Some(format!(
                "`{name}::new` goes from {} to none, and setters set the required fields",
                count(old.len(), "argument")
            )),
            (None, Some(new)) => Some(format!(
                "`{name}::new` goes from no arguments to {}, the required fields",
                new.len()
            )),
            (None, None) => None,
        };
        let required = |parts: &[Part<'_>]| parts.iter().any(|part| part.field.required);
        let lost = (!required(&self.old) && required(&self.new))
            .then(|| format!("`{name}` no longer implements `Default`"));
        let texts: Vec<String> = arity.into_iter().chain(lost).collect();
        (!texts.is_empty()).then(|| texts.join(", and "))
    }

    /// Returns whether `new` takes no arguments in both versions, so that required fields are set
    /// by setters.
    pub(super) fn has_setters_only(&self) -> bool {
        arguments(&self.old).is_none() && arguments(&self.new).is_none()
    }
}

/// Returns the arguments of `new`; `None` if there are too many to take.
pub(super) fn arguments<'p, 'a>(parts: &'p [Part<'a>]) -> Option<Vec<&'p Part<'a>>> {
    let fields: Vec<&Field> = parts.iter().map(|part| part.field).collect();
    takes_required(&fields).then(|| parts.iter().filter(|part| part.field.required).collect())
}

/// Returns the parameters of an operation.
fn parameters<'a>(op: &Op<'a>) -> Vec<Part<'a>> {
    let described = op.described.map(|it| it.parameters.as_slice()).unwrap_or_default();
    let params = op.operation.params.iter();
    let part = |param: &'a crate::api::Param| {
        let described = described.iter().find(|it| it.name == param.field.wire);
        Part {
            field: &param.field,
            in_path: param.in_path,
            schema: described.map(|it| &it.schema),
            documented_values: described.and_then(|it| it.documented_values.as_ref()),
            unit: described.and_then(|it| it.unit.as_deref()),
        }
    };
    params.map(part).collect()
}

/// Pairs fields by their names on the wire, then by those that `renamed` has, then by an alias or a
/// Rust name that stays.
fn same(old: &[Part<'_>], new: &[Part<'_>], renamed: &HashMap<&str, &str>) -> Vec<(usize, usize)> {
    type Test<'t> = dyn Fn(&Part<'_>, &Part<'_>) -> bool + 't;
    let by_wire: &Test<'_> = &|old, new| old.field.wire == new.field.wire;
    let by_position: &Test<'_> = &|old, new| {
        old.in_path
            && new.in_path
            && renamed.get(old.field.wire.as_str()) == Some(&&*new.field.wire)
    };
    let by_name: &Test<'_> = &|old, new| {
        new.field.aliases.contains(&old.field.wire)
            || old.field.aliases.contains(&new.field.wire)
            || names::field(old.field) == names::field(new.field)
    };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for test in [by_wire, by_position, by_name] {
        for (at, part) in old.iter().enumerate() {
            if pairs.iter().any(|pair| pair.0 == at) {
                continue;
            }
            let mut free = new.iter().enumerate();
            let partner = free
                .find(|(to, other)| pairs.iter().all(|pair| pair.1 != *to) && test(part, other));
            pairs.extend(partner.map(|(to, _)| (at, to)));
        }
    }
    pairs.sort_unstable();
    pairs
}
