//! Faults of other SDKs of this API that this one must not have.

use std::collections::HashSet;
use std::io::Read as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::read::DeflateDecoder;
use genauth::{AuthenticationClient, Error};
use saml::{ACS, Case, ENTITY_ID, IDP, IDP_ENTITY_ID, Sp};
use url::Url;

fn parameter(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Returns the login request in a URL.
fn authn_request(url: &str) -> String {
    let bytes = STANDARD.decode(parameter(url, "SAMLRequest").unwrap()).unwrap();
    let mut xml = String::new();
    DeflateDecoder::new(&*bytes).read_to_string(&mut xml).unwrap();
    xml
}

/// The login URL used to have no parameters: every response was unsolicited, and none was expected.
#[tokio::test]
async fn the_login_url_has_a_request_that_its_response_names() {
    let sp = Sp::new();
    let request = sp.client.login().build().unwrap();
    let page = "https://example.genauth.ai/api/v2/saml-idp/APP_ID";
    assert_eq!(request.url().split('?').next(), Some(page));
    let xml = authn_request(request.url());
    for part in [request.id(), ACS, ENTITY_ID, page, "urn:oasis:names:tc:SAML:2.0:protocol"] {
        assert!(xml.contains(part), "{part}: {xml}");
    }
    assert_eq!(sp.client.login_link(), page);
}

/// `RelayState` used to be unsupported.
#[tokio::test]
async fn the_page_to_return_to_is_carried() {
    let case = Case::new().await.relay_state("/orders?page=2&a=b");
    let sent = parameter(case.request.url(), "RelayState");
    assert_eq!(sent.as_deref(), Some("/orders?page=2&a=b"));
    let identity = case.accepted(&case.xml()).await;
    assert_eq!(identity.relay_state.as_deref(), Some("/orders?page=2&a=b"));
}

/// Parts of URLs used to be joined without escapes.
#[tokio::test]
async fn parts_of_urls_and_documents_are_escaped() {
    let app = AuthenticationClient::builder("a/b?c=d&e#f g", "https://example.genauth.ai");
    let app = app.build().unwrap();
    let entity_id = "https://sp.example/?a=b&c=<d>\"e'";
    let acs = "https://sp.example/acs?a=b&c='d'";
    let metadata = genauth::saml::IdpMetadata::from_certificates(IDP_ENTITY_ID, [IDP.pem()]);
    let client = app
        .saml()
        .entity_id(entity_id)
        .acs_url(acs)
        .idp_metadata(metadata.unwrap())
        .build()
        .unwrap();
    let link = client.login_link();
    assert_eq!(
        link.strip_prefix("https://example.genauth.ai/api/v2/saml-idp/"),
        Some("a%2Fb%3Fc=d&e%23f%20g")
    );
    let request = client.login().relay_state("&SAMLRequest=evil#x").build().unwrap();
    assert!(request.url().starts_with(&format!("{link}?")), "{}", request.url());
    let names: Vec<_> = Url::parse(request.url())
        .unwrap()
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(names, ["SAMLRequest", "RelayState"]);
    assert_eq!(Url::parse(request.url()).unwrap().fragment(), None);
    for xml in [authn_request(request.url()), client.metadata()] {
        assert!(xml.contains("a=b&amp;c=&lt;d&gt;"), "{xml}");
        assert!(!xml.contains("c=<d>") && !xml.contains("b&c"), "{xml}");
    }
}

/// Generators with a predictable seed used to make up identifiers.
#[tokio::test]
async fn ids_of_requests_are_long_and_never_repeat() {
    let sp = Sp::new();
    let mut seen = HashSet::new();
    for _ in 0..500 {
        let request = sp.client.login().build().unwrap();
        let id = request.id().to_owned();
        assert!(id.starts_with('_') && id.len() >= 33, "{id}");
        assert!(seen.insert(id));
    }
}

/// A sign-in used to store its user on the shared client.
#[tokio::test]
async fn a_sign_in_leaves_the_client_without_a_user() {
    let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai");
    let app = app.build().unwrap();
    let metadata = genauth::saml::IdpMetadata::from_certificates(IDP_ENTITY_ID, [IDP.pem()]);
    let client = app
        .saml()
        .entity_id(ENTITY_ID)
        .acs_url(ACS)
        .idp_metadata(metadata.unwrap())
        .clock(|| std::time::UNIX_EPOCH + std::time::Duration::from_secs(saml::NOW))
        .build()
        .unwrap();
    let request = client.login().build().unwrap();
    let xml = saml::Document::genuine(request.id()).xml();
    let response = genauth::saml::SamlResponse::from_form(saml::form(&xml, None)).unwrap();
    client.finish(&request, &response).await.unwrap();
    let error = app.get_profile(Default::default()).await.unwrap_err();
    assert!(matches!(error, Error::Credential(_)), "{error:?}");
}

/// Responses used to be logged whole.
#[tokio::test]
async fn debug_output_of_a_response_and_its_errors_has_no_user() {
    let case = Case::new().await;
    let response = genauth::saml::SamlResponse::from_form(saml::form(&case.xml(), None)).unwrap();
    let shown = format!("{response:?} {:?} {:?}", case.request, case.sp().client.login());
    for part in ["alice", "staff", "SAMLRequest", &STANDARD.encode(case.xml())[..40]] {
        assert!(!shown.contains(part), "{part}: {shown}");
    }
}

/// Verification used to be left to the application: the SDKs read no response at all.
#[tokio::test]
async fn a_response_is_read_only_after_it_is_verified() {
    let case = Case::new().await;
    let unsigned = case.signed(|it| it.sign_assertion = None);
    case.refused(&unsigned, genauth::saml::SamlErrorKind::Unsigned).await;
}

/// A secret was required, and sent, where the protocol has none.
#[tokio::test]
async fn no_secret_of_the_application_is_needed_or_sent() {
    let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
        .app_secret("test-secret")
        .build()
        .unwrap();
    let metadata = genauth::saml::IdpMetadata::from_certificates(IDP_ENTITY_ID, [IDP.pem()]);
    let saml = app.saml().entity_id(ENTITY_ID).acs_url(ACS).idp_metadata(metadata.unwrap());
    let client = saml.build().unwrap();
    let request = client.login().build().unwrap();
    for text in
        [request.url(), client.login_link(), &client.metadata(), &authn_request(request.url())]
    {
        assert!(!text.contains("test-secret"), "{text}");
    }
}
