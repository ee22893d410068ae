//! The routes.

use axum::{
    Router,
    http::header::CONTENT_TYPE,
    middleware::{from_fn, from_fn_with_state as with},
    routing::{get, post},
};
use genauth_axum::GenAuth;

use crate::{
    api,
    error_page::not_found,
    gate, headers,
    pages::{
        admin, authenticator, factors, home, profile, second_factor, sign_in, sign_out, sign_up,
    },
    web::Web,
};

/// Returns the application.
pub fn router(web: Web, auth: &GenAuth) -> Router {
    // Pages for users who are signed in, with their second factor.
    let user = Router::new()
        .route("/profile", get(profile::show).post(profile::submit))
        .route("/factors", get(factors::show))
        .route("/factors/remove", get(factors::ask).post(factors::remove))
        .route("/factors/authenticator", get(authenticator::show).post(authenticator::start))
        .route("/factors/authenticator/confirm", post(authenticator::confirm))
        .route("/admin", get(admin::show))
        .route("/admin/roles", post(admin::change))
        .route_layer(with(web.clone(), gate::pages))
        .route_layer(auth.require_user());
    // A user who is signed in, but may lack the second factor.
    let half = Router::new()
        .route("/second-factor", get(second_factor::show).post(second_factor::submit))
        .route("/sign-out", get(sign_out::show))
        .route_layer(auth.require_user());
    let api = Router::new()
        .route("/api/me", get(api::me))
        .route_layer(with(web.clone(), gate::api))
        .route_layer(auth.require_user());
    let visitor = Router::new()
        .route("/", get(home::show))
        .route("/sign-up", get(sign_up::show).post(sign_up::submit))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route_layer(from_fn(gate::forms));
    Router::new()
        .merge(visitor)
        .merge(user)
        .merge(half)
        .merge(api)
        .merge(auth.routes())
        .fallback(not_found)
        .layer(auth.layer())
        // Without a session, so that browsers cache it.
        .route("/style.css", get(([(CONTENT_TYPE, "text/css")], include_str!("style.css"))))
        .layer(with(web.clone(), headers::secure))
        .with_state(web)
}
