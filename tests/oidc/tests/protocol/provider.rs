//! An OpenID provider whose every response a test decides.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::{
    hmac, rand,
    rsa::KeySize,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth::{AuthenticationClient, RetryPolicy, oidc::OidcClient, oidc::OidcClientBuilder};
use serde_json::{Map, Value, json};
use support::{Recorded, Reply, Server};

pub const APP_ID: &str = "app1";
pub const SECRET: &str = "test-secret-of-at-least-32-bytes";
pub const REDIRECT_URI: &str = "https://app.test/callback";

/// The current time of every test: 2026-01-01T00:00:00Z.
pub const NOW: i64 = 1_767_225_600;

/// Returns the time of every test.
pub fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW as u64)
}

/// A key of a provider.
pub struct Key {
    pub id: &'static str,
    pair: RsaKeyPair,
}

impl Key {
    fn generate(id: &'static str) -> Self {
        Self { id, pair: RsaKeyPair::generate(KeySize::Rsa2048).unwrap() }
    }

    /// Returns the published key.
    pub fn jwk(&self) -> Value {
        let public = self.pair.public_key();
        let n = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let e = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": n, "e": e})
    }

    /// Returns the published key with some members replaced; `null` removes one.
    pub fn jwk_with(&self, changes: Value) -> Value {
        changed(self.jwk(), changes)
    }

    /// Signs a token with any header.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_raw(&header.to_string(), &claims.to_string())
    }

    /// Signs any header and payload, which need not be JSON.
    pub fn sign_raw(&self, header: &str, claims: &str) -> String {
        let signed = raw(header, claims);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = rand::SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Signs a token with the usual header.
    pub fn token(&self, claims: &Value) -> String {
        self.sign(&json!({"alg": "RS256", "kid": self.id, "typ": "JWT"}), claims)
    }
}

/// The keys of the tests; generating one takes a while.
pub static K1: LazyLock<Key> = LazyLock::new(|| Key::generate("k1"));
pub static K2: LazyLock<Key> = LazyLock::new(|| Key::generate("k2"));

