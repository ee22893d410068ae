//! [`GenAuthBuilder`]: the options of a [`GenAuth`].

use std::{fmt, sync::Arc, time::Duration};

use genauth::AuthenticationClient;
use genauth::oidc::{
    AuthorizationBuilder, Clock, OidcClientBuilder, ResponseMode, SessionStore as UserStore,
    SystemClock,
};
use tower_sessions::SessionStore;

#[cfg(doc)]
use super::handle::GenAuth;
use crate::cookies::CookieKeys;
use crate::guard::Guard;
use crate::session::{Users, WebStore};

/// Changes the options of an OIDC client.
pub(super) type Configure = dyn FnOnce(OidcClientBuilder) -> OidcClientBuilder + Send;
/// Changes authorization requests.
pub(super) type Authorize = dyn Fn(AuthorizationBuilder) -> AuthorizationBuilder + Send + Sync;

/// Options of a [`GenAuth`]. Created by [`GenAuth::builder`].
///
/// ```
/// # fn example(app: genauth::AuthenticationClient) -> Result<(), genauth_axum::BuildError> {
/// use std::time::Duration;
///
/// use genauth_axum::{CookieKey, GenAuth};
///
/// let auth = GenAuth::builder(app)
///     .public_url("https://app.example/shop")
///     .scope("openid profile offline_access")
///     .route_prefix("/account")
///     .after_sign_in("/orders")
///     .idle_lifetime(Duration::from_secs(3_600))
///     .sealed_cookies(CookieKey::random()?)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct GenAuthBuilder {
    pub(super) app: AuthenticationClient,
    pub(super) public_url: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) route_prefix: String,
    pub(super) after_sign_in: String,
    pub(super) after_sign_out: String,
    pub(super) idle: Duration,
    pub(super) absolute: Duration,
    pub(super) cookie_name: String,
    pub(super) web: Option<WebStore>,
    pub(super) users: Option<Users>,
    pub(super) keys: Option<CookieKeys>,
    #[cfg(feature = "redis")]
    pub(super) redis: Option<genauth::Secret>,
    #[cfg(feature = "redis")]
    pub(super) redis_key_prefix: String,
    pub(super) response_mode: Option<ResponseMode>,
    pub(super) guard: Option<Guard>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) configure: Vec<Box<Configure>>,
    pub(super) authorize: Option<Arc<Authorize>>,
}

const HOUR: Duration = Duration::from_secs(3_600);

impl GenAuthBuilder {
    pub(super) fn new(app: AuthenticationClient) -> Self {
        Self {
            app,
            public_url: None,
            scopes: vec!["openid".to_owned(), "profile".to_owned()],
            route_prefix: "/auth".to_owned(),
            after_sign_in: "/".to_owned(),
            after_sign_out: "/".to_owned(),
            idle: 24 * HOUR,
            absolute: 14 * 24 * HOUR,
            cookie_name: "genauth".to_owned(),
            web: None,
            users: None,
            keys: None,
            #[cfg(feature = "redis")]
            redis: None,
            #[cfg(feature = "redis")]
            redis_key_prefix: "genauth:".to_owned(),
            response_mode: None,
            guard: None,
            clock: Arc::new(SystemClock),
            configure: Vec::new(),
            authorize: None,
        }
    }

    /// Sets the address of the application as browsers see it: the origin, and the path prefix if a
    /// proxy publishes the application under one. Required.
    ///
    /// Redirects are built from it alone. Header fields such as `Host` and `X-Forwarded-Host` have no
    /// influence, and need not be configured. `http` is accepted for loopback addresses, where
    /// cookies are not `Secure`.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// Sets the scopes of sign-ins, separated by spaces, in place of `openid profile`.
    ///
    /// With `offline_access`, sessions outlive the access token: it is refreshed.
    pub fn scope(mut self, scopes: &str) -> Self {
        self.scopes = scopes.split_whitespace().map(str::to_owned).collect();
        self
    }

    /// Sets the path in front of the [routes](GenAuth#routes), in place of `/auth`.
    pub fn route_prefix(mut self, path: impl Into<String>) -> Self {
        self.route_prefix = path.into();
        self
    }

    /// Sets the page after a sign-in that does not name one, `/` by default: a path without the
    /// prefix of the public URL.
    pub fn after_sign_in(mut self, path: impl Into<String>) -> Self {
        self.after_sign_in = path.into();
        self
    }

    /// Sets the page after a sign-out, `/` by default: a path without the prefix of the public URL.
    /// Register its URL in the console.
    pub fn after_sign_out(mut self, path: impl Into<String>) -> Self {
        self.after_sign_out = path.into();
        self
    }

    /// Sets the time without a request after which a session ends; 24 hours by default.
    pub fn idle_lifetime(mut self, lifetime: Duration) -> Self {
        self.idle = lifetime;
        self
    }

    /// Sets the time after a sign-in when a session ends at the latest; 14 days by default.
    pub fn absolute_lifetime(mut self, lifetime: Duration) -> Self {
        self.absolute = lifetime;
        self
    }

    /// Sets the name of the session cookie, in place of `genauth`. It gets the prefix `__Host-`, or
    /// `__Secure-` if the public URL has a path, unless that is an `http` URL.
    ///
    /// Applications on one host need different names, also on different ports.
    pub fn cookie_name(mut self, name: impl Into<String>) -> Self {
        self.cookie_name = name.into();
        self
    }

