//! Checks before handlers: second factors, and the origin of forms.
//!
//! The sign-in page of the provider asks for a second factor if the settings of the application require
//! it. In all other cases, this application asks users who have set one up: after a sign-in by an
//! operation, and after a sign-in page that did not ask.

use axum::{
    extract::{OriginalUri, Request, State},
    http::{Method, Uri},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use genauth_axum::{CurrentUser, Rejection, WebSession};
use tower_sessions::Session;
use url::form_urlencoded::byte_serialize;

use crate::{problem::Failure, session::Facts, web::Web};

/// Redirects users who have not presented their second factor yet, and rejects access tokens.
pub async fn pages(
    State(web): State<Web>,
    user: CurrentUser,
    session: Session,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if user.session().is_none() {
        // A token does not tell whether its user has presented the second factor.
        let rejection =
            Rejection::forbidden("Pages require a session; access tokens open the API.");
        return Ok(rejection.into_response());
    }
    if Facts::of(&session, &user, &web.verifier).await?.needs_second_factor {
        // A form is sent again by the user, from its page.
        let path = if request.method() == Method::GET { path(&uri) } else { "/" };
        let return_to: String = byte_serialize(path.as_bytes()).collect();
        return Ok(Redirect::to(&format!("/second-factor?return_to={return_to}")).into_response());
    }
    Ok(next.run(request).await)
}

/// Rejects requests to the API in a session without the second factor.
pub async fn api(
    State(web): State<Web>,
    user: CurrentUser,
    session: Session,
    request: Request,
    next: Next,
) -> Result<Response, Response> {
    let facts = Facts::of(&session, &user, &web.verifier).await;
    if facts.map_err(Failure::into_problem)?.needs_second_factor {
        return Err(Rejection::forbidden("Present the second factor first.").into_response());
    }
    Ok(next.run(request).await)
}

/// Rejects forms of visitors that another site has sent. `require_user` does so for forms of users.
pub async fn forms(session: WebSession, request: Request, next: Next) -> Result<Response, Failure> {
    if request.method() == Method::POST && session.check_csrf().is_err() {
        return Err(Failure::OutOfDate);
    }
    Ok(next.run(request).await)
}

fn path(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |path| path.as_str())
}
