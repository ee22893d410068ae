//! Clients that guides take as arguments.

use std::time::{Duration, UNIX_EPOCH};

use genauth::oidc::OidcClient;
use genauth_emulator::{Application, Emulator, IdTokenAlg};

use crate::accounts::PASSWORD;
use crate::oidc_browser::CALLBACK;

/// Starts an emulator with the user `ada`, and an application with ID tokens by RS256.
pub(super) async fn emulator() -> Emulator {
    let mut app = Application::new("APP_ID", "test-secret");
    app.id_token_alg = IdTokenAlg::RS256;
    app.access_token_seconds = 3_600;
    Emulator::builder().application(app).user("ada", PASSWORD).start().await.unwrap()
}

/// Returns a client with the clock of the emulator.
pub(super) fn oidc(emulator: &Emulator) -> OidcClient {
    let clock = emulator.clock().clone();
    let oidc = emulator.authentication().oidc().redirect_uri(CALLBACK).allow_hs256();
    oidc.clock(move || UNIX_EPOCH + Duration::from_secs(clock.now().unix())).build().unwrap()
}
