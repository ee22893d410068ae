//! Parts of forged documents.

use saml::{Case, Edit};

/// The name in forged assertions.
pub const MALLORY: &str = "mallory@corp.example";

/// Returns the text for another user.
pub fn forge(xml: &str) -> String {
    xml.swap_all("alice@corp.example", MALLORY)
}

/// The parts of a genuine response, its assertion signed.
pub struct Parts {
    /// The whole response.
    pub xml: String,
    /// The assertion with its signature.
    pub assertion: String,
    /// The assertion without its signature.
    pub bare: String,
    /// The signature.
    pub signature: String,
}

impl Parts {
    pub fn of(case: &Case) -> Self {
        let xml = case.xml();
        let assertion = xml.part("saml:Assertion");
        let signature = assertion.part("ds:Signature");
        Self { bare: assertion.without("ds:Signature"), xml, assertion, signature }
    }

    /// Returns the forged assertion without a signature, with another ID.
    pub fn forged(&self) -> String {
        forge(&self.bare).swap("_assertion-1", "_forged")
    }

    /// Returns the forged assertion with the genuine signature, with another ID.
    pub fn forged_signed(&self) -> String {
        self.forged().after("</saml:Issuer>", &self.signature)
    }

    /// Returns the response with this in place of its assertion.
    pub fn with(&self, assertions: &str) -> String {
        self.xml.swap(&self.assertion, assertions)
    }
}

/// Returns an element of extensions.
pub fn extensions(content: &str) -> String {
    format!("<samlp:Extensions>{content}</samlp:Extensions>")
}
