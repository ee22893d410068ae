//! Encrypted parts, which are refused with an error of their own.

use genauth::saml::SamlErrorKind::Encrypted;
use saml::{Case, Edit};

use crate::forging::Parts;

const NAMESPACE: &str = "xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"";
const DATA: &str =
    "<xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"></xenc:EncryptedData>";

#[tokio::test]
async fn an_encrypted_assertion_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let encrypted =
        format!("<saml:EncryptedAssertion {NAMESPACE}>{DATA}</saml:EncryptedAssertion>");
    let error = case.refused(&parts.with(&encrypted), Encrypted).await;
    assert!(error.to_string().contains("encryption"), "{error}");
    let mut document = case.document().response_signed();
    document.assertion = None;
    case.refused(&document.xml_with(&encrypted), Encrypted).await;
    let both = encrypted.clone() + &parts.assertion;
    case.refused(&parts.with(&both), Encrypted).await;
    let empty = format!("<saml:EncryptedAssertion {NAMESPACE}/>");
    case.refused(&parts.with(&empty), Encrypted).await;
}

#[tokio::test]
async fn an_encrypted_name_is_refused() {
    let case = Case::new().await;
    let encrypted = format!("<saml:EncryptedID>{DATA}</saml:EncryptedID>");
    let xml = case.document().xml_edited(|it| {
        let name = it.part("saml:NameID");
        it.swap(&name, &encrypted)
    });
    case.refused(&xml, Encrypted).await;
    let xml = case.document().xml_edited(|it| it.after("</saml:NameID>", &encrypted));
    case.refused(&xml, Encrypted).await;
}

#[tokio::test]
async fn an_encrypted_attribute_is_refused() {
    let case = Case::new().await;
    let encrypted = format!("<saml:EncryptedAttribute>{DATA}</saml:EncryptedAttribute>");
    let xml = case.document().xml_edited(|it| it.before("</saml:AttributeStatement>", &encrypted));
    case.refused(&xml, Encrypted).await;
}

#[tokio::test]
async fn encrypted_data_anywhere_is_refused() {
    let case = Case::new().await;
    for marker in ["<samlp:Status>", "<saml:Assertion", "</saml:NameID>"] {
        case.refused(&case.xml().before(marker, DATA), Encrypted).await;
    }
}

/// An assertion inside the encrypted one is not read either.
#[tokio::test]
async fn an_assertion_inside_an_encrypted_one_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let wrapped = format!(
        "<saml:EncryptedAssertion {NAMESPACE}>{}</saml:EncryptedAssertion>",
        parts.assertion
    );
    case.refused(&parts.with(&wrapped), Encrypted).await;
}
