//! Lowering: a [`Document`] into an [`Api`].

use indexmap::IndexMap;

use super::model::{
    Answer, Api, Availability, Body, BodyKind, Example, Home, Module, ModuleId, Operation, Param,
    Security,
};
use super::pages::{pages, pagination};
use super::types::{Choice, Field, Limits, Page, Type, TypeDef, TypeKind, Value};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::document::{
    self, Additional, Brand, Content, Document, Parameter, ParameterPlace, Schema, Types,
};

/// Turns a description without findings into the model.
///
/// # Errors
///
/// Constructs that OpenAPI allows and this API has no use for.
pub fn lower(document: &Document) -> Result<Api, Diagnostics> {
    let mut lower = Lower { found: Diagnostics::default() };
    let mut api = Api { codes: document.errors.clone(), ..Api::default() };
    lower.types(&document.common, &Place::file("common.yaml"), &Home::Common, &mut api.types);
    for module in &document.modules {
        let id = ModuleId { api: module.api.clone(), name: module.name.clone() };
        let home = Home::Module(id);
        lower.types(&module.file, &Place::file(&module.path), &home, &mut api.types);
    }
    for module in &document.modules {
        let operations = lower.operations(module, &api.types);
        api.modules.push(Module {
            id: ModuleId { api: module.api.clone(), name: module.name.clone() },
            title: module.file.info.title.clone(),
            description: module.file.info.description.clone(),
            source: module.path.display().to_string(),
            operations,
            shared: Vec::new(),
        });
    }
    for check in [super::sound::sound, pages] {
        if let (true, Err(found)) = (lower.found.is_empty(), check(&mut api)) {
            lower.found = found;
        }
    }
    if lower.found.is_empty() {
        return Ok(api);
    }
    lower.found.locate(|place| document.line_of(place));
    Err(lower.found)
}

struct Lower {
    found: Diagnostics,
}

impl Lower {
    fn unsupported(&mut self, place: &Place, message: String, help: &str) {
        self.found.push(Diagnostic::new("unsupported", place.clone(), message, help));
    }

    fn types(
        &mut self,
        file: &document::File,
        root: &Place,
        home: &Home,
        types: &mut IndexMap<String, TypeDef>,
    ) {
        for (name, schema) in &file.components.schemas {
            let place = root.within(["components", "schemas", name]);
            // The envelope itself is part of the runtime.
            if *home == Home::Common && name == ENVELOPE {
                continue;
            }
            let kind = self.kind(schema, &place);
            let def = TypeDef {
                name: name.clone(),
                description: schema.description.clone(),
                home: home.clone(),
                kind,
                page: schema.page.as_ref().map(page),
                place,
            };
            types.insert(name.clone(), def);
        }
    }

    fn kind(&mut self, schema: &Schema, at: &Place) -> TypeKind {
        if let Some(reference) = &schema.reference {
            if name_of(reference) != ENVELOPE {
                self.unsupported(
                    at,
                    format!("a schema that is only another name for `{reference}`"),
                    "refer to that schema instead of this one",
                );
            }
            return TypeKind::Envelope(None);
        }
        if let [envelope, payload] = schema.all_of.as_slice() {
            let is_envelope = envelope
                .reference
                .as_deref()
                .is_some_and(|reference| name_of(reference) == ENVELOPE);
            if let (true, Some(data)) = (is_envelope, payload.properties.get("data")) {
                let place = at.within(["allOf", "1", "properties", "data"]);
                return TypeKind::Envelope(Some(self.ty(data, &place)));
            }
        }
        if !schema.all_of.is_empty() {
            self.unsupported(
                &at.at("allOf"),
                "`allOf` that is no envelope with a payload".to_owned(),
                "write the envelope first and an object with the property `data` second; \
                 list the fields of anything else in one object",
            );
            return TypeKind::Open;
        }
        if let Some(values) = &schema.values {
            return TypeKind::Choice(choice(schema, values));
        }
        if !schema.one_of.is_empty() {
            let branches = schema.one_of.iter().enumerate();
            let place = |index: usize| at.at("oneOf").at(index.to_string());
            return TypeKind::Union(
                branches.map(|(index, branch)| self.ty(branch, &place(index))).collect(),
            );
        }
        let kinds = schema.types.as_ref().map_or(&[][..], Types::as_slice);
        match kinds {
            [kind] if kind == "object" && schema.properties.is_empty() => TypeKind::Open,
            [kind] if kind == "object" => TypeKind::Record(self.fields(schema, at)),
            _ => {
                self.unsupported(
                    at,
                    "a named schema that is no object, no enum and no union".to_owned(),
                    "write the type where it is used",
                );
                TypeKind::Open
            }
        }
    }

