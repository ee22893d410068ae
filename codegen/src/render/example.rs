//! Rust expressions for documented values.

use serde_json::Value;

use super::constructor::takes_required;
use super::ident;
use super::import::Import;
use super::names::{self, Names, variant};
use super::outcome::{Outcome, outcome};
use super::sample;
use crate::api::{Api, ApiKind, Field, Operation, Type, TypeKind};

/// The longest line of an example, in a doc comment inside an `impl`.
const WIDTH: usize = 90;

/// An expression that can be broken over several lines.
enum Expr {
    Plain(String),
    Call { head: String, args: Vec<Expr>, chain: Vec<(String, Vec<Expr>)> },
    List(Vec<Expr>),
}

impl Expr {
    fn flat(&self) -> String {
        let join = |items: &[Self]| items.iter().map(Self::flat).collect::<Vec<_>>().join(", ");
        match self {
            Self::Plain(text) => text.clone(),
            Self::List(items) => format!("[{}]", join(items)),
            Self::Call { head, args, chain } => {
                let chain = chain.iter().map(|(name, args)| format!(".{name}({})", join(args)));
                format!("{head}({}){}", join(args), chain.collect::<String>())
            }
        }
    }

    fn broken(&self, indent: usize, used: usize) -> String {
        let flat = self.flat();
        if indent + used + flat.len() <= WIDTH {
            return flat;
        }
        let pad = " ".repeat(indent);
        let items = |items: &[Self], indent: usize| {
            let pad = " ".repeat(indent);
            let lines = items.iter().map(|it| format!("{pad}{},\n", it.broken(indent, 1)));
            lines.collect::<String>()
        };
        match self {
            Self::Plain(text) => text.clone(),
            Self::List(list) => format!("[\n{}{pad}]", items(list, indent + 4)),
            Self::Call { head, args, chain } => {
                let short = args.iter().map(Self::flat).collect::<Vec<_>>().join(", ");
                let fits = args.is_empty() || indent + head.len() + short.len() + 2 <= WIDTH;
                let mut out = match (fits, args.as_slice()) {
                    (true, _) => format!("{head}({short})"),
                    // A single call breaks inside its own parentheses.
                    (false, [only @ Self::Call { chain, .. }]) if chain.is_empty() => {
                        format!("{head}({})", only.broken(indent, head.len() + 2))
                    }
                    _ => format!("{head}(\n{}{pad})", items(args, indent + 4)),
                };
                // Links are indented below one line, and aligned with the end of several.
                let more = if out.contains('\n') { 0 } else { 4 };
                let pad = " ".repeat(indent + more);
                for (name, args) in chain {
                    let short = args.iter().map(Self::flat).collect::<Vec<_>>().join(", ");
                    let line = format!("{pad}.{name}({short})");
                    match line.len() <= WIDTH {
                        true => out.push_str(&format!("\n{line}")),
                        false => out.push_str(&format!(
                            "\n{pad}.{name}(\n{}{pad})",
                            items(args, indent + more + 4)
                        )),
                    }
                }
                out
            }
        }
    }
}

/// Returns the example of an operation: the lines of a function body.
pub fn operation(api: &Api, names: &Names, kind: ApiKind, operation: &Operation) -> String {
    let mut maker = Maker { api, names, used: Vec::new(), open: Vec::new() };
    let mut args = Vec::new();
    if !operation.params.is_empty() {
        let name = names.params_name(operation);
        let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
        let values = fields.iter().map(|field| (field.wire.clone(), sample::parameter(field)));
        let values = Value::Object(values.collect());
        let (args_of_new, chain) = maker.required(&fields, &values, 0);
        args.push(Expr::Call { head: format!("{name}::new"), args: args_of_new, chain });
        maker.used.push(name);
    }
    if let Some(body) = &operation.body {
        args.push(maker.named(&body.type_name, &sample::body(api, operation), 0));
    }
    let client = match (kind, operation.security.bearer) {
        (ApiKind::Management, _) => "admin",
        (_, true) => "user",
        (_, false) => "app",
    };
    let method = ident::raw(&names::method(operation));
    let Outcome { start, end } = outcome(api, operation, client);
    let call = Expr::Call { head: method, args, chain: vec![] };
    let link = end.split(['\n', '?', ';']).next().unwrap_or_default();
    let flat = format!("{client}.{}", call.flat());
    let call = match start.len() + flat.len() + link.len() + 2 < WIDTH {
        true => flat,
        false => format!("{client}\n    .{}\n    ", call.broken(4, 1)),
    };
    let mut lines = String::new();
    super::layout::sort(&mut maker.used);
    maker.used.dedup();
    if !maker.used.is_empty() {
        let path = format!("genauth::{kind}");
        let import = Import::new(&path, std::mem::take(&mut maker.used));
        lines.push_str(&super::engine::fill("import", &import));
        lines.push('\n');
    }
    lines.push_str(&format!("{start}{call}{end}"));
    let client_type = match kind {
        ApiKind::Authentication => "AuthenticationClient",
        ApiKind::Management => "ManagementClient",
    };
    format!(
        "```no_run\n\
         # async fn example({client}: genauth::{client_type}) -> Result<(), genauth::Error> {{\n\
         {lines}\n# Ok(())\n# }}\n```"
    )
}

