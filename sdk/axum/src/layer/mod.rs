//! Layers of tower that protect services.

mod permission;
mod protected;
mod scope;

use axum::body::Body;
use http::{Response, header::AUTHORIZATION, request::Parts};
use tower_layer::Layer;

pub(crate) use self::protected::Check;
pub use self::protected::Protected;
pub use self::scope::RequireScope;
use crate::guard::{Access, Guard};
use crate::problem::Rejection;

/// The layer of a [`Guard`]: rejects requests without a valid access token, and hands the user to
/// the inner service.
///
/// Inner services find the [`CurrentUser`](crate::CurrentUser) in the extensions of the request, and
/// handlers of axum take it as an argument.
#[derive(Clone, Debug)]
pub struct GuardLayer(Guard);

impl Guard {
    /// Returns a layer that authenticates the requests to a service of axum, tower or tonic.
    ///
    /// # CORS
    ///
    /// A preflight reaches the inner service. The response to a rejected request has the CORS fields
    /// that browsers require only if the CORS layer is *outside*, which is *after* the guard in a
    /// chain of `Router::layer`:
    ///
    /// ```text
    /// Router::new()
    ///     .route("/orders", get(orders))
    ///     .layer(guard.layer())
    ///     .layer(CorsLayer::new().allow_origin(origin).allow_headers([AUTHORIZATION]))
    /// ```
    ///
    /// # Order
    ///
    /// Layers for single routes, such as [`RequireScope`], run after this one, which they require:
    /// add them *before* it.
    ///
    /// ```
    /// # use axum::{Router, routing::{get, post}};
    /// # fn example(guard: genauth_axum::Guard) -> Router {
    /// use genauth_axum::RequireScope;
    ///
    /// Router::new()
    ///     .route("/orders", post(async || "created").layer(RequireScope::new("orders:write")))
    ///     .route("/profile", get(async || "profile"))
    ///     .layer(guard.layer())
    /// # }
    /// ```
    pub fn layer(&self) -> GuardLayer {
        GuardLayer(self.clone())
    }
}

impl Check for GuardLayer {
    async fn check(&self, request: &mut Parts) -> Result<(), Response<Body>> {
        let user = self.0.check(request).await.map_err(|it| in_place_of(request, &it))?;
        // Hides the token in debug output of the fields.
        if let Some(value) = request.headers.get_mut(AUTHORIZATION) {
            value.set_sensitive(true);
        }
        Access::insert(&mut request.extensions, user, self.0.shared_realm());
        Ok(())
    }
}

/// Returns the response to a rejected request.
fn in_place_of(request: &Parts, rejection: &Rejection) -> Response<Body> {
    rejection.response_to(request).map(Body::from)
}

impl<S> Layer<S> for GuardLayer {
    type Service = Protected<S, Self>;

    fn layer(&self, inner: S) -> Self::Service {
        Protected::new(inner, self.clone())
    }
}
