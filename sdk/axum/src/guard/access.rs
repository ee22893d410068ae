//! [`Access`]: what a layer has found out about a request.

use std::sync::Arc;

use http::{Extensions, Method, header, request::Parts};

use crate::problem::{Rejection, RejectionKind};
use crate::user::CurrentUser;

/// The result of a layer that authenticates requests, an extension of the request. Without it, no
/// such layer has run.
#[derive(Clone)]
pub(crate) struct Access {
    /// The response to requests that need to know the user, if that is not known at the moment.
    user: Result<Option<CurrentUser>, Rejection>,
    realm: Arc<str>,
}

impl Access {
    /// Stores the result for the inner services: the user also by itself, for services without
    /// axum. A request without a user keeps that of an outer layer.
    pub(crate) fn insert(extensions: &mut Extensions, user: Option<CurrentUser>, realm: &Arc<str>) {
        if user.is_none() && extensions.get::<Self>().is_some() {
            return;
        }
        if let Some(user) = &user {
            extensions.insert(user.clone());
        }
        extensions.insert(Self { user: Ok(user), realm: Arc::clone(realm) });
    }

    /// Stores a result as [`insert`](Self::insert), or the reason why there is none.
    #[cfg(feature = "login")]
    pub(crate) fn insert_outcome(
        extensions: &mut Extensions,
        outcome: Result<Option<CurrentUser>, Rejection>,
        realm: &Arc<str>,
    ) {
        match outcome {
            Ok(user) => Self::insert(extensions, user, realm),
            Err(rejection) => {
                let user = Err(rejection);
                extensions.insert(Self { user, realm: Arc::clone(realm) });
            }
        }
    }

    /// Returns the user, or `None` if the request has none.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`](RejectionKind::NotConfigured) if no layer has run.
    pub(crate) fn user(extensions: &Extensions) -> Result<Option<&CurrentUser>, Rejection> {
        match extensions.get::<Self>() {
            Some(access) => match &access.user {
                Ok(user) => Ok(user.as_ref()),
                Err(rejection) => Err(rejection.clone()),
            },
            None => {
                tracing::error!(
                    "a route requires a user, but no layer authenticates its requests; add \
                     `.layer(guard.layer())` after the routes and after layers such as `RequireScope`"
                );
                let detail = "The service does not authenticate requests to this resource; its log \
                              names the fix.";
                Err(Rejection::new(RejectionKind::NotConfigured, detail))
            }
        }
    }

    /// Returns the user.
    ///
    /// # Errors
    ///
    /// [`MissingCredentials`](RejectionKind::MissingCredentials) if the request has none, and those
    /// of [`user`](Self::user).
    pub(crate) fn required(extensions: &Extensions) -> Result<&CurrentUser, Rejection> {
        let missing = || Self::in_realm(extensions, Rejection::missing_credentials());
        Self::user(extensions)?.ok_or_else(missing)
    }

    /// Sets the realm of a rejection to that of the layer.
    pub(crate) fn in_realm(extensions: &Extensions, rejection: Rejection) -> Rejection {
        match extensions.get::<Self>() {
            Some(access) => rejection.in_realm(&access.realm),
            None => rejection,
        }
    }
}

/// Returns whether a request is a preflight of CORS, which never has credentials (Fetch standard,
/// CORS-preflight request).
pub(crate) fn is_preflight(request: &Parts) -> bool {
    request.method == Method::OPTIONS
        && request.headers.contains_key(header::ORIGIN)
        && request.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}
