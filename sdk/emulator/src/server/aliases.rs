//! Paths that the spec does not have, and their targets: the OAuth variants of the OIDC endpoints,
//! endpoints below the ID of an application, and browser-only paths.

use http::Method;

use crate::state::State;

/// The endpoints that exist for both OAuth and OIDC.
const SHARED_ENDPOINTS: [&str; 5] =
    ["auth", "token", "me", "token/introspection", "token/revocation"];

/// Prefix of the paths of authorizations in progress.
const INTERACTIONS: &str = "/interaction/oidc/";

fn interaction_key(path: &str) -> Option<&str> {
    path.strip_prefix(INTERACTIONS)
}

/// Returns the method and path in the spec that a request is an alias of, if it is one.
pub(super) fn described(state: &State, method: &Method, path: &str) -> Option<(Method, String)> {
    let path = path.trim_end_matches('/');
    let is_get = *method == Method::GET;
    match path {
        "/login/profile/logout" if is_get => {
            return Some((Method::GET, "/oidc/session/end".to_owned()));
        }
        // The parameters of an authorization can come in a form.
        "/oidc/auth" | "/oauth/auth" => return Some((Method::GET, "/oidc/auth".to_owned())),
        _ => {}
    }
    if let Some(name) = path.strip_prefix("/oauth/").filter(|name| SHARED_ENDPOINTS.contains(name))
    {
        return Some((method.clone(), format!("/oidc/{name}")));
    }
    // The key of an authorization identifies its state.
    if interaction_key(path).is_some_and(|key| is_get && !key.contains('/')) {
        return Some((Method::GET, "/oidc/auth".to_owned()));
    }
    // The second factor is another step of the sign-in.
    if let Some(key) = interaction_key(path).and_then(|key| key.strip_suffix("/mfa"))
        && *method == Method::POST
    {
        return Some((Method::POST, format!("{INTERACTIONS}{key}/login")));
    }
    let (app_id, rest) = path.strip_prefix('/')?.split_once('/')?;
    let is_own = rest.starts_with("oidc/") && state.applications.get(app_id).is_some();
    is_own.then(|| (method.clone(), format!("/{rest}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{demo::APP_ID, state::keys::Keys};

    #[test]
    fn aliases_map_to_documented_paths() {
        let state = State::new(1, Keys::of_process().unwrap());
        let found = |method: Method, path: &str| {
            described(&state, &method, path).map(|(method, path)| format!("{method} {path}"))
        };
        let jwks = format!("/{APP_ID}/oidc/.well-known/jwks.json");
        assert_eq!(found(Method::GET, &jwks).unwrap(), "GET /oidc/.well-known/jwks.json");
        assert_eq!(found(Method::POST, "/oauth/token").unwrap(), "POST /oidc/token");
        assert_eq!(found(Method::POST, "/oidc/auth").unwrap(), "GET /oidc/auth");
        assert_eq!(found(Method::GET, "/interaction/oidc/KEY").unwrap(), "GET /oidc/auth");
        assert_eq!(found(Method::POST, "/interaction/oidc/KEY/login"), None);
        let login = "POST /interaction/oidc/KEY/login";
        assert_eq!(found(Method::POST, "/interaction/oidc/KEY/mfa").unwrap(), login);
        assert_eq!(found(Method::GET, "/interaction/oidc/KEY/mfa"), None);
        assert_eq!(found(Method::GET, "/OTHER/oidc/me"), None);
        assert_eq!(found(Method::GET, "/oauth/other"), None);
        assert_eq!(found(Method::GET, "/"), None);
    }
}
