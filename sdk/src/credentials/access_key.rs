//! [`AccessKey`]: a management token obtained with an access key and kept until shortly before it
//! expires.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use http::Method;
use tokio::{
    sync::watch,
    time::{Instant, timeout, timeout_at},
};

use super::{
    ManagementToken, Secret, StoreError, StoreFuture, TokenFuture, TokenProvider, TokenStore,
};
use crate::data::{Field as _, record};
use crate::error::{CredentialError, DecodeError, Error};
use crate::operation::{Api, BodyKind, Effect, Operation, Security};
use crate::transport::{Caller, Identity, Request, open_answer, send};

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
    limits: &[],
    deprecated: false,
};

/// A token is renewed this long before it expires, so that it does not expire on the way.
const MARGIN: Duration = Duration::from_secs(60);

/// A renewal that failed is tried again after this long, while the old token is good. A token that
/// has replaced a refused one is not replaced for this long: a server that refuses both means
/// something else by it.
const PAUSE: Duration = Duration::from_secs(5);

/// A store that takes longer than this is as good as none.
const STORE_LIMIT: Duration = Duration::from_secs(2);

/// No token is kept for longer; clocks cannot count for ever.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3_600);

/// What came of asking for a token.
type Outcome = Result<Arc<ManagementToken>, Error>;

/// The provider of a client with an access key.
///
/// However many callers need a token, one request for it is on its way at a time. It is a task of
/// its own: it goes on when the caller that started it gives up. A failure reaches everybody who
/// waits for it and is then forgotten. Nobody waits for the renewal of a token that is good for a
/// while yet.
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
    flight: Option<Flight>,
    /// When a refused token was last replaced.
    replaced: Option<Instant>,
}

/// A token with the times that count for it.
struct Kept {
    token: Arc<ManagementToken>,
    /// From here on another one is asked for.
    renew: Instant,
    /// From here on callers wait for that.
    wait: Instant,
    expires: Instant,
}

impl Kept {
    fn new(token: Arc<ManagementToken>, asked: Instant, lifetime: Duration) -> Self {
        let after = |time| asked.checked_add(time).unwrap_or(asked);
        let margin = MARGIN.min(lifetime / 20);
        let (renew, wait) = (after(lifetime - margin), after(lifetime - margin / 2));
        Self { token, renew, wait, expires: after(lifetime) }
    }
}

/// A request for a token that is on its way.
#[derive(Clone)]
struct Flight {
    outcome: watch::Receiver<Option<Outcome>>,
    /// It is over by then, unless the runtime it was started on does not run.
    lost: Option<Instant>,
}

impl Flight {
    fn is_lost(&self) -> bool {
        self.outcome.has_changed().is_err() || self.lost.is_some_and(|at| at <= Instant::now())
    }

    async fn outcome(&mut self) -> Option<Outcome> {
        let wait = self.outcome.wait_for(Option::is_some);
        let outcome = match self.lost {
            Some(at) => timeout_at(at, wait).await.ok()?,
            None => wait.await,
        };
        // There is none when the runtime it was started on was shut down.
        outcome.ok()?.clone()
    }
}

impl AccessKey {
    /// The provider for this access key. `caller` says where the server is.
    pub(crate) fn new(
        caller: Caller,
        id: String,
        secret: Secret,
        store: Option<Arc<dyn TokenStore>>,
    ) -> Self {
        // All views share the token, so it is asked for on nobody's behalf.
        let caller =
            Caller { identity: Identity::Nobody, tenant_id: None, client_ip: None, ..caller };
        Self(Arc::new(Shared { caller, id, secret, store, state: Mutex::default() }))
    }

