//! Operations, read from the spec.

use std::sync::OnceLock;

use genauth::Api;
use http::Method;
use jsonschema::Validator;
use serde::Deserialize;
use serde_json::Value;

/// Both APIs, in the order of the spec.
const APIS: [Api; 2] = [Api::Authentication, Api::Management];

/// Returns the name of an API in the spec.
fn name_of(api: Api) -> &'static str {
    if api == Api::Management { "management" } else { "authentication" }
}

/// An operation.
pub struct Operation {
    /// The API.
    pub api: Api,
    /// Documented name.
    pub name: String,
    /// Name of its method in the SDK if that is not the documented name in snake_case.
    pub rust_name: Option<String>,
    /// HTTP method.
    pub method: Method,
    /// Path, with `{name}` for parameters.
    pub path: String,
    /// Whether it leaves the emulator state unchanged.
    pub is_read: bool,
    /// Required credentials.
    pub security: Security,
    /// Pagination of its list.
    pub pages: Option<Pages>,
    /// Path and query parameters.
    pub parameters: Vec<Parameter>,
    /// Request body.
    pub body: Option<Body>,
    /// Response.
    pub response: ResponseSpec,
    /// JSON pointer of the operation in the spec.
    pub(super) pointer: String,
    pub(super) body_check: OnceLock<Option<Validator>>,
    pub(super) response_check: OnceLock<Option<Validator>>,
}

/// Credentials required by an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// The ID of the application.
    pub app_id: bool,
    /// An access token: of a user, or of an access key in the management API.
    pub bearer: bool,
    /// The ID of the user pool.
    pub user_pool_id: bool,
    /// Optional tenant.
    pub tenant_id: bool,
    /// Undocumented: the credential was inferred from similar operations.
    pub inferred: bool,
    /// The ID and the secret of the application.
    pub client_auth: bool,
}

/// Pagination of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct Pages {
    /// Pagination style: `page`, `index` or `scroll`.
    pub style: String,
    /// Location of the page: `query.page`, or `body.options.pagination.page`.
    pub position: String,
    /// Location of the page size.
    pub limit: Option<String>,
}

/// A path or query parameter.
#[derive(Debug, Deserialize)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Location.
    #[serde(rename = "in")]
    pub location: Location,
    /// Whether it is required.
    #[serde(default)]
    pub required: bool,
    /// Schema.
    pub schema: Value,
    /// Whether it is a secret, hidden in records.
    #[serde(default, rename = "x-secret")]
    pub secret: bool,
    #[serde(skip)]
    pub(super) check: OnceLock<Option<Validator>>,
}

/// Location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
}

/// Media type of a body.
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

/// Request body of an operation.
#[derive(Clone, Debug, Deserialize)]
pub struct Body {
    /// Whether it is required.
    #[serde(default)]
    pub required: bool,
    /// Media type.
    pub media: Media,
    /// Schema.
    pub schema: Value,
    /// Documented examples.
    #[serde(default)]
    pub examples: Vec<Value>,
}

/// The response of an operation.
#[derive(Clone, Debug, Deserialize)]
pub struct ResponseSpec {
    /// The HTTP status if it is not 200.
    pub status: Option<String>,
    /// Media type; `None` if the response has no body.
    pub media: Option<Media>,
    /// Schema.
    #[serde(default)]
    pub schema: Value,
    /// Documented examples.
    #[serde(default)]
    pub examples: Vec<Value>,
    /// Whether the payload is in an envelope.
    #[serde(skip)]
    pub enveloped: bool,
}

#[derive(Deserialize)]
struct RawOperation {
    name: String,
    #[serde(rename = "rustName")]
    rust_name: Option<String>,
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
    #[serde(rename = "answer")]
    response: ResponseSpec,
}

/// Reads the operations of both APIs.
pub(super) fn operations(document: &Value) -> Result<Vec<Operation>, String> {
    let mut all = Vec::new();
    for api in APIS {
        let listed = document[name_of(api)].as_array().ok_or("an API is missing")?;
        for (index, operation) in listed.iter().enumerate() {
            let read = RawOperation::deserialize(operation).map_err(|error| error.to_string())?;
            let pointer = format!("/{}/{index}", name_of(api));
            all.push(read.lower(api, pointer, document)?);
        }
    }
    Ok(all)
}

impl RawOperation {
    fn lower(mut self, api: Api, pointer: String, document: &Value) -> Result<Operation, String> {
        let requires = |scheme: &str| self.security.iter().any(|it| it == scheme);
        let security = Security {
            app_id: requires("appId"),
            bearer: requires("bearer"),
            user_pool_id: requires("userPoolId"),
            tenant_id: requires("appTenantId"),
            inferred: self.inferred,
            client_auth: self.client_auth,
        };
        self.response.enveloped = is_envelope(document, &self.response.schema);
        Ok(Operation {
            api,
            method: self
                .method
                .parse()
                .map_err(|_| format!("`{}` is not a valid HTTP method", self.method))?,
            name: self.name,
            rust_name: self.rust_name,
            path: self.path,
            is_read: self.effect == "read",
            security,
            pages: self.pages,
            parameters: self.parameters,
            body: self.body,
            response: self.response,
            pointer,
            body_check: OnceLock::new(),
            response_check: OnceLock::new(),
        })
    }
}

/// Returns whether a schema is the envelope, alone or with a payload.
fn is_envelope(document: &Value, schema: &Value) -> bool {
    let schema = super::schema::resolved(document, schema);
    let parts = schema["allOf"].as_array();
    let is_part = |part: &Value| part["$ref"] == "#/schemas/Envelope";
    parts.is_some_and(|parts| parts.iter().any(is_part))
        || schema.pointer("/properties/statusCode").is_some()
}
