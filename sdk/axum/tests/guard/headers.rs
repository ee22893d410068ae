//! The `Authorization` field (row M2).

use http::Method;
use proptest::prelude::*;
use serde_json::json;

use crate::provider::{KEY, OTHER_KEY, unsigned};
use crate::support::{Api, refusal, request};

#[tokio::test]
async fn schemes_are_read_in_any_case_and_with_several_spaces() {
    let api = Api::start().await;
    let token = api.provider.token(json!({}));
    for scheme in ["Bearer ", "bearer ", "BEARER ", "bEaReR ", "Bearer  ", "Bearer      "] {
        let seen = api.authorized(&format!("{scheme}{token}")).await;
        assert_eq!((seen.status.as_u16(), seen.body.as_str()), (200, "u1"), "{scheme:?}");
    }
    assert_eq!(api.calls(), 6);
}

#[tokio::test]
async fn empty_and_malformed_fields_are_400_invalid_request() {
    let api = Api::start().await;
    let token = api.provider.token(json!({}));
    for value in [
        "Bearer",
        "Bearer ",
        "bearer    ",
        "",
        "   ",
        &format!("Bearer {token} {token}"),
        &format!("Bearer {token}, Bearer {token}"),
        &format!("Bearer {token},{token}"),
        &format!("Bearer\t{token}"),
        &format!("Bearer \t{token}"),
        &format!("Bearer={token}"),
        &format!("Bearer \"{token}\""),
        &format!("Bearer token={token}"),
        &format!("Bearer: {token}"),
        &format!("\"Bearer\" {token}"),
        &format!("Bearer {token}é"),
        "Bearer é",
        "Bearer =",
        "Bearer a=b",
    ] {
        let seen = api.authorized(value).await;
        assert_eq!(seen.refusal(), refusal(400, "invalid_request"), "{value:?}");
        assert!(seen.challenge().contains(r#"error="invalid_request""#), "{value:?}");
    }
    assert_eq!((api.calls(), api.provider.requests()), (0, 0));
}

#[tokio::test]
async fn two_fields_are_400_invalid_request() {
    let api = Api::start().await;
    let bearer = format!("Bearer {}", api.provider.token(json!({})));
    for (first, second) in [
        (bearer.as_str(), bearer.as_str()),
        (&bearer, "Basic eDp5"),
        ("Basic eDp5", &bearer),
        ("Basic eDp5", "Basic eDp5"),
        ("", &bearer),
    ] {
        let fields = [("authorization", first), ("authorization", second)];
        let seen = api.send(request(Method::GET, "/", &fields)).await;
        assert_eq!(seen.refusal(), refusal(400, "invalid_request"), "{first:?} {second:?}");
    }
    assert_eq!(api.calls(), 0);
}

#[tokio::test]
async fn other_schemes_are_no_credentials() {
    let api = Api::start().await;
    let token = api.provider.token(json!({}));
    for value in [
        "Basic eDp5",
        "Basic",
        "Digest username=\"x\", realm=\"y\"",
        &format!("Bearer2 {token}"),
        &format!("Bear {token}"),
        &format!("DPoP {token}"),
        &token,
        &format!("Basic x, Bearer {token}"),
    ] {
        let seen = api.authorized(value).await;
        assert_eq!(seen.refusal(), refusal(401, ""), "{value:?}");
        assert_eq!(seen.challenge(), r#"Bearer realm="api""#, "{value:?}");
    }
    // Nor are tokens in other places.
    let uri = format!("/?access_token={token}");
    let bearer = format!("Bearer {token}");
    for fields in [
        &[][..],
        &[("proxy-authorization", bearer.as_str())],
        &[("x-authorization", &bearer)],
        &[("x-forwarded-access-token", &token)],
        &[("cookie", &format!("access_token={token}"))],
    ] {
        let seen = api.send(request(Method::GET, &uri, fields)).await;
        assert_eq!(seen.refusal(), refusal(401, ""), "{fields:?}");
    }
    assert_eq!(api.calls(), 0);
}

#[tokio::test]
async fn broken_tokens_are_401_invalid_token() {
    let api = Api::start().await;
    let claims = api.provider.claims(json!({}));
    let header = r#"{"alg":"RS256","kid":"k"}"#;
    let valid = KEY.token(&claims);
    let signed = valid.rsplit_once('.').unwrap().0;
    let dots = ".".repeat(200_000);
    let long = "a".repeat(300_000);
    // 38 bytes, as of an ECDSA signature in DER that was cut off.
    let short = base64_of(&[0x30; 38]);
    for token in [
        "a",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "a.b.c.d.e.f",
        "..",
        "bm90IGpzb24.bm90IGpzb24.c2ln",
        "null",
        "undefined",
        "eyJ.eyJ.x",
        &dots,
        &long,
        &format!("{signed}."),
        &format!("{signed}.{short}"),
        &format!("{valid}="),
        &format!("{}.", unsigned(r#"{"alg":"none"}"#, &claims.to_string())),
        &format!("{}.c2ln", unsigned(r#"{"alg":"HS256"}"#, &claims.to_string())),
        &format!("{}.{short}", unsigned(header, "[]")),
        &format!("{}.{short}", unsigned("null", "null")),
        &OTHER_KEY.token(&claims),
    ] {
        let seen = api.authorized(&format!("Bearer {token}")).await;
        let shown: String = token.chars().take(60).collect();
        let quoted = if shown.len() > 4 { &*shown } else { "no such text" };
        assert_eq!(seen.refusal(), refusal(401, "invalid_token"), "{shown}");
        assert!(!seen.body.contains(quoted), "{shown}");
        assert!(!seen.challenge().contains(quoted), "{shown}");
    }
    assert_eq!(api.calls(), 0);
}

#[tokio::test]
async fn encrypted_tokens_are_reported_as_not_supported() {
    let api = Api::start().await;
    let seen = api.authorized("Bearer eyJhbGciOiJkaXIifQ..iv.text.tag").await;
    assert_eq!(seen.refusal(), refusal(401, "invalid_token"));
    assert_eq!(seen.problem()["detail"], "Encrypted access tokens (JWE) are not supported.");
    assert_eq!(api.calls(), 0);
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Returns what RFC 6750 and RFC 9110 make of a field, written in another way than the parser:
/// `None` for other schemes, `Some(Err)` for an invalid request, `Some(Ok)` for a token.
fn specified(field: &str) -> Option<Result<String, ()>> {
    let field = field.trim_matches([' ', '\t']);
    let is_scheme = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
    let rest = field.trim_start_matches(is_scheme);
    let scheme = &field[..field.len() - rest.len()];
    if scheme.is_empty() {
        return Some(Err(()));
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let token = rest.trim_start_matches(' ');
    let is_token = |it: char| it.is_ascii_alphanumeric() || "-._~+/".contains(it);
    let body = token.trim_end_matches('=');
    let is_valid = token.len() < rest.len() && !body.is_empty() && body.chars().all(is_token);
    Some(if is_valid { Ok(token.to_owned()) } else { Err(()) })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// A mutated field is refused as specified, and never accepted unless it is the same token.
    #[test]
    fn mutated_fields_are_treated_as_specified(
        field in prop_oneof![
            "[ -~\t]{0,24}",
            "(?i:bearer)[ \t=,]{0,3}[a-zA-Z0-9._~+/=, \"-]{0,20}",
            ("[Bb]earer {0,3}", "[ -~]{0,4}", 0_usize..400).prop_map(|(scheme, noise, at)| {
                let mut text = format!("{scheme}{}", *TOKEN);
                text.insert_str(at.min(text.len()), &noise);
                text
            }),
        ]
    ) {
        let (api, runtime) = &*SHARED;
        let seen = runtime.block_on(api.authorized(&field));
        match specified(&field) {
            None => prop_assert_eq!(seen.refusal(), refusal(401, "")),
            Some(Err(())) => prop_assert_eq!(seen.refusal(), refusal(400, "invalid_request")),
            Some(Ok(token)) if token == *TOKEN => prop_assert_eq!(seen.status.as_u16(), 200),
            Some(Ok(_)) => prop_assert_eq!(seen.refusal(), refusal(401, "invalid_token")),
        }
    }
}

static SHARED: std::sync::LazyLock<(Api, tokio::runtime::Runtime)> =
    std::sync::LazyLock::new(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        (runtime.block_on(Api::start()), runtime)
    });

static TOKEN: std::sync::LazyLock<String> =
    std::sync::LazyLock::new(|| SHARED.0.provider.token(json!({})));