struct Maker<'a> {
    api: &'a Api,
    names: &'a Names,
    /// The types that the example imports.
    used: Vec<String>,
    /// The documented names of the types whose values are being written, from the outside in.
    open: Vec<String>,
}

impl Maker<'_> {
    /// Returns the arguments of `new` and the setters that set the required fields of an object.
    fn required(
        &mut self,
        fields: &[&Field],
        object: &Value,
        depth: usize,
    ) -> (Vec<Expr>, Vec<(String, Vec<Expr>)>) {
        let get = |field: &Field| object.get(&field.wire).unwrap_or(&Value::Null);
        let required = fields.iter().filter(|field| field.required);
        let values = required.map(|field| {
            (ident::raw(&names::setter(field)), self.value(&field.ty, get(field), true, depth))
        });
        let values: Vec<(String, Expr)> = values.collect();
        match takes_required(fields) {
            true => (values.into_iter().map(|(_, value)| value).collect(), Vec::new()),
            false => {
                let setters = values.into_iter().map(|(setter, value)| (setter, vec![value]));
                (Vec::new(), setters.collect())
            }
        }
    }

    /// Returns a value of a named type.
    fn named(&mut self, documented: &str, value: &Value, depth: usize) -> Expr {
        self.open.push(documented.to_owned());
        let expr = self.defined(documented, value, depth);
        self.open.pop();
        expr
    }

    /// Returns whether a made-up value of this type would go on for ever, in a value of the same
    /// type.
    fn repeats(&self, ty: &Type, value: &Value) -> bool {
        let is_open = |name: &&str| self.open.iter().any(|open| open == name);
        value.is_null() && ty.names().iter().any(is_open)
    }

    fn defined(&mut self, documented: &str, value: &Value, depth: usize) -> Expr {
        let Some(def) = self.api.types.get(documented) else { return Expr::Plain("()".into()) };
        let name = self.names.type_name(documented).to_owned();
        self.used.push(name.clone());
        match &def.kind {
            TypeKind::Open => {
                Expr::Call { head: format!("{name}::new"), args: vec![], chain: vec![] }
            }
            TypeKind::Envelope(_) => {
                let args = ["200", "\"xxxx\""].map(|arg| Expr::Plain(arg.to_owned())).into();
                Expr::Call { head: format!("{name}::new"), args, chain: vec![] }
            }
            TypeKind::Choice(choice) => {
                let wire = value.as_str();
                let known = choice.values.iter().find(|it| Some(it.wire.as_str()) == wire);
                match known.or(choice.values.first()) {
                    Some(value) => Expr::Plain(format!("{name}::{}", variant(value))),
                    None => Expr::Plain(format!("{name}::from(\"\")")),
                }
            }
            TypeKind::Union(branches) => {
                let fits = branches.iter().find(|branch| self.fits(branch, value));
                let other = || branches.iter().find(|branch| !self.repeats(branch, value));
                match fits.or_else(other) {
                    Some(branch) => {
                        let inner = self.value(branch, value, false, depth + 1);
                        wrapped(&format!("{name}::from"), inner)
                    }
                    None => wrapped(&format!("{name}::Other"), Expr::Plain(json(value))),
                }
            }
            TypeKind::Record(fields) => {
                let get = |field: &Field| value.get(&field.wire).unwrap_or(&Value::Null);
                let all: Vec<&Field> = fields.iter().collect();
                let (args, mut chain) = self.required(&all, value, depth + 1);
                let optional = fields
                    .iter()
                    .filter(|field| !field.required && !field.deprecated && !get(field).is_null());
                chain.extend(optional.map(|field| {
                    let setter = ident::raw(&names::setter(field));
                    (setter, vec![self.value(&field.ty, get(field), true, depth + 1)])
                }));
                Expr::Call { head: format!("{name}::new"), args, chain }
            }
        }
    }

    /// Returns a value of a type; `into` where a conversion stands around it.
    fn value(&mut self, ty: &Type, value: &Value, into: bool, depth: usize) -> Expr {
        let plain = |text: String| Expr::Plain(text);
        match ty {
            Type::Text | Type::Secret | Type::Timestamp => {
                let text = format!("{:?}", value.as_str().unwrap_or("xxxx"));
                match (into, ty) {
                    (true, _) => plain(text),
                    (false, Type::Text) => plain(format!("{text}.to_owned()")),
                    (false, Type::Secret) => plain(format!("genauth::Secret::from({text})")),
                    (false, _) => plain(format!("genauth::Timestamp::from({text})")),
                }
            }
            Type::Integer => plain(integer(value.as_i64().unwrap_or(1))),
            Type::Number => plain(format!("{:?}", value.as_f64().unwrap_or(1.0))),
            Type::Boolean => plain(value.as_bool().unwrap_or(true).to_string()),
            Type::Json => plain(json(value)),
            Type::Object => match value.as_object().filter(|object| !object.is_empty()) {
                None => plain("genauth::object!({})".into()),
                Some(_) => plain(format!("genauth::object!({value})")),
            },
            Type::Scalar => match value {
                Value::Bool(boolean) => self.scalar(boolean.to_string(), into),
                Value::Number(number) => {
                    let float = || format!("{:?}", number.as_f64().unwrap_or(1.0));
                    self.scalar(number.as_i64().map_or_else(float, integer), into)
                }
                other => self.scalar(format!("{:?}", other.as_str().unwrap_or("xxxx")), into),
            },
            Type::File => plain("genauth::UploadFile::new(\"file.xlsx\", Vec::new())".into()),
            Type::Named(name) => self.named(name, value, depth),
            Type::List(inner) => {
                let items = value.as_array().map_or(&[][..], Vec::as_slice);
                let items = items.iter().take(2);
                // Items of one list are of one Rust type, and those of unlike JSON are not.
                let convert = into && !matches!(**inner, Type::Scalar | Type::Json);
                let items: Vec<_> =
                    items.map(|item| self.value(inner, item, convert, depth)).collect();
                let list = match items.is_empty() {
                    true if self.repeats(inner, value) => match inner.names().first() {
                        Some(name) => {
                            let name = self.names.type_name(name);
                            return plain(format!("Vec::<{name}>::new()"));
                        }
                        None => return plain("Vec::<String>::new()".into()),
                    },
                    true => Expr::List(vec![self.value(inner, &Value::Null, convert, depth)]),
                    false => Expr::List(items),
                };
                match into {
                    true => list,
                    false => wrapped("Vec::from", list),
                }
            }
            Type::Map(inner) if self.repeats(inner, value) => {
                let name = inner.names().first().map_or("String", |it| self.names.type_name(it));
                plain(format!("std::collections::BTreeMap::<String, {name}>::new()"))
            }
            Type::Map(inner) => {
                let entry = value.as_object().and_then(|entries| entries.iter().next());
                let (key, value) = entry.map_or(("key", &Value::Null), |(key, it)| (key, it));
                let value = self.value(inner, value, into, depth).flat();
                let owned = if into { "" } else { ".to_owned()" };
                let list = Expr::List(vec![plain(format!("({key:?}{owned}, {value})"))]);
                match into {
                    true => list,
                    false => wrapped("std::collections::BTreeMap::from", list),
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
                match (into, converts, is_list) {
                    (true, true, _) => self.value(ty, value, true, depth),
                    (false, true, _) => {
                        let head = if is_list { "Many" } else { "One" };
                        let inner = self.value(ty, value, false, depth);
                        wrapped(&format!("genauth::OneOrMany::{head}"), inner)
                    }
                    (_, false, true) => {
                        wrapped("genauth::OneOrMany::Many", self.value(ty, value, false, depth))
                    }
                    (_, false, false) => {
                        wrapped("genauth::OneOrMany::One", self.value(ty, value, false, depth))
                    }
                }
            }
            Type::Nullable(inner) if self.repeats(inner, value) => {
                plain("genauth::Nullable::Null".into())
            }
            Type::Nullable(inner) => match (into, inner.as_ref()) {
                (true, Type::Scalar | Type::Json) | (false, _) => {
                    let inner = self.value(inner, value, false, depth);
                    wrapped("genauth::Nullable::Value", inner)
                }
                (true, _) => self.value(inner, value, true, depth),
            },
            Type::Boxed(inner) => match into {
                true => self.value(inner, value, into, depth),
                false => wrapped("Box::new", self.value(inner, value, false, depth)),
            },
        }
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
                Some(TypeKind::Choice(_)) => value.is_string(),
                Some(TypeKind::Record(fields)) => value.as_object().is_some_and(|object| {
                    let is_known = |key: &String| fields.iter().any(|field| field.wire == *key);
                    object.is_empty() || object.keys().any(is_known)
                }),
                _ => value.is_object(),
            },
            _ => value.is_object(),
        }
    }

    fn scalar(&self, literal: String, into: bool) -> Expr {
        match into {
            true => Expr::Plain(literal),
            false => Expr::Plain(format!("genauth::Scalar::from({literal})")),
        }
    }
}

fn wrapped(head: &str, inner: Expr) -> Expr {
    Expr::Call { head: head.to_owned(), args: vec![inner], chain: vec![] }
}

/// Returns an integer literal; without other type information it is an `i32`, so it has to fit into
/// one.
fn integer(value: i64) -> String {
    let suffix = if i32::try_from(value).is_ok() { "" } else { "_i64" };
    format!("{value}{suffix}")
}

fn json(value: &Value) -> String {
    match value {
        Value::Null => "serde_json::json!({})".to_owned(),
        value => format!("serde_json::json!({value})"),
    }
}
