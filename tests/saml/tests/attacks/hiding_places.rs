//! S2, S3: assertions and signatures in places that are not those of SAML, whichever is genuine.

use genauth::saml::SamlErrorKind::{
    self as Kind, Digest, DuplicateId, Encrypted, MisplacedAssertion, MissingAssertion,
    NotAResponse, SeveralAssertions, SignatureLayout, Status, Xml,
};
use saml::{Case, Edit};

use crate::forging::{Parts, extensions, forge};

/// Places for an assertion in a response: `{}` is the assertion.
const IN_RESPONSE: [&str; 9] = [
    "<samlp:Status2>{}</samlp:Status2>",
    "<samlp:Extensions><x:y xmlns:x=\"urn:x\">{}</x:y></samlp:Extensions>",
    "<samlp:Response>{}</samlp:Response>",
    "<samlp:Extensions><samlp:Response>{}</samlp:Response></samlp:Extensions>",
    "<samlp:ArtifactResponse>{}</samlp:ArtifactResponse>",
    "<saml:Advice xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{}</saml:Advice>",
    "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{}</ds:Object>",
    "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{}</ds:KeyInfo>",
    "<Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\"><Body>{}</Body></Envelope>",
];

/// Places for an assertion in another: it is put before the marker.
const IN_ASSERTION: [&str; 8] = [
    "</saml:NameID>",
    "</saml:Subject>",
    "</saml:SubjectConfirmationData>",
    "</saml:AuthnContext>",
    "</saml:AttributeValue>",
    "</saml:AttributeStatement>",
    "</ds:X509Data>",
    "</ds:Reference>",
];

#[tokio::test]
async fn s3_a_second_assertion_in_any_place_of_the_response_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    for place in IN_RESPONSE {
        // The genuine one hidden, a forged one in its place; then the other way round.
        for (hidden, visible) in [
            (parts.assertion.clone(), parts.forged()),
            (parts.assertion.clone(), parts.forged_signed()),
            (parts.forged(), parts.assertion.clone()),
        ] {
            let moved = place.swap("{}", &hidden);
            for xml in [parts.with(&(moved.clone() + &visible)), parts.with(&(visible + &moved))] {
                let kinds = [SeveralAssertions, SignatureLayout];
                case.refused_as(&xml, &kinds).await;
            }
        }
    }
}

#[tokio::test]
async fn s3_an_assertion_that_is_moved_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    for place in IN_RESPONSE {
        case.refused(&parts.with(&place.swap("{}", &parts.assertion)), MisplacedAssertion).await;
    }
    let status = format!("<samlp:StatusDetail>{}</samlp:StatusDetail>", parts.assertion);
    let xml = parts.with("").before("</samlp:Status>", &status);
    case.refused(&xml, MisplacedAssertion).await;
}

#[tokio::test]
async fn s3_an_assertion_in_any_place_of_another_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    for place in IN_ASSERTION {
        let genuine_inside = parts.forged_signed().before(place, &parts.assertion);
        case.refused(&parts.with(&genuine_inside), SeveralAssertions).await;
        let forged_inside = parts.assertion.before(place, &parts.forged());
        case.refused(&parts.with(&forged_inside), SeveralAssertions).await;
        let same_id = parts.assertion.before(place, &forge(&parts.bare));
        case.refused(&parts.with(&same_id), DuplicateId).await;
    }
}

/// The text of an assertion is not an assertion.
#[tokio::test]
async fn s3_an_assertion_in_a_comment_or_in_text_is_not_read() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let escaped = parts.forged().replace('<', "&lt;");
    for text in [
        format!("<!--{}-->", parts.forged()),
        extensions(&format!("<![CDATA[{}]]>", parts.forged())),
        extensions(&escaped),
    ] {
        let xml = parts.with(&(text.clone() + &parts.assertion));
        assert_eq!(case.accepted(&xml).await, case.genuine);
        case.refused(&parts.with(&text), MissingAssertion).await;
    }
    // An unfinished comment hides the rest.
    case.refused(&parts.with(&format!("<!--{}", parts.assertion)), Xml).await;
}

