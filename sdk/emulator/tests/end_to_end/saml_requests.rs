//! SAML requests: encodings, limits and destinations; settings of responses; metadata.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth_emulator::{Application, Emulator};
use roxmltree::Document;
use serde_json::json;

use crate::{
    accounts::{PASSWORD, signed_in, signed_in_by_email},
    oidc_browser::{Browser, Page},
    saml_peer::{
        ACS, ENTITY, IDP, Response, authn_request, deflated, redirected, usual_request,
        with_settings,
    },
};

fn refused(page: &Page, expected: &str) {
    assert_eq!(page.status, 400, "{}", page.body);
    assert!(page.headers.get("location").is_none());
    assert!(page.body.contains(expected), "{expected}: {}", page.body);
    assert!(!page.body.contains("SAMLResponse"), "{}", page.body);
}

#[tokio::test]
async fn request_can_be_posted() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let encoded = STANDARD.encode(usual_request());
    let (first, second) = encoded.split_at(76);
    let wrapped = format!("{first}\r\n{second}\r\n");
    for encoded in [&encoded, &wrapped] {
        let page = browser.post(IDP, &[("SAMLRequest", encoded), ("RelayState", "a")]).await;
        let page = match page.headers.contains_key("location") {
            true => browser.log_in(&page, "ada", PASSWORD).await,
            false => page,
        };
        assert_eq!(Response::of(&page).relay_state.as_deref(), Some("a"));
    }
    // Only the redirect binding compresses.
    let page = browser.post(IDP, &[("SAMLRequest", &deflated(usual_request().as_bytes()))]).await;
    refused(&page, "UTF-8");
    refused(&browser.get(IDP, &[("SAMLRequest", &encoded)]).await, "DEFLATE");
}

#[tokio::test]
async fn large_and_nested_requests_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let browser = Browser::new(&emulator);
    let bomb = deflated(&vec![b' '; 40_000_000]);
    assert!(bomb.len() < 60_000, "{}", bomb.len());
    let posted = [("SAMLRequest", bomb.as_str())];
    refused(&browser.get(IDP, &posted).await, "exceeds 65536 bytes");
    refused(&browser.post(IDP, &[("SAMLRequest", &"A".repeat(200_000))]).await, "exceed");
    let nested = format!("{}{}", "<a>".repeat(8_000), "</a>".repeat(8_000));
    refused(&redirected(&browser, &nested, &[]).await, "not valid XML");
    let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    refused(&redirected(&browser, laughs, &[]).await, "not valid XML");
    refused(
        &redirected(&browser, &usual_request(), &[("RelayState", &"a".repeat(81))]).await,
        "80",
    );
    let page = redirected(&browser, &usual_request(), &[("RelayState", &"a".repeat(80))]).await;
    assert_eq!(page.status, 302, "{}", page.body);
}

#[tokio::test]
async fn invalid_requests_are_refused_on_a_page() {
    let emulator = Emulator::start().await.unwrap();
    let browser = Browser::new(&emulator);
    let acs = format!("AssertionConsumerServiceURL=\"{ACS}\"");
    let with = |attribute: &str| authn_request(&format!("{acs} {attribute}"), "");
    let other = usual_request().replace("AuthnRequest", "LogoutRequest");
    for (document, expected) in [
        (usual_request().replace("ID=\"_request\" ", ""), "no `ID`"),
        (usual_request().replace(ENTITY, " "), "no `Issuer`"),
        (usual_request().replace("Version=\"2.0\"", "Version=\"1.1\""), "2.0"),
        (with("Destination=\"https://other.example/\""), "Destination"),
        (with("ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\""), "POST"),
        (with("IsPassive=\"yes\""), "IsPassive"),
        (other, "not an `AuthnRequest`"),
        ("<a".to_owned(), "not valid XML"),
    ] {
        refused(&redirected(&browser, &document, &[]).await, expected);
    }
    let page = browser.get("/api/v2/saml-idp/OTHER", &[]).await;
    assert_eq!(page.status, 404);
    let page = browser.post(&format!("{IDP}/metadata"), &[]).await;
    assert_eq!(page.status, 405);
    let destination = format!("Destination=\"{}{IDP}\"", emulator.host());
    assert_eq!(redirected(&browser, &with(&destination), &[]).await.status, 302);
}

#[tokio::test]
async fn response_goes_to_registered_urls_only() {
    let mut app = Application::new("APP_ID", "test-secret");
    app.redirect_uris = vec!["https://app.example/callback".to_owned()];
    app.settings.saml = json!({"acs": ACS}).as_object().cloned();
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    let browser = Browser::new(&emulator);
    let to = |url: &str| authn_request(&format!("AssertionConsumerServiceURL=\"{url}\""), "");
    for url in [ACS, "https://app.example/callback"] {
        assert_eq!(redirected(&browser, &to(url), &[]).await.status, 302, "{url}");
    }
    assert_eq!(redirected(&browser, &authn_request("", ""), &[]).await.status, 302);
    for url in ["https://evil.example/acs", "https://app.example/saml/acs/", "http://127.0.0.1/acs"]
    {
        refused(&redirected(&browser, &to(url), &[]).await, "not registered");
    }
    // Without registered URLs, the rules of redirect URIs apply.
    let open = Emulator::start().await.unwrap();
    let browser = Browser::new(&open);
    assert_eq!(redirected(&browser, &to("http://127.0.0.1:3000/acs"), &[]).await.status, 302);
    for url in ["http://app.example/acs", "javascript:alert(1)", "/acs"] {
        refused(&redirected(&browser, &to(url), &[]).await, "ACS URL");
    }
}

