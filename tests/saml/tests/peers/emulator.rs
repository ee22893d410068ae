//! The emulator as the identity provider, with its pages in a browser.

use genauth::saml::{IdpMetadata, SamlClient, SamlClientBuilder};
use genauth::{AuthenticationClient, SamlErrorKind as Kind};
use genauth_emulator::{Application, Emulator};
use peers::{Browser, Listener};
use saml::oracle::verdict;
use serde_json::{Value, json};

use crate::peer::{ENTITY_ID, application, saml_kind, visit};

/// Starts an emulator whose application has further SAML settings.
async fn start(acs_url: &str, others: Value) -> Emulator {
    let mut saml = others.as_object().cloned().unwrap();
    saml.insert("acs".to_owned(), acs_url.into());
    saml.insert("audience".to_owned(), ENTITY_ID.into());
    let mut app = Application::new("TEST_APP", "test-secret");
    app.settings.saml = Some(saml);
    Emulator::builder().application(app).user("alice", "test-secret").start().await.unwrap()
}

fn acs_url(acs: &Listener) -> String {
    format!("{}saml/acs", acs.url())
}

async fn metadata(emulator: &Emulator) -> String {
    let url = format!("{}/api/v2/saml-idp/TEST_APP/metadata", emulator.host());
    reqwest::get(url).await.unwrap().text().await.unwrap()
}

async fn builder(emulator: &Emulator, acs: &Listener) -> SamlClientBuilder {
    let app = AuthenticationClient::builder("TEST_APP", emulator.host()).build().unwrap();
    let saml = app.saml().entity_id(ENTITY_ID).acs_url(acs_url(acs));
    saml.idp_metadata(IdpMetadata::parse(&metadata(emulator).await).unwrap())
}

/// Returns the certificate in the metadata, in the PEM format.
fn certificate(metadata: &str) -> String {
    let (_, rest) = metadata.split_once("X509Certificate>").unwrap();
    let text: Vec<_> = rest.split('<').next().unwrap().chars().filter(|it| *it > ' ').collect();
    let lines: Vec<String> = text.chunks(64).map(|line| line.iter().collect()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

async fn user_signs_in(client: &SamlClient, emulator: &Emulator, acs: &Listener) {
    let Some(browser) = Browser::start().await else { return };
    let certificate = certificate(&metadata(emulator).await);
    let session = browser.session();
    // At the second time, the browser is signed in.
    for relay_state in ["/reports?of=a&b=1", "/\u{fc}ber"] {
        let request = client.login().relay_state(relay_state).build().unwrap();
        let form = visit(&session, acs, request.url(), "alice").await;
        assert_ne!(verdict(form.xml(), &certificate), Some(false), "{}", form.xml());
        let user = client.finish(&request, &form.response()).await.unwrap();
        assert_eq!(user.name_id.value, "alice");
        assert_eq!(user.attributes.first("username"), Some("alice"));
        assert_eq!(user.relay_state.as_deref(), Some(relay_state));
        let error = client.finish(&request, &form.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::Replayed));
    }
}

#[tokio::test]
async fn user_signs_in_whatever_is_signed() {
    let acs = application().await;
    for settings in [
        json!({}),
        json!({"signResponse": true}),
        json!({"signatureAlgorithm": "rsa-sha512", "digestAlgorithm": "sha512"}),
    ] {
        let emulator = start(&acs_url(&acs), settings).await;
        let client = builder(&emulator, &acs).await.build().unwrap();
        user_signs_in(&client, &emulator, &acs).await;
    }
}

#[tokio::test]
async fn sign_in_starts_at_the_provider() {
    let Some(browser) = Browser::start().await else { return };
    let acs = application().await;
    let emulator = start(&acs_url(&acs), json!({})).await;
    let client = builder(&emulator, &acs).await.allow_unsolicited().build().unwrap();
    let form = visit(&browser.session(), &acs, client.login_link(), "alice").await;
    let user = client.finish_unsolicited(&form.response()).await.unwrap();
    assert_eq!((&*user.name_id.value, user.is_solicited), ("alice", false));
}
