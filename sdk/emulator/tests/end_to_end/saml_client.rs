//! The SAML client of the SDK, against the emulator.

use std::time::Duration;

use genauth::{
    Error,
    saml::{IdpMetadata, SamlClient, SamlErrorKind, SamlResponse},
};
use genauth_emulator::Emulator;
use serde_json::json;
use url::{Url, form_urlencoded};

use crate::{
    accounts::{PASSWORD, signed_in, signed_in_by_email},
    oidc_browser::{Browser, Page},
    saml_peer::{ACS, ENTITY, IDP, with_settings},
};

async fn metadata(browser: &Browser) -> IdpMetadata {
    let page = browser.get(&format!("{IDP}/metadata"), &[]).await;
    IdpMetadata::parse(&page.body).unwrap()
}

async fn client(emulator: &Emulator, browser: &Browser) -> SamlClient {
    let saml = emulator.authentication().saml().entity_id(ENTITY).acs_url(ACS);
    saml.idp_metadata(metadata(browser).await).allow_unsolicited().build().unwrap()
}

/// Opens a URL of the emulator.
async fn open(browser: &Browser, url: &str) -> Page {
    let url = Url::parse(url).unwrap();
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.get(url.path(), &pairs).await
}

/// Returns the response on a page, as the browser posts it.
fn posted(page: &Page) -> SamlResponse {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("SAMLResponse", &page.hidden("SAMLResponse").unwrap());
    if let Some(relay_state) = page.hidden("RelayState") {
        form.append_pair("RelayState", &relay_state);
    }
    SamlResponse::from_form(form.finish()).unwrap()
}

fn kind(error: Error) -> SamlErrorKind {
    let Error::Saml(error) = error else { panic!("{error}") };
    error.kind()
}

#[tokio::test]
async fn metadata_is_readable() {
    let emulator = Emulator::start().await.unwrap();
    let browser = Browser::new(&emulator);
    let metadata = metadata(&browser).await;
    let idp = format!("{}{IDP}", emulator.host());
    assert_eq!(metadata.entity_id(), format!("{idp}/metadata"));
    assert_eq!(metadata.login_url(), Some(idp.as_str()));
}

#[tokio::test]
async fn client_signs_a_user_in_once() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let saml = client(&emulator, &browser).await;
    let request = saml.login().relay_state("/start").build().unwrap();
    let page = open(&browser, request.url()).await;
    let page = browser.log_in(&page, "ada", PASSWORD).await;
    let response = posted(&page);
    assert_eq!(response.in_response_to(), Some(request.id()));
    assert_eq!(response.relay_state(), Some("/start"));
    let identity = saml.finish(&request, &response).await.unwrap();
    assert!(identity.is_solicited);
    assert_eq!(identity.name_id.value, "ada");
    assert_eq!(identity.attributes.first("username"), Some("ada"));
    assert!(identity.session_index.is_some());
    assert_eq!(identity.issuer, format!("{}{IDP}/metadata", emulator.host()));
    assert_eq!(kind(saml.finish(&request, &response).await.unwrap_err()), SamlErrorKind::Replayed);

    let forced = saml.login().force_authn().build().unwrap();
    let page = open(&browser, forced.url()).await;
    assert!(page.location().contains("/interaction/"), "{}", page.location());
}

#[tokio::test]
async fn client_accepts_every_signature_setting() {
    for settings in [
        json!({"signResponse": true}),
        json!({"signResponse": true, "signatureAlgorithm": "rsa-sha512", "digestAlgorithm": "sha512"}),
        json!({"signatureAlgorithm": "rsa-sha384", "digestAlgorithm": "sha384"}),
        // A documented default, which the emulator replaces.
        json!({"signatureAlgorithm": "http://www.w3.org/2000/09/xmldsig#rsa-sha1"}),
    ] {
        let emulator = with_settings(settings.clone()).await;
        signed_in_by_email(&emulator, "ada@example.com").await;
        let browser = Browser::new(&emulator);
        let saml = client(&emulator, &browser).await;
        let email = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
        let request = saml.login().name_id_format(email).build().unwrap();
        let page = open(&browser, request.url()).await;
        let page = browser.log_in(&page, "ada@example.com", PASSWORD).await;
        let identity = saml.finish(&request, &posted(&page)).await.unwrap();
        assert_eq!(identity.name_id.value, "ada@example.com", "{settings}");
        assert_eq!(identity.name_id.format.as_deref(), Some(email));
    }
}

#[tokio::test]
async fn client_accepts_a_sign_in_that_starts_at_the_identity_provider() {
    let emulator = with_settings(json!({"acs": ACS, "audience": ENTITY})).await;
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let saml = client(&emulator, &browser).await;
    let page = open(&browser, saml.login_link()).await;
    let page = browser.log_in(&page, "ada", PASSWORD).await;
    let identity = saml.finish_unsolicited(&posted(&page)).await.unwrap();
    assert!(!identity.is_solicited);
    assert_eq!(identity.name_id.value, "ada");
}

#[tokio::test]
async fn client_reports_a_canceled_sign_in_and_an_expired_response() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let saml = client(&emulator, &browser).await;
    let request = saml.login().build().unwrap();
    let page = open(&browser, request.url()).await;
    let form = browser.follow(&page).await;
    let page = browser.post(&form.action().replace("/login", "/abort"), &[]).await;
    let canceled = saml.finish(&request, &posted(&page)).await.unwrap_err();
    assert!(canceled.to_string().contains("AuthnFailed"), "{canceled}");
    assert_eq!(kind(canceled), SamlErrorKind::Status);

    // The response is from the future of the application, and valid then.
    emulator.clock().advance(Duration::from_secs(600));
    let page = open(&browser, request.url()).await;
    let page = browser.log_in(&page, "ada", PASSWORD).await;
    let early = saml.finish(&request, &posted(&page)).await.unwrap_err();
    assert_eq!(kind(early), SamlErrorKind::NotYetValid);
}
