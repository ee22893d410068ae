//! `errors.yaml`: the codes in responses.

use serde::Deserialize;

/// The codes of the API.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Errors {
    /// Values of `statusCode`.
    pub status_codes: Vec<Code>,
    /// Values of `apiCode`.
    pub api_codes: Vec<Code>,
}

/// A code.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The number.
    pub code: i64,
    /// The name in snake_case.
    pub name: String,
    /// Description.
    pub description: String,
    /// The remedy.
    #[serde(default)]
    pub remedy: String,
    /// Whether it requires another step of a sign-in instead of reporting a failure.
    #[serde(default)]
    pub step: bool,
    /// Modules (`<api>/<module>`) and operations (`<api>/<module>/<operation>`) that return it.
    #[serde(default, rename = "returnedBy")]
    pub returned_by: Vec<String>,
}
