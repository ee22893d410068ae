//! Checks the options of a [`GenAuthBuilder`], and builds.

use std::{sync::Arc, time::Duration};

use genauth::AuthenticationClient;
use genauth::oidc::{MemorySessionStore, ResponseMode, local_path};
use url::{Position, Url};

use super::builder::GenAuthBuilder;
use super::handle::GenAuth;
use crate::cookies::{CookieKey, CookieKeys, Cookies};
use crate::error::BuildError;
use crate::guard::Guard;
use crate::origin::PublicUrl;
#[cfg(feature = "redis")]
use crate::session::RedisStore;
use crate::session::{
    Backend, Context, Ledger, MemoryStore, Paths, PendingStore, Running, Users, WebStore,
};

impl GenAuth {
    /// Starts building: sign-in to this application.
    pub fn builder(app: AuthenticationClient) -> GenAuthBuilder {
        GenAuthBuilder::new(app)
    }
}

impl GenAuthBuilder {
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
            running: Running::default(),
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
        after_sign_in: ascii(after_sign_in),
        after_sign_out: ascii(after_sign_out),
    })
}

/// Percent-encodes a path that is not ASCII, as headers of redirects are.
fn ascii(path: String) -> String {
    match Url::parse("https://local.invalid").and_then(|base| base.join(&path)) {
        Ok(url) if !path.is_ascii() => url[Position::BeforePath..].to_owned(),
        _ => path,
    }
}
