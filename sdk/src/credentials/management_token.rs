//! The management token: obtained with an access key, cached until shortly before it expires.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Method;
use tokio::{sync::Mutex, time::Instant};

use super::Secret;
use crate::data::{Field as _, record};
use crate::error::{DecodeError, Error};
use crate::operation::{Api, BodyKind, Effect, Operation, Security};
use crate::transport::{Caller, Connection, Identity, Request, open_answer, send};

/// The endpoint that trades an access key for a token.
static GET_MANAGEMENT_TOKEN: Operation = Operation {
    name: "getManagementToken",
    api: Api::Management,
    module: "token",
    method: Method::POST,
    path: "/api/v3/get-management-token",
    effect: Effect::Session,
    retry_safe: true,
    security: Security::NONE,
    body: BodyKind::Json,
    deprecated: false,
};

/// A token is renewed this long before it expires, so that it does not expire on the way.
const MARGIN: Duration = Duration::from_secs(60);

/// The access key of a client and the token it gave.
#[derive(Debug)]
pub(crate) struct ManagementTokens {
    access_key_id: String,
    access_key_secret: Secret,
    current: Mutex<Option<Arc<ManagementToken>>>,
}

/// A token with what it says about itself.
#[derive(Debug)]
pub(crate) struct ManagementToken {
    bearer: Secret,
    user_pool_id: String,
    expires: Instant,
}

impl ManagementToken {
    pub(crate) fn bearer(&self) -> &str {
        self.bearer.expose()
    }

    pub(crate) fn user_pool_id(&self) -> &str {
        &self.user_pool_id
    }
}

impl ManagementTokens {
    pub(crate) fn new(access_key_id: String, access_key_secret: String) -> Self {
        let access_key_secret = Secret::new(access_key_secret);
        Self { access_key_id, access_key_secret, current: Mutex::new(None) }
    }

    /// A token that is valid for a while. Callers that come while one is being fetched wait for it
    /// instead of fetching their own; a failure is not kept.
    pub(crate) async fn current(
        &self,
        connection: &Arc<Connection>,
    ) -> Result<Arc<ManagementToken>, Error> {
        let mut current = self.current.lock().await;
        if let Some(token) = current.as_ref().filter(|token| token.expires > Instant::now()) {
            return Ok(Arc::clone(token));
        }
        let token = Arc::new(self.fetch(connection).await?);
        *current = Some(Arc::clone(&token));
        Ok(token)
    }

    async fn fetch(&self, connection: &Arc<Connection>) -> Result<ManagementToken, Error> {
        let operation = &GET_MANAGEMENT_TOKEN;
        let mut request = Request::new(operation);
        let key = AccessKey {
            access_key_id: self.access_key_id.clone(),
            access_key_secret: self.access_key_secret.expose().to_owned(),
        };
        request.set_body(&key.view());
        let caller = Caller { connection: Arc::clone(connection), identity: Identity::Nobody };
        let asked = Instant::now();
        let received = Box::pin(send(caller, request)).await?;
        let mut token = Token::empty();
        open_answer(operation, &received, token.slot())?;
        if token.access_token.is_empty() {
            let message = "data.access_token: expected a token, found none".to_owned();
            let (http_status, body) = (received.status, received.body);
            return Err(DecodeError { operation, http_status, message, body }.into());
        }
        let lifetime = Duration::from_secs(token.expires_in.try_into().unwrap_or(0));
        let usable = lifetime.saturating_sub(MARGIN.min(lifetime / 20));
        Ok(ManagementToken {
            user_pool_id: user_pool_id(&token.access_token)
                .unwrap_or_else(|| self.access_key_id.clone()),
            bearer: Secret::new(token.access_token),
            expires: asked.checked_add(usable).unwrap_or(asked),
        })
    }
}

/// The user pool that a token is for, as its claims say. The token is not verified here: the server
/// that issued it does so with every call.
fn user_pool_id(token: &str) -> Option<String> {
    let claims = token.split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    claims.get("scoped_userpool_id")?.as_str().map(str::to_owned)
}

struct AccessKey {
    access_key_id: String,
    access_key_secret: String,
}

record! {
    AccessKey {
        access_key_id: "accessKeyId",
        access_key_secret: "accessKeySecret" secret,
    }
}

struct Token {
    access_token: String,
    expires_in: i64,
}

record! {
    Token {
        access_token: "access_token" secret,
        expires_in: "expires_in" | "expire_in",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_pool_is_read_from_the_claims() {
        // The claims hold characters that only the URL-safe alphabet has.
        let claims = URL_SAFE_NO_PAD.encode(r#"{"scoped_userpool_id":"POOL_ID","x":"???>>>~~~"}"#);
        assert!(claims.contains('_') || claims.contains('-'));
        assert_eq!(user_pool_id(&format!("e30.{claims}.sig")).as_deref(), Some("POOL_ID"));
        for odd in ["", "a", "a.b", "a.!!.c", "e30.e30.e30"] {
            assert_eq!(user_pool_id(odd), None, "{odd}");
        }
    }

    #[test]
    fn nothing_secret_is_shown() {
        let tokens = ManagementTokens::new("ACCESS_KEY_ID".to_owned(), "test-secret".to_owned());
        let key = AccessKey {
            access_key_id: "ACCESS_KEY_ID".to_owned(),
            access_key_secret: "test-secret".to_owned(),
        };
        for shown in [format!("{tokens:?}"), format!("{key:?}")] {
            assert!(!shown.contains("test-secret"), "{shown}");
        }
    }
}
