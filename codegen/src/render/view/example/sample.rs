//! Sensible values for examples: of what is documented for a request, one call that makes sense.
//! Documented bodies often list every alternative at once.

use serde_json::{Map, Value};

use crate::api::{Api, Field, Operation, Type, TypeKind};
use crate::render::ident;

/// An example is not a list of everything that can be set.
const MOST_OPTIONAL: usize = 3;
/// Objects deeper than this are shown only where they are required.
const DEEPEST: usize = 2;
/// The time between the start and the end of a period.
const THIRTY_DAYS_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Returns the body of a request, from the documented one.
pub(in crate::render) fn body(api: &Api, operation: &Operation) -> Value {
    let Some(body) = &operation.body else { return Value::Null };
    let documented = operation.requests.first().map(|example| &example.value);
    let mut maker = Sampler { api, operation };
    let object = documented.and_then(Value::as_object).cloned().unwrap_or_default();
    match maker.named(&body.type_name, &Value::Object(object), None, 0) {
        Some(value) => value,
        None => Value::Object(Map::new()),
    }
}

/// Returns the value of a parameter.
pub(super) fn parameter(field: &Field) -> Value {
    let value = field.example.clone().unwrap_or(Value::Null);
    named_placeholders(field, value)
}

/// Returns a value whose texts that say nothing are replaced by the name of the field, such as
/// `USER_ID`.
fn named_placeholders(field: &Field, value: Value) -> Value {
    let name = ident::screaming(&field.wire);
    placeholders(&field.ty, value, &name)
}

fn placeholders(ty: &Type, value: Value, name: &str) -> Value {
    let says_nothing = |text: &str| text.chars().all(|letter| matches!(letter, 'x' | 'X' | '*'));
    match (ty, value) {
        (Type::Text | Type::Secret | Type::Scalar, Value::Null) => name.into(),
        (Type::Text | Type::Secret | Type::Scalar, Value::String(text)) if says_nothing(&text) => {
            name.into()
        }
        (Type::Boxed(inner) | Type::Nullable(inner), value) => placeholders(inner, value, name),
        (Type::List(inner) | Type::OneOrMany(inner), Value::Array(items)) => {
            let name = name.strip_suffix('S').unwrap_or(name);
            let items = items.into_iter().map(|item| placeholders(inner, item, name));
            let mut items: Vec<Value> = items.collect();
            items.dedup();
            Value::Array(items)
        }
        (Type::List(inner), Value::Null) if matches!(**inner, Type::Text | Type::Secret) => {
            Value::Array(vec![name.strip_suffix('S').unwrap_or(name).into()])
        }
        (_, value) => value,
    }
}

struct Sampler<'a> {
    api: &'a Api,
    operation: &'a Operation,
}

