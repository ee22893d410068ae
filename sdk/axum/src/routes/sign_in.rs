//! Starts a sign-in.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, header};
use serde::Deserialize;

use super::response::{redirect, rejected, without_click};
use crate::problem::Rejection;
use crate::session::Context;

#[derive(Deserialize)]
pub(super) struct Parameters {
    return_to: Option<String>,
    login_hint: Option<String>,
}

/// Redirects the browser to the login page.
pub(super) async fn start(
    State(context): State<Arc<Context>>,
    method: Method,
    headers: HeaderMap,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    if let Some(response) = without_click(&method, &headers) {
        return response;
    }
    let Parameters { return_to, login_hint } = match parameters {
        Ok(Query(parameters)) => parameters,
        Err(_) => Parameters { return_to: None, login_hint: None },
    };
    let mut request = context.oidc.authorize();
    if let Some(mode) = context.response_mode {
        request = request.response_mode(mode);
    }
    if let Some(hint) = login_hint.filter(|hint| hint.len() <= 256) {
        request = request.login_hint(hint);
    }
    if let Some(authorize) = &context.authorize {
        request = authorize(request);
    }
    let request = match request.build().await {
        Ok(request) => request,
        Err(error) => {
            tracing::error!(%error, "a sign-in cannot be started");
            let detail = "The sign-in is not available at the moment; try again later.";
            return rejected(&Rejection::unavailable(detail, error.retry_after())).into_response();
        }
    };
    let location = request.url().to_owned();
    let return_to = context.return_to(return_to.as_deref());
    match context.pending.keep(&context, &headers, request, return_to).await {
        Ok(cookies) => {
            let mut response = redirect(&location);
            for cookie in cookies {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(rejection) => rejected(&rejection).into_response(),
    }
}
