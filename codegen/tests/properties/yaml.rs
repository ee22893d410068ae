//! Random specs as YAML.

use std::collections::BTreeMap;

use serde_yaml::{Mapping, Value};

use crate::random_spec::{Field, Operation, Parts, Schemas, Shape, Ty};

/// The files of a spec.
#[derive(Clone, Debug)]
pub struct Files(BTreeMap<String, Value>);

impl Files {
    /// Returns the texts by path.
    pub fn yaml(&self) -> BTreeMap<String, String> {
        let text = |value| serde_yaml::to_string(value).unwrap();
        self.0.iter().map(|(path, value)| (path.clone(), text(value))).collect()
    }

    /// Applies a change to every file.
    pub fn map(self, mut change: impl FnMut(Value) -> Value) -> Self {
        Self(self.0.into_iter().map(|(path, value)| (path, change(value))).collect())
    }
}

impl Parts {
    /// Returns the files of a random spec.
    pub fn files(self) -> Files {
        let Self { shared, modules } = self;
        let names = |schemas: &Schemas| -> Vec<String> {
            schemas.iter().map(|(name, ..)| name.clone()).collect()
        };
        let common = names(&shared);
        let [first, second] = &modules;
        let listed = map([
            ("authentication", Value::Sequence(vec![first.0.into()])),
            ("management", Value::Sequence(vec![second.0.into()])),
        ]);
        let scope = Scope { own: &common, shared: &[], common: "" };
        let mut files = BTreeMap::new();
        let components = components(&scope, &shared);
        let file = start(vec![("x-modules", listed), ("components", components)]);
        files.insert("common.yaml".to_owned(), file);
        for (api, (module, schemas, operations)) in
            ["authentication", "management"].into_iter().zip(&modules)
        {
            let own = names(schemas);
            let scope = Scope { own: &own, shared: &common, common: "../common.yaml" };
            let operations = operations.iter().enumerate();
            let mut paths: Mapping =
                operations.map(|(index, it)| it.yaml(&scope, index, module)).collect();
            paths.extend((0..own.len() + common.len()).map(|index| scope.using(index, module)));
            let tag = map([("name", (*module).into()), ("description", "A module.".into())]);
            let file = start(vec![
                ("tags", Value::Sequence(vec![tag])),
                ("paths", Value::Mapping(paths)),
                ("components", map([("schemas", scope.schemas(schemas))])),
            ]);
            files.insert(format!("{api}/{module}.yaml"), file);
        }
        Files(files)
    }
}

