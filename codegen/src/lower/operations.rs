//! Operations with their parameters, bodies and responses.

use indexmap::IndexMap;

use super::limits::{limits, note_unit, note_values, unit_in_words};
use super::lowering::{Lowering, availability, name_of};
use super::pagination::pagination;
use crate::api::{
    Availability, Body, BodyKind, ENVELOPE, Example, Field, Operation, Param, Response, Security,
    Type, TypeDef, TypeKind,
};
use crate::diagnostics::Pointer;
use crate::document::{self, Content, Parameter, ParameterLocation};

impl Lowering {
    pub(super) fn operations(
        &mut self,
        module: &document::Module,
        types: &IndexMap<String, TypeDef>,
    ) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, verbs) in &module.file.paths {
            for (verb, described) in verbs {
                let pointer = Pointer::file(&module.path).within(["paths", path, verb]);
                operations.push(self.operation(path, verb, described, &pointer, types));
            }
        }
        operations
    }

    fn operation(
        &mut self,
        path: &str,
        verb: &str,
        described: &document::Operation,
        pointer: &Pointer,
        types: &IndexMap<String, TypeDef>,
    ) -> Operation {
        let params = described.parameters.iter().enumerate();
        let params = params
            .map(|(index, param)| {
                self.param(param, &pointer.at("parameters").at(index.to_string()))
            })
            .collect();
        let body = described.request_body.as_ref().and_then(|body| body.content.first());
        let body = body.and_then(|(media, content)| self.body(media, content, pointer));
        let parsed = pagination(described.pagination.as_ref(), pointer);
        let (pagination, no_pages) = parsed.unwrap_or_else(|problem| {
            self.found.push(*problem);
            (None, None)
        });
        let contents = |content: Option<&Content>| content.map(examples).unwrap_or_default();
        let request = described.request_body.as_ref();
        let success = success(described).map(|(_, response)| response);
        Operation {
            name: described.id.clone(),
            rust_name: described.rust_name.clone(),
            search_terms: described.search_terms.clone(),
            method: verb.to_ascii_uppercase(),
            path: path.to_owned(),
            summary: described.summary.clone(),
            description: described.description.clone(),
            params,
            body,
            response: self.response(described, pointer, types),
            response_type: success
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
            sdks: described.sdks.as_ref().map(|methods| methods.names(&described.id)),
            hidden: described.hidden,
            rarely_used: described.rarely_used,
            deprecated: described.deprecated,
            replaced_by: described.replaced_by.clone(),
            codes: Vec::new(),
            requests: contents(request.and_then(|body| body.content.values().next())),
            responses: contents(success.and_then(|response| response.content.values().next())),
            pointer: pointer.clone(),
        }
    }

    fn param(&mut self, param: &Parameter, pointer: &Pointer) -> Param {
        let mut limits = limits(&param.schema);
        note_values(&mut limits.sentences, param.documented_values.as_ref());
        note_unit(&mut limits.sentences, param.unit.as_deref());
        limits.unit = limits.unit.or_else(|| param.unit.as_deref().map(unit_in_words));
        let in_path = param.location == ParameterLocation::Path;
        let field = Field {
            wire: param.name.clone(),
            rust_name: param.rust_name.clone(),
            ty: self.ty(&param.schema, &pointer.at("schema")),
            required: param.required || in_path,
            description: param.description.clone(),
            limits,
            secret: param.secret.unwrap_or(false),
            identifying: false,
            deprecated: param.deprecated,
            replaced_by: param.replaced_by.clone(),
            example: param.example.clone(),
            conditional: false,
            required_when: Vec::new(),
            aliases: Vec::new(),
            availability: availability(&param.availability),
            pointer: pointer.clone(),
        };
        Param { field, in_path }
    }

    fn body(&mut self, media: &str, content: &Content, pointer: &Pointer) -> Option<Body> {
        let pointer = pointer.within(["requestBody", "content", media]);
        let kind = match media {
            "application/json" => BodyKind::Json,
            "application/x-www-form-urlencoded" => BodyKind::Form,
            "multipart/form-data" => BodyKind::Multipart,
            _ => {
                self.unsupported(
                    &pointer,
                    format!("unsupported media type `{media}` of a body"),
                    "use application/json, application/x-www-form-urlencoded or \
                     multipart/form-data",
                );
                return None;
            }
        };
        let Some(reference) = &content.schema.reference else {
            self.unsupported(
                &pointer.at("schema"),
                "unsupported inline schema of a body".to_owned(),
                "move the schema to components/schemas, and refer to it",
            );
            return None;
        };
        Some(Body { kind, type_name: name_of(reference).to_owned() })
    }

    fn response(
        &mut self,
        described: &document::Operation,
        pointer: &Pointer,
        types: &IndexMap<String, TypeDef>,
    ) -> Response {
        let redirects = described
            .responses
            .iter()
            .any(|(status, response)| status.starts_with('3') && response.content.is_empty());
        if redirects {
            return Response::Redirect;
        }
        let success = success(described);
        let content =
            success.and_then(|(status, response)| Some((status, response.content.first()?)));
        let Some((status, (media, content))) = content else { return Response::Content };
        if media != "application/json" {
            return Response::Content;
        }
        let pointer = pointer.within(["responses", status, "content", media, "schema"]);
        let ty = self.ty(&content.schema, &pointer);
        match &ty {
            Type::Named(name) if name == ENVELOPE => Response::Empty,
            Type::Named(name) => match types.get(name).map(|def| &def.kind) {
                Some(TypeKind::Envelope(Some(payload))) => Response::Payload(payload.clone()),
                Some(TypeKind::Envelope(None)) => Response::Empty,
                _ => Response::Payload(ty),
            },
            _ => Response::Payload(ty),
        }
    }
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

fn security(described: &document::Operation) -> Security {
    let sets = described.security.as_deref().unwrap_or_default();
    let requires = |scheme: &str| sets.iter().any(|set| set.contains_key(scheme));
    Security {
        bearer: requires("bearer"),
        bearer_optional: requires("bearer") && !sets.iter().all(|set| set.contains_key("bearer")),
        app_id: requires("appId"),
        user_pool_id: requires("userPoolId"),
        app_tenant_id: requires("appTenantId"),
        inferred: described.inferred.iter().any(|fact| fact == "security"),
    }
}
