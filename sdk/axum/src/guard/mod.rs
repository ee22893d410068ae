//! [`Guard`]: authenticates requests by their access token.

mod access;
mod bearer;
mod scopes;

use std::{fmt, sync::Arc};

use genauth::oidc::TokenVerifier;
use genauth::{AuthenticationClient, Error, TokenErrorKind as Kind};
use http::request::Parts;

pub(crate) use self::access::{Access, is_preflight};
use self::bearer::bearer_token;
pub(crate) use self::scopes::Scopes;
use crate::exclusions::Exclusions;
use crate::permission::RequirePermission;
use crate::problem::{REALM, Rejection, RejectionKind};
use crate::user::CurrentUser;

/// Authenticates requests by their access token, without a request to GenAuth for each.
///
/// Cheap to clone; create one for the whole application. [`layer`](Self::layer) protects the routes
/// of axum, tower, hyper and tonic. [`check`](Self::check) is the same without a layer.
///
/// ```
/// use axum::{Router, routing::get};
/// use genauth::AuthenticationClient;
/// use genauth_axum::{CurrentUser, Guard};
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
/// let guard = Guard::new(&app)?.realm("orders").scope("orders:read");
///
/// let router: Router = Router::new()
///     .route("/orders", get(async |user: CurrentUser| format!("orders of {}", user.id())))
///     .layer(guard.layer());
/// # Ok::<(), genauth::Error>(())
/// ```
///
/// # Responses to rejected requests
///
/// | request | response |
/// | --- | --- |
/// | without an access token, or with another scheme than `Bearer` | 401 |
/// | an `Authorization` field that is empty, repeated or malformed | 400 `invalid_request` |
/// | a token that is malformed, expired, for another audience, … | 401 `invalid_token` |
/// | a token without a required scope | 403 `insufficient_scope` |
/// | a user without a required permission | 403 |
/// | the keys or permissions are not available | 503 with `Retry-After` |
///
/// See [`Rejection`] for their content.
#[derive(Clone)]
#[must_use]
pub struct Guard(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    app: Arc<AuthenticationClient>,
    verifier: TokenVerifier,
    realm: Arc<str>,
    scopes: Option<Scopes>,
    permissions: Vec<RequirePermission>,
    exclusions: Exclusions,
    is_optional: bool,
}

impl Guard {
    /// Creates a guard that accepts access tokens for the application, signed with RS256.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the issuer of the application is not a valid URL.
    pub fn new(app: &AuthenticationClient) -> Result<Self, Error> {
        Ok(Self::with_verifier(app, app.token_verifier().build()?))
    }

