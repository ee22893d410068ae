//! Scopes of access tokens.

/// Supported scopes. Others are omitted from the grant, except those with a colon: applications
/// define them for their resources.
pub(super) const SCOPES: [&str; 14] = [
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

/// Returns the part of a scope that can be granted, without duplicates.
pub(super) fn grantable(scope: &str) -> String {
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
pub(super) fn has(scope: &str, part: &str) -> bool {
    scope.split(' ').any(|granted| granted == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_scopes_are_granted_once() {
        assert_eq!(grantable("openid  made_up openid book:read"), "openid book:read");
        assert!(has("openid profile", "profile"));
        assert!(!has("openid profile", "file"));
    }
}
