//! Operations, read from the description.

use std::sync::OnceLock;

use genauth::Api;
use http::Method;
use jsonschema::Validator;
use serde::Deserialize;
use serde_json::Value;

/// Both APIs, in the order of the description.
const APIS: [Api; 2] = [Api::Authentication, Api::Management];

/// What an API is called in the description.
fn name_of(api: Api) -> &'static str {
    if api == Api::Management { "management" } else { "authentication" }
}

/// Something that can be called.
pub struct Operation {
    /// Its API.
    pub api: Api,
    /// Its documented name.
    pub name: String,
    /// How it is called.
    pub method: Method,
    /// Where it is, with `{name}` for parameters.
    pub path: String,
    /// Whether it leaves everything as it is.
    pub is_read: bool,
    /// Who may call it.
    pub security: Security,
    /// How a page of its list is asked for.
    pub pages: Option<Pages>,
    /// Parameters in path and query.
    pub parameters: Vec<Parameter>,
    /// What it is sent.
    pub body: Option<Body>,
    /// Its response.
    pub answer: Answered,
    /// Where it stands in the description, as a JSON pointer.
    pub(super) pointer: String,
    pub(super) body_check: OnceLock<Option<Validator>>,
    pub(super) answer_check: OnceLock<Option<Validator>>,
}

/// Who may call an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// Names its application.
    pub app_id: bool,
    /// Has an access token: of a user, or of an access key in the management API.
    pub bearer: bool,
    /// Names its user pool.
    pub user_pool_id: bool,
    /// May name a tenant.
    pub tenant_id: bool,
    /// Undocumented: the credential was concluded from similar operations.
    pub inferred: bool,
    /// Wants the id and the secret of the application.
    pub client_auth: bool,
}

/// How a page of a list is asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct Pages {
    /// `page`, `index` or `scroll`.
    pub style: String,
    /// `query.page`, or `body.options.pagination.page`.
    pub position: String,
    /// The same for the number of items.
    pub limit: Option<String>,
}

/// A parameter in path or query.
#[derive(Debug, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it goes.
    #[serde(rename = "in")]
    pub place: Place,
    /// Cannot be left out.
    #[serde(default)]
    pub required: bool,
    /// Its type.
    pub schema: Value,
    /// Must not be shown.
    #[serde(default, rename = "x-secret")]
    pub secret: bool,
    #[serde(skip)]
    pub(super) check: OnceLock<Option<Validator>>,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Media {
    /// JSON.
    #[serde(rename = "application/json")]
    Json,
    /// A form.
    #[serde(rename = "application/x-www-form-urlencoded")]
    Form,
    /// A form with files.
    #[serde(rename = "multipart/form-data")]
    Multipart,
    /// A picture.
    #[serde(rename = "image/svg+xml")]
    Svg,
}

/// What an operation is sent.
#[derive(Clone, Debug, Deserialize)]
pub struct Body {
    /// Cannot be left out.
    #[serde(default)]
    pub required: bool,
    /// How it is written.
    pub media: Media,
    /// Its type.
    pub schema: Value,
    /// Documented bodies.
    #[serde(default)]
    pub examples: Vec<Value>,
}

/// The response of an operation.
#[derive(Clone, Debug, Deserialize)]
pub struct Answered {
    /// The HTTP status if it is not 200.
    pub status: Option<String>,
    /// How it is written; nothing is sent if it is not said.
    pub media: Option<Media>,
    /// Its type.
    #[serde(default)]
    pub schema: Value,
    /// Documented responses.
    #[serde(default)]
    pub examples: Vec<Value>,
    /// Whether the payload is in an envelope.
    #[serde(skip)]
    pub enveloped: bool,
}

#[derive(Deserialize)]
struct Written {
    name: String,
    method: String,
    path: String,
    effect: String,
    #[serde(default)]
    security: Vec<String>,
    #[serde(default)]
    inferred: bool,
    #[serde(default, rename = "clientAuth")]
    client_auth: bool,
    pages: Option<Pages>,
    #[serde(default)]
    parameters: Vec<Parameter>,
    body: Option<Body>,
    answer: Answered,
}

/// The operations of both APIs.
pub(super) fn operations(written: &Value) -> Result<Vec<Operation>, String> {
    let mut all = Vec::new();
    for api in APIS {
        let listed = written[name_of(api)].as_array().ok_or("an API is missing")?;
        for (index, operation) in listed.iter().enumerate() {
            let read = Written::deserialize(operation).map_err(|error| error.to_string())?;
            let pointer = format!("/{}/{index}", name_of(api));
            all.push(read.lower(api, pointer, written)?);
        }
    }
    Ok(all)
}

impl Written {
    fn lower(mut self, api: Api, pointer: String, written: &Value) -> Result<Operation, String> {
        let asks = |scheme: &str| self.security.iter().any(|it| it == scheme);
        let security = Security {
            app_id: asks("appId"),
            bearer: asks("bearer"),
            user_pool_id: asks("userPoolId"),
            tenant_id: asks("appTenantId"),
            inferred: self.inferred,
            client_auth: self.client_auth,
        };
        self.answer.enveloped = is_envelope(written, &self.answer.schema);
        Ok(Operation {
            api,
            method: self.method.parse().map_err(|_| format!("{} is no method", self.method))?,
            name: self.name,
            path: self.path,
            is_read: self.effect == "read",
            security,
            pages: self.pages,
            parameters: self.parameters,
            body: self.body,
            answer: self.answer,
            pointer,
            body_check: OnceLock::new(),
            answer_check: OnceLock::new(),
        })
    }
}

/// Whether a schema is the envelope, alone or with a payload.
fn is_envelope(written: &Value, schema: &Value) -> bool {
    let schema = super::schema::resolved(written, schema);
    let parts = schema["allOf"].as_array();
    let is_part = |part: &Value| part["$ref"] == "#/schemas/Envelope";
    parts.is_some_and(|parts| parts.iter().any(is_part))
        || schema.pointer("/properties/statusCode").is_some()
}
