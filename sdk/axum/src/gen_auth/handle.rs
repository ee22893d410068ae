//! [`GenAuth`]: the routes and layers.

use std::{fmt, sync::Arc};

use axum::Router;
use genauth::oidc::OidcClient;
use genauth::{AuthenticationClient, Error};

use crate::session::{Backend, Context, RequireUser, SessionLayer};

/// Sign-in and sessions of a web application.
///
/// Cheap to clone; create one for the whole application. Users sign in through the login page of
/// GenAuth, with every method and second factor that the console enables.
///
/// ```
/// use axum::{Router, routing::get};
/// use genauth::AuthenticationClient;
/// use genauth_axum::{CurrentUser, GenAuth};
///
/// # fn example() -> Result<Router, Box<dyn std::error::Error>> {
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
///     .app_secret("test-secret")
///     .build()?;
/// let auth = GenAuth::builder(app).public_url("https://app.example").build()?;
///
/// let router = Router::new()
///     .route("/profile", get(async |user: CurrentUser| format!("hello, {}", user.id())))
///     .route_layer(auth.require_user())
///     .route("/", get(async || "a page for everybody"))
///     .merge(auth.routes())
///     .layer(auth.layer());
/// # Ok(router)
/// # }
/// ```
///
/// # Routes
///
/// | route | |
/// | --- | --- |
/// | `GET /auth/sign-in` | redirects to the login page; `return_to`, a page of the application, and `login_hint` are optional |
/// | `GET /auth/callback` | finishes the sign-in, and redirects to `return_to`. Register its URL in the console |
/// | `GET /auth/sign-out` | shows a page that asks for confirmation |
/// | `POST /auth/sign-out` | signs out here, then at GenAuth; requires a [CSRF token](crate::Csrf) |
/// | `POST /auth/back-channel-logout` | GenAuth signs users out |
///
/// # Sessions
///
/// By default, sessions are in memory, and end with the process.
/// [`session_store`](crate::GenAuthBuilder::session_store) keeps them elsewhere, and
/// [`sealed_cookies`](crate::GenAuthBuilder::sealed_cookies) in the cookies themselves. Tokens are refreshed
/// before they expire, once for concurrent requests.
#[derive(Clone)]
pub struct GenAuth(pub(super) Arc<Context>);

impl GenAuth {
    /// Returns the routes of sign-in and sign-out. They require [`layer`](Self::layer).
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        crate::routes::routes(Arc::clone(&self.0))
    }

    /// Returns a layer that loads and saves sessions. Add it after all routes that use one, also
    /// indirectly; requests outside of it have no session.
    ///
    /// Handlers inside take [`CurrentUser`](crate::CurrentUser), [`WebSession`](crate::WebSession),
    /// [`Csrf`](crate::Csrf), and, if sessions have a store, `tower_sessions::Session` for data of
    /// the application.
    ///
    /// Changes of a session are saved with the response, unless its status is 5xx. Of requests that
    /// change the data of a session at the same time, the last one wins.
    ///
    /// Responses to requests with a session must not be stored by caches; the layer sets
    /// `cache-control: no-store`, whatever the handler said. Serve style sheets and images outside of
    /// the layer.
    pub fn layer(&self) -> SessionLayer {
        SessionLayer::new(Arc::clone(&self.0))
    }

    /// Returns a layer for routes that require a user: a session, or an access token as
    /// [`Guard`](crate::Guard) accepts it. [`layer`](Self::layer) must be outside of it.
    ///
    /// | request without a user | response |
    /// | --- | --- |
    /// | navigation of a browser | 303 to the sign-in, which returns to the page |
    /// | `fetch`, an API client | 401 with a problem body |
    /// | form of a page | 401 with a page that offers to sign in |
    /// | WebSocket | 401 |
    ///
    /// Requests with a session that may change something require a [CSRF token](crate::Csrf), and
    /// WebSockets the `origin` of the application; otherwise the response is 403. While sessions or
    /// the provider are unavailable, it is 503, and the session is kept.
    pub fn require_user(&self) -> RequireUser {
        RequireUser::new(Arc::clone(&self.0))
    }

    /// Protects all routes of a router, and adds those of the sign-in: [`require_user`], [`routes`]
    /// and [`layer`] in one call.
    ///
    /// ```
    /// # use axum::{Router, routing::get};
    /// # fn example(auth: genauth_axum::GenAuth) -> Router {
    /// use genauth_axum::CurrentUser;
    ///
    /// auth.protect(Router::new().route("/", get(async |user: CurrentUser| user.id().to_owned())))
    /// # }
    /// ```
    ///
    /// The router must have a route. A fallback is not protected.
    ///
    /// [`require_user`]: Self::require_user
    /// [`routes`]: Self::routes
    /// [`layer`]: Self::layer
    pub fn protect<S: Clone + Send + Sync + 'static>(&self, router: Router<S>) -> Router<S> {
        router.route_layer(self.require_user()).merge(self.routes()).layer(self.layer())
    }

    /// Returns the path of a sign-in that returns to a page, for links and redirects of the
    /// application. `return_to` is the path of the page as browsers see it.
    ///
    /// ```
    /// # fn example(app: genauth::AuthenticationClient) -> Result<(), genauth_axum::BuildError> {
    /// use genauth_axum::GenAuth;
    ///
    /// let auth = GenAuth::builder(app).public_url("https://app.example").build()?;
    /// assert_eq!(auth.sign_in_path("/cart?step=2"), "/auth/sign-in?return_to=%2Fcart%3Fstep%3D2");
    /// # Ok(())
    /// # }
    /// ```
    pub fn sign_in_path(&self, return_to: &str) -> String {
        self.0.sign_in_path(return_to)
    }

    /// Ends all sessions of a user, for instance after a change of the password. `user_id` is
    /// [`CurrentUser::id`](crate::CurrentUser::id).
    ///
    /// With [`sealed_cookies`](crate::GenAuthBuilder::sealed_cookies), only this process knows.
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] ([`SessionStore`](genauth::OidcErrorKind::SessionStore)) if the store fails.
    pub async fn end_sessions(&self, user_id: &str) -> Result<(), Error> {
        match &self.0.backend {
            Backend::Stored { users, .. } => {
                self.0.oidc.end_sessions(users, user_id).await.map(|_| ())
            }
            Backend::Sealed { ledger, .. } => {
                ledger.end_user(user_id, self.0.clock.now(), self.0.absolute);
                Ok(())
            }
        }
    }

    /// Returns the client of the application.
    pub fn client(&self) -> &AuthenticationClient {
        &self.0.app
    }

    /// Returns the OpenID Connect client, for instance to verify the ID token of a sign-in through
    /// the API.
    pub fn oidc(&self) -> &OidcClient {
        &self.0.oidc
    }
}

impl fmt::Debug for GenAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenAuth")
            .field("public_url", &self.0.public.url(""))
            .field("oidc", &self.0.oidc)
            .finish_non_exhaustive()
    }
}
