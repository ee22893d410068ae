//! A SAML service provider for tests: requests, and responses whose signatures are verified.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::DeflateEncoder};
use genauth_emulator::{Application, Emulator};
use jsonwebtoken::{Algorithm, DecodingKey, crypto, jwk::JwkSet};
use roxmltree::{Document, Node};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha512};

use crate::oidc_browser::{Browser, Page};

/// ACS URL of the application.
pub const ACS: &str = "https://app.example/saml/acs";
/// Entity ID of the application.
pub const ENTITY: &str = "https://app.example/saml";
/// Path of the identity provider.
pub const IDP: &str = "/api/v2/saml-idp/APP_ID";

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Starts an emulator whose default application has these SAML settings.
pub async fn with_settings(saml: Value) -> Emulator {
    let mut app = Application::new("APP_ID", "test-secret");
    app.settings.saml = saml.as_object().cloned();
    Emulator::builder().application(app).start().await.unwrap()
}

/// Returns a request with further attributes and elements.
pub fn authn_request(attributes: &str, content: &str) -> String {
    format!(
        "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
         xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_request\" Version=\"2.0\" \
         IssueInstant=\"2026-01-01T00:00:00Z\" {attributes}><saml:Issuer>{ENTITY}</saml:Issuer>\
         {content}</samlp:AuthnRequest>"
    )
}

/// Returns a request for the usual ACS URL.
pub fn usual_request() -> String {
    authn_request(&format!("AssertionConsumerServiceURL=\"{ACS}\""), "")
}

/// Encodes a request for the redirect binding.
pub fn deflated(document: &[u8]) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(document).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

/// Sends a request by redirect.
pub async fn redirected(browser: &Browser, document: &str, pairs: &[(&str, &str)]) -> Page {
    let encoded = deflated(document.as_bytes());
    browser.get(IDP, &[&[("SAMLRequest", encoded.as_str())], pairs].concat()).await
}

/// A response on a page.
#[derive(Debug)]
pub struct Response {
    pub xml: String,
    pub relay_state: Option<String>,
    /// Destination of the form.
    pub action: String,
}

impl Response {
    /// Reads the response in the form of a page.
    pub fn of(page: &Page) -> Self {
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("<noscript><button>"), "{}", page.body);
        let encoded = page.hidden("SAMLResponse");
        assert!(encoded.is_some(), "{}", page.body);
        let xml = String::from_utf8(STANDARD.decode(encoded.unwrap()).unwrap()).unwrap();
        Self { xml, relay_state: page.hidden("RelayState"), action: page.action() }
    }

    /// Returns the texts of all elements with this name.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let document = Document::parse(&self.xml).unwrap();
        let found = document.descendants().filter(|it| it.tag_name().name() == name);
        found.map(|it| it.text().unwrap_or_default().to_owned()).collect()
    }

    /// Returns an attribute of the first element with this name.
    pub fn attribute(&self, element: &str, name: &str) -> Option<String> {
        let document = Document::parse(&self.xml).unwrap();
        let found = document.descendants().find(|it| it.tag_name().name() == element);
        assert!(found.is_some(), "no {element} in {}", self.xml);
        found.unwrap().attribute(name).map(str::to_owned)
    }

    /// Returns the values of all elements with this name: of `StatusCode`, from the outside in.
    pub fn values(&self, element: &str) -> Vec<String> {
        let document = Document::parse(&self.xml).unwrap();
        let found = document.descendants().filter(|it| it.tag_name().name() == element);
        found.filter_map(|it| it.attribute("Value").map(str::to_owned)).collect()
    }

    /// Returns the values of an attribute of the user.
    pub fn user_attribute(&self, name: &str) -> Vec<String> {
        let document = Document::parse(&self.xml).unwrap();
        let found = document
            .descendants()
            .filter(|it| it.tag_name().name() == "Attribute" && it.attribute("Name") == Some(name));
        let values = found.flat_map(|it| it.children().filter(Node::is_element));
        values.map(|it| it.text().unwrap_or_default().to_owned()).collect()
    }

    /// Verifies the signatures by the keys of the server, and returns the names of the signed
    /// elements. The emulator writes canonical documents: without the signature, an element is what
    /// was digested.
    pub async fn verified(&self, browser: &Browser) -> Vec<String> {
        let keys = browser.get("/oidc/.well-known/jwks.json", &[]).await.body;
        let keys: JwkSet = serde_json::from_str(&keys).unwrap();
        let key = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
        let document = Document::parse(&self.xml).unwrap();
        let signatures = document.descendants().filter(|it| it.has_tag_name((DSIG, "Signature")));
        signatures.map(|signature| self.verify(signature, &key)).collect()
    }

    fn verify(&self, signature: Node<'_, '_>, key: &DecodingKey) -> String {
        let find = |name| signature.descendants().find(|it| it.has_tag_name((DSIG, name))).unwrap();
        let text = |name| find(name).text().unwrap().to_owned();
        let algorithm = |name| find(name).attribute("Algorithm").unwrap().to_owned();
        let parent = signature.parent_element().unwrap();
        let (whole, gap) = (parent.range(), signature.range());
        let octets =
            format!("{}{}", &self.xml[whole.start..gap.start], &self.xml[gap.end..whole.end]);
        let digest = match algorithm("DigestMethod").ends_with("sha512") {
            true => Sha512::digest(octets.as_bytes()).to_vec(),
            false => Sha256::digest(octets.as_bytes()).to_vec(),
        };
        assert_eq!(STANDARD.encode(digest), text("DigestValue"));
        let id = parent.attribute("ID").unwrap();
        assert_eq!(find("Reference").attribute("URI"), Some(&*format!("#{id}")));
        let signed_info = &self.xml[find("SignedInfo").range()];
        let declared = signed_info.replacen(
            "<ds:SignedInfo>",
            &format!("<ds:SignedInfo xmlns:ds=\"{DSIG}\">"),
            1,
        );
        let by = match algorithm("SignatureMethod").as_str() {
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => Algorithm::RS256,
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => Algorithm::RS512,
            other => panic!("{other}"),
        };
        let value = text("SignatureValue").replace('=', "").replace('+', "-").replace('/', "_");
        assert!(crypto::verify(&value, declared.as_bytes(), key, by).unwrap());
        parent.tag_name().name().to_owned()
    }
}