    /// Creates a guard that accepts the access tokens of this verifier, for instance for an API with
    /// an identifier. [`CurrentUser::client`] is based on `app`.
    ///
    /// ```
    /// use genauth::AuthenticationClient;
    /// use genauth_axum::Guard;
    ///
    /// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
    /// let verifier = app.token_verifier().audience("https://api.example").build()?;
    /// let guard = Guard::with_verifier(&app, verifier);
    /// # Ok::<(), genauth::Error>(())
    /// ```
    pub fn with_verifier(app: &AuthenticationClient, verifier: TokenVerifier) -> Self {
        Self(Arc::new(Inner {
            app: Arc::new(app.clone()),
            verifier,
            realm: REALM.into(),
            scopes: None,
            permissions: Vec::new(),
            exclusions: Exclusions::default(),
            is_optional: false,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Sets the realm in `WWW-Authenticate`, the name of the protected area; `api` by default.
    pub fn realm(self, realm: impl Into<String>) -> Self {
        self.with(|inner| inner.realm = realm.into().into())
    }

    /// Adds scopes, separated by spaces, all of which an access token must have.
    ///
    /// Scopes are compared exactly. An empty list admits no request, so that a setting that is
    /// absent does not open the routes. See [`RequireScope`](crate::RequireScope) for single routes.
    pub fn scope(self, scopes: &str) -> Self {
        self.with(|inner| inner.scopes.get_or_insert_default().add(scopes))
    }

    /// Adds a permission that the user must have.
    pub fn permission(self, permission: RequirePermission) -> Self {
        self.with(|inner| inner.permissions.push(permission))
    }

    /// Accepts requests without credentials; the handler takes `Option<CurrentUser>`. A token that
    /// is not valid, or lacks a scope, is rejected nevertheless.
    pub fn optional(self) -> Self {
        self.with(|inner| inner.is_optional = true)
    }

    /// Excludes a path and everything below it from authentication: `/public` also excludes
    /// `/public/logo.svg`, but not `/publicity`. `/` excludes the root alone.
    ///
    /// The path is compared, byte by byte, with that of the request as the guarded service receives
    /// it: percent-encoded, without the query, and in a [nested](axum::Router::nest) router, if the
    /// layer is inside, without the prefix. Header fields such as `X-Forwarded-Uri` have no influence.
    /// A path with empty segments, dot segments, or encoded slashes, dots and percent signs is never
    /// excluded.
    ///
    /// Prefer a router of its own for public routes, to which the layer is not added.
    pub fn exclude(self, path: &str) -> Self {
        self.with(|inner| inner.exclusions.add(path))
    }

    /// Authenticates a request.
    ///
    /// `Ok(None)` means that the request may pass without a user: its path is
    /// [excluded](Self::exclude), the guard is [optional](Self::optional), or it is a preflight of
    /// CORS.
    ///
    /// ```
    /// use genauth_axum::{Guard, Rejection};
    ///
    /// async fn handle(guard: &Guard, request: http::Request<()>) -> http::Response<bytes::Bytes> {
    ///     let (parts, _) = request.into_parts();
    ///     match guard.check(&parts).await {
    ///         Ok(Some(user)) => http::Response::new(format!("hello, {}", user.id()).into()),
    ///         Ok(None) => http::Response::new("hello".into()),
    ///         Err(rejection) => rejection.response_to(&parts),
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// A [`Rejection`] to send in place of the handler's response.
    pub async fn check(&self, request: &Parts) -> Result<Option<CurrentUser>, Rejection> {
        if is_preflight(request) || self.0.exclusions.contains(request.uri.path()) {
            return Ok(None);
        }
        self.authenticate(request).await.map_err(|it| it.in_realm(&self.0.realm))
    }

    async fn authenticate(&self, request: &Parts) -> Result<Option<CurrentUser>, Rejection> {
        let Some(token) = bearer_token(&request.headers)? else {
            return match self.0.is_optional {
                true => Ok(None),
                false => Err(Rejection::missing_credentials()),
            };
        };
        let claims = self.0.verifier.verify_access_token(token).await.map_err(rejected)?;
        let app = Arc::clone(&self.0.app);
        let user = CurrentUser::from_token(app, token, claims).ok_or_else(|| {
            let detail = "The access token names neither a user nor an application.";
            Rejection::new(RejectionKind::InvalidToken, detail)
        })?;
        if let Some(scopes) = &self.0.scopes {
            scopes.check(&user)?;
        }
        for permission in &self.0.permissions {
            permission.check(&user).await?;
        }
        Ok(Some(user))
    }

    /// Returns the realm.
    pub(crate) fn shared_realm(&self) -> &Arc<str> {
        &self.0.realm
    }
}

/// Returns the response to a failed verification. What the client reads is fixed text: the error
/// names settings, and quotes the token.
fn rejected(error: Error) -> Rejection {
    let Error::Token(token) = &error else {
        tracing::warn!(%error, "an access token cannot be verified at the moment");
        let detail = "Access tokens cannot be verified at the moment; retry later.";
        return Rejection::unavailable(detail, error.retry_after());
    };
    tracing::debug!(error = %token, "an access token is rejected");
    let detail = match token.kind() {
        Kind::Encrypted => "Encrypted access tokens (JWE) are not supported.",
        Kind::Expired => "The access token has expired.",
        Kind::NotYetValid => "The access token is not valid yet.",
        Kind::Inactive => "The access token is unknown, expired or revoked.",
        Kind::Issuer => "The access token is from another issuer.",
        Kind::Audience => "The access token is for another audience.",
        Kind::WrongType => "The token is not an access token.",
        Kind::Malformed => "The access token is malformed.",
        Kind::Algorithm => "The signature algorithm of the access token is not accepted.",
        _ => "The access token is not valid.",
    };
    Rejection::new(RejectionKind::InvalidToken, detail)
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("verifier", &self.0.verifier)
            .field("realm", &self.0.realm)
            .field("scopes", &self.0.scopes)
            .field("permissions", &self.0.permissions)
            .field("exclusions", &self.0.exclusions)
            .field("is_optional", &self.0.is_optional)
            .finish_non_exhaustive()
    }
}
