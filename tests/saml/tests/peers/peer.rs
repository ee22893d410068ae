//! An identity provider, and the SDK as an application of it.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use genauth::saml::{IdpMetadata, LoginRequest, SamlClient, SamlClientBuilder, SamlResponse};
use genauth::{AuthenticationClient, Error, SamlErrorKind};
use peers::{Browser, Listener, SamlIdp, Session};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

/// Entity ID of the application.
pub const ENTITY_ID: &str = "https://sp.example/saml";
/// Where the application redirects to after a sign-in.
const SIGNED_IN: &str = "http://127.0.0.1/signed-in";

/// The programs that are identity providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    Samlp,
    Pysaml2,
}

impl Vendor {
    pub const ALL: [Self; 2] = [Self::Samlp, Self::Pysaml2];
}

/// What an identity provider signs.
#[derive(Clone, Copy, Debug)]
pub struct Signed {
    pub assertion: bool,
    pub response: bool,
    /// Bits of SHA-2; 1 for SHA-1.
    pub hash: u32,
}

pub const ASSERTION: Signed = Signed { assertion: true, response: false, hash: 256 };

/// An identity provider, and an application on loopback with a browser that uses it.
pub struct Peer {
    pub idp: SamlIdp,
    pub vendor: Vendor,
    pub browser: Browser,
    acs: Listener,
}

impl Peer {
    /// Starts an identity provider that signs the assertion; `None` if the test has to be skipped.
    pub async fn start(vendor: Vendor) -> Option<Self> {
        let browser = Browser::start().await?;
        let idp = match vendor {
            Vendor::Samlp => SamlIdp::samlp().await?,
            Vendor::Pysaml2 => SamlIdp::pysaml2().await?,
        };
        let acs = application().await;
        let peer = Self { idp, vendor, browser, acs };
        if vendor == Vendor::Pysaml2 {
            peer.idp.register(&peer.client().await.metadata()).await;
        }
        peer.respond(ASSERTION, json!({})).await;
        Some(peer)
    }

    /// Returns the URL that responses are posted to.
    pub fn acs_url(&self) -> String {
        format!("{}saml/acs", self.acs.url())
    }

    /// Determines what is signed, and sets other options of the program.
    pub async fn respond(&self, signed: Signed, others: Value) {
        let Signed { assertion, response, hash } = signed;
        let mut options = match self.vendor {
            Vendor::Samlp => json!({
                "acs": self.acs_url(),
                "audience": ENTITY_ID,
                "signAssertion": assertion,
                "signResponse": response,
                "signatureAlgorithm": format!("rsa-sha{hash}"),
                "digestAlgorithm": format!("sha{hash}"),
            }),
            Vendor::Pysaml2 => json!({
                "application": ENTITY_ID,
                "sign_assertion": assertion,
                "sign_response": response,
                "sign_alg": signature_algorithm(hash),
                "digest_alg": digest_algorithm(hash),
            }),
        };
        for (name, value) in others.as_object().unwrap() {
            options[name] = value.clone();
        }
        self.idp.configure(options).await;
    }

    pub async fn idp_metadata(&self) -> IdpMetadata {
        IdpMetadata::parse(&self.idp.metadata().await).unwrap()
    }

    pub async fn builder(&self) -> SamlClientBuilder {
        let app = AuthenticationClient::builder(SamlIdp::APP_ID, self.idp.host()).build().unwrap();
        let saml = app.saml().entity_id(ENTITY_ID).acs_url(self.acs_url());
        saml.idp_metadata(self.idp_metadata().await)
    }

    pub async fn client(&self) -> SamlClient {
        self.builder().await.build().unwrap()
    }

    /// Signs `alice` in; returns the request with the form that the browser posts.
    pub async fn sign_in(&self, client: &SamlClient) -> (LoginRequest, Form) {
        let request = client.login().build().unwrap();
        let form = self.visit(&self.browser.session(), request.url(), "alice").await;
        (request, form)
    }

    /// Opens a URL of the provider and signs a user in, unless the session is; returns the form that
    /// the browser posts to the application.
    pub async fn visit(&self, session: &Session, url: &str, username: &str) -> Form {
        visit(session, &self.acs, url, username).await
    }
}

/// Starts the application's side of a sign-in, which redirects afterwards.
pub async fn application() -> Listener {
    Listener::redirecting(SIGNED_IN).await.unwrap()
}

/// Opens a URL and signs a user in; returns the form that the browser posts to the application.
pub async fn visit(session: &Session, acs: &Listener, url: &str, username: &str) -> Form {
    session.follow(&Url::parse(url).unwrap(), SIGNED_IN, username).await;
    Form(acs.body().await)
}

/// The form that a browser posts to the application.
#[derive(Clone)]
pub struct Form(String);

impl Form {
    pub fn response(&self) -> SamlResponse {
        SamlResponse::from_form(&self.0).unwrap()
    }

    /// Returns the document.
    pub fn xml(&self) -> String {
        let mut fields = form_urlencoded::parse(self.0.as_bytes());
        let (_, value) = fields.find(|(name, _)| name == "SAMLResponse").unwrap();
        String::from_utf8(BASE64_STANDARD.decode(&*value).unwrap()).unwrap()
    }

    /// Changes the document.
    pub fn replaced(&self, from: &str, to: &str) -> Self {
        let xml = self.xml();
        assert!(xml.contains(from), "{xml}");
        let value = BASE64_STANDARD.encode(xml.replace(from, to));
        let mut form = form_urlencoded::Serializer::new(String::new());
        Self(form.append_pair("SAMLResponse", &value).finish())
    }
}

pub fn saml_kind(error: &Error) -> Option<SamlErrorKind> {
    match error {
        Error::Saml(error) => Some(error.kind()),
        _ => None,
    }
}

fn signature_algorithm(hash: u32) -> String {
    match hash {
        1 => "http://www.w3.org/2000/09/xmldsig#rsa-sha1".to_owned(),
        _ => format!("http://www.w3.org/2001/04/xmldsig-more#rsa-sha{hash}"),
    }
}

fn digest_algorithm(hash: u32) -> String {
    match hash {
        1 => "http://www.w3.org/2000/09/xmldsig#sha1".to_owned(),
        384 => "http://www.w3.org/2001/04/xmldsig-more#sha384".to_owned(),
        _ => format!("http://www.w3.org/2001/04/xmlenc#sha{hash}"),
    }
}
