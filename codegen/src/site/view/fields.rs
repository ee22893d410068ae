//! Fields of objects and values of enums, as rows of tables.

use serde::Serialize;
use serde_json::Value;

use super::type_name::Part;
use super::viewer::{Link, Viewer};
use crate::api::{Availability, Enum, Field, Type, TypeDef, TypeKind};
use crate::render::names;
use crate::site::address::{field_anchor, type_anchor};
use crate::site::json;

/// Types open in place down to this depth; deeper ones are links.
const DEEPEST: usize = 3;
/// Enums with more values than this are links.
const MOST_VALUES: usize = 12;
/// Examples longer than this are folded.
const LONG: usize = 120;

/// A field.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    anchor: Option<String>,
    name: String,
    ty: Vec<Part>,
    unit: Option<String>,
    required: &'static str,
    default: Option<String>,
    description: String,
    /// Sentences about limits and conditions.
    notes: Vec<String>,
    example: Option<Sample>,
    deprecated: bool,
    replacement: Option<String>,
    secret: bool,
    nested: Option<Nested>,
}

/// A table of fields.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    label: String,
    /// Whether the table has a column of defaults.
    defaults: bool,
    rows: Vec<Row>,
}

/// A documented value.
#[derive(Debug, Serialize)]
pub(super) struct Sample {
    text: String,
    /// The number of characters, if the value is too long to be shown at once.
    folded: Option<usize>,
}

/// The parts of a type, opened in place.
#[derive(Debug, Default, Serialize)]
pub(super) struct Nested {
    /// Name of the type.
    name: String,
    /// Name of the table.
    label: String,
    /// Name of the field.
    field: String,
    /// The number of parts with a word, such as `3 fields`.
    size: String,
    /// The page with the parts, if they are too many to open in place.
    elsewhere: Option<String>,
    /// Whether the table of fields has a column of defaults.
    defaults: bool,
    rows: Vec<Row>,
    values: Vec<ValueRow>,
    branches: Vec<BranchRow>,
}

/// A value of an enum.
#[derive(Debug, Serialize)]
pub(super) struct ValueRow {
    anchor: Option<String>,
    value: String,
    rust: String,
    description: String,
}

/// A branch of a union.
#[derive(Debug, Serialize)]
pub(super) struct BranchRow {
    ty: Vec<Part>,
    rust: String,
    /// The values of the discriminator that stand for it.
    values: Vec<String>,
}

impl Table {
    /// Creates a table of what a request consists of; `None` if it has no rows.
    pub(super) fn of_request(label: &str, rows: Vec<Row>) -> Option<Self> {
        let table = Self::of_response(label, rows)?;
        Some(Self { defaults: true, ..table })
    }

    /// Creates a table; `None` if it has no rows.
    pub(super) fn of_response(label: &str, rows: Vec<Row>) -> Option<Self> {
        let defaults = has_defaults(&rows);
        (!rows.is_empty()).then(|| Self { label: label.to_owned(), defaults, rows })
    }

    /// Removes the anchors of the fields, for the second table of a type on a page.
    pub(super) fn without_anchors(mut self) -> Self {
        for row in &mut self.rows {
            row.anchor = None;
        }
        self
    }
}

impl Nested {
    /// Returns the fields, if it is an object.
    pub(super) fn into_rows(self) -> Vec<Row> {
        self.rows
    }

    /// Returns whether the type has no parts.
    pub(super) fn is_empty(&self) -> bool {
        self.size.is_empty()
    }
}

/// The types of fields that open in place.
#[derive(Clone, Copy)]
pub(super) enum Opens {
    /// Down to the greatest depth.
    All,
    /// Those of the fields themselves.
    One,
    /// None.
    None,
}

