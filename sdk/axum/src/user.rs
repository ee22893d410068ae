//! [`CurrentUser`]: the user of a request.

use std::{fmt, sync::Arc};

use genauth::oidc::{AccessTokenClaims, UserSession};
use genauth::{AuthenticationClient, Secret};

/// The user of a request, authenticated by an access token or by a session.
///
/// Cheap to clone. As an extractor it requires a user; `Option<CurrentUser>` also accepts requests
/// without one, where the guard lets them pass.
///
/// ```
/// use genauth_axum::CurrentUser;
///
/// async fn greet(user: CurrentUser) -> String {
///     format!("hello, {}", user.id())
/// }
/// ```
#[derive(Clone)]
pub struct CurrentUser(Arc<User>);

struct User {
    app: Arc<AuthenticationClient>,
    id: String,
    credential: Credential,
}

#[cfg_attr(not(feature = "login"), allow(dead_code))]
enum Credential {
    Token { token: Secret, claims: AccessTokenClaims },
    Session { session: UserSession, scopes: Vec<String> },
}

impl CurrentUser {
    /// Creates the user of a verified access token; `None` if it names neither a user nor a client.
    pub(crate) fn from_token(
        app: Arc<AuthenticationClient>,
        token: &str,
        claims: AccessTokenClaims,
    ) -> Option<Self> {
        let id = claims.subject.as_ref().or(claims.client_id.as_ref());
        let id = id.filter(|it| !it.is_empty())?.clone();
        let credential = Credential::Token { token: Secret::new(token), claims };
        Some(Self(Arc::new(User { app, id, credential })))
    }

    /// Creates the user of a session; `None` if the session does not name one. `requested` are the
    /// scopes of the sign-in, which were granted unless the token response lists others.
    #[cfg_attr(not(feature = "login"), allow(dead_code))]
    pub(crate) fn from_session(
        app: Arc<AuthenticationClient>,
        session: UserSession,
        requested: &[String],
    ) -> Option<Self> {
        let stored = session.stored();
        let id = stored.subject.filter(|it| !it.is_empty())?;
        let granted = stored.tokens.scopes;
        let scopes = if granted.is_empty() { requested.to_vec() } else { granted };
        let credential = Credential::Session { session, scopes };
        Some(Self(Arc::new(User { app, id, credential })))
    }

    /// Returns the id of the user (`sub`). For a token that an application requested for itself, it
    /// is the id of the application.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    pub(crate) fn app_id(&self) -> &str {
        self.0.app.app_id()
    }

    /// Returns the granted scopes.
    pub fn scopes(&self) -> &[String] {
        match &self.0.credential {
            Credential::Token { claims, .. } => &claims.scopes,
            Credential::Session { scopes, .. } => scopes,
        }
    }

    /// Returns whether a scope was granted. Scopes are compared exactly.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes().iter().any(|it| it == scope)
    }

    /// Returns the claims of the access token; `None` for the user of a session, whose access token
    /// is not verified locally.
    pub fn claims(&self) -> Option<&AccessTokenClaims> {
        match &self.0.credential {
            Credential::Token { claims, .. } => Some(claims),
            Credential::Session { .. } => None,
        }
    }

    /// Returns the session; `None` for the user of an access token.
    pub fn session(&self) -> Option<&UserSession> {
        match &self.0.credential {
            Credential::Token { .. } => None,
            Credential::Session { session, .. } => Some(session),
        }
    }

    /// Returns a client that acts for the user, on the connections of the application's client.
    ///
    /// ```no_run
    /// use axum::http::StatusCode;
    /// use genauth_axum::CurrentUser;
    ///
    /// async fn roles(user: CurrentUser) -> Result<String, StatusCode> {
    ///     let roles = user.client().request(axum::http::Method::GET, "/api/v3/get-my-role-list").await;
    ///     roles.map(|roles| roles.to_string()).map_err(|_| StatusCode::BAD_GATEWAY)
    /// }
    /// ```
    pub fn client(&self) -> AuthenticationClient {
        match &self.0.credential {
            Credential::Token { token, .. } => self.0.app.with_access_token(token.clone()),
            Credential::Session { session, .. } => self.0.app.with_session(session),
        }
    }
}

impl fmt::Debug for CurrentUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CurrentUser")
            .field("id", &self.0.id)
            .field("scopes", &self.scopes())
            .field("has_session", &self.session().is_some())
            .finish_non_exhaustive()
    }
}
