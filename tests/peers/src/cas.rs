//! The CAS server.

use serde_json::json;
use tokio::sync::OnceCell;

use crate::{
    script::Script,
    skip::{available, python},
};

/// A `django-cas-server` on a free port of loopback, with the paths of GenAuth.
///
/// Its user is `alice`, with the password `test-secret`. The tests of a process share one, which ends
/// with the process.
#[derive(Clone, Debug)]
pub struct CasServer {
    host: &'static str,
}

impl CasServer {
    /// Application ID in the paths of the server.
    pub const APP_ID: &str = "TEST_APP";

    /// Starts a server; `None` if the test has to be skipped.
    ///
    /// It knows services on any port of loopback whose path begins with `/app`.
    ///
    /// # Panics
    /// If the server does not start, or is missing while `GENAUTH_REQUIRE_PEERS` is `1`.
    pub async fn start() -> Option<Self> {
        static SHARED: OnceCell<(Script, String)> = OnceCell::const_new();
        let packages = available(python())?;
        let config = json!({
            "user": "alice",
            "password": "test-secret",
            "attributes": {
                "email": "alice@mail.example",
                "name": "Zoë 李",
                "groups": ["staff", "R&D", "über"],
            },
            "services": [r"^http://127\.0\.0\.1(:\d+)?/app"],
        });
        let (_, host) = SHARED
            .get_or_init(async || {
                let (script, ready) =
                    Script::start("django-cas/server.py", packages, &config).await;
                (script, ready["host"].as_str().unwrap_or_default().to_owned())
            })
            .await;
        Some(Self { host })
    }

    /// Returns the URL of the server, without a path.
    pub fn host(&self) -> &str {
        self.host
    }
}
