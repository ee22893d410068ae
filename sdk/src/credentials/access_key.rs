//! [`AccessKey`]: the token provider of a client with an access key.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use http::Method;
use tokio::time::{Instant, timeout};

use super::identity::Anonymous;
use super::single_flight::{SingleFlight, SingleFlightId};
use super::store::{StoreError, StoreFuture, TokenStore};
use crate::data::{Field as _, Secret, api_struct};
use crate::error::{CredentialError, DecodeError, Error, Outcome as CallOutcome};
use crate::operation::{Api, BodyKind, Effect, Operation, Security};
use crate::response::decode;
use crate::transport::{
    ManagementToken, Request, RequestContext, TokenFuture, TokenProvider, send, server_time,
};

/// The endpoint that exchanges an access key for a token.
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

/// A token is renewed this long before it expires, so that it does not expire in transit.
const MARGIN: Duration = Duration::from_secs(60);

/// A failed renewal is retried after this long, while the old token is valid. A token that replaced
/// a rejected one and is rejected, too, is replaced within this time only if the server has
/// accepted it in between: a server that rejects both does so for another reason.
const PAUSE: Duration = Duration::from_secs(5);

/// A slower token store is treated as unavailable.
const STORE_LIMIT: Duration = Duration::from_secs(2);

/// The maximum lifetime of a token; the range of clocks is limited.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3_600);

/// The outcome of a token request.
type Outcome = Result<Arc<ManagementToken>, Error>;

/// The token provider of a client with an access key.
///
/// At most one token request is in flight at a time; see [`SingleFlight`]. A failure is returned to
/// all waiting calls and not cached. No call waits for the renewal of a token that is still valid.
#[derive(Clone)]
pub(crate) struct AccessKey(Arc<Shared>);

struct Shared {
    context: RequestContext,
    id: String,
    secret: Secret,
    store: Option<Arc<dyn TokenStore>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    in_flight: Option<SingleFlight<Arc<ManagementToken>>>,
    /// The last time a rejected token was replaced.
    replaced: Option<Instant>,
}

/// A cached token with its times.
struct Kept {
    token: Arc<ManagementToken>,
    /// Calls request another token from here on.
    renew: Instant,
    /// Calls wait for that request from here on.
    wait: Instant,
    expires: Instant,
}

impl Kept {
    fn new(token: Arc<ManagementToken>, requested_at: Instant, lifetime: Duration) -> Self {
        let after = |time| requested_at.checked_add(time).unwrap_or(requested_at);
        let margin = MARGIN.min(lifetime / 20);
        let (renew, wait) = (after(lifetime - margin), after(lifetime - margin / 2));
        Self { token, renew, wait, expires: after(lifetime) }
    }
}

impl AccessKey {
    /// Creates the provider of an access key at the server of this context.
    pub(crate) fn new(
        context: RequestContext,
        id: String,
        secret: Secret,
        store: Option<Arc<dyn TokenStore>>,
    ) -> Self {
        // All views share the token, so its request belongs to no tenant and no user.
        let identity = Arc::new(Anonymous);
        let context = RequestContext { identity, tenant_id: None, client_ip: None, ..context };
        Self(Arc::new(Shared { context, id, secret, store, state: Mutex::default() }))
    }

    async fn current(&self, rejected: Option<&ManagementToken>) -> Outcome {
        // Each round returns an outcome, unless the request was lost or had started too early.
        for _ in 0..5 {
            let (mut single_flight, joined) = {
                let mut state = self.0.state();
                let now = Instant::now();
                match &state.kept {
                    Some(kept) if kept.token.is(rejected) => {
                        if !self.may_replace(&state, &kept.token, now) {
                            return Ok(Arc::clone(&kept.token));
                        }
                        self.join(&mut state, rejected)
                    }
                    Some(kept) if now < kept.renew => return Ok(Arc::clone(&kept.token)),
                    Some(kept) if now < kept.wait => {
                        let token = Arc::clone(&kept.token);
                        self.join(&mut state, rejected);
                        return Ok(token);
                    }
                    _ => self.join(&mut state, rejected),
                }
            };
            match single_flight.outcome().await {
                // The request may have started before this token was rejected.
                Some(Ok(token)) if joined && token.is(rejected) => {}
                Some(outcome) => return outcome,
                None => self.0.forget(&single_flight.id()),
            }
        }
        Err(CredentialError::new(
            "the request for a management token was interrupted; retry the call",
        )
        .into())
    }

