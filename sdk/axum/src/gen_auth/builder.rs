//! [`GenAuthBuilder`]: the options of a [`GenAuth`].

use std::{fmt, sync::Arc, time::Duration};

use genauth::AuthenticationClient;
use genauth::oidc::{
    AuthorizationBuilder, Clock, MemorySessionStore, OidcClientBuilder, ResponseMode,
    SessionStore as UserStore, SystemClock, local_path,
};
use tower_sessions::SessionStore;

use super::GenAuth;
use crate::cookies::{CookieKey, CookieKeys, Cookies};
use crate::error::BuildError;
use crate::guard::Guard;
use crate::origin::PublicUrl;
#[cfg(feature = "redis")]
use crate::session::RedisStore;
use crate::session::{Backend, Context, Ledger, MemoryStore, Paths, PendingStore, Users, WebStore};

/// Changes the options of an OIDC client.
type Configure = dyn FnOnce(OidcClientBuilder) -> OidcClientBuilder + Send;
/// Changes authorization requests.
type Authorize = dyn Fn(AuthorizationBuilder) -> AuthorizationBuilder + Send + Sync;

/// Options of a [`GenAuth`]. Created by [`GenAuth::builder`].
#[must_use]
pub struct GenAuthBuilder {
    app: AuthenticationClient,
    public_url: Option<String>,
    scopes: Vec<String>,
    route_prefix: String,
    after_sign_in: String,
    after_sign_out: String,
    idle: Duration,
    absolute: Duration,
    cookie_name: String,
    web: Option<WebStore>,
    users: Option<Users>,
    keys: Option<CookieKeys>,
    #[cfg(feature = "redis")]
    redis: Option<genauth::Secret>,
    #[cfg(feature = "redis")]
    redis_key_prefix: String,
    response_mode: Option<ResponseMode>,
    guard: Option<Guard>,
    clock: Arc<dyn Clock>,
    configure: Vec<Box<Configure>>,
    authorize: Option<Arc<Authorize>>,
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
    #[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
    pub fn redis(mut self, url: impl Into<genauth::Secret>) -> Self {
        self.redis = Some(url.into());
        self
    }

    /// Sets the prefix of keys in Redis, for a shared database; `genauth:` by default.
    #[cfg(feature = "redis")]
    #[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
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

    /// Builds the sign-in. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if an option is missing or not valid, or options exclude each other.
    #[cfg_attr(not(feature = "redis"), allow(unused_mut))]
    pub fn build(mut self) -> Result<GenAuth, BuildError> {
        let public = self.public_url.as_deref().ok_or_else(|| {
            BuildError::new(
                "`public_url` is not set; call it with a URL such as `https://app.example`",
            )
        })?;
        let public = PublicUrl::parse(public)?;
        let cookies = Cookies::new(&self.cookie_name, &public)?;
        let paths = paths(&self.route_prefix, self.after_sign_in, self.after_sign_out)?;
        if !self.scopes.iter().any(|scope| scope == "openid") {
            return Err(BuildError::new(
                "the scope `openid` is missing; without an ID token, users cannot be identified",
            ));
        }
        if self.idle.as_secs() == 0 || self.absolute.as_secs() == 0 {
            return Err(BuildError::new("a lifetime of sessions is shorter than a second"));
        }
        match self.response_mode {
            None | Some(ResponseMode::Query) => {}
            Some(ResponseMode::FormPost) if public.is_secure() => {}
            Some(ResponseMode::FormPost) => {
                return Err(BuildError::new(
                    "`ResponseMode::FormPost` requires an `https` public URL: browsers send only \
                     `SameSite=None; Secure` cookies with a form of another site",
                ));
            }
            Some(_) => {
                return Err(BuildError::new(
                    "the response mode does not work on a server; use `ResponseMode::Query` or \
                     `ResponseMode::FormPost`",
                ));
            }
        }
        #[cfg(feature = "redis")]
        if let Some(url) = &self.redis {
            if self.web.is_some() || self.users.is_some() {
                return Err(BuildError::new(
                    "sessions are stored once; remove `redis`, or `session_store` and \
                     `user_session_store`",
                ));
            }
            let prefix = self.redis_key_prefix.as_str();
            let users = genauth::oidc::RedisSessionStore::new(url.clone())?
                .key_prefix(format!("{prefix}session:"))
                .lifetime(self.absolute);
            self.web = Some(WebStore::new(RedisStore::new(url, format!("{prefix}web:"))?));
            self.users = Some(Users::new(users));
        }
        let (backend, pending) = backend(self.web, self.users, self.keys, self.absolute)?;
        let clock = Arc::clone(&self.clock);
        let mut oidc = self
            .app
            .oidc()
            .redirect_uri(public.url(&paths.callback))
            .scope(&self.scopes.join(" "))
            .clock(move || clock.now());
        for configure in self.configure {
            oidc = configure(oidc);
        }
        let oidc = oidc.redirect_uri(public.url(&paths.callback)).build()?;
        let guard = match self.guard {
            Some(guard) => guard,
            None => {
                let clock = Arc::clone(&self.clock);
                let verifier = self.app.token_verifier().clock(move || clock.now()).build()?;
                Guard::with_verifier(&self.app, verifier)
            }
        };
        Ok(GenAuth(Arc::new(Context {
            app: Arc::new(self.app),
            oidc,
            guard: guard.optional(),
            public,
            paths,
            cookies,
            backend,
            pending,
            idle: self.idle.min(self.absolute),
            absolute: self.absolute,
            clock: self.clock,
            scopes: self.scopes,
            response_mode: self.response_mode,
            authorize: self.authorize,
        })))
    }
}