/// How fields are shown.
#[derive(Clone, Copy)]
pub(super) enum Mode<'a> {
    /// With anchors of this type, and types opened in place.
    Open(&'a str),
    /// With anchors of this type.
    Flat(&'a str),
}

impl Viewer<'_> {
    pub(super) fn rows(&self, fields: &[&Field], mode: Mode<'_>) -> Vec<Row> {
        let mut open = match mode {
            Mode::Open(owner) | Mode::Flat(owner) => vec![owner.to_owned()],
        };
        let rows = fields.iter().map(|field| {
            let (owner, depth) = match mode {
                Mode::Open(owner) => (owner, 0),
                Mode::Flat(owner) => (owner, DEEPEST),
            };
            self.row(field, Some(owner), &mut open, depth)
        });
        rows.collect()
    }

    fn row(&self, field: &Field, owner: Option<&str>, open: &mut Vec<String>, depth: usize) -> Row {
        let repeats = field.ty.names().into_iter().any(|name| open.iter().any(|it| it == name));
        let mut notes = field.limits.sentences.clone();
        // The column of types says it.
        notes.retain(|note| !note.starts_with("Unit: "));
        if repeats {
            notes.push("Contains itself.".to_owned());
        }
        notes.extend(field.availability.and_then(Availability::note).map(str::to_owned));
        Row {
            anchor: owner.map(|owner| field_anchor(owner, &field.wire)),
            name: field.wire.clone(),
            ty: self.ty(&field.ty),
            unit: field.limits.unit.clone(),
            required: match (field.required, field.required_when.is_empty()) {
                (true, _) => "required",
                (false, true) => "optional",
                (false, false) => "conditional",
            },
            default: field.limits.default.as_ref().map(Value::to_string),
            description: field.description.clone(),
            notes,
            example: field.example.as_ref().map(|it| self.sample(it, &field.ty)),
            deprecated: field.deprecated,
            replacement: field.replaced_by.clone(),
            secret: field.secret,
            nested: match repeats || depth >= DEEPEST {
                true => None,
                false => self.nested(field, open, depth),
            },
        }
    }

    /// Returns the parts of the type of a field.
    fn nested(&self, field: &Field, open: &mut Vec<String>, depth: usize) -> Option<Nested> {
        let def = self.api.types.get(*field.ty.names().first()?)?;
        open.push(def.name.clone());
        let nested = self.parts(def, open, depth + 1, false);
        open.pop();
        let mut nested = Nested { field: field.wire.clone(), ..nested };
        if nested.values.len() > MOST_VALUES {
            nested.values.clear();
            nested.elsewhere = self.addresses.of_type(&def.name).map(str::to_owned);
        }
        (!nested.size.is_empty()).then_some(nested)
    }

    /// Returns the parts of a type, with anchors on its own page and in lists of types.
    pub(super) fn definition(&self, def: &TypeDef, opens: Opens) -> Nested {
        let depth = match opens {
            Opens::All => 0,
            Opens::One => DEEPEST - 1,
            Opens::None => DEEPEST,
        };
        self.parts(def, &mut vec![def.name.clone()], depth, true)
    }

    fn parts(
        &self,
        def: &TypeDef,
        open: &mut Vec<String>,
        depth: usize,
        has_anchors: bool,
    ) -> Nested {
        let (name, label) = (def.name.clone(), def.name.clone());
        let owner = has_anchors.then_some(def.name.as_str());
        match &def.kind {
            TypeKind::Struct(fields) => self.object(def, fields, owner, open, depth),
            TypeKind::Envelope(payload) => {
                self.object(def, &self.envelope(payload.as_ref()), owner, open, depth)
            }
            TypeKind::Enum(definition) => {
                let values = values(definition, owner);
                Nested {
                    name,
                    label,
                    size: counted(values.len(), "value"),
                    values,
                    ..Nested::default()
                }
            }
            TypeKind::Union(branches) => {
                let branches: Vec<BranchRow> =
                    branches.iter().map(|branch| self.branch(def, branch)).collect();
                let size = counted(branches.len(), "alternative");
                Nested { name, label, size, branches, ..Nested::default() }
            }
            TypeKind::FreeForm => Nested { name, label, ..Nested::default() },
        }
    }

    fn object(
        &self,
        def: &TypeDef,
        fields: &[Field],
        owner: Option<&str>,
        open: &mut Vec<String>,
        depth: usize,
    ) -> Nested {
        let rows: Vec<Row> =
            fields.iter().map(|field| self.row(field, owner, open, depth)).collect();
        Nested {
            name: def.name.clone(),
            label: def.name.clone(),
            size: counted(rows.len(), "field"),
            defaults: has_defaults(&rows),
            rows,
            ..Nested::default()
        }
    }

    /// Returns the fields of an envelope.
    pub(super) fn envelope(&self, payload: Option<&Type>) -> Vec<Field> {
        let mut fields = self.api.envelope.clone();
        if let Some(payload) = payload {
            let pointer = fields.first().map(|field| field.pointer.clone()).unwrap_or_default();
            fields.push(Field {
                wire: "data".to_owned(),
                rust_name: None,
                ty: payload.clone(),
                required: true,
                description: "Payload of the response.".to_owned(),
                limits: crate::api::Limits::default(),
                secret: false,
                identifying: false,
                deprecated: false,
                replaced_by: None,
                example: None,
                conditional: false,
                required_when: Vec::new(),
                aliases: Vec::new(),
                availability: None,
                pointer,
            });
        }
        fields
    }

    fn branch(&self, def: &TypeDef, branch: &Type) -> BranchRow {
        let mapping = def.discriminator.iter().flat_map(|it| &it.branches);
        let is_meant = |name: &String| branch.names().contains(&name.as_str());
        BranchRow {
            ty: self.ty(branch),
            rust: format!("{}::{}", self.names.type_name(&def.name), self.names.branch(branch)),
            values: mapping.filter(|(_, name)| is_meant(name)).map(|(it, _)| it.clone()).collect(),
        }
    }

    /// Returns a documented value as people write it: texts without quotes.
    fn sample(&self, value: &Value, ty: &Type) -> Sample {
        let line = || json::line(self.api, value, Some(ty));
        let text = value.as_str().map_or_else(line, str::to_owned);
        let length = text.chars().count();
        Sample { text, folded: (length > LONG).then_some(length) }
    }

    /// Returns a link to a type.
    pub(super) fn type_link(&self, name: &str) -> Option<Link> {
        let address = self.addresses.of_type(name)?;
        Some(Link::new(name, address))
    }
}

/// Returns the values of an enum.
fn values(definition: &Enum, owner: Option<&str>) -> Vec<ValueRow> {
    let values = definition.values.iter().map(|value| ValueRow {
        anchor: owner.map(|owner| field_anchor(owner, &value.wire)),
        value: value.wire.clone(),
        rust: names::variant(value),
        description: value.description.clone(),
    });
    values.collect()
}

fn has_defaults(rows: &[Row]) -> bool {
    rows.iter().any(|row| row.default.is_some())
}

fn counted(count: usize, what: &str) -> String {
    match count {
        0 => String::new(),
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

/// Returns the anchor of the section of a type.
pub(super) fn section(name: &str) -> String {
    type_anchor(name)
}
