//! [`PublicKeys`]: the keys of the server, asked for once.

use std::{fmt, sync::Arc};

use serde_json::Value;
use tokio::sync::Mutex;

use crate::Error;
use crate::call::Untyped;
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
#[derive(Default)]
pub(crate) struct PublicKeys(Mutex<Option<Arc<KeySet>>>);

/// The keys as text.
pub(super) struct KeySet {
    pub(super) rsa: Option<String>,
    #[cfg(feature = "sm2")]
    pub(super) sm2: Option<String>,
}

impl PublicKeys {
    /// The keys; asks for them if they are not there.
    pub(super) async fn get(&self, caller: &Caller) -> Result<Arc<KeySet>, Error> {
        let mut keys = self.0.lock().await;
        if let Some(keys) = &*keys {
            return Ok(Arc::clone(keys));
        }
        let found = Arc::new(ask(caller).await?);
        *keys = Some(Arc::clone(&found));
        Ok(found)
    }

    /// Asks for the keys in any case.
    pub(super) async fn refresh(&self, caller: &Caller) -> Result<(), Error> {
        let mut keys = self.0.lock().await;
        *keys = Some(Arc::new(ask(caller).await?));
        Ok(())
    }
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
