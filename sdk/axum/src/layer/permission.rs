//! [`RequirePermission`] as a layer.

use axum::body::Body;
use http::{Response, request::Parts};
use tower_layer::Layer;

use super::in_place_of;
use super::protected::{Check, Protected};
use crate::guard::{Access, is_preflight};
use crate::permission::RequirePermission;
use crate::problem::Rejection;

impl Check for RequirePermission {
    async fn check(&self, request: &mut Parts) -> Result<(), Response<Body>> {
        self.admit(request).await.map_err(|it| in_place_of(request, &it))
    }
}

impl RequirePermission {
    async fn admit(&self, request: &Parts) -> Result<(), Rejection> {
        let extensions = &request.extensions;
        if Access::user(extensions)?.is_none() && is_preflight(request) {
            return Ok(());
        }
        let user = Access::required(extensions)?;
        Self::check(self, user).await.map_err(|it| Access::in_realm(extensions, it))
    }
}

impl<S> Layer<S> for RequirePermission {
    type Service = Protected<S, Self>;

    fn layer(&self, inner: S) -> Self::Service {
        Protected::new(inner, self.clone())
    }
}
