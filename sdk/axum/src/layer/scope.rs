//! [`RequireScope`]: scopes of a single route.

use axum::body::Body;
use http::{Response, request::Parts};
use tower_layer::Layer;

use super::in_place_of;
use super::protected::{Check, Protected};
use crate::guard::{Access, Scopes, is_preflight};
use crate::problem::Rejection;

/// A layer that requires scopes, for single routes inside of a guard's layer.
///
/// Scopes are compared exactly. An empty list admits no request.
///
/// ```
/// use axum::{Router, routing::get};
/// use genauth_axum::RequireScope;
///
/// # fn example(guard: genauth_axum::Guard) -> Router {
/// Router::new()
///     .route("/orders", get(async || "orders").layer(RequireScope::new("orders:read")))
///     .layer(guard.layer())
/// # }
/// ```
///
/// Requests without a user receive 401, those without a scope 403 `insufficient_scope`. If no layer
/// outside authenticates requests, all of them receive 500.
#[derive(Clone, Debug)]
pub struct RequireScope(Scopes);

impl RequireScope {
    /// Requires all of these scopes, separated by spaces.
    pub fn new(scopes: &str) -> Self {
        Self(Scopes::all(scopes))
    }

    /// Requires one of these scopes, separated by spaces.
    pub fn any(scopes: &str) -> Self {
        Self(Scopes::any(scopes))
    }
}

impl Check for RequireScope {
    async fn check(&self, request: &mut Parts) -> Result<(), Response<Body>> {
        self.admit(request).map_err(|it| in_place_of(request, &it))
    }
}

impl RequireScope {
    fn admit(&self, request: &Parts) -> Result<(), Rejection> {
        let extensions = &request.extensions;
        if Access::user(extensions)?.is_none() && is_preflight(request) {
            return Ok(());
        }
        let user = Access::required(extensions)?;
        self.0.check(user).map_err(|it| Access::in_realm(extensions, it))
    }
}

impl<S> Layer<S> for RequireScope {
    type Service = Protected<S, Self>;

    fn layer(&self, inner: S) -> Self::Service {
        Protected::new(inner, self.clone())
    }
}
