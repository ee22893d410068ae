//! Ends the session of the browser.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::response::{redirect, rejected};
use crate::session::{Context, Csrf, Page, WebSession};

/// Shows a page that asks for confirmation: a link, an image or a prefetch must not sign out.
pub(super) async fn confirm(State(context): State<Arc<Context>>, session: WebSession) -> Response {
    let home = context.public.path(&context.paths.after_sign_out);
    let page = Page::new(StatusCode::OK, "Sign out");
    let page = match session.is_signed_in() {
        // A visitor needs no session for this page.
        Ok(false) => page.text("You are not signed in."),
        Ok(true) => match session.csrf_token().await {
            Ok(token) => page.text("Do you want to sign out?").form(
                &context.public.path(&context.paths.sign_out),
                Csrf::FIELD,
                &token,
                "Sign out",
            ),
            Err(rejection) => rejected(&rejection),
        },
        Err(rejection) => rejected(&rejection),
    };
    page.link(&home, "Home").into_response()
}

/// Signs the user out here, and redirects the browser to the provider.
pub(super) async fn sign_out(session: WebSession) -> Response {
    match session.sign_out().await {
        Ok(location) => redirect(&location),
        Err(rejection) => rejected(&rejection).into_response(),
    }
}
