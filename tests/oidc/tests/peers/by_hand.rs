//! The protocol without the SDK. Calls of `genauth::oidc` take the place of these functions.

use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use peers::{Browser, Client, OidcProvider, POST_LOGOUT_REDIRECT_URI, REDIRECT_URI};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::{Url, form_urlencoded};

/// A code verifier, of the shortest length that PKCE allows.
pub const VERIFIER: &str = "test-verifier-test-verifier-test-verifier-t";
pub const NONCE: &str = "test-nonce";
pub const STATE: &str = "test-state";
pub const SCOPE: &str = "openid profile email phone address offline_access";

/// HTTP status and JSON body.
pub type Reply = (u16, Value);

/// Returns an authorization URL, with parameters that add to the usual ones or replace them.
pub fn authorization_url(provider: &OidcProvider, client: &Client, more: &[(&str, &str)]) -> Url {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut url = provider.url("/auth").unwrap();
    let usual = [
        ("client_id", client.id),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", SCOPE),
        ("prompt", "consent"),
        ("state", STATE),
        ("nonce", NONCE),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let replaced = |name: &str| more.iter().any(|(other, _)| *other == name);
    let usual = usual.into_iter().filter(|(name, _)| !replaced(name));
    url.query_pairs_mut().extend_pairs(usual).extend_pairs(more);
    url
}

/// Returns an end-session URL.
pub fn end_session_url(provider: &OidcProvider, id_token: &str) -> Url {
    let mut url = provider.url("/session/end").unwrap();
    url.query_pairs_mut().extend_pairs([
        ("id_token_hint", id_token),
        ("post_logout_redirect_uri", POST_LOGOUT_REDIRECT_URI),
        ("state", STATE),
    ]);
    url
}

/// Signs `alice` in and exchanges the code for tokens.
pub async fn sign_in(provider: &OidcProvider, browser: &Browser, client: &Client) -> Value {
    let callback = browser.sign_in(&authorization_url(provider, client, &[]), "alice").await;
    assert_eq!(callback.parameter("state").as_deref(), Some(STATE));
    assert_eq!(callback.parameter("iss").as_deref(), Some(provider.issuer()));
    let (status, tokens) = exchange(provider, client, &callback.parameter("code").unwrap()).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

/// Exchanges a code for tokens.
pub async fn exchange(provider: &OidcProvider, client: &Client, code: &str) -> Reply {
    exchange_with(provider, client, code, &[]).await
}

/// Exchanges a code for tokens, with more parameters than the usual ones.
pub async fn exchange_with(
    provider: &OidcProvider,
    client: &Client,
    code: &str,
    more: &[(&str, &str)],
) -> Reply {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    form.extend(more);
    send(provider, client, "/token", &form).await
}

/// Exchanges a refresh token for tokens.
pub async fn refresh(provider: &OidcProvider, client: &Client, token: &Value) -> Reply {
    let form = [("grant_type", "refresh_token"), ("refresh_token", text(token))];
    send(provider, client, "/token", &form).await
}

/// Requests tokens for the client itself.
pub async fn client_credentials(provider: &OidcProvider, client: &Client, scope: &str) -> Reply {
    let form = [("grant_type", "client_credentials"), ("scope", scope)];
    send(provider, client, "/token", &form).await
}

/// Introspects a token.
pub async fn introspect(provider: &OidcProvider, client: &Client, token: &Value) -> Reply {
    send(provider, client, "/token/introspection", &[("token", text(token))]).await
}

/// Revokes a token.
pub async fn revoke(provider: &OidcProvider, client: &Client, token: &Value) -> Reply {
    send(provider, client, "/token/revocation", &[("token", text(token))]).await
}

/// Requests claims of the user.
pub async fn user_info(provider: &OidcProvider, access_token: &Value) -> Reply {
    let request = reqwest::Client::new().get(provider.url("/me").unwrap());
    reply(request.bearer_auth(text(access_token))).await
}

/// Returns the key set.
pub async fn keys(provider: &OidcProvider) -> JwkSet {
    let request = reqwest::Client::new().get(provider.url("/.well-known/jwks.json").unwrap());
    request.send().await.unwrap().json().await.unwrap()
}

/// Checks the signature, issuer, audience and expiration of a token, and returns its claims.
pub async fn verify(
    provider: &OidcProvider,
    client: &Client,
    token: &Value,
    audience: &str,
) -> Result<Value, String> {
    let header = decode_header(text(token)).unwrap();
    let (algorithm, key) = match client.algorithm {
        "HS256" => (Algorithm::HS256, DecodingKey::from_secret(client.secret.unwrap().as_bytes())),
        _ => {
            let keys = keys(provider).await;
            let key = header.kid.as_deref().and_then(|kid| keys.find(kid)).ok_or("unknown key")?;
            (Algorithm::RS256, DecodingKey::from_jwk(key).unwrap())
        }
    };
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&[audience]);
    validation.set_issuer(&[provider.issuer()]);
    match decode::<Value>(text(token), &key, &validation) {
        Ok(decoded) => Ok(decoded.claims),
        Err(error) => Err(error.to_string()),
    }
}

/// Sends a form with the credentials of the client.
async fn send(
    provider: &OidcProvider,
    client: &Client,
    path: &str,
    form: &[(&str, &str)],
) -> Reply {
    let request = reqwest::Client::new().post(provider.url(path).unwrap());
    let mut form = form.to_vec();
    let request = match (client.authentication, client.secret) {
        ("client_secret_basic", Some(secret)) => {
            let encoded = |text: &str| -> String {
                form_urlencoded::byte_serialize(text.as_bytes()).collect()
            };
            let pair = format!("{}:{}", encoded(client.id), encoded(secret));
            request.header("authorization", format!("Basic {}", BASE64_STANDARD.encode(pair)))
        }
        (_, secret) => {
            form.push(("client_id", client.id));
            form.extend(secret.map(|secret| ("client_secret", secret)));
            request
        }
    };
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let content_type = "application/x-www-form-urlencoded";
    reply(request.header("content-type", content_type).body(body)).await
}

async fn reply(request: reqwest::RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or_default())
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a token")
}