    fn fields(&mut self, schema: &Schema, at: &Place) -> Vec<Field> {
        let properties = schema.properties.iter();
        properties
            .map(|(wire, property)| {
                let place = at.within(["properties", wire]);
                Field {
                    wire: wire.clone(),
                    ty: self.ty(property, &place),
                    required: schema.required.contains(wire),
                    description: property.description.clone(),
                    limits: limits(property),
                    secret: property.secret.unwrap_or(false),
                    lenient: property.lenient,
                    deprecated: property.deprecated,
                    aliases: property.aliases.clone(),
                    availability: availability(&property.availability),
                    place,
                }
            })
            .collect()
    }

    /// The type of a value.
    fn ty(&mut self, schema: &Schema, at: &Place) -> Type {
        if let Some(reference) = &schema.reference {
            return Type::Named(name_of(reference).to_owned());
        }
        if let [one, many] = schema.one_of.as_slice() {
            let one = self.ty(one, &at.within(["oneOf", "0"]));
            if self.ty(many, &at.within(["oneOf", "1"])) == Type::List(Box::new(one.clone())) {
                return Type::OneOrMany(Box::new(one));
            }
        }
        if !schema.one_of.is_empty() {
            self.unsupported(
                &at.at("oneOf"),
                "a union without a name".to_owned(),
                "move it to components/schemas and refer to it",
            );
            return Type::Json;
        }
        if !schema.properties.is_empty() {
            self.unsupported(
                &at.at("properties"),
                "an object without a name".to_owned(),
                "move it to components/schemas and refer to it",
            );
        }
        let kinds = schema.types.as_ref().map_or(&[][..], Types::as_slice);
        let nullable = kinds.iter().any(|kind| kind == "null");
        let kinds: Vec<&str> =
            kinds.iter().map(String::as_str).filter(|kind| *kind != "null").collect();
        let ty = match kinds.as_slice() {
            [] => Type::Json,
            ["string"] if schema.content_media_type.is_some() => Type::File,
            ["string"] => match schema.format.as_deref() {
                Some("date-time" | "date") => Type::Timestamp,
                _ => Type::Text,
            },
            ["integer"] => Type::Integer,
            ["number"] => Type::Number,
            ["boolean"] => Type::Boolean,
            ["array"] => {
                let items = schema.items.as_deref();
                Type::List(Box::new(items.map_or(Type::Json, |it| self.ty(it, &at.at("items")))))
            }
            ["object"] => match &schema.additional_properties {
                Some(Additional::Schema(values)) => {
                    Type::Map(Box::new(self.ty(values, &at.at("additionalProperties"))))
                }
                _ => Type::Object,
            },
            several if several.iter().all(|kind| !matches!(*kind, "array" | "object")) => {
                Type::Scalar
            }
            _ => Type::Json,
        };
        if nullable { Type::Nullable(Box::new(ty)) } else { ty }
    }

