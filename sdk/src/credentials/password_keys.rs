//! [`PasswordKeys`]: the public keys of the server, requested once.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use super::single_flight::{SingleFlight, SingleFlightId};
use crate::error::Error;
use crate::operation::{Api, BodyKind, Effect, Operation, Security};
use crate::response::decode;
use crate::transport::{Request, RequestContext, send};

/// The operation that returns the keys. Defined here because both clients call it, whatever modules
/// are compiled in.
pub(crate) static SYSTEM_INFO: &Operation = &Operation {
    name: "getSystemInfo",
    api: Api::Authentication,
    module: "system",
    method: http::Method::GET,
    path: "/api/v3/system",
    pagination: None,
    effect: Effect::Read,
    retry_safe: true,
    security: Security::NONE.optional_bearer(),
    client_auth: false,
    body: BodyKind::None,
    limits: &[],
    deprecated: false,
};

/// The cached public keys of a server. Concurrent calls share one request.
///
/// No lock is held during the request, so a stalled runtime does not block another one.
#[derive(Default)]
pub(crate) struct PasswordKeys(Mutex<State>);

#[derive(Default)]
struct State {
    kept: Option<Arc<KeySet>>,
    in_flight: Option<SingleFlight<Arc<KeySet>>>,
}

/// The keys as text.
pub(crate) struct KeySet {
    pub(crate) rsa: Option<String>,
    #[cfg(feature = "sm2")]
    pub(crate) sm2: Option<String>,
}

impl PasswordKeys {
    /// Returns the keys; requests them if they are not cached.
    pub(crate) async fn get(
        self: &Arc<Self>,
        context: &RequestContext,
        request: Request,
    ) -> Result<Arc<KeySet>, Error> {
        if let Some(keys) = &self.state().kept {
            return Ok(Arc::clone(keys));
        }
        self.fetch(context, request, true).await
    }

    /// Requests the keys even if they are cached.
    pub(crate) async fn refresh(
        self: &Arc<Self>,
        context: &RequestContext,
        request: Request,
    ) -> Result<(), Error> {
        self.fetch(context, request, false).await.map(|_| ())
    }

    /// Requests the keys; with `join`, waits for a request in flight instead if there is one.
    async fn fetch(
        self: &Arc<Self>,
        context: &RequestContext,
        request: Request,
        mut join: bool,
    ) -> Result<Arc<KeySet>, Error> {
        loop {
            let mut single_flight = {
                let mut state = self.state();
                match &state.in_flight {
                    Some(single_flight) if join && !single_flight.is_lost() => {
                        single_flight.clone()
                    }
                    _ => {
                        let single_flight = self.start(context.clone(), request.clone());
                        state.in_flight.insert(single_flight).clone()
                    }
                }
            };
            match single_flight.outcome().await {
                Some(outcome) => return outcome,
                None => {
                    self.state().in_flight.take_if(|it| it.is(&single_flight.id()));
                    join = true;
                }
            }
        }
    }

    /// Starts a request for the keys.
    fn start(
        self: &Arc<Self>,
        context: RequestContext,
        request: Request,
    ) -> SingleFlight<Arc<KeySet>> {
        let keys = Arc::clone(self);
        let limit = request.timeout.unwrap_or(context.connection.settings.timeout);
        SingleFlight::start(limit, request_keys(context, request), move |outcome, id| {
            keys.end(outcome, id)
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends a request: caches its keys and lets the next call start another.
    fn end(
        &self,
        outcome: Result<KeySet, Error>,
        id: &SingleFlightId,
    ) -> Result<Arc<KeySet>, Error> {
        let mut state = self.state();
        state.in_flight.take_if(|single_flight| single_flight.is(id));
        Ok(Arc::clone(state.kept.insert(Arc::new(outcome?))))
    }
}

impl fmt::Debug for PasswordKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordKeys").finish_non_exhaustive()
    }
}

/// Requests the keys. The response has an envelope or none.
async fn request_keys(context: RequestContext, request: Request) -> Result<KeySet, Error> {
    let decoded = send(context, request, decode::<Value>).await?;
    let (keys, ..) = decoded.into_parts::<Value>()?;
    let key = |kind: &str| keys[kind]["publicKey"].as_str().map(str::to_owned);
    Ok(KeySet {
        rsa: key("rsa"),
        #[cfg(feature = "sm2")]
        sm2: key("sm2"),
    })
}
