//! [`Issuer`]: access tokens, and the provider that publishes their key.

use std::{
    convert::Infallible,
    io,
    pin::pin,
    task::{Context, Poll, Waker},
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    error::Unspecified,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpListener;

/// Issues access tokens of the application `APP_ID`, signed by RS256.
#[derive(Debug)]
pub struct Issuer(RsaKeyPair);

impl Issuer {
    /// Creates an issuer with a key of 2,048 bits.
    ///
    /// # Errors
    ///
    /// Returns an error if there are no random numbers.
    pub fn new() -> Result<Self, Unspecified> {
        RsaKeyPair::generate(KeySize::Rsa2048).map(Self)
    }

    /// Starts a provider that publishes the key, and returns its host.
    ///
    /// # Errors
    ///
    /// Returns an error if no port is free.
    pub async fn serve(&self) -> io::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let host = format!("http://{}", listener.local_addr()?);
        let (n, e) = self.components();
        let (n, e) = (URL_SAFE_NO_PAD.encode(n), URL_SAFE_NO_PAD.encode(e));
        let jwks = json!({"keys": [{"kty": "RSA", "kid": "k", "n": n, "e": e}]}).to_string();
        let metadata =
            json!({"issuer": format!("{host}/oidc"), "jwks_uri": format!("{host}/jwks")})
                .to_string();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (jwks, metadata) = (jwks.clone(), metadata.clone());
                let service = service_fn(move |request: Request<Incoming>| {
                    let is_keys = request.uri().path() == "/jwks";
                    let body = if is_keys { jwks.clone() } else { metadata.clone() };
                    async { Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(body)))) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Ok(host)
    }

    /// Returns modulus and exponent of the key.
    pub fn components(&self) -> (Vec<u8>, Vec<u8>) {
        let public = self.0.public_key();
        let n = public.modulus().big_endian_without_leading_zero().to_vec();
        (n, public.exponent().big_endian_without_leading_zero().to_vec())
    }

    /// Returns an access token that is valid for a day.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be signed.
    pub fn token(&self, host: &str) -> Result<String, Unspecified> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
        let claims = json!({
            "iss": format!("{host}/oidc"), "sub": "USER_ID", "aud": "APP_ID", "iat": now,
            "exp": now + 86_400, "scope": "openid profile email", "jti": "TOKEN_ID",
        });
        let header = json!({"alg": "RS256", "kid": "k", "typ": "JWT"}).to_string();
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = SystemRandom::new();
        self.0.sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// Returns the output of a future that does not wait; entering a runtime would cost more.
///
/// # Panics
///
/// If it waits, although what it needs is cached.
#[allow(clippy::panic, reason = "a benchmark of something else")]
pub fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits, although it is warm"),
    }
}