#[tokio::test]
async fn s2_a_second_signature_that_repeats_the_value_of_the_first_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let object = |content: &str| {
        parts.signature.before("</ds:Signature>", &format!("<ds:Object>{content}</ds:Object>"))
    };
    let hidden = object(&parts.forged());
    for (marker, kind) in [
        ("<samlp:Status>", SeveralAssertions),
        ("<saml:Assertion", SeveralAssertions),
        ("</samlp:Response>", SeveralAssertions),
        ("<saml:Subject>", SeveralAssertions),
    ] {
        case.refused(&parts.xml.before(marker, &hidden), kind).await;
    }
    for marker in ["<saml:Subject>", "<saml:Conditions", "</saml:Assertion>", "</ds:KeyInfo>"] {
        case.refused(&parts.xml.before(marker, &parts.signature), SignatureLayout).await;
        case.refused(&parts.xml.before(marker, &object("")), SignatureLayout).await;
    }
}

/// A failure is reported whatever else the message has.
#[tokio::test]
async fn s2_a_failure_with_forged_parts_is_a_failure() {
    let case = Case::new().await;
    let mut document = case.document().response_signed();
    document.response.status = Some(saml::Status::new("Responder"));
    document.assertion = None;
    let xml = document.xml();
    let parts = Parts::of(&case);
    let object = format!("<ds:Object>{}</ds:Object>", parts.forged());
    let second = xml.part("ds:Signature").before("</ds:Signature>", &object);
    for forged in [
        xml.before("<samlp:Status>", &second),
        xml.before("</ds:Signature>", &object),
        xml.before("<samlp:Status>", &extensions(&parts.forged())),
        xml.before("</samlp:Response>", &parts.forged_signed()),
    ] {
        let error = case.refused(&forged, Status).await;
        let genauth::Error::Saml(error) = error else { panic!("{error:?}") };
        assert!(error.status().unwrap().code.ends_with(":Responder"));
    }
}

#[tokio::test]
async fn a_response_inside_another_message_is_refused() {
    let case = Case::new().await;
    let xml = case.xml();
    let rows: [(String, Kind); 8] = [
        (format!("<samlp:Responses>{xml}</samlp:Responses>"), Xml),
        (
            format!(
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">\
                 <s:Body>{xml}</s:Body></s:Envelope>"
            ),
            NotAResponse,
        ),
        (format!("<div>{xml}</div>"), NotAResponse),
        (xml.part("saml:Assertion"), NotAResponse),
        (xml.swap_all("samlp:Response", "samlp:ArtifactResponse"), NotAResponse),
        (xml.swap_all("samlp:Response", "samlp:LogoutResponse"), NotAResponse),
        (xml.swap_all("samlp:Response", "samlp:response"), NotAResponse),
        (xml.swap_all("SAML:2.0:protocol", "SAML:1.1:protocol"), NotAResponse),
    ];
    for (xml, kind) in rows {
        case.refused(&xml, kind).await;
    }
}

#[tokio::test]
async fn an_assertion_of_another_version_or_encrypted_beside_the_genuine_one_is_not_read() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let old = parts.forged().swap_all("SAML:2.0:assertion", "SAML:1.0:assertion");
    let xml = parts.with(&(old.clone() + &parts.assertion));
    assert_eq!(case.accepted(&xml).await, case.genuine);
    case.refused(&parts.with(&old), MissingAssertion).await;
    let encrypted = "<saml:EncryptedAssertion \
                     xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>";
    case.refused(&parts.with(&format!("{}{encrypted}", parts.assertion)), Encrypted).await;
    // In a signed response, even what is not read is signed.
    let signed = case.document().response_signed().xml();
    case.refused(&signed.before("<samlp:Status>", &old), Digest).await;
}
