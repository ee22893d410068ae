//! [`AccessKey`]: a management token obtained with an access key and kept until shortly before it
//! expires.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use http::Method;
use tokio::{sync::watch, time::Instant};

use super::{ManagementToken, Secret, TokenFuture, TokenProvider, TokenStore};
use crate::data::{Field as _, record};
use crate::error::{CredentialError, DecodeError, Error};
use crate::operation::{Api, BodyKind, Effect, Operation, Security};
use crate::transport::{Caller, Request, open_answer, send};

/// The endpoint that trades an access key for a token.
static GET_MANAGEMENT_TOKEN: Operation = Operation {
    name: "getManagementToken",
    api: Api::Management,
    module: "token",
    method: Method::POST,
    path: "/api/v3/get-management-token",
    pagination: None,
    effect: Effect::Session,
    retry_safe: true,
    security: Security::NONE,
    client_auth: false,
    body: BodyKind::Json,
    deprecated: false,
};

/// A token is renewed this long before it expires, so that it does not expire on the way.
const MARGIN: Duration = Duration::from_secs(60);

/// What came of asking for a token.
type Outcome = Result<Arc<ManagementToken>, Error>;

/// The provider of a client with an access key.
///
/// However many callers need a token, one request for it is on its way at a time. It is a task of
/// its own: it goes on when the caller that started it gives up. A failure reaches everybody who
/// waits for it and is then forgotten.
#[derive(Clone)]
pub(crate) struct AccessKey(Arc<Shared>);

struct Shared {
    caller: Caller,
    id: String,
    secret: Secret,
    store: Option<Arc<dyn TokenStore>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    flight: Option<watch::Receiver<Option<Outcome>>>,
}

/// A token with the times that count for it.
#[derive(Clone)]
struct Kept {
    token: Arc<ManagementToken>,
    renew: Instant,
    expires: Instant,
}

impl Kept {
    fn new(token: Arc<ManagementToken>, asked: Instant, lifetime: Duration) -> Self {
        let after = |time| asked.checked_add(time).unwrap_or(asked);
        let margin = MARGIN.min(lifetime / 20);
        Self { token, renew: after(lifetime - margin), expires: after(lifetime) }
    }
}

impl AccessKey {
    /// The provider for this access key. `caller` says where the server is and identifies nobody.
    pub(crate) fn new(
        caller: Caller,
        id: String,
        secret: Secret,
        store: Option<Arc<dyn TokenStore>>,
    ) -> Self {
        Self(Arc::new(Shared { caller, id, secret, store, state: Mutex::default() }))
    }

    async fn current(&self, refused: Option<&ManagementToken>) -> Outcome {
        // A request ends without an outcome when the runtime it ran on is shut down.
        for _ in 0..3 {
            let mut flight = {
                let mut state = self.0.state();
                if let Some(kept) = state.kept.as_ref().filter(|kept| kept.renew > Instant::now()) {
                    if refused != Some(&*kept.token) {
                        return Ok(Arc::clone(&kept.token));
                    }
                }
                match &state.flight {
                    Some(flight) if flight.has_changed().is_ok() => flight.clone(),
                    _ => state.flight.insert(self.start(refused.cloned())).clone(),
                }
            };
            let outcome = flight.wait_for(Option::is_some).await;
            if let Some(outcome) = outcome.ok().and_then(|outcome| (*outcome).clone()) {
                return outcome;
            }
        }
        Err(CredentialError::new("the request for a management token was cut off").into())
    }

    /// Starts a request for a token.
    fn start(&self, refused: Option<ManagementToken>) -> watch::Receiver<Option<Outcome>> {
        let (sender, receiver) = watch::channel(None);
        let shared = Arc::clone(&self.0);
        tokio::spawn(async move {
            let outcome = shared.obtain(refused.as_ref()).await;
            let outcome = shared.keep(outcome, refused.as_ref());
            sender.send_replace(Some(outcome));
        });
        receiver
    }
}

impl TokenProvider for AccessKey {
    fn token<'a>(&'a self, refused: Option<&'a ManagementToken>) -> TokenFuture<'a> {
        Box::pin(self.current(refused))
    }
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the request: what it gave is kept, and the next caller may start another.
    fn keep(&self, outcome: Result<Kept, Error>, refused: Option<&ManagementToken>) -> Outcome {
        let mut state = self.state();
        state.flight = None;
        match outcome {
            Ok(kept) => Ok(Arc::clone(&state.kept.insert(kept).token)),
            Err(error) => {
                // The token to be renewed may be good for a while yet.
                let kept = state.kept.as_ref().filter(|kept| kept.expires > Instant::now());
                match kept.filter(|kept| refused != Some(&*kept.token)) {
                    Some(kept) => Ok(Arc::clone(&kept.token)),
                    None => Err(error),
                }
            }
        }
    }

    async fn obtain(&self, refused: Option<&ManagementToken>) -> Result<Kept, Error> {
        let Some(store) = &self.store else { return self.request().await };
        let key = format!("genauth:management-token:{}:{}", self.caller.connection.base, self.id);
        match store.load(&key).await {
            Ok(Some(token)) if refused != Some(&token) && token.remaining() > MARGIN => {
                let lifetime = token.remaining();
                return Ok(Kept::new(Arc::new(token), Instant::now(), lifetime));
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the token store could not be read"),
        }
        let kept = self.request().await?;
        if let Err(error) = store.save(&key, &kept.token).await {
            tracing::warn!(%error, "the token store could not be written");
        }
        Ok(kept)
    }

    async fn request(&self) -> Result<Kept, Error> {
        let mut request = Request::new(&GET_MANAGEMENT_TOKEN);
        request
            .set_body(&Key { id: self.id.clone(), secret: self.secret.expose().to_owned() }.view());
        let endpoint = request.endpoint.clone();
        let asked = (Instant::now(), SystemTime::now());
        let received = send(self.caller.clone(), request).await?;
        let mut token = Token::empty();
        open_answer(&endpoint, &received, token.slot())?;
        if token.access_token.is_empty() {
            let message = "data.access_token: expected a token, found none".to_owned();
            return Err(DecodeError::new(&endpoint, &received, message).into());
        }
        let lifetime = Duration::from_secs(token.expires_in.try_into().unwrap_or(0));
        let mut made = ManagementToken::new(token.access_token);
        if made.user_pool_id().is_none() {
            // The key of a whole user pool has the id of the pool.
            made = made.with_user_pool_id(&self.id);
        }
        if let Some(at) = asked.1.checked_add(lifetime) {
            made = made.with_expiry(at);
        }
        Ok(Kept::new(Arc::new(made), asked.0, lifetime))
    }
}

struct Key {
    id: String,
    secret: String,
}

record! {
    Key {
        id: "accessKeyId",
        secret: "accessKeySecret" secret,
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
    fn nothing_secret_is_shown() {
        let key = Key { id: "ACCESS_KEY_ID".to_owned(), secret: "test-secret".to_owned() };
        assert!(!format!("{key:?}").contains("test-secret"));
    }

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        let asked = Instant::now();
        let kept = |seconds| {
            let token = Arc::new(ManagementToken::new("TOKEN"));
            let kept = Kept::new(token, asked, Duration::from_secs(seconds));
            ((kept.renew - asked).as_secs(), (kept.expires - asked).as_secs())
        };
        assert_eq!(kept(7_200), (7_140, 7_200));
        assert_eq!(kept(100), (95, 100));
        assert_eq!(kept(0), (0, 0));
    }
}
