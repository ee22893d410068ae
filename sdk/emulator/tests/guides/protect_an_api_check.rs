use genauth::Error;
use genauth::http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use genauth::oidc::{AccessTokenClaims, TokenVerifier};

/// The status and the `WWW-Authenticate` field of a response to a rejected request.
type Rejection = (StatusCode, Option<&'static str>);

async fn authorize(
    verifier: &TokenVerifier,
    headers: &HeaderMap,
    scope: &str,
) -> Result<AccessTokenClaims, Rejection> {
    let field = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = field.and_then(|field| field.split_once(' ')).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err((StatusCode::UNAUTHORIZED, Some(r#"Bearer realm="orders""#)));
    }
    match verifier.verify_access_token(token).await {
        Ok(claims) if claims.has_scope(scope) => Ok(claims),
        Ok(_) => {
            let challenge = r#"Bearer realm="orders", error="insufficient_scope""#;
            Err((StatusCode::FORBIDDEN, Some(challenge)))
        }
        Err(Error::Token(_)) => {
            let challenge = r#"Bearer realm="orders", error="invalid_token""#;
            Err((StatusCode::UNAUTHORIZED, Some(challenge)))
        }
        Err(_) => Err((StatusCode::SERVICE_UNAVAILABLE, None)), // the keys are not available
    }
}
