//! [`PublicKeys`]: the keys of the server, asked for once.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use crate::Error;
use crate::call::Untyped;
use crate::credentials::{Flight, FlightId};
use crate::operation::{Api, BodyKind, Effect, Operation, Security};
use crate::transport::Caller;

/// Where the keys are. Both clients ask, with or without the module that has the operation.
pub(super) static SYSTEM: &Operation = &Operation {
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

/// The keys of the server that a connection goes to. Calls that need them at the same time ask once.
///
/// No lock is held while the server is asked, so that a runtime that stands still holds up no other.
#[derive(Default)]
pub(crate) struct PublicKeys(Mutex<State>);

#[derive(Default)]
struct State {
    kept: Option<Arc<KeySet>>,
    flight: Option<Flight<Arc<KeySet>>>,
}

/// The keys as text.
pub(super) struct KeySet {
    pub(super) rsa: Option<String>,
    #[cfg(feature = "sm2")]
    pub(super) sm2: Option<String>,
}

impl PublicKeys {
    /// The keys; asks for them if they are not there.
    pub(super) async fn get(&self, caller: &Caller) -> Result<Arc<KeySet>, Error> {
        if let Some(keys) = &self.state().kept {
            return Ok(Arc::clone(keys));
        }
        self.ask(caller, true).await
    }

    /// Asks for the keys in any case.
    pub(super) async fn refresh(&self, caller: &Caller) -> Result<(), Error> {
        self.ask(caller, false).await.map(|_| ())
    }

    /// Asks for the keys, or waits for a request that is in flight already, until one ends.
    async fn ask(&self, caller: &Caller, mut join: bool) -> Result<Arc<KeySet>, Error> {
        loop {
            let mut flight = {
                let mut state = self.state();
                match &state.flight {
                    Some(flight) if join && !flight.is_lost() => flight.clone(),
                    _ => state.flight.insert(start(caller)).clone(),
                }
            };
            match flight.outcome().await {
                Some(outcome) => return outcome,
                None => {
                    self.state().flight.take_if(|it| it.is(&flight.id()));
                    join = true;
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends a request: its keys are kept, and the next caller may start another.
    fn end(&self, outcome: Result<KeySet, Error>, id: &FlightId) -> Result<Arc<KeySet>, Error> {
        let mut state = self.state();
        state.flight.take_if(|flight| flight.is(id));
        Ok(Arc::clone(state.kept.insert(Arc::new(outcome?))))
    }
}

/// Starts a request for the keys.
fn start(caller: &Caller) -> Flight<Arc<KeySet>> {
    let connection = Arc::clone(&caller.connection);
    let limit = connection.settings.timeout;
    let caller = caller.clone();
    Flight::start(limit, async move { ask(&caller).await }, move |outcome, id| {
        connection.public_keys.end(outcome, id)
    })
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKeys").finish_non_exhaustive()
    }
}

/// The answer comes with or without an envelope.
async fn ask(caller: &Caller) -> Result<KeySet, Error> {
    let answer = Untyped::new(caller.clone(), SYSTEM).returning::<Value>().await?;
    let key = |kind: &str| answer[kind]["publicKey"].as_str().map(str::to_owned);
    Ok(KeySet {
        rsa: key("rsa"),
        #[cfg(feature = "sm2")]
        sm2: key("sm2"),
    })
}