/// Returns header and payload of a token, which need not be JSON.
pub fn raw(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

/// Signs any header and payload by HS256.
pub fn hs256(signed: &str, secret: &[u8]) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// Returns an object with some members replaced; `null` removes one.
pub fn changed(mut object: Value, changes: Value) -> Value {
    let members = object.as_object_mut().unwrap();
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    for (name, value) in changes {
        match value {
            Value::Null => members.remove(&name),
            value => members.insert(name, value),
        };
    }
    object
}

/// Decides on the response of the token endpoint.
pub type TokenRule = Box<dyn FnMut(&Recorded) -> Reply + Send>;

/// What the provider responds with.
pub struct Script {
    /// Changes of the metadata; `null` removes a member.
    pub metadata: Value,
    pub discovery: Option<Reply>,
    pub jwks: Reply,
    /// Responses of the token endpoint; the last one repeats.
    pub tokens: Vec<Reply>,
    /// Decides on the response of the token endpoint, in place of `tokens`.
    pub token_rule: Option<TokenRule>,
    pub user_info: Reply,
    pub introspection: Reply,
    pub revocation: Reply,
}

/// A provider on loopback.
pub struct Provider {
    server: Server,
    script: Arc<Mutex<Script>>,
}

impl Provider {
    /// Starts a provider with one key, `K1`.
    pub async fn start() -> Self {
        let script = Script {
            metadata: json!({}),
            discovery: None,
            jwks: jwks(&[K1.jwk()]),
            tokens: Vec::new(),
            token_rule: None,
            user_info: Reply::json(200, &json!({"sub": "u1", "email": "u1@mail.example"})),
            introspection: Reply::json(200, &json!({"active": false})),
            revocation: Reply::new(200, ""),
        };
        let script = Arc::new(Mutex::new(script));
        let shared = Arc::clone(&script);
        let server = Server::start(move |request| respond(&shared, request)).await.unwrap();
        Self { server, script }
    }

    pub fn host(&self) -> String {
        self.server.host()
    }

    pub fn issuer(&self) -> String {
        format!("{}/oidc", self.server.host())
    }

    /// Returns the script, to change it.
    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the requests to a path.
    pub fn requests(&self, path: &str) -> Vec<Recorded> {
        self.server.recorded().into_iter().filter(|it| it.path == path).collect()
    }

    /// Returns the number of requests to a path.
    pub fn count(&self, path: &str) -> usize {
        self.requests(path).len()
    }

    pub fn jwks_requests(&self) -> usize {
        self.count("/oidc/.well-known/jwks.json")
    }

    pub fn token_requests(&self) -> usize {
        self.count("/oidc/token")
    }

    pub fn connections(&self) -> usize {
        self.server.connections()
    }

    /// Returns an application of this provider, which does not retry.
    pub fn app(&self) -> AuthenticationClient {
        self.app_with_secret(SECRET)
    }

    pub fn app_with_secret(&self, secret: &str) -> AuthenticationClient {
        AuthenticationClient::builder(APP_ID, self.host())
            .app_secret(secret)
            .retry(RetryPolicy::never())
            .build()
            .unwrap()
    }

    /// Returns the builder of a client with the time of the tests.
    pub fn builder(&self) -> OidcClientBuilder {
        self.app().oidc().redirect_uri(REDIRECT_URI).clock(now)
    }

    pub fn oidc(&self) -> OidcClient {
        self.builder().build().unwrap()
    }

    /// Returns the claims of a valid access token.
    pub fn access(&self, changes: Value) -> Value {
        let claims = json!({
            "iss": self.issuer(), "sub": "u1", "aud": APP_ID, "exp": NOW + 3600, "iat": NOW - 5,
            "scope": "read write",
        });
        changed(claims, changes)
    }

    /// Returns the claims of a valid ID token.
    pub fn id(&self, changes: Value) -> Value {
        let claims = json!({
            "iss": self.issuer(), "sub": "u1", "aud": APP_ID, "exp": NOW + 3600, "iat": NOW - 5,
        });
        changed(claims, changes)
    }

    /// Returns the claims of a valid logout token.
    pub fn logout(&self, changes: Value) -> Value {
        let claims = json!({
            "iss": self.issuer(), "sub": "u1", "sid": "s1", "aud": APP_ID, "exp": NOW + 120,
            "iat": NOW - 5, "jti": "j1",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        });
        changed(claims, changes)
    }

    /// Lets the token endpoint respond with these tokens, with an ID token for this request.
    pub fn issue(&self, nonce: Option<&str>, changes: Value) {
        let id_token = K1.token(&self.id(json!({"nonce": nonce})));
        let tokens = json!({
            "access_token": "access-1", "refresh_token": "refresh-1", "id_token": id_token,
            "token_type": "Bearer", "expires_in": 3600, "scope": "openid profile",
        });
        self.script().tokens = vec![Reply::json(200, &changed(tokens, changes))];
    }
}

/// Returns a JWK set.
pub fn jwks(keys: &[Value]) -> Reply {
    Reply::json(200, &json!({"keys": keys}))
}

fn respond(script: &Mutex<Script>, request: &Recorded) -> Reply {
    let mut script = script.lock().unwrap_or_else(PoisonError::into_inner);
    let host = format!("http://{}", request.header("host"));
    match request.path.as_str() {
        path if path.ends_with("/.well-known/openid-configuration") => match &script.discovery {
            Some(reply) => reply.clone(),
            None => Reply::json(200, &changed(metadata(&host), script.metadata.clone())),
        },
        "/oidc/.well-known/jwks.json" => script.jwks.clone(),
        "/oidc/token" if script.token_rule.is_some() => {
            script.token_rule.as_mut().map_or(Reply::Silence, |rule| rule(request))
        }
        "/oidc/token" => match script.tokens.len() {
            0 => Reply::json(400, &json!({"error": "invalid_request"})),
            1 => script.tokens[0].clone(),
            _ => script.tokens.remove(0),
        },
        "/oidc/me" => script.user_info.clone(),
        "/oidc/token/introspection" => script.introspection.clone(),
        "/oidc/token/revocation" => script.revocation.clone(),
        _ => Reply::new(404, "not found"),
    }
}

fn metadata(host: &str) -> Value {
    let members: Map<String, Value> = [
        ("issuer", ""),
        ("authorization_endpoint", "/auth"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/me"),
        ("jwks_uri", "/.well-known/jwks.json"),
        ("introspection_endpoint", "/token/introspection"),
        ("revocation_endpoint", "/token/revocation"),
        ("end_session_endpoint", "/session/end"),
    ]
    .into_iter()
    .map(|(name, path)| (name.to_owned(), format!("{host}/oidc{path}").into()))
    .collect();
    members.into()
}

/// Returns bytes in base64url.
pub fn base64_of(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Returns `at_hash` or `c_hash` of a value, for RS256 and HS256.
pub fn half_hash(value: &str) -> String {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, value.as_bytes());
    base64_of(&hash.as_ref()[..16])
}
