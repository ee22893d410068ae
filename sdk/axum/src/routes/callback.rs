//! Finishes a sign-in.

use std::{sync::Arc, time::Duration};

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use genauth::{Error, OidcErrorKind as Kind};
use http::{HeaderMap, Method, StatusCode, header};
use url::form_urlencoded;

use super::response::{redirect, rejected, without_click};
use crate::problem::Rejection;
use crate::session::{Context, Page, Pending, WebSession, hash_of};

/// Finishes a sign-in with the parameters in the query.
pub(super) async fn from_query(
    State(context): State<Arc<Context>>,
    session: WebSession,
    method: Method,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    // The code must be left for the browser.
    if let Some(response) = without_click(&method, &headers) {
        return response;
    }
    let query = query.unwrap_or_default();
    finish(&context, &session, &headers, &format!("?{query}"), &query).await
}

/// Finishes a sign-in with the parameters in a form.
pub(super) async fn from_form(
    State(context): State<Arc<Context>>,
    session: WebSession,
    headers: HeaderMap,
    form: Bytes,
) -> Response {
    let form = String::from_utf8_lossy(&form);
    finish(&context, &session, &headers, &form, &form).await
}

async fn finish(
    context: &Context,
    session: &WebSession,
    headers: &HeaderMap,
    callback: &str,
    parameters: &str,
) -> Response {
    let start = context.public.path(&context.paths.sign_in);
    let mut states = form_urlencoded::parse(parameters.as_bytes()).filter(|(it, _)| it == "state");
    let (state, other) = (states.next(), states.next());
    let Some((_, state)) = state.filter(|_| other.is_none()) else {
        tracing::info!("a callback has no `state`, or several");
        return not_ours().link(&start, AGAIN).into_response();
    };
    let hash = hash_of(&state);
    let pending = match context.pending.find(context, headers, &state).await {
        Ok(Some(pending)) => pending,
        // Back to the callback of the sign-in that began the session.
        Ok(None) if session.began_with(&hash) => return redirect(&context.return_to(None)),
        Ok(None) => {
            tracing::info!("a callback does not belong to a sign-in of this browser");
            return not_ours().link(&start, AGAIN).into_response();
        }
        Err(rejection) => return rejected(&rejection).into_response(),
    };
    let Pending { request, return_to } = pending;
    let turn = context.running.begin(&hash);
    // Again, since it was in the browser.
    let return_to = context.return_to(Some(&return_to));
    let again = context.sign_in_path(&return_to);
    let (response, is_over) = match context.oidc.finish(&request, callback).await {
        Ok(sign_in) => match session.begin(sign_in, Some(hash)).await {
            Ok(_) => (redirect(&return_to), true),
            Err(rejection) => (rejected(&rejection).link(&again, AGAIN).into_response(), true),
        },
        Err(Error::Oidc(error))
            if error.kind() == Kind::Replayed
                && (session.began_with(&hash) || !turn.is_first()) =>
        {
            (redirect(&return_to), true)
        }
        Err(error) => {
            let may_repeat = error.is_retryable() && !error.outcome_unknown();
            (failed(&error).link(&again, AGAIN).into_response(), !may_repeat)
        }
    };
    let mut response = response;
    if is_over && let Some(cookie) = context.pending.forget(context, headers, &state).await {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The text of the link to another sign-in.
const AGAIN: &str = "Sign in";

/// Returns the page for a callback without a sign-in of this browser. It shows nothing of it: an
/// attacker may have sent it.
fn not_ours() -> Page {
    Page::new(StatusCode::BAD_REQUEST, "Sign-in not found").text(
        "This sign-in has ended, or was started in another browser. Start again from this page.",
    )
}

/// Returns the page for a failed sign-in.
fn failed(error: &Error) -> Page {
    match error {
        Error::Oidc(oidc) => match oidc.kind() {
            Kind::AccessDenied => {
                tracing::info!(%error, "a user did not sign in");
                let page = Page::new(StatusCode::FORBIDDEN, "Sign-in canceled")
                    .text("The sign-in was canceled, or access was denied.");
                described(page, oidc.oauth_description())
            }
            Kind::InteractionRequired | Kind::Authorization => {
                tracing::warn!(%error, "the provider refused a sign-in");
                let page = Page::new(StatusCode::BAD_REQUEST, "Sign-in failed")
                    .text("The sign-in was refused.");
                described(page, oidc.oauth_description())
            }
            Kind::InvalidCallback
            | Kind::State
            | Kind::Replayed
            | Kind::RequestExpired
            | Kind::Issuer => {
                tracing::info!(%error, "a callback is rejected");
                not_ours()
            }
            _ if error.is_retryable() => unavailable(error),
            _ => bad_gateway(error),
        },
        error if error.is_invalid_grant() => {
            tracing::info!(%error, "the code of a callback is rejected");
            not_ours()
        }
        error if error.is_retryable() => unavailable(error),
        error => bad_gateway(error),
    }
}

/// Adds the explanation of the provider.
fn described(page: Page, description: Option<&str>) -> Page {
    match description {
        Some(description) => {
            let shown: String = description.chars().take(300).collect();
            page.text(&format!("GenAuth says: {shown}"))
        }
        None => page,
    }
}

fn unavailable(error: &Error) -> Page {
    tracing::warn!(%error, "a sign-in cannot be finished at the moment");
    let detail = "The sign-in cannot be finished at the moment; try again later.";
    let after = error.retry_after().unwrap_or(Duration::from_secs(1));
    rejected(&Rejection::unavailable(detail, Some(after)))
}

fn bad_gateway(error: &Error) -> Page {
    tracing::error!(%error, "a sign-in failed");
    Page::new(StatusCode::BAD_GATEWAY, "Sign-in failed")
        .text("The response of the sign-in service is not valid. Try again.")
}