    fn operations(
        &mut self,
        module: &document::Module,
        types: &IndexMap<String, TypeDef>,
    ) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, verbs) in &module.file.paths {
            for (verb, described) in verbs {
                let place = Place::file(&module.path).within(["paths", path, verb]);
                operations.push(self.operation(path, verb, described, &place, types));
            }
        }
        operations
    }

    fn operation(
        &mut self,
        path: &str,
        verb: &str,
        described: &document::Operation,
        place: &Place,
        types: &IndexMap<String, TypeDef>,
    ) -> Operation {
        let params = described.parameters.iter().enumerate();
        let params = params
            .map(|(index, param)| self.param(param, &place.at("parameters").at(index.to_string())))
            .collect();
        let body = described.request_body.as_ref().and_then(|body| body.content.first());
        let body = body.and_then(|(media, content)| self.body(media, content, place));
        let said = pagination(described.pagination.as_ref(), place);
        let (pagination, no_pages) = said.unwrap_or_else(|problem| {
            self.found.push(*problem);
            (None, None)
        });
        let contents = |content: Option<&Content>| content.map(examples).unwrap_or_default();
        let request = described.request_body.as_ref();
        let success = success(described).map(|(_, response)| response);
        Operation {
            name: described.id.clone(),
            method: verb.to_ascii_uppercase(),
            path: path.to_owned(),
            summary: described.summary.clone(),
            description: described.description.clone(),
            params,
            body,
            answer: self.answer(described, place, types),
            answer_type: success
                .and_then(|response| response.content.values().next())
                .and_then(|content| content.schema.reference.as_deref())
                .map(|reference| name_of(reference).to_owned()),
            pagination,
            no_pages,
            effect: described.effect,
            retry_safe: described.retry_safe,
            security: security(described),
            client_auth: described.client_auth,
            availability: availability(&described.availability)
                .unwrap_or(Availability { authing: true, genauth: true }),
            hidden: described.hidden,
            deprecated: described.deprecated,
            requests: contents(request.and_then(|body| body.content.values().next())),
            answers: contents(success.and_then(|response| response.content.values().next())),
            place: place.clone(),
        }
    }

    fn param(&mut self, param: &Parameter, place: &Place) -> Param {
        let mut limits = limits(&param.schema);
        note_values(&mut limits.sentences, param.documented_values.as_ref());
        note_unit(&mut limits.sentences, param.unit.as_deref());
        let in_path = param.place == ParameterPlace::Path;
        let field = Field {
            wire: param.name.clone(),
            ty: self.ty(&param.schema, &place.at("schema")),
            required: param.required || in_path,
            description: param.description.clone(),
            limits,
            secret: param.secret.unwrap_or(false),
            lenient: false,
            deprecated: param.deprecated,
            aliases: Vec::new(),
            availability: availability(&param.availability),
            place: place.clone(),
        };
        Param { field, in_path }
    }

    fn body(&mut self, media: &str, content: &Content, place: &Place) -> Option<Body> {
        let place = place.within(["requestBody", "content", media]);
        let kind = match media {
            "application/json" => BodyKind::Json,
            "application/x-www-form-urlencoded" => BodyKind::Form,
            "multipart/form-data" => BodyKind::Multipart,
            _ => {
                self.unsupported(
                    &place,
                    format!("a body in `{media}`"),
                    "use application/json, application/x-www-form-urlencoded or \
                     multipart/form-data",
                );
                return None;
            }
        };
        let Some(reference) = &content.schema.reference else {
            self.unsupported(
                &place.at("schema"),
                "a body without a name".to_owned(),
                "move its schema to components/schemas and refer to it",
            );
            return None;
        };
        Some(Body { kind, type_name: name_of(reference).to_owned() })
    }

    fn answer(
        &mut self,
        described: &document::Operation,
        place: &Place,
        types: &IndexMap<String, TypeDef>,
    ) -> Answer {
        let redirects = described
            .responses
            .iter()
            .any(|(status, response)| status.starts_with('3') && response.content.is_empty());
        if redirects {
            return Answer::Redirect;
        }
        let success = success(described);
        let content =
            success.and_then(|(status, response)| Some((status, response.content.first()?)));
        let Some((status, (media, content))) = content else { return Answer::Content };
        if media != "application/json" {
            return Answer::Content;
        }
        let place = place.within(["responses", status, "content", media, "schema"]);
        let ty = self.ty(&content.schema, &place);
        match &ty {
            Type::Named(name) if name == ENVELOPE => Answer::Nothing,
            Type::Named(name) => match types.get(name).map(|def| &def.kind) {
                Some(TypeKind::Envelope(Some(payload))) => Answer::Data(payload.clone()),
                Some(TypeKind::Envelope(None)) => Answer::Nothing,
                _ => Answer::Data(ty),
            },
            _ => Answer::Data(ty),
        }
    }
}

/// The schema that envelopes are made of.
pub(super) const ENVELOPE: &str = "Envelope";

