//! Arbitrary input: refused, without a panic.

use genauth::saml::{IdpMetadata, SamlResponse};
use proptest::collection::vec;
use proptest::prelude::*;
use saml::{Sp, form};

/// Parts of XML, in any order.
const TOKENS: [&str; 32] = [
    "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"a\" Version=\"2.0\">",
    "</samlp:Response>",
    "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"b\" Version=\"2.0\">",
    "</saml:Assertion>",
    "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">",
    "</ds:Signature>",
    "<ds:SignedInfo>",
    "</ds:SignedInfo>",
    "<samlp:Status><samlp:StatusCode \
     Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>",
    "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"a\">",
    "</md:EntityDescriptor>",
    "<md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">",
    "</md:IDPSSODescriptor>",
    "<a",
    ">",
    "/>",
    "</a>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?a",
    "?>",
    "<!DOCTYPE a [",
    "]>",
    "&a;",
    "&#x10FFFF;",
    " xmlns=\"\"",
    " a='b'",
    "\u{FEFF}",
    "\u{0}",
    "é",
];

async fn read(body: &[u8]) {
    let sp = Sp::new();
    let request = sp.client.login().build().unwrap();
    if let Ok(response) = SamlResponse::from_form(body) {
        sp.client.finish(&request, &response).await.unwrap_err();
        sp.client.finish_unsolicited(&response).await.unwrap_err();
    }
}

fn finish(body: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(read(body));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn arbitrary_bodies_are_refused(body in vec(any::<u8>(), 0..2_000)) {
        finish(&body);
    }

    #[test]
    fn arbitrary_texts_are_refused(text in "\\PC{0,500}") {
        finish(form(&text, Some(&text)).as_bytes());
        IdpMetadata::parse(&text).err().unwrap();
    }

    #[test]
    fn arbitrary_parts_of_xml_are_refused(tokens in vec(0..TOKENS.len(), 0..60)) {
        let xml: String = tokens.into_iter().map(|it| TOKENS[it]).collect();
        finish(form(&xml, None).as_bytes());
        IdpMetadata::parse(&xml).err().unwrap();
    }
}
