//! [`AuthnRequest`]: the message of a login request, and its URL.

use std::io::{self, Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::DeflateEncoder};
use url::Url;

use crate::saml::text::escape;

/// An `AuthnRequest` (SAML core, 3.4.1).
pub(super) struct AuthnRequest<'a> {
    pub(super) id: &'a str,
    pub(super) issue_instant: &'a str,
    pub(super) destination: &'a str,
    pub(super) acs_url: &'a str,
    pub(super) issuer: &'a str,
    pub(super) name_id_format: Option<&'a str>,
    pub(super) force_authn: bool,
}

impl AuthnRequest<'_> {
    /// Returns the request as XML.
    pub(super) fn xml(&self) -> String {
        let Self { id, issue_instant, .. } = self;
        let (destination, acs_url) = (escape(self.destination), escape(self.acs_url));
        let issuer = escape(self.issuer);
        let force_authn = if self.force_authn { r#" ForceAuthn="true""# } else { "" };
        let policy = self.name_id_format.map(|format| {
            let format = escape(format);
            format!(r#"<samlp:NameIDPolicy Format="{format}" AllowCreate="true"/>"#)
        });
        let policy = policy.unwrap_or_default();
        format!(
            r#"<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" Version="2.0" IssueInstant="{issue_instant}" Destination="{destination}"{force_authn} ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" AssertionConsumerServiceURL="{acs_url}"><saml:Issuer>{issuer}</saml:Issuer>{policy}</samlp:AuthnRequest>"#
        )
    }
}

/// Returns the URL of a request with the redirect binding (SAML bindings, 3.4.4.1).
pub(super) fn redirect_url(page: &Url, xml: &str, relay_state: Option<&str>) -> io::Result<Url> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(xml.as_bytes())?;
    let request = STANDARD.encode(encoder.finish()?);
    let mut url = page.clone();
    url.set_fragment(None);
    url.query_pairs_mut()
        .append_pair("SAMLRequest", &request)
        .extend_pairs(relay_state.map(|state| ("RelayState", state)));
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_request() {
        let request = AuthnRequest {
            id: "_1",
            issue_instant: "2026-01-02T03:04:05Z",
            destination: "https://idp.example/login?a=1&b=\"2\"",
            acs_url: "https://app.example/saml/acs?a='1'&b=2",
            issuer: "https://app.example/<saml>",
            name_id_format: Some("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"),
            force_authn: true,
        };
        let expected = concat!(
            r#"<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol""#,
            r#" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0""#,
            r#" IssueInstant="2026-01-02T03:04:05Z""#,
            r#" Destination="https://idp.example/login?a=1&amp;b=&quot;2&quot;""#,
            r#" ForceAuthn="true""#,
            r#" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST""#,
            r#" AssertionConsumerServiceURL="https://app.example/saml/acs?a=&apos;1&apos;&amp;b=2">"#,
            "<saml:Issuer>https://app.example/&lt;saml&gt;</saml:Issuer>",
            r#"<samlp:NameIDPolicy"#,
            r#" Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress""#,
            r#" AllowCreate="true"/></samlp:AuthnRequest>"#,
        );
        assert_eq!(request.xml(), expected);
        let plain = AuthnRequest { name_id_format: None, force_authn: false, ..request }.xml();
        assert!(!plain.contains("NameIDPolicy") && !plain.contains("ForceAuthn"), "{plain}");
        for xml in [expected, &plain] {
            roxmltree::Document::parse(xml).unwrap();
        }
    }
}
