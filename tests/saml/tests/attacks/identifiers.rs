//! S3 and S4: an ID names one element, and only `ID` without a namespace is one.

use genauth::saml::SamlErrorKind::{
    DuplicateId, InvalidAssertion, NotAResponse, Reference, SignatureLayout,
};
use saml::{Case, Edit};

use crate::forging::{Parts, extensions, forge};

/// Attributes that some reader takes for an ID, with the value of the signed one.
const LOOKALIKES: [&str; 8] = [
    "Id=\"_assertion-1\"",
    "id=\"_assertion-1\"",
    "iD=\"_assertion-1\"",
    "xml:id=\"_assertion-1\"",
    "xmlns:x=\"urn:x\" x:ID=\"_assertion-1\"",
    "xmlns:x=\"urn:x\" x:Id=\"_assertion-1\"",
    "xmlns:x=\"urn:x\" x:id=\"_assertion-1\"",
    "xmlns:x=\"urn:oasis:names:tc:SAML:2.0:assertion\" x:ID=\"_assertion-1\"",
];

#[tokio::test]
async fn s3_a_forged_assertion_with_the_id_of_a_genuine_one_in_extensions_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let forged = forge(&parts.assertion);
    let first = parts.with(&forged).before("<samlp:Status>", &extensions(&parts.assertion));
    case.refused(&first, DuplicateId).await;
    let second = parts.xml.before("<samlp:Status>", &extensions(&forged));
    case.refused(&second, DuplicateId).await;
}

#[tokio::test]
async fn s3_another_element_with_the_id_of_the_assertion_is_refused() {
    let case = Case::new().await;
    for element in ["<samlp:Status", "<samlp:StatusCode", "<saml:Subject", "<ds:Signature"] {
        let xml = case.xml().after(element, " ID=\"_assertion-1\"");
        case.refused(&xml, DuplicateId).await;
    }
    let unknown = extensions("<x ID=\"_assertion-1\"></x>");
    case.refused(&case.xml().before("<samlp:Status>", &unknown), DuplicateId).await;
}

#[tokio::test]
async fn s3_one_id_for_response_and_assertion_is_refused() {
    let case = Case::new().await;
    for document in [case.document(), case.document().both_signed()] {
        let mut document = document;
        document.response.id = Some("_assertion-1".to_owned());
        case.refused(&document.xml(), DuplicateId).await;
    }
}

#[tokio::test]
async fn s3_two_other_elements_with_one_id_are_refused() {
    let case = Case::new().await;
    let twice = extensions("<x ID=\"_x\"></x><x ID=\"_x\"></x>");
    case.refused(&case.xml().before("<samlp:Status>", &twice), DuplicateId).await;
}

#[tokio::test]
async fn s4_a_lookalike_of_the_id_on_an_unsigned_element_is_refused() {
    let case = Case::new().await;
    for attribute in LOOKALIKES {
        for element in ["<samlp:Response", "<samlp:Status", "<ds:Signature"] {
            let xml = case.xml().after(element, &format!(" {attribute}"));
            case.refused(&xml, DuplicateId).await;
        }
    }
}

#[tokio::test]
async fn s4_a_forged_assertion_that_has_a_lookalike_of_the_id_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    for attribute in LOOKALIKES {
        let forged = parts.forged_signed().after("<saml:Assertion", &format!(" {attribute}"));
        let xml = parts.with(&(forged.clone() + &parts.bare));
        case.refused(&xml, DuplicateId).await;
        // Without an element that has the ID, the reference is what is wrong.
        case.refused(&parts.with(&forged), Reference).await;
    }
}

/// The identity provider signed an element that names another one.
#[tokio::test]
async fn s4_a_signed_lookalike_of_another_id_is_refused() {
    let case = Case::new().await;
    for attribute in ["x:ID", "x:Id", "xml:id"] {
        let xml = case.document().xml_edited(|assertion| {
            let declared = if attribute.starts_with("x:") { " xmlns:x=\"urn:x\"" } else { "" };
            assertion
                .after("xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"", declared)
                .after("Version=\"2.0\"", &format!(" {attribute}=\"_response-1\""))
        });
        case.refused(&xml, DuplicateId).await;
    }
}

#[tokio::test]
async fn s4_a_reference_to_a_lookalike_is_refused() {
    let case = Case::new().await;
    let mut document = case.document();
    document.signing().reference = Some(vec!["#_other".to_owned()]);
    let xml = document.xml_edited(|assertion| {
        assertion
            .after("xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"", " xmlns:x=\"urn:x\"")
            .after("Version=\"2.0\"", " x:ID=\"_other\"")
    });
    case.refused(&xml, Reference).await;
}

#[tokio::test]
async fn s4_a_lookalike_in_place_of_the_id_is_refused() {
    let case = Case::new().await;
    for attribute in ["Id", "id", "AssertionID"] {
        let xml = case.document().xml_edited(|assertion| {
            let id = " ID=\"_assertion-1\"";
            let other = format!(" {attribute}=\"_assertion-1\"");
            let assertion = assertion.swap(id, "");
            let place = if attribute < "IssueInstant" { " IssueInstant" } else { ">" };
            assertion.before(place, &other)
        });
        case.refused(&xml, Reference).await;
    }
}

/// A declaration of a namespace looks like an attribute, and is none.
#[tokio::test]
async fn s4_a_namespace_with_the_prefix_id_changes_nothing() {
    let case = Case::new().await;
    for element in ["<samlp:Response", "<samlp:Status", "<saml:Assertion", "<saml:Subject"] {
        let xml = case.xml().after(element, " xmlns:ID=\"urn:_assertion-1\"");
        case.refused_or_genuine(&xml).await;
    }
}

#[tokio::test]
async fn a_missing_or_empty_id_is_refused() {
    let case = Case::new().await;
    for id in [None, Some(String::new())] {
        let xml = case.signed(|it| it.response.id.clone_from(&id));
        case.refused(&xml, NotAResponse).await;
        let xml = case.signed(|it| it.assertion().id.clone_from(&id));
        case.refused(&xml, Reference).await;
        let mut document = case.document().response_signed();
        document.assertion().id.clone_from(&id);
        case.refused(&document.xml(), InvalidAssertion).await;
    }
}

#[tokio::test]
async fn the_id_is_compared_as_it_is() {
    let case = Case::new().await;
    for reference in [
        "#_ASSERTION-1",
        "#_assertion-1 ",
        "# _assertion-1",
        "#%5Fassertion-1",
        "_assertion-1",
        "##_assertion-1",
    ] {
        let xml = case.signed(|it| it.signing().reference = Some(vec![reference.to_owned()]));
        case.refused(&xml, Reference).await;
    }
}

#[tokio::test]
async fn an_id_on_the_signature_is_allowed_unless_it_repeats_another() {
    let case = Case::new().await;
    let xml = case.xml().after("<ds:Signature", " Id=\"_signature-1\"");
    assert_eq!(case.accepted(&xml).await, case.genuine);
    let xml = case.xml().after("<ds:Signature", " Id=\"_response-1\"");
    case.refused(&xml, DuplicateId).await;
}

#[tokio::test]
async fn a_second_signature_with_the_same_reference_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let xml = parts.xml.before("<samlp:Status>", &parts.signature);
    case.refused(&xml, Reference).await;
    let xml = parts.xml.before("<ds:Signature", &parts.signature);
    case.refused(&xml, SignatureLayout).await;
}
