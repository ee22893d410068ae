//! The routes of sign-in and sign-out.

mod back_channel;
mod callback;
mod response;
mod sign_in;
mod sign_out;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::session::Context;

/// Returns the routes.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(context: Arc<Context>) -> Router<S> {
    let paths = context.paths.clone();
    let callback = get(callback::from_query);
    let callback = match context.response_mode {
        Some(genauth::oidc::ResponseMode::FormPost) => callback.post(callback::from_form),
        _ => callback,
    };
    Router::new()
        .route(&paths.sign_in, get(sign_in::start))
        .route(&paths.callback, callback)
        .route(&paths.sign_out, get(sign_out::confirm).post(sign_out::sign_out))
        .route(&paths.back_channel_logout, post(back_channel::log_out))
        .with_state(context)
}
