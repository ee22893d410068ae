//! The facts of an operation in a few words each.

use serde::Serialize;

use crate::api::{ApiKind, Effect, Operation, Security};

/// A fact in a few words.
#[derive(Debug, Serialize)]
pub(super) struct Badge {
    kind: &'static str,
    text: String,
}

/// Returns the facts of an operation.
pub(super) fn badges(api: ApiKind, operation: &Operation) -> Vec<Badge> {
    let (effect, kind) = match operation.effect {
        Effect::Read => ("Read-only", "read"),
        Effect::Write => ("Changes data", "write"),
        Effect::Send => ("Sends a message", "send"),
        Effect::Session => ("Starts, continues or ends a session", "session"),
    };
    let retry = match operation.retry_safe {
        true => ("Safe to retry", "retry"),
        false => ("Not retried automatically", "once"),
    };
    let offered = operation.availability;
    let brands = match (offered.authing, offered.genauth) {
        (true, false) => "Authing",
        (false, true) => "GenAuth",
        _ => "GenAuth and Authing",
    };
    let mut badges = vec![
        Badge { kind, text: effect.to_owned() },
        Badge { kind: retry.1, text: retry.0.to_owned() },
        Badge { kind: "key", text: credential(api, operation.security, operation.client_auth) },
        Badge { kind: "brand", text: format!("Documented for {brands}") },
    ];
    if operation.pagination.is_some() {
        badges.push(Badge { kind: "pages", text: "Paginated".to_owned() });
    }
    badges
}

/// Returns the credential that an operation requires.
fn credential(api: ApiKind, security: Security, client_auth: bool) -> String {
    match (api, security.bearer) {
        (ApiKind::Management, true) => "Requires an access key",
        (ApiKind::Management, false) => "Requires no credential",
        (_, true) if security.bearer_optional => "Accepts a user access token",
        (_, true) if security.inferred => "Probably requires a user access token",
        (_, true) => "Requires a user access token",
        (_, false) if client_auth => "Requires the application secret",
        (_, false) => "Requires no access token",
    }
    .to_owned()
}
