//! [`Sp`]: the client under test.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicI64, Ordering},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use genauth::{
    AuthenticationClient, Error,
    saml::{IdpMetadata, LoginRequest, SamlClient, SamlClientBuilder, SamlIdentity, SamlResponse},
};
use url::form_urlencoded::Serializer;

use crate::key::IDP;
use crate::store::RecordingStore;
use crate::time::time;

/// The entity ID of the application.
pub const ENTITY_ID: &str = "https://sp.example/saml";
/// The URL of the application that responses are posted to.
pub const ACS: &str = "https://sp.example/saml/acs";
/// The entity ID of the identity provider.
pub const IDP_ENTITY_ID: &str = "https://idp.example/metadata";

/// Building a client reads the root certificates, which takes longer than a sign-in.
static APP: LazyLock<AuthenticationClient> = LazyLock::new(|| {
    AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build().unwrap()
});

/// An application with a replay store and a clock of its own.
pub struct Sp {
    /// The client.
    pub client: SamlClient,
    /// The replay store of the client.
    pub store: RecordingStore,
    clock: Arc<AtomicI64>,
}

impl Sp {
    /// Creates an application with the usual settings.
    #[must_use]
    pub fn new() -> Self {
        Self::with(|builder| builder).unwrap()
    }

    /// Creates an application with changed settings.
    pub fn with(
        change: impl FnOnce(SamlClientBuilder) -> SamlClientBuilder,
    ) -> Result<Self, Error> {
        let idp = IdpMetadata::from_certificates(IDP_ENTITY_ID, [IDP.pem()])?;
        let (store, clock) = (RecordingStore::default(), Arc::new(AtomicI64::new(0)));
        let shared = Arc::clone(&clock);
        let builder = APP
            .saml()
            .entity_id(ENTITY_ID)
            .acs_url(ACS)
            .idp_metadata(idp)
            .replay_store(store.clone())
            .clock(move || time(shared.load(Ordering::SeqCst)));
        Ok(Self { client: change(builder).build()?, store, clock })
    }

    /// Sets the clock to this number of milliseconds after [`NOW`](crate::NOW).
    pub fn set_clock(&self, millis: i64) {
        self.clock.store(millis, Ordering::SeqCst);
    }

    /// Finishes a sign-in with the text of a response and the `RelayState` of the request.
    pub async fn finish(&self, request: &LoginRequest, xml: &str) -> Result<SamlIdentity, Error> {
        let form = form(xml, request.relay_state());
        self.client.finish(request, &SamlResponse::from_form(&form)?).await
    }

    /// Finishes a sign-in that started at the identity provider.
    pub async fn finish_unsolicited(&self, xml: &str) -> Result<SamlIdentity, Error> {
        self.client.finish_unsolicited(&SamlResponse::from_form(&form(xml, None))?).await
    }
}

impl Default for Sp {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns the body of the form with a response.
#[must_use]
pub fn form(xml: &str, relay_state: Option<&str>) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("SAMLResponse", &BASE64.encode(xml));
    if let Some(relay_state) = relay_state {
        form.append_pair("RelayState", relay_state);
    }
    form.finish()
}
