//! Rust expressions for documented values.

use serde::Serialize;
use serde_json::Value;

use crate::api::{Api, Field, Type, TypeKind};
use crate::render::constructor::takes_required;
use crate::render::ident;
use crate::render::names::{self, Names, variant};

/// A value, by the way in which an example writes it.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum ValueView {
    /// A string literal.
    Text {
        text: String,
    },
    /// A `String`.
    OwnedText {
        text: String,
    },
    Timestamp {
        text: String,
    },
    Secret {
        text: String,
    },
    /// A number; with a suffix if it does not fit into an `i32`.
    Number {
        digits: String,
        suffix: bool,
    },
    Boolean {
        value: bool,
    },
    /// Any JSON value.
    Json {
        json: String,
    },
    /// A free-form object.
    Object {
        json: String,
    },
    Scalar {
        inner: Box<ValueView>,
    },
    File {},
    /// A variant of an enum.
    Variant {
        ty: String,
        name: String,
    },
    /// A value of an enum without variants.
    NoVariant {
        ty: String,
    },
    /// A struct: the arguments of `new`, and setters.
    New {
        ty: String,
        args: Vec<ValueView>,
        setters: Vec<SetterView>,
    },
    Envelope {
        ty: String,
    },
    /// A branch of a union.
    Branch {
        ty: String,
        inner: Box<ValueView>,
    },
    /// A value of a union that fits no branch.
    OtherBranch {
        ty: String,
        inner: Box<ValueView>,
    },
    /// An array, which converts into a `Vec`.
    List {
        items: Vec<ValueView>,
    },
    Vec {
        inner: Box<ValueView>,
    },
    EmptyVec {
        ty: String,
    },
    /// An array with one entry, which converts into a map.
    Entry {
        key: String,
        inner: Box<ValueView>,
    },
    Map {
        key: String,
        inner: Box<ValueView>,
    },
    EmptyMap {
        ty: String,
    },
    One {
        inner: Box<ValueView>,
    },
    Many {
        inner: Box<ValueView>,
    },
    Null {},
    NotNull {
        inner: Box<ValueView>,
    },
    Boxed {
        inner: Box<ValueView>,
    },
    /// A value of a type that is not defined.
    Unit {},
}

/// A call of a setter.
#[derive(Debug, Serialize)]
pub(super) struct SetterView {
    name: String,
    value: ValueView,
}

pub(super) struct Maker<'a> {
    pub(super) api: &'a Api,
    pub(super) names: &'a Names,
    /// The types that the example imports.
    pub(super) used: Vec<String>,
    /// The documented names of the types whose values are being written, from the outside in.
    pub(super) open: Vec<String>,
}

