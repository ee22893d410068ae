//! [`RequirePermission`]: permissions on data resources.

mod decisions;

use std::{fmt, sync::Arc, time::Duration};

use genauth::authentication::{
    CheckPermissionArrayResourceDto as ArrayCheck, CheckPermissionStringResourceDto as StringCheck,
    CheckPermissionTreeResourceDto as TreeCheck,
};
use genauth::{AuthenticationClient, Error};
use serde_json::Value;

use self::decisions::{Decision, Decisions, Key, Outcome};
use crate::problem::{Rejection, RejectionKind};
use crate::user::CurrentUser;

/// Requires that the user may perform an action on a data resource, as the console defines it.
///
/// A layer for single routes inside of a guard's layer, an option of a guard
/// ([`Guard::permission`](crate::Guard::permission)), or a check in a handler
/// ([`check`](Self::check)).
///
/// GenAuth is asked on behalf of the user, and the decision is cached for a short time: a permission
/// that is revoked meanwhile is in effect until then. Concurrent requests of a user ask once. If
/// GenAuth does not respond, the request is rejected with 503; without the permission, with 403.
///
/// ```
/// use axum::{Router, routing::get};
/// use genauth_axum::RequirePermission;
///
/// # fn example(guard: genauth_axum::Guard) -> Router {
/// Router::new()
///     .route("/orders", get(async || "orders").layer(RequirePermission::new("orders", "read")))
///     .layer(guard.layer())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct RequirePermission(Arc<Permission>);

#[derive(Clone)]
struct Permission {
    resource: Arc<str>,
    action: Arc<str>,
    kind: Kind,
    claim: Option<String>,
    cache: Duration,
    timeout: Duration,
    decisions: Arc<Decisions>,
}

/// The type of a data resource, which decides on the operation.
#[derive(Clone, Copy, Debug)]
enum Kind {
    String,
    Array,
    Tree,
}

impl RequirePermission {
    /// Requires an action on a string resource.
    pub fn new(resource: impl Into<String>, action: impl Into<String>) -> Self {
        Self::with_kind(Kind::String, resource.into(), action.into())
    }

    /// Requires an action on an array resource.
    pub fn array(resource: impl Into<String>, action: impl Into<String>) -> Self {
        Self::with_kind(Kind::Array, resource.into(), action.into())
    }

    /// Requires an action on a node of a tree resource, for instance `documents/contracts/2026`.
    pub fn tree(path: impl Into<String>, action: impl Into<String>) -> Self {
        Self::with_kind(Kind::Tree, path.into(), action.into())
    }