#[tokio::test]
async fn settings_of_the_application_shape_the_response() {
    let emulator = with_settings(json!({
        "acs": ACS, "signResponse": true, "audience": "urn:audience",
        "recipient": "https://app.example/recipient",
        "destination": "https://app.example/destination", "lifetimeInSeconds": 60,
        "signatureAlgorithm": "rsa-sha512", "digestAlgorithm": "sha512",
        "nameIdentifierFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified",
        "mappings": {"email": "mail"},
    }))
    .await;
    signed_in_by_email(&emulator, "ada@example.com").await;
    emulator.clock().stop();
    let browser = Browser::new(&emulator);
    let page = redirected(&browser, &usual_request(), &[]).await;
    let page = browser.log_in(&page, "ada@example.com", PASSWORD).await;
    let response = Response::of(&page);
    assert_eq!(response.verified(&browser).await, ["Response", "Assertion"]);
    assert_eq!(response.action, ACS);
    let until = emulator.clock().now().plus_seconds(60).text();
    for (element, name, expected) in [
        ("Response", "Destination", "https://app.example/destination"),
        ("SubjectConfirmationData", "Recipient", "https://app.example/recipient"),
        ("SubjectConfirmationData", "NotOnOrAfter", &until),
        ("Conditions", "NotOnOrAfter", &until),
        ("SignatureMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
        ("DigestMethod", "Algorithm", "http://www.w3.org/2001/04/xmlenc#sha512"),
        ("NameID", "Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"),
    ] {
        assert_eq!(response.attribute(element, name).as_deref(), Some(expected), "{element}");
    }
    assert_eq!(response.texts("NameID"), ["ada@example.com"]);
    assert_eq!(response.texts("Audience"), ["urn:audience"]);
    assert!(response.texts("AuthnContextClassRef")[0].ends_with(":unspecified"));
    assert_eq!(response.user_attribute("mail"), ["ada@example.com"]);
    assert!(response.user_attribute("email").is_empty());
}

#[tokio::test]
async fn request_chooses_the_format_of_the_name() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    browser.signed_in("ada", &[]).await;
    let with = |format: &str| {
        let policy = format!("<samlp:NameIDPolicy Format=\"{format}\"/>");
        authn_request(&format!("AssertionConsumerServiceURL=\"{ACS}\""), &policy)
    };
    let answered =
        async |format: &str| Response::of(&redirected(&browser, &with(format), &[]).await);
    let persistent = answered("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent").await;
    assert_eq!(persistent.texts("NameID"), persistent.user_attribute("userId"));
    let transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
    let [first, second] = [answered(transient).await, answered(transient).await];
    assert_ne!(first.texts("NameID"), second.texts("NameID"));
    let unspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
    assert_eq!(answered(unspecified).await.texts("NameID"), ["ada"]);
    // The user has no email address.
    let email = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    for format in [email, "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos"] {
        let codes = answered(format).await.values("StatusCode");
        assert!(codes[0].ends_with(":Requester"), "{codes:?}");
        assert!(codes[1].ends_with(":InvalidNameIDPolicy"), "{codes:?}");
    }
}

#[tokio::test]
async fn metadata_describes_the_identity_provider() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let page = browser.get(&format!("{IDP}/metadata"), &[]).await;
    assert_eq!(page.headers["content-type"], "application/samlmetadata+xml");
    let document = Document::parse(&page.body).unwrap();
    let idp = format!("{}{IDP}", emulator.host());
    let entity = format!("{idp}/metadata");
    assert_eq!(document.root_element().attribute("entityID"), Some(entity.as_str()));
    let services = document.descendants().filter(|it| it.has_tag_name("SingleSignOnService"));
    let services: Vec<_> = services
        .map(|it| {
            assert_eq!(it.attribute("Location"), Some(idp.as_str()));
            it.attribute("Binding").unwrap().rsplit(':').next().unwrap()
        })
        .collect();
    assert_eq!(services, ["HTTP-Redirect", "HTTP-POST"]);
    let is_certificate = |it: &roxmltree::Node<'_, '_>| it.tag_name().name() == "X509Certificate";
    let certificate = document.descendants().find(is_certificate).unwrap().text().unwrap();
    let response = Response::of(&{
        let page = redirected(&browser, &usual_request(), &[]).await;
        browser.log_in(&page, "ada", PASSWORD).await
    });
    assert_eq!(response.texts("X509Certificate"), [certificate]);
    // The certificate has the key that signs tokens.
    let keys = browser.get("/oidc/.well-known/jwks.json", &[]).await.json();
    let modulus = keys["keys"][0]["n"].as_str().unwrap();
    let modulus = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(modulus).unwrap();
    let der = STANDARD.decode(certificate).unwrap();
    assert!(der.windows(modulus.len()).any(|part| part == modulus));
}
