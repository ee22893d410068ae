//! The frame of the pages.

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{Html, IntoResponse, Response},
};
use genauth_axum::{Csrf, CurrentUser};
use tower_sessions::Session;

use crate::{problem::Failure, session::Facts, web::Web};

/// The frame of a page: navigation, and the token for its forms. As an extractor, that of a request.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Path of the page; empty for error pages, which have no navigation.
    pub path: String,
    pub is_signed_in: bool,
    pub is_admin: bool,
    /// Whether the user still has to present a second factor. Until then, other pages redirect.
    pub needs_second_factor: bool,
    pub csrf_token: String,
}

impl FromRequestParts<Web> for Layout {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        let csrf =
            Csrf::from_request_parts(parts, web).await.map_err(IntoResponse::into_response)?;
        let user = Option::<CurrentUser>::from_request_parts(parts, web)
            .await
            .map_err(IntoResponse::into_response)?;
        let mut layout = Self {
            path: parts.uri.path().to_owned(),
            csrf_token: csrf.token().to_owned(),
            ..Self::default()
        };
        if let Some(user) = user {
            let session = Session::from_request_parts(parts, web)
                .await
                .map_err(IntoResponse::into_response)?;
            let facts = Facts::of(&session, &user, &web.verifier)
                .await
                .map_err(IntoResponse::into_response)?;
            layout.is_signed_in = true;
            layout.is_admin = facts.is_admin;
            layout.needs_second_factor = facts.needs_second_factor;
        }
        Ok(layout)
    }
}

/// Renders a page.
pub fn page(status: StatusCode, template: &impl Template) -> Result<Response, Failure> {
    Ok((status, Html(template.render()?)).into_response())
}
