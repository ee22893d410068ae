//! [`Context`]: what the requests of an application share.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use genauth::AuthenticationClient;
use genauth::oidc::{AuthorizationBuilder, Clock, OidcClient, ResponseMode, local_path};
use url::{Position, Url, form_urlencoded};

use super::ledger::Ledger;
use super::running::Running;
use super::stores::{Users, WebStore};
use crate::cookies::{CookieKeys, Cookies};
use crate::guard::Guard;
use crate::origin::PublicUrl;

/// What the requests of an application share.
pub(crate) struct Context {
    pub(crate) app: Arc<AuthenticationClient>,
    pub(crate) oidc: OidcClient,
    /// Checks access tokens; requests without one pass.
    pub(crate) guard: Guard,
    pub(crate) public: PublicUrl,
    pub(crate) paths: Paths,
    pub(crate) cookies: Cookies,
    pub(crate) backend: Backend,
    pub(crate) pending: PendingStore,
    pub(crate) running: Running,
    /// The time without a request after which a session ends.
    pub(crate) idle: Duration,
    /// The time after a sign-in when a session ends.
    pub(crate) absolute: Duration,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) scopes: Vec<String>,
    pub(crate) response_mode: Option<ResponseMode>,
    pub(crate) authorize: Option<Arc<Authorize>>,
}

/// Changes authorization requests.
pub(crate) type Authorize = dyn Fn(AuthorizationBuilder) -> AuthorizationBuilder + Send + Sync;

/// The place of sessions.
pub(crate) enum Backend {
    /// Cookies have ids; tokens and data of sessions are in stores.
    Stored { web: Arc<WebStore>, users: Users },
    /// Cookies have the tokens, encrypted.
    Sealed { keys: CookieKeys, ledger: Ledger },
}

/// The place of sign-ins in progress. Each of them has a cookie of its own: several tabs do not
/// overwrite each other's, and what a form of the provider's page must carry is separate from the
/// session.
pub(crate) enum PendingStore {
    /// The cookie has the sign-in, encrypted.
    Sealed(CookieKeys),
    /// The cookie has an id.
    Stored(WebStore),
}

/// The paths of the routes, without the prefix of the public URL, and of the pages that follow them.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    pub(crate) sign_in: String,
    pub(crate) callback: String,
    pub(crate) sign_out: String,
    pub(crate) back_channel_logout: String,
    pub(crate) after_sign_in: String,
    pub(crate) after_sign_out: String,
}

impl Context {
    pub(crate) fn now(&self) -> u64 {
        seconds(self.clock.now())
    }

    /// Returns the path of a sign-in that returns to a page.
    pub(crate) fn sign_in_path(&self, return_to: &str) -> String {
        let page = self.return_to(Some(return_to));
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("return_to", &page)
            .finish();
        format!("{}?{query}", self.public.path(&self.paths.sign_in))
    }

    /// Returns the page to show after a sign-in, as browsers see it: `wanted`, if it is a page of the
    /// application other than the routes of the sign-in.
    pub(crate) fn return_to(&self, wanted: Option<&str>) -> String {
        let wanted = wanted.unwrap_or_default();
        let url = Url::parse(&format!("{}{wanted}", self.public.origin())).ok();
        let url = url.filter(|_| wanted.starts_with('/') && local_path(wanted) == wanted);
        let Some(url) = url else { return self.public.path(&self.paths.after_sign_in) };
        // As browsers request it, without dot segments.
        let path = url.path().trim_end_matches('/');
        let is_route = [
            &self.paths.sign_in,
            &self.paths.callback,
            &self.paths.sign_out,
            &self.paths.back_channel_logout,
        ]
        .into_iter()
        .any(|route| path == route || path == self.public.path(route));
        match (is_route, wanted.is_ascii()) {
            (true, _) => self.public.path(&self.paths.after_sign_in),
            (false, true) => wanted.to_owned(),
            // Headers of redirects are ASCII.
            (false, false) => url[Position::BeforePath..].to_owned(),
        }
    }
}

/// Returns a time in seconds since the epoch.
pub(crate) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("public_url", &self.public.url(""))
            .field("oidc", &self.oidc)
            .finish_non_exhaustive()
    }
}
