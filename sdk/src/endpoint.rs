//! [`Endpoint`]: the target of a call, documented or not.

use std::{borrow::Cow, fmt, sync::Arc};

use http::Method;

use crate::operation::{Api, BodyKind, Effect, Operation, Pagination, Security};

/// The endpoint of a call.
#[derive(Clone)]
pub enum Endpoint {
    /// An operation of the spec.
    Described(&'static Operation),
    /// An endpoint that the application names.
    Custom(Arc<CustomEndpoint>),
}

/// An endpoint that is not in the spec.
#[derive(Clone)]
pub struct CustomEndpoint {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) retry_safe: bool,
    pub(crate) body: BodyKind,
}

impl Endpoint {
    /// Returns the documented name; `request` without one.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Described(operation) => operation.name,
            Self::Custom(_) => "request",
        }
    }

    /// Returns the name in messages: the documented name, or method and path.
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

    /// Returns the path, with placeholders for parameters.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Described(operation) => operation.path,
            Self::Custom(custom) => &custom.path,
        }
    }

    /// Returns whether `{name}` in the path is a placeholder.
    pub(crate) fn has_placeholders(&self) -> bool {
        matches!(self, Self::Described(_))
    }

    /// Returns whether it only reads.
    pub(crate) fn is_read(&self) -> bool {
        match self {
            Self::Described(operation) => operation.effect == Effect::Read,
            Self::Custom(custom) => custom.method.is_safe(),
        }
    }

    pub(crate) fn retry_safe(&self) -> bool {
        match self {
            Self::Described(operation) => operation.retry_safe,
            Self::Custom(custom) => custom.retry_safe,
        }
    }

    /// Returns the required identities. An undocumented endpoint receives all of them.
    pub(crate) fn security(&self) -> Security {
        match self {
            Self::Described(operation) => operation.security,
            Self::Custom(_) => Security::NONE.bearer().app_id().user_pool_id(),
        }
    }

    /// Returns whether it requires a user access token; unknown, hence `false`, for undocumented
    /// endpoints.
    pub(crate) fn needs_user(&self) -> bool {
        match self {
            Self::Described(operation) => {
                let security = operation.security;
                operation.api == Api::Authentication && security.bearer && !security.bearer_optional
            }
            Self::Custom(_) => false,
        }
    }

    /// Returns the pagination parameters. An undocumented endpoint has a single page.
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

/// Name, method and path. For undocumented endpoints, only the part of the path that looks like the
/// name of an endpoint; the rest may be ids, addresses and tokens.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ", self.name(), self.method())?;
        match self {
            Self::Described(operation) => f.write_str(operation.path),
            Self::Custom(custom) => f.write_str(&shown_path(&custom.path)),
        }
    }
}

/// Returns a path with `{…}` in place of possible values.
///
/// Paths of this API are a version and a name (`/api/v3/get-user`) or a few short words
/// (`/oidc/token/revocation`); anything after the name may be a value.
pub(crate) fn shown_path(path: &str) -> String {
    const BEFORE_A_NAME: [&str; 4] = ["api", "oidc", "oauth", "token"];

    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut shown = String::new();
    let mut named = false;
    for segment in path.split('/').skip(1) {
        let comes_before = BEFORE_A_NAME.contains(&segment) || is_version(segment);
        shown.push('/');
        shown.push_str(match segment {
            "" => "",
            name if !named && (comes_before || is_name(name)) => name,
            _ => "{…}",
        });
        named |= !comes_before && !segment.is_empty();
    }
    shown
}

/// Returns whether a segment is a version, such as `v3`.
fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix('v').unwrap_or_default();
    matches!(number.len(), 1 | 2) && number.bytes().all(|it| it.is_ascii_digit())
}

/// Returns whether a segment consists of words, unlike a token.
fn is_name(segment: &str) -> bool {
    const LONGEST_WORD: usize = 20;

    segment.len() <= 60
        && segment.split('-').all(|word| {
            (1..=LONGEST_WORD).contains(&word.len())
                && word.bytes().all(|it| it.is_ascii_lowercase())
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_paths_are_hidden() {
        for (path, shown) in [
            ("/api/v3/get-user", "/api/v3/get-user"),
            ("/api/v3/x", "/api/v3/x"),
            ("/x/", "/x/"),
            ("/oidc/token/revocation", "/oidc/token/revocation"),
            ("/api/v3/users/secret", "/api/v3/users/{…}"),
            ("/api/v3/users/6229ffaxxxxxxxxcade3e3d9/roles", "/api/v3/users/{…}/{…}"),
            ("/api/v3/6229ffaxxxxxxxxcade3e3d9", "/api/v3/{…}"),
            ("/a@example.com", "/{…}"),
            ("/eyJhbGciOi", "/{…}"),
            ("/abcdefghijklmnopqrstuvwxyz", "/{…}"),
            ("/x/v3/token", "/x/{…}/{…}"),
            ("/x\r\ny/z", "/{…}/{…}"),
            ("/x?token=secret", "/x"),
            ("secret", ""),
        ] {
            assert_eq!(shown_path(path), shown, "{path}");
        }
    }
}