impl Sampler<'_> {
    /// Returns a value of a named type; `None` if no sensible one can be shown.
    fn named(
        &mut self,
        name: &str,
        value: &Value,
        outer: Option<&Map<String, Value>>,
        depth: usize,
    ) -> Option<Value> {
        match (self.api.types.get(name).map(|def| &def.kind), value) {
            (Some(TypeKind::Struct(fields)), Value::Object(object)) => {
                self.object(fields, object, outer, depth).map(Value::Object)
            }
            _ => Some(value.clone()),
        }
    }

    fn value(
        &mut self,
        ty: &Type,
        value: &Value,
        outer: &Map<String, Value>,
        depth: usize,
    ) -> Option<Value> {
        match (ty, value) {
            (Type::Named(name), _) => self.named(name, value, Some(outer), depth),
            (Type::Boxed(inner) | Type::Nullable(inner), _) => {
                self.value(inner, value, outer, depth)
            }
            (Type::List(inner) | Type::OneOrMany(inner), Value::Array(items)) => {
                let items = items.iter().take(2);
                let items: Vec<Value> =
                    items.filter_map(|item| self.value(inner, item, outer, depth)).collect();
                (!items.is_empty()).then_some(Value::Array(items))
            }
            (Type::OneOrMany(inner), _) => self.value(inner, value, outer, depth),
            _ => Some(value.clone()),
        }
    }

    /// Returns the required fields of an object, and a few optional ones that go together.
    fn object(
        &mut self,
        fields: &[Field],
        value: &Map<String, Value>,
        outer: Option<&Map<String, Value>>,
        depth: usize,
    ) -> Option<Map<String, Value>> {
        if lacks_operand(fields, value) {
            return None;
        }
        let mut value = value.clone();
        let is_chosen = |field: &&Field| applies(field, &value, outer) == Some(true);
        let needed: Vec<&Field> = fields.iter().filter(is_chosen).collect();
        for field in needed {
            let made = || field.example.clone().or_else(|| self.made(&field.ty));
            if !value.contains_key(&field.wire)
                && let Some(made) = made()
            {
                value.insert(field.wire.clone(), made);
            }
        }
        separate_times(fields, &mut value);
        let is_wanted = |field: &&Field| {
            let credentials = ["client_id", "client_secret"].contains(&field.wire.as_str());
            field.required
                || !(field.deprecated
                    || (self.operation.client_auth && credentials)
                    || applies(field, &value, outer) == Some(false))
        };
        let mut wanted: Vec<&Field> = fields.iter().filter(is_wanted).collect();
        // What the chosen alternative needs comes before what may be added to it.
        wanted
            .sort_by_key(|field| !(field.required || applies(field, &value, outer) == Some(true)));
        let mut chosen = Map::new();
        let mut optional = 0;
        for field in wanted {
            let needed = field.required || applies(field, &value, outer) == Some(true);
            let documented = value.get(&field.wire).filter(|value| !value.is_null());
            let documented = documented.or(field.example.as_ref().filter(|_| needed));
            let made = self.made(&field.ty).filter(|_| needed && depth < DEEPEST * 2);
            let documented = documented.cloned().or(made).unwrap_or(Value::Null);
            let documented = named_placeholders(field, documented);
            if documented.is_null()
                || (!needed && value.get(&field.wire).is_none_or(Value::is_null))
            {
                continue;
            }
            let is_simple = documented.is_string() || documented.is_number();
            if !needed && (optional == MOST_OPTIONAL || (depth >= DEEPEST && !is_simple)) {
                continue;
            }
            if let Some(sample) = self.value(&field.ty, &documented, &value, depth + 1) {
                optional += usize::from(!needed);
                chosen.insert(field.wire.clone(), sample);
            }
        }
        Some(chosen)
    }

    /// Returns a value for a field of the chosen alternative that the documented body does not
    /// have.
    fn made(&self, ty: &Type) -> Option<Value> {
        let Type::Named(name) = ty else { return None };
        match self.api.types.get(name).map(|def| &def.kind) {
            Some(TypeKind::Struct(_)) => Some(Value::Object(Map::new())),
            _ => None,
        }
    }
}

/// Returns whether the condition of a field is met, if it has one.
fn applies(
    field: &Field,
    value: &Map<String, Value>,
    outer: Option<&Map<String, Value>>,
) -> Option<bool> {
    if field.required_when.is_empty() {
        return None;
    }
    let met = field.required_when.iter().all(|(other, values)| {
        let other = value.get(other).or_else(|| outer.and_then(|outer| outer.get(other)));
        other.is_some_and(|other| values.contains(other))
    });
    Some(met)
}

/// Returns whether an object is a comparison without the value to compare with.
fn lacks_operand(fields: &[Field], value: &Map<String, Value>) -> bool {
    let has = |name: &str| fields.iter().any(|field| field.wire == name);
    let operator = value.get("operator").and_then(Value::as_str).unwrap_or_default();
    let is_unary = operator.to_ascii_uppercase().contains("NULL");
    let operand = value.get("value").filter(|value| !value.is_null());
    has("operator") && has("value") && !is_unary && operand.is_none()
}

/// Moves the end of a period behind its start, where the documented body has both at once.
fn separate_times(fields: &[Field], value: &mut Map<String, Value>) {
    let find = |words: &[&str]| {
        let is_match = |wire: &str| {
            let wire = wire.to_ascii_lowercase();
            wire.contains("time") && words.iter().any(|word| wire.contains(word))
        };
        fields.iter().map(|field| field.wire.as_str()).find(|wire| is_match(wire))
    };
    let start = find(&["start", "begin", "enable", "from"]);
    let (Some(start), Some(end)) = (start, find(&["end", "expire"])) else { return };
    let both = (value.get(start), value.get(end));
    match both {
        (Some(Value::Number(first)), Some(Value::Number(last))) => {
            if let (Some(first), Some(last)) = (first.as_i64(), last.as_i64())
                && last <= first
            {
                value.insert(end.to_owned(), first.saturating_add(THIRTY_DAYS_MS).into());
            }
        }
        (Some(Value::String(first)), Some(Value::String(last))) if last <= first => {
            value.remove(end);
        }
        _ => {}
    }
}
