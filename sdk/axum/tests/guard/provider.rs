//! A GenAuth server whose responses a test decides.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::support::{Recorded, Reply, Server};
use aws_lc_rs::{
    rand,
    rsa::KeySize,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth::{AuthenticationClient, RetryPolicy};
use genauth_axum::Guard;
use serde_json::{Value, json};

pub const APP_ID: &str = "app1";

const CHECK: &str = "/api/v3/check-permission-string-resource";

/// The current time of every test: 2026-01-01T00:00:00Z.
pub const NOW: i64 = 1_767_225_600;

pub fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW as u64)
}

/// A key of a provider.
pub struct Key(RsaKeyPair);

/// The key that the provider publishes, and one that it does not.
pub static KEY: LazyLock<Key> = LazyLock::new(Key::generate);
pub static OTHER_KEY: LazyLock<Key> = LazyLock::new(Key::generate);

impl Key {
    fn generate() -> Self {
        Self(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    fn jwk(&self) -> Value {
        let public = self.0.public_key();
        let n = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let e = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "k", "n": n, "e": e})
    }

    pub fn token(&self, claims: &Value) -> String {
        let header = json!({"alg": "RS256", "kid": "k", "typ": "JWT"});
        let signed = unsigned(&header.to_string(), &claims.to_string());
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = rand::SystemRandom::new();
        self.0.sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Returns header and payload of a token, which need not be JSON.
pub fn unsigned(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

/// What the server responds with.
pub struct Script {
    pub jwks: Reply,
    /// The response to permission checks, by the token.
    pub check: Box<dyn Fn(&Recorded) -> Reply + Send>,
}

pub struct Provider {
    server: Server,
    script: Arc<Mutex<Script>>,
}

impl Provider {
    /// Starts a server with one key, which permits everything.
    pub async fn start() -> Self {
        let script =
            Script { jwks: jwks(&KEY), check: Box::new(|request| decision(request, true)) };
        let script = Arc::new(Mutex::new(script));
        let shared = Arc::clone(&script);
        let server = Server::start(move |request| {
            let script = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let host = format!("http://{}", request.header("host"));
            match request.path.as_str() {
                "/oidc/.well-known/openid-configuration" => Reply::json(
                    200,
                    &json!({"issuer": format!("{host}/oidc"), "jwks_uri": format!("{host}/jwks")}),
                ),
                "/jwks" => script.jwks.clone(),
                CHECK => (script.check)(request),
                _ => Reply::new(404, "not found"),
            }
        });
        Self { server: server.await.unwrap(), script }
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number of requests.
    pub fn requests(&self) -> usize {
        self.server.recorded().len()
    }

    /// Returns the permission checks.
    pub fn checks(&self) -> Vec<Recorded> {
        self.server.recorded().into_iter().filter(|it| it.path == CHECK).collect()
    }

    /// Returns an application that does not retry.
    pub fn app(&self) -> AuthenticationClient {
        AuthenticationClient::builder(APP_ID, self.server.host())
            .retry(RetryPolicy::never())
            .build()
            .unwrap()
    }

    /// Returns a guard with the time of the tests.
    pub fn guard(&self) -> Guard {
        let app = self.app();
        let verifier = app.token_verifier().clock(now).build().unwrap();
        Guard::with_verifier(&app, verifier)
    }

    /// Returns the claims of a valid access token, with some replaced; `null` removes one.
    pub fn claims(&self, changes: Value) -> Value {
        let mut claims = json!({
            "iss": format!("{}/oidc", self.server.host()), "sub": "u1", "aud": APP_ID,
            "exp": NOW + 3600, "iat": NOW - 5, "scope": "read write",
        });
        let members = claims.as_object_mut().unwrap();
        let Value::Object(changes) = changes else { panic!("changes are an object") };
        for (name, value) in changes {
            match value {
                Value::Null => members.remove(&name),
                value => members.insert(name, value),
            };
        }
        claims
    }

    /// Returns an access token with some claims replaced.
    pub fn token(&self, changes: Value) -> String {
        KEY.token(&self.claims(changes))
    }
}

pub fn jwks(key: &Key) -> Reply {
    Reply::json(200, &json!({"keys": [key.jwk()]}))
}

/// Returns the response to a permission check.
pub fn decision(request: &Recorded, enabled: bool) -> Reply {
    let body = request.json();
    let results = body["resources"].as_array().unwrap().iter().map(|resource| {
        json!({
            "namespaceCode": "n", "action": body["action"], "resource": resource,
            "enabled": enabled,
        })
    });
    Reply::data(&json!({"checkResultList": results.collect::<Vec<_>>()}))
}