    /// Returns whether `kept`, which was rejected, may be replaced: a token request is in flight,
    /// the last replacement was long enough ago, or the server has accepted the token before and
    /// the retry budget is not exhausted.
    fn may_replace(&self, state: &State, kept: &ManagementToken, now: Instant) -> bool {
        let in_flight =
            state.in_flight.as_ref().is_some_and(|single_flight| !single_flight.is_lost());
        let recently = |at: Instant| now.saturating_duration_since(at) < PAUSE;
        let budget = &self.0.context.connection.retry_budget;
        in_flight
            || !state.replaced.is_some_and(recently)
            || kept.is_accepted() && budget.take_one()
    }

    /// Returns the request in flight or starts one, and whether it was in flight before.
    fn join(
        &self,
        state: &mut State,
        rejected: Option<&ManagementToken>,
    ) -> (SingleFlight<Arc<ManagementToken>>, bool) {
        match &state.in_flight {
            Some(single_flight) if !single_flight.is_lost() => (single_flight.clone(), true),
            _ => (state.in_flight.insert(self.start(rejected.cloned())).clone(), false),
        }
    }

    /// Starts a token request.
    fn start(&self, rejected: Option<ManagementToken>) -> SingleFlight<Arc<ManagementToken>> {
        let limit = self.0.context.connection.settings.timeout;
        let limit = limit.saturating_add(2 * STORE_LIMIT);
        let (shared, ended) = (Arc::clone(&self.0), Arc::clone(&self.0));
        let request = async move {
            let outcome = shared.obtain(rejected.as_ref()).await;
            (outcome, rejected)
        };
        SingleFlight::start(limit, request, move |(outcome, rejected), id| {
            ended.keep(outcome, rejected.as_ref(), id)
        })
    }
}

impl TokenProvider for AccessKey {
    fn token<'a>(&'a self, rejected: Option<&'a ManagementToken>) -> TokenFuture<'a> {
        Box::pin(self.current(rejected))
    }
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the next call start another request.
    fn forget(&self, id: &SingleFlightId) {
        self.state().in_flight.take_if(|single_flight| single_flight.is(id));
    }

    /// Ends the request: caches its token and lets the next call start another.
    fn keep(
        &self,
        outcome: Result<Kept, Error>,
        rejected: Option<&ManagementToken>,
        id: &SingleFlightId,
    ) -> Outcome {
        let mut state = self.state();
        let now = Instant::now();
        let current = state.in_flight.take_if(|single_flight| single_flight.is(id)).is_some();
        match outcome {
            Ok(kept) => {
                // A request that was taken over ends late: the cached token is newer.
                if !current && state.kept.as_ref().is_some_and(|newer| now < newer.renew) {
                    return Ok(kept.token);
                }
                state.replaced = rejected.map(|_| now).or(state.replaced);
                Ok(Arc::clone(&state.kept.insert(kept).token))
            }
            Err(error) => {
                // The token to be renewed may still be valid.
                let kept = state.kept.as_mut().filter(|kept| kept.expires > now);
                let Some(kept) = kept.filter(|kept| !kept.token.is(rejected)) else {
                    return Err(error);
                };
                kept.renew = now.checked_add(PAUSE).unwrap_or(now).min(kept.expires);
                Ok(Arc::clone(&kept.token))
            }
        }
    }