impl Maker<'_> {
    /// Returns the arguments of `new` and the setters that set the required fields of an object.
    pub(super) fn required(
        &mut self,
        fields: &[&Field],
        object: &Value,
        depth: usize,
    ) -> (Vec<ValueView>, Vec<SetterView>) {
        let get = |field: &Field| object.get(&field.wire).unwrap_or(&Value::Null);
        let required = fields.iter().filter(|field| field.required);
        let setters = required.map(|field| self.setter(field, get(field), depth));
        let setters: Vec<SetterView> = setters.collect();
        match takes_required(fields) {
            true => (setters.into_iter().map(|setter| setter.value).collect(), Vec::new()),
            false => (Vec::new(), setters),
        }
    }

    fn setter(&mut self, field: &Field, value: &Value, depth: usize) -> SetterView {
        let name = ident::raw(&names::setter(field));
        SetterView { name, value: self.value(&field.ty, value, true, depth) }
    }

    /// Returns a value of a named type.
    pub(super) fn named(&mut self, documented: &str, value: &Value, depth: usize) -> ValueView {
        self.open.push(documented.to_owned());
        let view = self.defined(documented, value, depth);
        self.open.pop();
        view
    }

    /// Returns whether a sample of this type would contain itself without end.
    fn repeats(&self, ty: &Type, value: &Value) -> bool {
        let is_open = |name: &&str| self.open.iter().any(|open| open == name);
        value.is_null() && ty.names().iter().any(is_open)
    }

    fn defined(&mut self, documented: &str, value: &Value, depth: usize) -> ValueView {
        let Some(def) = self.api.types.get(documented) else { return ValueView::Unit {} };
        let ty = self.names.type_name(documented).to_owned();
        self.used.push(ty.clone());
        match &def.kind {
            TypeKind::FreeForm => ValueView::New { ty, args: Vec::new(), setters: Vec::new() },
            TypeKind::Envelope(_) => ValueView::Envelope { ty },
            TypeKind::Enum(definition) => {
                let wire = value.as_str();
                let known = definition.values.iter().find(|it| Some(it.wire.as_str()) == wire);
                match known.or(definition.values.first()) {
                    Some(value) => ValueView::Variant { ty, name: variant(value) },
                    None => ValueView::NoVariant { ty },
                }
            }
            TypeKind::Union(branches) => {
                let fits = branches.iter().find(|branch| self.fits(branch, value));
                let other = || branches.iter().find(|branch| !self.repeats(branch, value));
                match fits.or_else(other) {
                    Some(branch) => {
                        let inner = Box::new(self.value(branch, value, false, depth + 1));
                        ValueView::Branch { ty, inner }
                    }
                    None => ValueView::OtherBranch { ty, inner: Box::new(json(value)) },
                }
            }
            TypeKind::Struct(fields) => {
                let get = |field: &Field| value.get(&field.wire).unwrap_or(&Value::Null);
                let all: Vec<&Field> = fields.iter().collect();
                let (args, mut setters) = self.required(&all, value, depth + 1);
                let optional = fields
                    .iter()
                    .filter(|field| !field.required && !field.deprecated && !get(field).is_null());
                setters.extend(optional.map(|field| self.setter(field, get(field), depth + 1)));
                ValueView::New { ty, args, setters }
            }
        }
    }

    /// Returns a value of a type; `into` where a conversion stands around it.
    fn value(&mut self, ty: &Type, value: &Value, into: bool, depth: usize) -> ValueView {
        match ty {
            Type::Text | Type::Secret | Type::Timestamp => {
                let text = value.as_str().unwrap_or("xxxx").to_owned();
                match (into, ty) {
                    (true, _) => ValueView::Text { text },
                    (false, Type::Text) => ValueView::OwnedText { text },
                    (false, Type::Secret) => ValueView::Secret { text },
                    (false, _) => ValueView::Timestamp { text },
                }
            }
            Type::Integer => integer(value.as_i64().unwrap_or(1)),
            Type::Number => float(value.as_f64()),
            Type::Boolean => ValueView::Boolean { value: value.as_bool().unwrap_or(true) },
            Type::Json => json(value),
            Type::Object => match value.as_object().filter(|object| !object.is_empty()) {
                None => ValueView::Object { json: "{}".to_owned() },
                Some(_) => ValueView::Object { json: value.to_string() },
            },
            Type::Scalar => {
                let inner = match value {
                    Value::Bool(value) => ValueView::Boolean { value: *value },
                    Value::Number(number) => {
                        number.as_i64().map_or_else(|| float(number.as_f64()), integer)
                    }
                    other => ValueView::Text { text: other.as_str().unwrap_or("xxxx").to_owned() },
                };
                match into {
                    true => inner,
                    false => ValueView::Scalar { inner: Box::new(inner) },
                }
            }
            Type::File => ValueView::File {},
            Type::Named(name) => self.named(name, value, depth),
            Type::List(inner) => self.list(inner, value, into, depth),
            Type::Map(inner) if self.repeats(inner, value) => {
                ValueView::EmptyMap { ty: self.repeated(inner) }
            }
            Type::Map(inner) => {
                let entry = value.as_object().and_then(|entries| entries.iter().next());
                let (key, value) = entry.map_or(("key", &Value::Null), |(key, it)| (key, it));
                let inner = Box::new(self.value(inner, value, into, depth));
                let key = key.to_owned();
                match into {
                    true => ValueView::Entry { key, inner },
                    false => ValueView::Map { key, inner },
                }
            }
            Type::OneOrMany(inner) => {
                let many = Type::List(inner.clone());
                let is_list = value.is_array() || self.repeats(inner, value);
                let ty = if is_list { &many } else { inner };
                // Other values could be converted in more ways than one, or not at all.
                let converts = matches!(
                    **inner,
                    Type::Text | Type::Secret | Type::Integer | Type::Object | Type::Named(_)
                );
                if into && converts {
                    return self.value(ty, value, true, depth);
                }
                let inner = Box::new(self.value(ty, value, false, depth));
                match is_list {
                    true => ValueView::Many { inner },
                    false => ValueView::One { inner },
                }
            }
            Type::Nullable(inner) if self.repeats(inner, value) => ValueView::Null {},
            Type::Nullable(inner) => match (into, inner.as_ref()) {
                (true, Type::Scalar | Type::Json) | (false, _) => {
                    ValueView::NotNull { inner: Box::new(self.value(inner, value, false, depth)) }
                }
                (true, _) => self.value(inner, value, true, depth),
            },
            Type::Boxed(inner) => match into {
                true => self.value(inner, value, into, depth),
                false => {
                    ValueView::Boxed { inner: Box::new(self.value(inner, value, false, depth)) }
                }
            },
        }
    }

    fn list(&mut self, item: &Type, value: &Value, into: bool, depth: usize) -> ValueView {
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        if items.is_empty() && self.repeats(item, value) {
            return ValueView::EmptyVec { ty: self.repeated(item) };
        }
        // Items of one list are of one Rust type, and those of unlike JSON are not.
        let convert = into && !matches!(item, Type::Scalar | Type::Json);
        let shown = items.iter().take(2);
        let mut items: Vec<ValueView> =
            shown.map(|value| self.value(item, value, convert, depth)).collect();
        if items.is_empty() {
            items.push(self.value(item, &Value::Null, convert, depth));
        }
        let list = ValueView::List { items };
        match into {
            true => list,
            false => ValueView::Vec { inner: Box::new(list) },
        }
    }

    /// Returns the Rust name of the type that would contain itself without end.
    fn repeated(&self, ty: &Type) -> String {
        ty.names().first().map_or("String", |name| self.names.type_name(name)).to_owned()
    }

    /// Returns whether a documented value belongs to a branch of a union.
    fn fits(&self, branch: &Type, value: &Value) -> bool {
        match branch {
            Type::Text | Type::Timestamp => value.is_string(),
            Type::Integer => value.is_i64(),
            Type::Number => value.is_number(),
            Type::Boolean => value.is_boolean(),
            Type::List(_) => value.is_array(),
            Type::Boxed(inner) => self.fits(inner, value),
            Type::Named(name) => match self.api.types.get(name).map(|def| &def.kind) {
                Some(TypeKind::Enum(_)) => value.is_string(),
                Some(TypeKind::Struct(fields)) => value.as_object().is_some_and(|object| {
                    let is_known = |key: &String| fields.iter().any(|field| field.wire == *key);
                    object.is_empty() || object.keys().any(is_known)
                }),
                _ => value.is_object(),
            },
            _ => value.is_object(),
        }
    }
}

/// Returns an integer literal; without other type information it is an `i32`, so it has to fit into
/// one.
fn integer(value: i64) -> ValueView {
    ValueView::Number { digits: value.to_string(), suffix: i32::try_from(value).is_err() }
}

fn float(value: Option<f64>) -> ValueView {
    ValueView::Number { digits: format!("{:?}", value.unwrap_or(1.0)), suffix: false }
}

fn json(value: &Value) -> ValueView {
    match value {
        Value::Null => ValueView::Json { json: "{}".to_owned() },
        value => ValueView::Json { json: value.to_string() },
    }
}