fn name_of(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

fn page(page: &document::Page) -> Page {
    let document::Page { items, total, next, more } = page.clone();
    Page { items, total, next, more }
}

fn success(described: &document::Operation) -> Option<(&str, &document::Response)> {
    let mut responses = described.responses.iter();
    responses.find(|(status, _)| status.starts_with('2')).map(|(status, it)| (status.as_str(), it))
}

fn examples(content: &Content) -> Vec<Example> {
    let examples = content.examples.iter();
    examples
        .map(|(name, example)| Example {
            name: name.clone(),
            summary: example.summary.clone(),
            value: example.value.clone(),
        })
        .collect()
}

fn availability(brands: &[Brand]) -> Option<Availability> {
    (!brands.is_empty()).then(|| Availability {
        authing: brands.contains(&Brand::Authing),
        genauth: brands.contains(&Brand::Genauth),
    })
}

fn security(described: &document::Operation) -> Security {
    let asks = |scheme: &str| described.security.iter().any(|it| it.contains_key(scheme));
    Security {
        bearer: asks("bearer"),
        app_id: asks("appId"),
        user_pool_id: asks("userPoolId"),
        app_tenant_id: asks("appTenantId"),
        inferred: described.inferred.iter().any(|fact| fact == "security"),
    }
}

fn choice(schema: &Schema, values: &[serde_json::Value]) -> Choice {
    let values = values.iter().map(|value| {
        let wire = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Value {
            number: value.as_i64(),
            description: schema.enum_descriptions.get(&wire).cloned().unwrap_or_default(),
            name: schema.enum_names.get(&wire).cloned(),
            wire,
        }
    });
    Choice { values: values.collect() }
}

/// What the keywords of a schema say about its values, in words.
fn limits(schema: &Schema) -> Limits {
    let mut sentences = Vec::new();
    let code = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    };
    if let Some(default) = &schema.default {
        sentences.push(format!("Default: {}.", code(default)));
    }
    if let Some(format) = schema.format.as_deref().filter(|it| !matches!(*it, "int64" | "double")) {
        sentences.push(format!("Format: {format}."));
    }
    range(&mut sentences, "character", schema.min_length, schema.max_length);
    range(&mut sentences, "item", schema.min_items, schema.max_items);
    match (&schema.minimum, &schema.maximum) {
        (Some(least), Some(most)) => sentences.push(format!("From {least} to {most}.")),
        (Some(least), None) => sentences.push(format!("At least {least}.")),
        (None, Some(most)) => sentences.push(format!("At most {most}.")),
        (None, None) => {}
    }
    if let Some(items) = schema.items.as_deref() {
        let mut inner = Vec::new();
        range(&mut inner, "character", items.min_length, items.max_length);
        sentences.extend(inner.into_iter().map(|it| format!("Each item: {}", lower_first(&it))));
    }
    note_values(&mut sentences, schema.documented_values.as_ref());
    note_unit(&mut sentences, schema.unit.as_deref());
    if let Some(seconds) = schema.lifetime_seconds {
        sentences.push(format!("Valid for {seconds} seconds."));
    }
    note_condition(&mut sentences, "Required", schema.required_when.as_ref());
    note_condition(&mut sentences, "Present", schema.present_when.as_ref());
    if schema.types.as_ref().is_some_and(|it| it.as_slice().iter().any(|kind| kind == "null")) {
        sentences.push("`null` is a value of its own, distinct from leaving it out.".to_owned());
    }
    Limits { sentences }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}

fn range(sentences: &mut Vec<String>, unit: &str, least: Option<u64>, most: Option<u64>) {
    let plural = |count: u64| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    match (least.filter(|least| *least > 0), most) {
        (Some(least), Some(most)) => sentences.push(format!("{least} to {}.", plural(most))),
        (Some(least), None) => sentences.push(format!("At least {}.", plural(least))),
        (None, Some(most)) => sentences.push(format!("At most {}.", plural(most))),
        (None, None) => {}
    }
}

fn note_values(sentences: &mut Vec<String>, values: Option<&serde_json::Value>) {
    let text =
        |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let listed: Vec<String> = match values {
        Some(serde_json::Value::Array(values)) => {
            values.iter().map(|value| format!("`{}`", text(value))).collect()
        }
        Some(serde_json::Value::Object(values)) => {
            values.iter().map(|(value, it)| format!("`{value}` ({})", text(it))).collect()
        }
        _ => return,
    };
    sentences.push(format!("Known values: {}.", listed.join(", ")));
}

fn note_unit(sentences: &mut Vec<String>, unit: Option<&str>) {
    match unit {
        Some("ms") => sentences.push("Unit: milliseconds.".to_owned()),
        Some("s") => sentences.push("Unit: seconds.".to_owned()),
        Some(unit) => sentences.push(format!("Unit: {unit}.")),
        None => {}
    }
}

fn note_condition(sentences: &mut Vec<String>, what: &str, when: Option<&serde_json::Value>) {
    let text = |value: &serde_json::Value| {
        value.as_str().map_or_else(|| format!("`{value}`"), |text| format!("`{text}`"))
    };
    match when {
        Some(serde_json::Value::Object(conditions)) => {
            let conditions: Vec<String> = conditions
                .iter()
                .map(|(field, value)| {
                    let values = match value {
                        serde_json::Value::Array(values) => {
                            values.iter().map(text).collect::<Vec<_>>().join(" or ")
                        }
                        value => text(value),
                    };
                    format!("`{field}` is {values}")
                })
                .collect();
            sentences.push(format!("{what} when {}.", conditions.join(" and ")));
        }
        Some(other) => sentences.push(format!("{what} when {}.", text(other).trim_matches('`'))),
        None => {}
    }
}