    async fn current(&self, refused: Option<&ManagementToken>) -> Outcome {
        for _ in 0..3 {
            let (mut flight, joined) = {
                let mut state = self.0.state();
                let now = Instant::now();
                let kept = state.kept.as_ref();
                let kept = kept.map(|kept| (Arc::clone(&kept.token), kept.renew, kept.wait));
                let replaced =
                    state.replaced.is_some_and(|at| now.saturating_duration_since(at) < PAUSE);
                match kept {
                    Some((token, ..)) if token.is(refused) && replaced => return Ok(token),
                    Some((token, ..)) if token.is(refused) => self.join(&mut state, refused),
                    Some((token, renew, _)) if now < renew => return Ok(token),
                    Some((token, _, wait)) if now < wait => {
                        self.join(&mut state, refused);
                        return Ok(token);
                    }
                    _ => self.join(&mut state, refused),
                }
            };
            match flight.outcome().await {
                // Others may have asked before this token was refused.
                Some(Ok(token)) if joined && token.is(refused) => {}
                Some(outcome) => return outcome,
                None => {}
            }
        }
        Err(CredentialError::new("the request for a management token was cut off").into())
    }

    /// The request that is on its way, or one that is started; and whether it was there.
    fn join(&self, state: &mut State, refused: Option<&ManagementToken>) -> (Flight, bool) {
        match &state.flight {
            Some(flight) if !flight.is_lost() => (flight.clone(), true),
            _ => (state.flight.insert(self.start(refused.cloned())).clone(), false),
        }
    }

    /// Starts a request for a token.
    fn start(&self, refused: Option<ManagementToken>) -> Flight {
        let (sender, receiver) = watch::channel(None);
        let shared = Arc::clone(&self.0);
        tokio::spawn(async move {
            let outcome = shared.obtain(refused.as_ref()).await;
            let outcome = shared.keep(outcome, refused.as_ref(), &sender);
            sender.send_replace(Some(outcome));
        });
        let limit = self.0.caller.connection.settings.timeout;
        let limit = limit.saturating_add(2 * STORE_LIMIT);
        Flight { outcome: receiver, lost: Instant::now().checked_add(limit) }
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
    fn keep(
        &self,
        outcome: Result<Kept, Error>,
        refused: Option<&ManagementToken>,
        sender: &watch::Sender<Option<Outcome>>,
    ) -> Outcome {
        let mut state = self.state();
        let own = sender.subscribe();
        let now = Instant::now();
        state.flight.take_if(|flight| flight.outcome.same_channel(&own));
        match outcome {
            Ok(kept) => {
                state.replaced = refused.map(|_| now).or(state.replaced);
                Ok(Arc::clone(&state.kept.insert(kept).token))
            }
            Err(error) => {
                // The token to be renewed may be good for a while yet.
                let kept = state.kept.as_mut().filter(|kept| kept.expires > now);
                let Some(kept) = kept.filter(|kept| !kept.token.is(refused)) else {
                    return Err(error);
                };
                kept.renew = now.checked_add(PAUSE).unwrap_or(now).min(kept.expires);
                Ok(Arc::clone(&kept.token))
            }
        }
    }

    async fn obtain(&self, refused: Option<&ManagementToken>) -> Result<Kept, Error> {
        let Some(store) = &self.store else { return self.request().await };
        let key = format!("genauth:management-token:{}:{}", self.caller.connection.base, self.id);
        match in_time(store.load(&key)).await {
            Ok(Some(token)) if !token.is(refused) && token.remaining() > MARGIN => {
                let lifetime = token.remaining().min(LONGEST);
                return Ok(Kept::new(Arc::new(token), Instant::now(), lifetime));
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(target: "genauth", %error, "the token store could not be read");
            }
        }
        let kept = self.request().await?;
        if let Err(error) = in_time(store.save(&key, &kept.token)).await {
            tracing::warn!(target: "genauth", %error, "the token store could not be written");
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
        let lifetime = Duration::from_secs(token.expires_in.try_into().unwrap_or(0)).min(LONGEST);
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

async fn in_time<T>(answer: StoreFuture<'_, T>) -> Result<T, StoreError> {
    timeout(STORE_LIMIT, answer).await.unwrap_or_else(|_| Err("it takes too long".into()))
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
            [kept.renew, kept.wait, kept.expires].map(|at| (at - asked).as_secs_f64())
        };
        assert_eq!(kept(7_200), [7_140.0, 7_170.0, 7_200.0]);
        assert_eq!(kept(100), [95.0, 97.5, 100.0]);
        assert_eq!(kept(0), [0.0; 3]);
    }
}