fn backend(
    web: Option<WebStore>,
    users: Option<Users>,
    keys: Option<CookieKeys>,
    absolute: Duration,
) -> Result<(Backend, PendingStore), BuildError> {
    match (web, users, keys) {
        (None, None, None) => {
            // Visitors who start sign-ins do not fill the memory.
            let pending = PendingStore::Sealed(CookieKey::random()?.into());
            let web = Arc::new(WebStore::new(MemoryStore::default()));
            let users = Users::new(MemorySessionStore::new().lifetime(absolute));
            Ok((Backend::Stored { web, users }, pending))
        }
        (Some(web), Some(users), None) => {
            let pending = PendingStore::Stored(web.clone());
            Ok((Backend::Stored { web: Arc::new(web), users }, pending))
        }
        (None, None, Some(keys)) if keys.is_empty() => {
            Err(BuildError::new("`sealed_cookies` has no key; create one with `CookieKey`"))
        }
        (None, None, Some(keys)) => {
            let pending = PendingStore::Sealed(keys.clone());
            Ok((Backend::Sealed { keys, ledger: Ledger::default() }, pending))
        }
        (_, _, Some(_)) => Err(BuildError::new(
            "sessions are either in a store or in encrypted cookies; remove `sealed_cookies`, or \
             `session_store` and `user_session_store`",
        )),
        (Some(_), None, None) => Err(BuildError::new(
            "`session_store` requires `user_session_store`, the store of the users' tokens",
        )),
        (None, Some(_), None) => Err(BuildError::new(
            "`user_session_store` requires `session_store`, the store of sessions",
        )),
    }
}

fn paths(prefix: &str, after_sign_in: String, after_sign_out: String) -> Result<Paths, BuildError> {
    let prefix = prefix.trim_end_matches('/');
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-._~/".contains(&it);
    let is_path = prefix.starts_with('/') && local_path(prefix) == prefix;
    if !(prefix.is_empty() || (is_path && prefix.bytes().all(is_plain))) {
        return Err(BuildError::new(
            "`route_prefix` is not a path of letters, digits and `-._~/`; use a path such as `/auth`",
        ));
    }
    for (name, path) in [("after_sign_in", &after_sign_in), ("after_sign_out", &after_sign_out)] {
        if local_path(path) != path {
            return Err(BuildError::new(format!(
                "`{name}` is not a path of the application; use a path such as `/`"
            )));
        }
    }
    Ok(Paths {
        sign_in: format!("{prefix}/sign-in"),
        callback: format!("{prefix}/callback"),
        sign_out: format!("{prefix}/sign-out"),
        back_channel_logout: format!("{prefix}/back-channel-logout"),
        after_sign_in,
        after_sign_out,
    })
}

impl fmt::Debug for GenAuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenAuthBuilder")
            .field("public_url", &self.public_url)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