    async fn obtain(&self, rejected: Option<&ManagementToken>) -> Result<Kept, Error> {
        let Some(store) = &self.store else { return self.request().await };
        let key = format!("genauth:management-token:{}:{}", self.context.connection.base, self.id);
        match in_time(store.load(&key)).await {
            Ok(Some(token))
                if token.is_sendable() && !token.is(rejected) && token.remaining() > MARGIN =>
            {
                let lifetime = token.remaining().min(LONGEST);
                return Ok(Kept::new(Arc::new(token), Instant::now(), lifetime));
            }
            Ok(_) => {}
            Err(error) => {
                let error = escaped(&error);
                tracing::warn!(target: "genauth", %error, "the token store could not be read");
            }
        }
        let kept = self.request().await?;
        if let Err(error) = in_time(store.save(&key, &kept.token)).await {
            let error = escaped(&error);
            tracing::warn!(target: "genauth", %error, "the token store could not be written");
        }
        Ok(kept)
    }

    async fn request(&self) -> Result<Kept, Error> {
        let mut request = Request::new(&GET_MANAGEMENT_TOKEN);
        request
            .set_body(&Key { id: self.id.clone(), secret: self.secret.expose().to_owned() }.view());
        let (requested_at, wall_clock) = (Instant::now(), SystemTime::now());
        // Whatever the outcome, the operation that needs the token was not sent.
        let decoded = send(self.context.clone(), request, decode::<Token>).await;
        let decoded = decoded.map_err(|error| error.with_outcome(CallOutcome::Known))?;
        let (token, _, received) = decoded.into_parts::<Token>()?;
        let Some(access_token) = token.access_token else {
            let message = "/data/access_token: missing token".to_owned();
            return Err(
                DecodeError::new(&(&GET_MANAGEMENT_TOKEN).into(), &received, message).into()
            );
        };
        let mut made = ManagementToken::new(access_token);
        if !made.is_sendable() {
            let message = "the management token from the server is empty or contains characters \
                           that a header cannot hold; check the host";
            return Err(CredentialError::new(message).into());
        }
        if made.user_pool_id().is_none() {
            // The id of a user pool key is that of the pool.
            made = made.with_user_pool_id(&self.id);
        }
        // A token without a known expiry is used until the server rejects it.
        let reported = token.expires_in.map(|seconds| u64::try_from(seconds).unwrap_or(0));
        let lifetime = reported.map(Duration::from_secs);
        let lifetime = lifetime.or_else(|| made.claimed_lifetime(server_time(&received.headers)));
        let Some(lifetime) = lifetime.map(|lifetime| lifetime.min(LONGEST)) else {
            return Ok(Kept::new(Arc::new(made), requested_at, LONGEST));
        };
        if let Some(at) = wall_clock.checked_add(lifetime) {
            made = made.with_expiry(at);
        }
        Ok(Kept::new(Arc::new(made), requested_at, lifetime))
    }
}

/// Returns the text of an error of the token store, without control characters.
fn escaped(error: &StoreError) -> String {
    error.to_string().chars().flat_map(char::escape_debug).collect()
}

async fn in_time<T>(response: StoreFuture<'_, T>) -> Result<T, StoreError> {
    timeout(STORE_LIMIT, response)
        .await
        .unwrap_or_else(|_| Err("no response within two seconds".into()))
}

struct Key {
    id: String,
    secret: String,
}

api_struct! {
    Key {
        id: "accessKeyId",
        secret: "accessKeySecret" secret,
    }
}

struct Token {
    access_token: Option<String>,
    expires_in: Option<i64>,
}

api_struct! {
    Token {
        access_token: "access_token" secret,
        expires_in: "expires_in" | "expire_in",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_the_secret() {
        let key = Key { id: "ACCESS_KEY_ID".to_owned(), secret: "test-secret".to_owned() };
        assert!(!format!("{key:?}").contains("test-secret"));
    }

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        let requested_at = Instant::now();
        let kept = |seconds| {
            let token = Arc::new(ManagementToken::new("TOKEN"));
            let kept = Kept::new(token, requested_at, Duration::from_secs(seconds));
            [kept.renew, kept.wait, kept.expires].map(|at| (at - requested_at).as_secs_f64())
        };
        assert_eq!(kept(7_200), [7_140.0, 7_170.0, 7_200.0]);
        assert_eq!(kept(100), [95.0, 97.5, 100.0]);
        assert_eq!(kept(0), [0.0; 3]);
    }
}
