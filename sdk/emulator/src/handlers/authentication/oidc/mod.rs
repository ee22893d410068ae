//! OAuth 2.0 and OpenID Connect: protocol endpoints and browser pages.

pub(super) mod authorize;
mod cookie;
pub(super) mod discovery;
pub(super) mod interaction;
pub(super) mod introspection;
pub(super) mod logout;
mod pages;
mod password;
mod pkce;
mod request;
mod response;
pub(super) mod token;
pub(super) mod user_info;
pub(super) mod validation;

use crate::call::Call;

/// Supported scopes. Others are omitted from the grant, except those with a colon: applications
/// define them for their resources.
const SCOPES: [&str; 14] = [
    "openid",
    "offline_access",
    "username",
    "phone",
    "email",
    "address",
    "profile",
    "role",
    "roles",
    "external_id",
    "extended_fields",
    "tenant_id",
    "userpool_id",
    "user",
];

/// Returns a parameter as text.
fn param<'a>(call: &'a Call<'_>, name: &str) -> Option<&'a str> {
    call.raw_params()[name].as_str()
}

/// Returns a field of the body as text.
fn field<'a>(call: &'a Call<'_>, name: &str) -> Option<&'a str> {
    call.raw_body()[name].as_str()
}

/// Returns `true` if the OAuth-only variant of an endpoint is called.
fn is_plain_oauth(call: &Call<'_>) -> bool {
    call.path.starts_with("/oauth/")
}

/// Returns the part of a scope that can be granted, without duplicates.
fn grantable(scope: &str) -> String {
    let mut granted: Vec<&str> = Vec::new();
    for part in scope.split_ascii_whitespace() {
        let is_known = SCOPES.contains(&part) || part.contains(':');
        if is_known && !granted.contains(&part) {
            granted.push(part);
        }
    }
    granted.join(" ")
}

/// Returns `true` if a scope contains a part.
fn has(scope: &str, part: &str) -> bool {
    scope.split(' ').any(|granted| granted == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_that_mean_something_are_granted_once() {
        assert_eq!(grantable("openid  made_up openid book:read"), "openid book:read");
        assert!(has("openid profile", "profile"));
        assert!(!has("openid profile", "file"));
    }
}
