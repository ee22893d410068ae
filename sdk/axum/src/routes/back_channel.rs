//! Back-channel logout: the provider ends sessions.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Json, Response};
use genauth::Error;
use http::StatusCode;
use serde_json::json;
use url::form_urlencoded;

use crate::session::{Backend, Context, no_store};

/// Ends the sessions that a logout token names (OpenID Connect Back-Channel Logout 1.0 §2.5).
pub(super) async fn log_out(State(context): State<Arc<Context>>, form: Bytes) -> Response {
    let mut tokens = form_urlencoded::parse(&form).filter(|(name, _)| name == "logout_token");
    let (token, other) = (tokens.next(), tokens.next());
    let Some((_, token)) = token.filter(|_| other.is_none()) else {
        return response(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "the form has no `logout_token`, or several",
        );
    };
    let ended = match &context.backend {
        Backend::Stored { users, .. } => {
            context.oidc.back_channel_logout(users, &token).await.map(|_| ())
        }
        Backend::Sealed { ledger, .. } => {
            let claims = context.oidc.verifier().verify_logout_token(&token).await;
            claims.map(|claims| ledger.log_out(claims, context.clock.now(), context.absolute))
        }
    };
    match ended {
        Ok(()) => {
            let mut response = StatusCode::OK.into_response();
            no_store(response.headers_mut());
            response
        }
        Err(Error::Token(error)) => {
            tracing::warn!(%error, "a logout token is rejected");
            response(StatusCode::BAD_REQUEST, "invalid_request", "the logout token is not valid")
        }
        Err(error) => {
            tracing::error!(%error, "sessions cannot be ended at the moment");
            response(
                StatusCode::SERVICE_UNAVAILABLE,
                "temporarily_unavailable",
                "sessions cannot be ended at the moment; retry later",
            )
        }
    }
}

fn response(status: StatusCode, error: &str, description: &str) -> Response {
    let body = Json(json!({"error": error, "error_description": description}));
    let mut response = (status, body).into_response();
    no_store(response.headers_mut());
    response
}
