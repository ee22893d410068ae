//! S9: every signature present verifies, and one is enough.

use genauth::saml::SamlErrorKind::{Destination, Digest, InResponseTo, Signature};
use saml::{ATTACKER, Case, Edit, Signing};

#[tokio::test]
async fn s9_two_valid_signatures_are_accepted() {
    let case = Case::new().await;
    assert_eq!(case.accepted(&case.document().both_signed().xml()).await, case.genuine);
}

#[tokio::test]
async fn s9_an_invalid_signature_around_a_valid_one_is_refused() {
    let case = Case::new().await;
    let mut document = case.document().both_signed();
    document.sign_response = Some(Signing::by(&ATTACKER));
    case.refused(&document.xml(), Signature).await;
    let xml = case.document().both_signed().xml();
    case.refused(&xml.swap(" Destination=\"", " Consent=\"urn:x\" Destination=\""), Digest).await;
}

#[tokio::test]
async fn s9_an_invalid_signature_inside_a_valid_one_is_refused() {
    let case = Case::new().await;
    let mut document = case.document().both_signed();
    document.sign_assertion = Some(Signing::by(&ATTACKER));
    case.refused(&document.xml(), Signature).await;
    let document = case.document().both_signed();
    let changed = document.assertion_xml().swap("alice@", "mallory@");
    case.refused(&document.xml_with(&changed), Digest).await;
}

#[tokio::test]
async fn s9_a_signature_of_the_response_alone_is_accepted() {
    let case = Case::new().await;
    let document = case.document().response_signed();
    assert_eq!(case.accepted(&document.xml()).await, case.genuine);
    for place in ["alice@", "staff", "session-1", "status:Success"] {
        let changed = document.xml().swap(place, &format!("x{place}"));
        let kind =
            if place.starts_with("status") { genauth::saml::SamlErrorKind::Status } else { Digest };
        case.refused(&changed, kind).await;
    }
}

#[tokio::test]
async fn s9_a_signature_of_the_assertion_alone_is_accepted() {
    let case = Case::new().await;
    assert_eq!(case.accepted(&case.xml()).await, case.genuine);
}

/// What is around a signed assertion can be replaced; the copies inside decide.
#[tokio::test]
async fn s9_the_copy_inside_the_signed_assertion_decides() {
    let case = Case::new().await;
    let other = case.sp().client.login().build().unwrap();
    let stolen = saml::Document::genuine(other.id()).xml();
    let moved = stolen.swap(other.id(), case.request.id());
    case.refused(&moved, InResponseTo).await;
    let xml = case.signed(|it| {
        it.assertion().confirmation().recipient = Some("https://other.example/acs".to_owned());
        it.response.destination = Some("https://other.example/acs".to_owned());
    });
    case.refused(&xml, Destination).await;
    let moved = xml.swap("https://other.example/acs", saml::ACS);
    case.refused(&moved, genauth::saml::SamlErrorKind::Recipient).await;
}

/// They are not signed, and are checked in any case.
#[tokio::test]
async fn s9_attributes_outside_the_signed_assertion_are_checked() {
    let case = Case::new().await;
    let xml = case.xml().swap(&format!("Destination=\"{}", saml::ACS), "Destination=\"https://x");
    case.refused(&xml, Destination).await;
    let xml = case.xml().swap("InResponseTo=\"_", "InResponseTo=\"_x");
    case.refused(&xml, InResponseTo).await;
}
