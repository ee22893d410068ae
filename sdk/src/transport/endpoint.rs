//! [`Endpoint`]: what is called, described or not.

use std::{
    borrow::Cow,
    fmt::{self, Write as _},
    sync::Arc,
};

use http::Method;

use crate::operation::{Api, BodyKind, Operation, Pagination, Security};

/// The endpoint of a call.
#[derive(Clone)]
pub enum Endpoint {
    /// An operation of the description.
    Described(&'static Operation),
    /// An endpoint that the caller names.
    Custom(Arc<CustomEndpoint>),
}

/// An endpoint that the description does not have.
#[derive(Clone)]
pub struct CustomEndpoint {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) retry_safe: bool,
    pub(crate) body: BodyKind,
}

impl Endpoint {
    /// The documented name; `request` where there is none.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Described(operation) => operation.name,
            Self::Custom(_) => "request",
        }
    }

    /// What messages call it: the documented name; method and path where there is none.
    pub(crate) fn label(&self) -> Cow<'static, str> {
        match self {
            Self::Described(operation) => operation.name.into(),
            Self::Custom(_) => self.to_string().into(),
        }
    }

    pub(crate) fn method(&self) -> &Method {
        match self {
            Self::Described(operation) => &operation.method,
            Self::Custom(custom) => &custom.method,
        }
    }

    /// The path with its parameters as placeholders.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Described(operation) => operation.path,
            Self::Custom(custom) => &custom.path,
        }
    }

    /// Whether `{name}` in the path stands for a parameter.
    pub(crate) fn has_placeholders(&self) -> bool {
        matches!(self, Self::Described(_))
    }

    pub(crate) fn retry_safe(&self) -> bool {
        match self {
            Self::Described(operation) => operation.retry_safe,
            Self::Custom(custom) => custom.retry_safe,
        }
    }

    /// Which identities are asked for. An endpoint that nobody described gets all there are.
    pub(crate) fn security(&self) -> Security {
        match self {
            Self::Described(operation) => operation.security,
            Self::Custom(_) => Security::NONE.bearer().app_id().user_pool_id(),
        }
    }

    /// Whether it cannot be called without the access token of a user. Of an endpoint that the caller
    /// names, only the caller knows.
    pub(crate) fn needs_user(&self) -> bool {
        match self {
            Self::Described(operation) => {
                let security = operation.security;
                operation.api == Api::Authentication && security.bearer && !security.bearer_optional
            }
            Self::Custom(_) => false,
        }
    }

    /// How one page is asked for. An endpoint that nobody described has one page.
    pub(crate) fn pagination(&self) -> Option<Pagination> {
        match self {
            Self::Described(operation) => operation.pagination,
            Self::Custom(_) => None,
        }
    }

    pub(crate) fn body(&self) -> BodyKind {
        match self {
            Self::Described(operation) => operation.body,
            Self::Custom(custom) => custom.body,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ", self.name(), self.method())?;
        // A path that the caller names can be wrong in ways that a log must not suffer from.
        let path = self.path().split(['?', '#']).next().unwrap_or_default();
        path.chars().try_for_each(|it| f.write_char(if it.is_control() { '\u{fffd}' } else { it }))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<&'static Operation> for Endpoint {
    fn from(operation: &'static Operation) -> Self {
        Self::Described(operation)
    }
}
