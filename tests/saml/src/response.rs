//! Responses.

use crate::assertion::Assertion;
use crate::signature::Signing;
use crate::sp::{ACS, IDP_ENTITY_ID};
use crate::time::at;
use crate::xml::{ASSERTION_NS, PROTOCOL_NS, element};

/// A response. Texts are XML, and are written as they are.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct Response {
    pub id: Option<String>,
    pub version: Option<String>,
    pub issue_instant: Option<String>,
    pub destination: Option<String>,
    pub in_response_to: Option<String>,
    pub issuer: Option<String>,
    /// Content between signature and status, `Extensions` for instance.
    pub extensions: String,
    pub status: Option<Status>,
    /// Content after the assertion.
    pub rest: String,
}

/// A status.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct Status {
    pub code: Option<String>,
    pub second_code: Option<String>,
    pub message: Option<String>,
}

impl Status {
    /// Returns a status with this code, of which the last part is given.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: Some(Self::uri(code)), second_code: None, message: None }
    }

    /// Returns the URI of a code.
    #[must_use]
    pub fn uri(code: &str) -> String {
        format!("urn:oasis:names:tc:SAML:2.0:status:{code}")
    }

    fn xml(&self) -> String {
        let second = if self.second_code.is_some() {
            element("samlp:StatusCode", &[], &[("Value", &self.second_code)], "")
        } else {
            String::new()
        };
        let code = element("samlp:StatusCode", &[], &[("Value", &self.code)], &second);
        let message = self.message.as_ref().map(|it| element("samlp:StatusMessage", &[], &[], it));
        element("samlp:Status", &[], &[], &(code + &message.unwrap_or_default()))
    }
}

impl Response {
    /// Returns the element with this signature and these assertions.
    #[must_use]
    pub fn xml(&self, signature: &str, assertions: &str) -> String {
        let namespace = [("saml", ASSERTION_NS)];
        let issuer = self.issuer.as_ref().map(|it| element("saml:Issuer", &namespace, &[], it));
        let content = issuer.unwrap_or_default()
            + signature
            + &self.extensions
            + &self.status.as_ref().map(Status::xml).unwrap_or_default()
            + assertions
            + &self.rest;
        let attributes = [
            ("Destination", &self.destination),
            ("ID", &self.id),
            ("InResponseTo", &self.in_response_to),
            ("IssueInstant", &self.issue_instant),
            ("Version", &self.version),
        ];
        element("samlp:Response", &[("samlp", PROTOCOL_NS)], &attributes, &content)
    }
}

/// A response with its assertion and its signatures.
#[derive(Clone)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct Document {
    pub response: Response,
    pub assertion: Option<Assertion>,
    pub sign_assertion: Option<Signing>,
    pub sign_response: Option<Signing>,
}

impl Document {
    /// Returns the response to a login request, its assertion signed.
    #[must_use]
    pub fn genuine(in_response_to: &str) -> Self {
        Self {
            response: Response {
                id: Some("_response-1".to_owned()),
                version: Some("2.0".to_owned()),
                issue_instant: Some(at(0)),
                destination: Some(ACS.to_owned()),
                in_response_to: Some(in_response_to.to_owned()),
                issuer: Some(IDP_ENTITY_ID.to_owned()),
                extensions: String::new(),
                status: Some(Status::new("Success")),
                rest: String::new(),
            },
            assertion: Some(Assertion::genuine(in_response_to)),
            sign_assertion: Some(Signing::default()),
            sign_response: None,
        }
    }

    /// Signs the response in place of the assertion.
    #[must_use]
    pub fn response_signed(mut self) -> Self {
        self.sign_assertion = None;
        self.sign_response = Some(Signing::default());
        self
    }

    /// Signs both.
    #[must_use]
    pub fn both_signed(mut self) -> Self {
        self.sign_assertion = Some(Signing::default());
        self.sign_response = Some(Signing::default());
        self
    }

    /// Returns the assertion.
    pub fn assertion(&mut self) -> &mut Assertion {
        self.assertion.as_mut().unwrap()
    }

    /// Returns the signing of the assertion.
    pub fn signing(&mut self) -> &mut Signing {
        self.sign_assertion.as_mut().unwrap()
    }

    /// Returns the text of the assertion, with its signature.
    #[must_use]
    pub fn assertion_xml(&self) -> String {
        let Some(assertion) = &self.assertion else { return String::new() };
        let signature = self.sign_assertion.as_ref().map(|signing| {
            signing.sign(assertion.id.as_deref().unwrap_or_default(), &assertion.xml(""))
        });
        assertion.xml(&signature.unwrap_or_default())
    }

    /// Returns the text of the response, its assertion changed as text before it is signed. The change
    /// has to keep the canonical form.
    #[must_use]
    pub fn xml_edited(&self, edit: impl FnOnce(&str) -> String) -> String {
        let assertion = self.assertion.as_ref().unwrap();
        let canonical = edit(&assertion.xml(""));
        let id = assertion.id.as_deref().unwrap_or_default();
        self.xml_with(&self.sign_assertion.as_ref().unwrap().envelop(id, &canonical, &canonical))
    }

    /// Returns the text of the response, with its signatures.
    #[must_use]
    pub fn xml(&self) -> String {
        self.xml_with(&self.assertion_xml())
    }

    /// Returns the text of the response with these assertions.
    #[must_use]
    pub fn xml_with(&self, assertions: &str) -> String {
        let signature = self.sign_response.as_ref().map(|signing| {
            let id = self.response.id.as_deref().unwrap_or_default();
            signing.sign(id, &self.response.xml("", assertions))
        });
        self.response.xml(&signature.unwrap_or_default(), assertions)
    }
}
