//! The eight published shapes of signature wrapping ("On Breaking SAML", 2012), and their siblings.

use genauth::saml::SamlErrorKind::{
    DuplicateId, MisplacedAssertion, NotAResponse, Reference, SeveralAssertions, SignatureLayout,
};
use saml::{Case, Edit};

use crate::forging::{Parts, extensions, forge};

/// A forged response around the genuine signature, and the genuine response to put into it.
fn responses(case: &Case) -> (String, String) {
    let genuine = case.document().response_signed().xml();
    let forged = forge(&genuine)
        .swap("ID=\"_response-1\"", "ID=\"_forged-response\"")
        .swap("ID=\"_assertion-1\"", "ID=\"_forged\"");
    (forged, genuine.without("ds:Signature"))
}

#[tokio::test]
async fn xsw1_a_genuine_response_inside_the_signature_of_a_forged_one_is_refused() {
    let case = Case::new().await;
    let (forged, genuine) = responses(&case);
    case.refused(&forged.before("</ds:Signature>", &genuine), SeveralAssertions).await;
}

#[tokio::test]
async fn xsw1_with_one_id_for_both_responses_is_refused() {
    let case = Case::new().await;
    let (forged, genuine) = responses(&case);
    let xml = forged.before("</ds:Signature>", &genuine).swap("_forged-response", "_response-1");
    case.refused(&xml, DuplicateId).await;
}

#[tokio::test]
async fn xsw2_a_genuine_response_before_the_signature_of_a_forged_one_is_refused() {
    let case = Case::new().await;
    let (forged, genuine) = responses(&case);
    case.refused(&forged.before("<ds:Signature ", &genuine), SeveralAssertions).await;
}

#[tokio::test]
async fn xsw2_with_a_genuine_response_at_the_end_is_refused() {
    let case = Case::new().await;
    let (forged, genuine) = responses(&case);
    case.refused(&forged.before_last("</samlp:Response>", &genuine), SeveralAssertions).await;
}

#[tokio::test]
async fn xsw2_with_a_forged_response_that_has_no_assertion_of_its_own_is_refused() {
    let case = Case::new().await;
    let (forged, genuine) = responses(&case);
    let xml = forged.without("saml:Assertion").before("<ds:Signature ", &genuine);
    case.refused(&xml, MisplacedAssertion).await;
}

#[tokio::test]
async fn xsw3_a_forged_assertion_before_the_genuine_one_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    case.refused(&parts.with(&(parts.forged() + &parts.assertion)), SeveralAssertions).await;
}

#[tokio::test]
async fn xsw3_a_forged_assertion_after_the_genuine_one_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    case.refused(&parts.with(&(parts.assertion.clone() + &parts.forged())), SeveralAssertions)
        .await;
}

#[tokio::test]
async fn xsw3_with_one_id_for_both_assertions_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let forged = forge(&parts.bare);
    for assertions in [forged.clone() + &parts.assertion, parts.assertion.clone() + &forged] {
        case.refused(&parts.with(&assertions), DuplicateId).await;
    }
}

#[tokio::test]
async fn xsw4_a_genuine_assertion_inside_a_forged_one_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let forged = parts.forged().before_last("</saml:Assertion>", &parts.assertion);
    case.refused(&parts.with(&forged), SeveralAssertions).await;
}

#[tokio::test]
async fn xsw4_a_forged_assertion_inside_the_genuine_one_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let assertion = parts.assertion.before_last("</saml:Assertion>", &parts.forged());
    case.refused(&parts.with(&assertion), SeveralAssertions).await;
}

#[tokio::test]
async fn xsw5_a_forged_assertion_with_the_signature_of_one_at_the_end_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    case.refused(&parts.with(&(parts.forged_signed() + &parts.bare)), SeveralAssertions).await;
}

#[tokio::test]
async fn xsw5_with_the_genuine_assertion_first_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    case.refused(&parts.with(&(parts.bare.clone() + &parts.forged_signed())), SeveralAssertions)
        .await;
}

#[tokio::test]
async fn xsw6_a_genuine_assertion_inside_the_signature_of_a_forged_one_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let forged = parts.forged_signed().before("</ds:Signature>", &parts.bare);
    case.refused(&parts.with(&forged), SeveralAssertions).await;
}

#[tokio::test]
async fn xsw7_a_forged_assertion_in_extensions_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let xml = parts.xml.before("<samlp:Status>", &extensions(&parts.forged()));
    case.refused(&xml, SeveralAssertions).await;
}

#[tokio::test]
async fn xsw7_a_genuine_assertion_in_extensions_and_a_forged_one_in_its_place_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    for forged in [parts.forged(), parts.forged_signed()] {
        let xml = parts.with(&forged).before("<samlp:Status>", &extensions(&parts.assertion));
        case.refused(&xml, SeveralAssertions).await;
    }
}

#[tokio::test]
async fn xsw8_a_genuine_assertion_in_an_object_of_the_signature_of_a_forged_one_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let object = format!("<ds:Object>{}</ds:Object>", parts.bare);
    let forged = parts.forged_signed().before("</ds:Signature>", &object);
    case.refused(&parts.with(&forged), SeveralAssertions).await;
}

#[tokio::test]
async fn xsw8_a_forged_assertion_in_an_object_of_the_genuine_signature_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let object = format!("<ds:Object>{}</ds:Object>", parts.forged());
    case.refused(&parts.xml.before("</ds:Signature>", &object), SeveralAssertions).await;
}

/// The signature moves to the response, where it still refers to the assertion.
#[tokio::test]
async fn the_signature_of_an_assertion_as_that_of_the_response_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let xml = parts.with(&parts.bare).after("</saml:Issuer>", &parts.signature);
    case.refused(&xml, Reference).await;
}

#[tokio::test]
async fn the_signature_of_a_response_as_that_of_its_assertion_is_refused() {
    let case = Case::new().await;
    let xml = case.document().response_signed().xml();
    let signature = xml.part("ds:Signature");
    let assertion = xml.part("saml:Assertion");
    let moved = assertion.after("</saml:Issuer>", &signature);
    case.refused(&xml.without("ds:Signature").swap(&assertion, &moved), Reference).await;
}

#[tokio::test]
async fn a_genuine_response_inside_another_element_is_refused() {
    let case = Case::new().await;
    for wrapper in ["saml:Assertion", "samlp:LogoutResponse", "samlp:ArtifactResponse", "Envelope"]
    {
        let xml = format!(
            "<{wrapper} xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" \
             xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\">{}</{wrapper}>",
            case.xml()
        );
        case.refused(&xml, NotAResponse).await;
    }
}

#[tokio::test]
async fn a_genuine_response_inside_a_forged_response_is_refused() {
    let case = Case::new().await;
    let genuine = case.document().response_signed().xml();
    let start = genuine.find("<saml:Issuer").unwrap();
    let outer = genuine[..start].swap("_response-1", "_forged-response");
    let status = genuine.part("samlp:Status");
    let xml = format!("{outer}{status}{genuine}</samlp:Response>");
    case.refused(&xml, MisplacedAssertion).await;
}

#[tokio::test]
async fn a_forged_assertion_between_two_genuine_signatures_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let doubled = parts.forged_signed().after("</saml:Issuer>", &parts.signature);
    case.refused(&parts.with(&doubled), SignatureLayout).await;
}
