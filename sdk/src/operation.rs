//! [`Operation`]: the facts of an endpoint, as data.

use http::Method;

/// One of the two APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Api {
    /// The API that an application calls on behalf of its users.
    Authentication,
    /// The API that administers a user pool.
    Management,
}

/// The effect of calling an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// Reads data and changes nothing.
    Read,
    /// Creates, changes or deletes data.
    Write,
    /// Sends a message to a person.
    Send,
    /// Starts, continues or ends a session: issues or revokes tokens and codes.
    Session,
}

/// The media type of a request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyKind {
    /// No body.
    None,
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
}

/// The credentials and ids that an operation requires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Security {
    /// An access token: the user's for the authentication API, the access key's for the management
    /// API.
    pub bearer: bool,
    /// Whether the access token is optional: it is sent if the client has one.
    pub bearer_optional: bool,
    /// The application id.
    pub app_id: bool,
    /// The user pool id.
    pub user_pool_id: bool,
    /// The tenant id.
    pub app_tenant_id: bool,
}

impl Security {
    /// Requires nothing.
    pub const NONE: Self = Self {
        bearer: false,
        bearer_optional: false,
        app_id: false,
        user_pool_id: false,
        app_tenant_id: false,
    };

    /// Adds a required access token.
    #[must_use]
    pub const fn bearer(self) -> Self {
        Self { bearer: true, ..self }
    }

    /// Adds an optional access token.
    #[must_use]
    pub const fn optional_bearer(self) -> Self {
        Self { bearer: true, bearer_optional: true, ..self }
    }

    /// Adds the required application id.
    #[must_use]
    pub const fn app_id(self) -> Self {
        Self { app_id: true, ..self }
    }

    /// Adds the required user pool id.
    #[must_use]
    pub const fn user_pool_id(self) -> Self {
        Self { user_pool_id: true, ..self }
    }

    /// Adds the required tenant id.
    #[must_use]
    pub const fn app_tenant_id(self) -> Self {
        Self { app_tenant_id: true, ..self }
    }
}

/// The position of a page in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageStyle {
    /// Its number, from 1.
    Page,
    /// The index of its first item, which the previous page contains.
    Index,
    /// A cursor, which the previous page contains.
    Scroll,
}

/// The pagination of a list: where the position and the size of a page go in the request.
///
/// They are `query.<name>` for a query parameter and `body.<name>` for a field of a JSON body,
/// with further names after dots for nested objects.
///
/// ```
/// # #[cfg(feature = "management-user")] {
/// use genauth::{PageStyle, management::OPERATIONS};
///
/// let list_users = OPERATIONS.iter().find(|operation| operation.name == "listUsers");
/// let pagination = list_users.and_then(|operation| operation.pagination);
/// assert_eq!(pagination.map(|it| it.style), Some(PageStyle::Page));
/// assert_eq!(pagination.map(|it| it.position), Some("body.options.pagination.page"));
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Pagination {
    /// The kind of position.
    pub style: PageStyle,
    /// Location of the position in a request.
    pub position: &'static str,
    /// Location of the page size in a request, if it can be chosen.
    pub limit: Option<&'static str>,
    /// Whether the position is a string in a JSON body.
    pub text: bool,
}

/// An endpoint of the API, for tools built on the SDK: command-line tools, proxies, rate limits,
/// coverage reports.
///
/// ```
/// # #[cfg(feature = "authentication-mfa")] {
/// use genauth::authentication::OPERATIONS;
///
/// let enroll = OPERATIONS.iter().find(|operation| operation.name == "enrollFactor");
/// assert_eq!(enroll.map(|operation| operation.path), Some("/api/v3/enroll-factor"));
/// # }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Documented name, for instance `listUsers`; unique in its API.
    pub name: &'static str,
    /// The API it belongs to.
    pub api: Api,
    /// The module it belongs to; its Cargo feature is `<api>-<module>`.
    pub module: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path below the host; `{name}` stands for a path parameter.
    pub path: &'static str,
    /// The pagination, if the response is a page of a list.
    pub pagination: Option<Pagination>,
    /// The effect of calling it.
    pub effect: Effect,
    /// Whether a call is safe to retry when its outcome is unknown.
    pub retry_safe: bool,
    /// The credentials and ids that it requires.
    pub security: Security,
    /// Whether the application's id and secret are sent with it, as set by
    /// [`ClientAuthMethod`](crate::ClientAuthMethod).
    pub client_auth: bool,
    /// The media type of a request body.
    pub body: BodyKind,
    /// The limits of lists and numbers in parameters and body. A call that exceeds one fails with
    /// [`Error::Request`](crate::Error::Request) before anything is sent.
    pub limits: &'static [Limit],
    /// Whether the operation is deprecated.
    pub deprecated: bool,
}

/// A documented limit of a value in a request.
///
/// ```
/// # #[cfg(feature = "management-user")] {
/// use genauth::management::OPERATIONS;
///
/// let delete = OPERATIONS.iter().find(|operation| operation.name == "deleteUsersBatch");
/// let limits = delete.map(|operation| operation.limits).unwrap_or_default();
/// assert_eq!((limits[0].value, limits[0].most), ("body.userIds", 50));
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Limit {
    /// The value: `query.<name>` or `body.<name>`, with further names after dots where objects lie
    /// between, and `[]` after a list whose items have the limit.
    pub value: &'static str,
    /// The largest number of items of a list, or the largest value of a number.
    pub most: u32,
}

impl Limit {
    // Which operations have limits depends on the modules that are compiled in.
    #[allow(dead_code)]
    pub(crate) const fn new(value: &'static str, most: u32) -> Self {
        Self { value, most }
    }
}

/// Returns the number of operations in all groups.
pub(crate) const fn count(groups: &[&[&Operation]]) -> usize {
    let mut count = 0;
    let mut group = 0;
    while group < groups.len() {
        count += groups[group].len();
        group += 1;
    }
    count
}

/// Returns the operations of all groups in one list of length `N`, which is [`count`] of the
/// groups.
pub(crate) const fn flatten<const N: usize>(
    groups: &[&[&'static Operation]],
) -> [&'static Operation; N] {
    static NONE: Operation = Operation {
        name: "",
        api: Api::Authentication,
        module: "",
        method: Method::GET,
        path: "",
        pagination: None,
        effect: Effect::Read,
        retry_safe: false,
        security: Security::NONE,
        client_auth: false,
        body: BodyKind::None,
        limits: &[],
        deprecated: false,
    };
    let mut all: [&'static Operation; N] = [&NONE; N];
    let mut next = 0;
    let mut group = 0;
    while group < groups.len() {
        let mut index = 0;
        while index < groups[group].len() {
            all[next] = groups[group][index];
            next += 1;
            index += 1;
        }
        group += 1;
    }
    all
}