fn map<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    Value::Mapping(pairs.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

fn start(rest: Vec<(&str, Value)>) -> Value {
    let info = map([
        ("title", "A file".into()),
        ("version", "3.0.0".into()),
        ("description", "A file.".into()),
    ]);
    let mut file = vec![("openapi", "3.1.0".into()), ("info", info)];
    file.extend(rest);
    Value::Mapping(file.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// Returns the shared schemas, the envelope among them.
fn components(scope: &Scope<'_>, shared: &Schemas) -> Value {
    let code = map([
        ("type", "integer".into()),
        ("format", "int64".into()),
        ("description", "Status.".into()),
    ]);
    let envelope = map([
        ("type", "object".into()),
        ("description", "An envelope.".into()),
        ("properties", map([("statusCode", code)])),
    ]);
    let Value::Mapping(mut schemas) = scope.schemas(shared) else { unreachable!() };
    schemas.insert("Envelope".into(), envelope);
    map([("schemas", Value::Mapping(schemas))])
}

/// The schemas that a file can refer to.
struct Scope<'a> {
    own: &'a [String],
    shared: &'a [String],
    /// The path to the file of shared schemas.
    common: &'a str,
}

impl Scope<'_> {
    fn reference(&self, index: usize) -> Option<Value> {
        let count = self.own.len() + self.shared.len();
        let index = index % count.max(1);
        let own = self.own.get(index).map(|name| format!("#/components/schemas/{name}"));
        let shared = || {
            let name = self.shared.get(index.checked_sub(self.own.len())?)?;
            Some(format!("{}#/components/schemas/{name}", self.common))
        };
        Some(map([("$ref", own.or_else(shared)?.into())]))
    }

    /// Returns an operation that returns a schema, so that it is not unused.
    fn using(&self, index: usize, module: &str) -> (Value, Value) {
        let operation = Operation {
            id: format!("readEverything{index}"),
            in_path: None,
            in_query: Vec::new(),
            body: None,
            response: Some(("200", Ty::Named(index))),
            description: "Reads.".to_owned(),
        };
        let (_, verbs) = operation.yaml(self, index, module);
        (format!("/everything/{index}").into(), verbs)
    }

    fn ty(&self, ty: &Ty) -> Value {
        let kind = |kind: &str| match kind {
            "integer" => map([("type", kind.into()), ("format", "int64".into())]),
            "number" => map([("type", kind.into()), ("format", "double".into())]),
            _ => map([("type", kind.into())]),
        };
        match ty {
            Ty::Plain(name) => kind(name),
            Ty::Nullable(name) => {
                let Value::Mapping(mut nullable) = kind(name) else { unreachable!() };
                let kinds = Value::Sequence(vec![(*name).into(), "null".into()]);
                nullable.insert("type".into(), kinds);
                Value::Mapping(nullable)
            }
            Ty::Time => map([("type", "string".into()), ("format", "date-time".into())]),
            Ty::Json => map([]),
            Ty::Scalar => map([("type", Value::Sequence(vec!["string".into(), "integer".into()]))]),
            Ty::File => map([("type", "string".into()), ("contentMediaType", "text/csv".into())]),
            Ty::Named(index) => self.reference(*index).unwrap_or_else(|| kind("string")),
            Ty::List(inner) => map([("type", "array".into()), ("items", self.ty(inner))]),
            Ty::Map(inner) => {
                map([("type", "object".into()), ("additionalProperties", self.ty(inner))])
            }
            Ty::OneOrMany(inner) => {
                let many = self.ty(&Ty::List(inner.clone()));
                map([("oneOf", Value::Sequence(vec![self.ty(inner), many]))])
            }
        }
    }

    fn described(&self, ty: &Ty, description: &str) -> Value {
        let Value::Mapping(mut mapping) = self.ty(ty) else { unreachable!() };
        mapping.insert("description".into(), description.into());
        Value::Mapping(mapping)
    }

    fn schemas(&self, schemas: &Schemas) -> Value {
        let schema = |(name, shape, prose): &(String, Shape, String)| {
            (Value::from(name.as_str()), self.schema(shape, prose))
        };
        Value::Mapping(schemas.iter().map(schema).collect())
    }

    fn schema(&self, shape: &Shape, prose: &str) -> Value {
        let description = ("description", Value::from(prose));
        match shape {
            Shape::Open => map([("type", "object".into()), description]),
            Shape::Union(branches) => {
                let branches = branches.iter().map(|it| self.ty(it)).collect();
                map([description, ("oneOf", Value::Sequence(branches))])
            }
            Shape::Envelope(ty) => {
                let envelope = format!("{}#/components/schemas/Envelope", self.common);
                let data = map([("data", self.described(ty, "Payload."))]);
                let parts = [
                    map([("$ref", envelope.into())]),
                    map([("type", "object".into()), ("properties", data)]),
                ];
                map([description, ("allOf", Value::Sequence(parts.into()))])
            }
            Shape::Values(values) => {
                let text = |(name, number): &(String, Option<i64>)| {
                    number.map_or_else(|| name.clone(), |number| number.to_string())
                };
                let named = values.iter().map(|it| (text(it).into(), "A value.".into())).collect();
                let values = values.iter().map(|it| it.1.map_or(it.0.as_str().into(), Value::from));
                map([
                    ("type", "string".into()),
                    description,
                    ("enum", Value::Sequence(values.collect())),
                    ("x-enum-descriptions", Value::Mapping(named)),
                ])
            }
            Shape::Object(fields) => {
                let properties = fields.iter().map(|it| (it.name.as_str().into(), it.yaml(self)));
                let required = fields.iter().filter(|it| it.required);
                let required = required.map(|it| it.name.as_str().into()).collect();
                map([
                    ("type", "object".into()),
                    description,
                    ("required", Value::Sequence(required)),
                    ("properties", Value::Mapping(properties.collect())),
                ])
            }
        }
    }
}

impl Field {
    fn yaml(&self, scope: &Scope<'_>) -> Value {
        let Value::Mapping(mut mapping) = scope.described(&self.ty, &self.description) else {
            unreachable!()
        };
        for (keyword, flag) in ["x-secret", "deprecated"].into_iter().zip(self.flags) {
            if flag {
                mapping.insert(keyword.into(), true.into());
            }
        }
        Value::Mapping(mapping)
    }
}

impl Operation {
    fn yaml(&self, scope: &Scope<'_>, index: usize, module: &str) -> (Value, Value) {
        let mut parameters = Vec::new();
        let mut path = format!("/api/v3/{index}");
        if let Some(name) = &self.in_path {
            path.push_str(&format!("/{{{name}}}"));
            parameters.push(map([
                ("name", name.as_str().into()),
                ("in", "path".into()),
                ("required", true.into()),
                ("description", "In the path.".into()),
                ("schema", map([("type", "string".into())])),
            ]));
        }
        parameters.extend(self.in_query.iter().map(|(name, ty)| {
            map([
                ("name", name.as_str().into()),
                ("in", "query".into()),
                ("description", "In the query.".into()),
                ("schema", scope.ty(ty)),
            ])
        }));
        let content = |media: &str, schema| map([(media, map([("schema", schema)]))]);
        let response = match &self.response {
            Some(("302", _)) => ("302", map([("description", "Elsewhere.".into())])),
            Some((status, ty)) => {
                let content = content("application/json", scope.ty(ty));
                (*status, map([("description", "Fine.".into()), ("content", content)]))
            }
            None => ("204", map([("description", "Nothing.".into())])),
        };
        let availability = Value::Sequence(vec!["genauth".into()]);
        let Value::Mapping(mut operation) = map([
            ("operationId", self.id.as_str().into()),
            ("tags", Value::Sequence(vec![module.into()])),
            ("summary", "Does something.".into()),
            ("description", self.description.as_str().into()),
            ("x-effect", "read".into()),
            ("x-retry-safe", true.into()),
            ("x-availability", availability),
            ("security", Value::Sequence(Vec::new())),
            ("parameters", Value::Sequence(parameters)),
            ("responses", map([response])),
        ]) else {
            unreachable!()
        };
        let body = self.body.and_then(|(media, index)| Some((media, scope.reference(index)?)));
        if let Some((media, reference)) = body {
            let content = content(media, reference);
            let body = map([("required", true.into()), ("content", content)]);
            operation.insert("requestBody".into(), body);
        }
        (path.into(), map([("post", Value::Mapping(operation))]))
    }
}