    /// Sets the store of sessions, in place of memory. [`user_session_store`](Self::user_session_store)
    /// is required as well.
    ///
    /// It has data of the application and ids. Read access to it grants access to the sessions of
    /// all users.
    pub fn session_store(mut self, store: impl SessionStore) -> Self {
        self.web = Some(WebStore::new(store));
        self
    }

    /// Sets the store of the users' tokens, in place of memory.
    ///
    /// It is separate from the [`session_store`](Self::session_store), since it replaces and removes
    /// tokens atomically: a slow request cannot bring back a session that was signed out meanwhile.
    pub fn user_session_store(mut self, store: impl UserStore) -> Self {
        self.users = Some(Users::new(store));
        self
    }

    /// Keeps sessions and tokens in the Redis database with this URL:
    /// `redis://user:password@host:port/database`. Nothing is sent before the first request.
    ///
    /// Sessions are stored as plain text, and read access to the database grants access to the
    /// sessions of all users: require a password, and accept connections of the application only.
    /// `rediss://` URLs require a TLS feature of the crate `redis`, which the application enables in
    /// its own dependencies.
    #[cfg(feature = "redis")]
    pub fn redis(mut self, url: impl Into<genauth::Secret>) -> Self {
        self.redis = Some(url.into());
        self
    }

    /// Sets the prefix of keys in Redis, for a shared database; `genauth:` by default.
    #[cfg(feature = "redis")]
    pub fn redis_key_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.redis_key_prefix = prefix.into();
        self
    }

    /// Keeps sessions in encrypted cookies, without a store. See [`CookieKeys`] for the replacement
    /// of keys.
    ///
    /// Limits:
    ///
    /// - The tokens must fit into three cookies, about 8 kB; otherwise a sign-in fails with 500.
    /// - A process remembers sign-outs and back-channel logouts for the lifetime of sessions. Other
    ///   processes, and this one after a restart, do not know them: a copy of the cookie made before
    ///   is valid there until the session expires. The cookie of the browser itself is removed.
    /// - Refreshed tokens reach the browser with the response. With rotation of refresh tokens,
    ///   requests of a browser should reach the same process, and tokens that are refreshed while
    ///   the body of a response is streamed are lost after five minutes.
    /// - `tower_sessions::Session` is not available.
    pub fn sealed_cookies(mut self, keys: impl Into<CookieKeys>) -> Self {
        self.keys = Some(keys.into());
        self
    }

    /// Sets how the browser returns from the login page; in the query by default.
    ///
    /// [`ResponseMode::FormPost`] keeps the code out of URLs. It requires an `https` public URL:
    /// the cookie of a sign-in in progress must be `SameSite=None; Secure` to arrive with the form.
    /// The session cookie stays `SameSite=Lax`.
    pub fn response_mode(mut self, mode: ResponseMode) -> Self {
        self.response_mode = Some(mode);
        self
    }

    /// Sets the guard of access tokens, in place of [`Guard::new`].
    ///
    /// Its scopes, permissions and exclusions apply to requests with an access token alone; sessions
    /// have those of [`RequireScope`](crate::RequireScope) and
    /// [`RequirePermission`](crate::RequirePermission) on the route.
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guard = Some(guard);
        self
    }

    /// Allows ID tokens signed with the application secret (HS256), GenAuth's default. Without it,
    /// select RS256 for ID tokens in the console; sign-ins fail otherwise.
    pub fn allow_hs256(self) -> Self {
        self.configure_oidc(OidcClientBuilder::allow_hs256)
    }

    /// Changes the OpenID Connect client, for instance its issuer:
    ///
    /// ```
    /// # fn example(app: genauth::AuthenticationClient) -> Result<(), genauth_axum::BuildError> {
    /// use genauth_axum::GenAuth;
    ///
    /// let auth = GenAuth::builder(app)
    ///     .public_url("https://app.example")
    ///     .configure_oidc(|oidc| oidc.issuer("https://login.example/oidc"))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn configure_oidc(
        mut self,
        configure: impl FnOnce(OidcClientBuilder) -> OidcClientBuilder + Send + 'static,
    ) -> Self {
        self.configure.push(Box::new(configure));
        self
    }

    /// Changes the authorization request of each sign-in, for instance to require that the user
    /// enters the password, or to choose the language of the login page.
    ///
    /// ```
    /// # fn example(app: genauth::AuthenticationClient) -> Result<(), genauth_axum::BuildError> {
    /// use genauth::oidc::Prompt;
    /// use genauth_axum::GenAuth;
    ///
    /// let auth = GenAuth::builder(app)
    ///     .public_url("https://app.example")
    ///     .configure_sign_in(|request| request.prompt(Prompt::Login))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn configure_sign_in(
        mut self,
        configure: impl Fn(AuthorizationBuilder) -> AuthorizationBuilder + Send + Sync + 'static,
    ) -> Self {
        self.authorize = Some(Arc::new(configure));
        self
    }

    /// Sets the clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}

impl fmt::Debug for GenAuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenAuthBuilder")
            .field("public_url", &self.public_url)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