    fn with_kind(kind: Kind, resource: String, action: String) -> Self {
        Self(Arc::new(Permission {
            resource: resource.into(),
            action: action.into(),
            kind,
            claim: None,
            cache: Duration::from_secs(30),
            timeout: Duration::from_secs(5),
            decisions: Arc::default(),
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Permission)) -> Self {
        let permission = Arc::make_mut(&mut self.0);
        permission.decisions = Arc::default();
        change(permission);
        self
    }

    /// Decides by a claim of the access token, for instance `permissions`, if the token has it, and
    /// asks GenAuth otherwise. The claim lists permissions as `resource:action`, as a list or
    /// separated by spaces; they are compared exactly. A claim of another type permits nothing.
    pub fn from_claim(self, claim: impl Into<String>) -> Self {
        self.with(|permission| permission.claim = Some(claim.into()))
    }

    /// Sets how long a decision is cached; 30 seconds by default, and at most 5 seconds for a denial.
    /// Zero asks for every request.
    pub fn cache(self, cache: Duration) -> Self {
        self.with(|permission| permission.cache = cache)
    }

    /// Sets the limit of a request to GenAuth, including retries; 5 seconds by default.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|permission| permission.timeout = timeout)
    }

    /// Checks that a user has the permission.
    ///
    /// ```
    /// use genauth_axum::{CurrentUser, Rejection, RequirePermission};
    ///
    /// async fn refund(
    ///     permission: &RequirePermission,
    ///     user: CurrentUser,
    /// ) -> Result<&'static str, Rejection> {
    ///     permission.check(&user).await?;
    ///     Ok("refunded")
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Forbidden`](RejectionKind::Forbidden) without the permission,
    /// [`InvalidToken`](RejectionKind::InvalidToken) if GenAuth does not accept the user's token, and
    /// [`Unavailable`](RejectionKind::Unavailable) if it cannot be asked.
    pub async fn check(&self, user: &CurrentUser) -> Result<(), Rejection> {
        let outcome = match self.0.claimed(user) {
            Some(is_allowed) => Outcome::Decided(Decision { is_allowed }),
            None => self.0.asked(user).await,
        };
        match outcome {
            Outcome::Decided(Decision { is_allowed: true }) => Ok(()),
            Outcome::Decided(_) => {
                Err(Rejection::forbidden("The user does not have the required permission."))
            }
            Outcome::Refused => {
                let detail = "The access token is not accepted by the identity provider.";
                Err(Rejection::new(RejectionKind::InvalidToken, detail))
            }
            Outcome::Failed { retry_after } => {
                let detail = "Permissions cannot be checked at the moment; retry later.";
                Err(Rejection::unavailable(detail, retry_after))
            }
        }
    }
}

impl Permission {
    /// Decides by the claim of the token; `None` if it has none.
    fn claimed(&self, user: &CurrentUser) -> Option<bool> {
        let claim = user.claims()?.extra.get(self.claim.as_deref()?)?;
        let is_this = |text: &str| {
            text.strip_prefix(&*self.resource).and_then(|rest| rest.strip_prefix(':'))
                == Some(&*self.action)
        };
        Some(match claim {
            Value::String(list) => list.split(' ').any(is_this),
            Value::Array(list) => list.iter().filter_map(Value::as_str).any(is_this),
            _ => false,
        })
    }

    async fn asked(&self, user: &CurrentUser) -> Outcome {
        let ask = || {
            let (resource, action) = (Arc::clone(&self.resource), Arc::clone(&self.action));
            ask(user.client(), self.kind, resource, action, self.timeout)
        };
        let claims = user.claims();
        let key = Key {
            app: user.app_id().to_owned(),
            issuer: claims.map(|claims| claims.issuer.clone()),
            is_application: claims.is_some_and(|claims| claims.subject.is_none()),
            id: user.id().to_owned(),
        };
        self.decisions.get(key, self.cache, ask).await
    }
}

/// Asks whether the user of a client has a permission.
async fn ask(
    client: AuthenticationClient,
    kind: Kind,
    resource: Arc<str>,
    action: Arc<str>,
    timeout: Duration,
) -> Outcome {
    let (path, name) = (&*resource, &*action);
    let response = async {
        match kind {
            Kind::String => {
                client.check_permission_by_string_resource(StringCheck::new(name, [path])).await
            }
            Kind::Array => {
                client.check_permission_by_array_resource(ArrayCheck::new(name, [path])).await
            }
            Kind::Tree => {
                client.check_permission_by_tree_resource(TreeCheck::new(name, [path])).await
            }
        }
    };
    match tokio::time::timeout(timeout, response).await {
        Ok(Ok(response)) => {
            let results = response.check_result_list;
            let mut own = results.iter().filter(|it| it.resource == path && it.action == name);
            // Without a result, nothing is permitted.
            let first = own.next().is_some_and(|it| it.enabled);
            Outcome::Decided(Decision { is_allowed: first && own.all(|it| it.enabled) })
        }
        Ok(Err(error)) => failed(&error, path, name),
        Err(_) => {
            tracing::warn!(resource = path, action = name, "a permission check timed out");
            Outcome::Failed { retry_after: None }
        }
    }
}

fn failed(error: &Error, resource: &str, action: &str) -> Outcome {
    if error.is_unauthenticated() {
        tracing::debug!(%error, resource, action, "a permission check was refused");
        return Outcome::Refused;
    }
    tracing::warn!(%error, resource, action, "a permission cannot be checked");
    Outcome::Failed { retry_after: error.retry_after() }
}

impl fmt::Debug for RequirePermission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequirePermission")
            .field("resource", &self.0.resource)
            .field("action", &self.0.action)
            .field("kind", &self.0.kind)
            .finish_non_exhaustive()
    }
}
