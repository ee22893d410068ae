//! S2 and S3: assertions and signatures in places that are not theirs.

use genauth::saml::SamlErrorKind::{
    MisplacedAssertion, MissingAssertion, SeveralAssertions, SignatureLayout, Status, Unsigned,
};
use saml::{Case, Document, Edit, Status as ResponseStatus};

use crate::forging::{Parts, extensions};

/// A genuine signed response that reports a failure, and has no assertion.
fn failed(case: &Case) -> Document {
    let mut document = case.document().response_signed();
    document.assertion = None;
    document.response.status = Some(ResponseStatus::new("Responder"));
    document
}

#[tokio::test]
async fn s2_a_forged_assertion_in_a_second_signature_of_a_failure_is_refused() {
    let case = Case::new().await;
    let xml = failed(&case).xml();
    let forged = Parts::of(&case).forged();
    let object = format!("<ds:Object>{forged}</ds:Object>");
    let second = xml.part("ds:Signature").before("</ds:Signature>", &object);
    for both in [xml.before("<ds:Signature", &second), xml.before("<samlp:Status>", &second)] {
        case.refused(&both, Status).await;
        let success = both.swap("status:Responder", "status:Success");
        case.refused(&success, MisplacedAssertion).await;
    }
}

#[tokio::test]
async fn s2_a_forged_assertion_added_to_a_failure_is_refused() {
    let case = Case::new().await;
    let xml = failed(&case).xml();
    let forged = Parts::of(&case).forged();
    let added = xml.before_last("</samlp:Response>", &forged);
    case.refused(&added, Status).await;
    let success = added.swap("status:Responder", "status:Success");
    case.refused(&success, genauth::saml::SamlErrorKind::Digest).await;
}

#[tokio::test]
async fn s2_the_only_assertion_in_another_place_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let without = parts.with("");
    for assertion in [&parts.assertion, &parts.forged_signed(), &parts.bare] {
        for wrapped in [
            extensions(assertion),
            format!("<x>{assertion}</x>"),
            format!("<samlp:Response>{assertion}</samlp:Response>"),
            format!("<saml:Advice xmlns:saml=\"urn:x\">{assertion}</saml:Advice>"),
        ] {
            let xml = without.before("<samlp:Status>", &wrapped);
            case.refused(&xml, MisplacedAssertion).await;
        }
        let xml = without.before("</samlp:Status>", assertion);
        case.refused(&xml, MisplacedAssertion).await;
    }
    case.refused(&without, MissingAssertion).await;
}

#[tokio::test]
async fn s2_the_only_assertion_in_its_own_signature_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let object = format!("<ds:Object>{}</ds:Object>", parts.bare);
    let signature = parts.signature.before("</ds:Signature>", &object);
    let xml = parts.with("").before("<samlp:Status>", &signature);
    case.refused(&xml, MisplacedAssertion).await;
}

#[tokio::test]
async fn s3_an_assertion_inside_advice_is_refused() {
    let case = Case::new().await;
    for advised in [Parts::of(&case).bare, Parts::of(&case).assertion] {
        let advised = advised.swap("ID=\"_assertion-1\"", "ID=\"_advised\"");
        let xml = case
            .signed(|it| it.assertion().advice = format!("<saml:Advice>{advised}</saml:Advice>"));
        case.refused(&xml, SeveralAssertions).await;
    }
}

#[tokio::test]
async fn s3_advice_without_an_assertion_is_accepted() {
    let case = Case::new().await;
    let advice = "<saml:Advice><saml:AssertionIDRef>_x</saml:AssertionIDRef></saml:Advice>";
    let xml = case.signed(|it| it.assertion().advice = advice.to_owned());
    assert_eq!(case.accepted(&xml).await, case.genuine);
}

#[tokio::test]
async fn s3_two_genuine_assertions_are_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let other = case.signed(|it| it.assertion().id = Some("_assertion-2".to_owned()));
    let other = other.part("saml:Assertion");
    case.refused(&parts.with(&(parts.assertion.clone() + &other)), SeveralAssertions).await;
    let document = case.document().response_signed();
    let both = parts.bare.clone() + &other;
    case.refused(&document.xml_with(&both), SeveralAssertions).await;
}

#[tokio::test]
async fn an_unsigned_response_is_refused() {
    let case = Case::new().await;
    case.refused(&case.xml().without("ds:Signature"), Unsigned).await;
    case.refused(&crate::forging::forge(&case.xml().without("ds:Signature")), Unsigned).await;
}

#[tokio::test]
async fn a_signature_in_extensions_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let xml = parts.with(&parts.bare);
    let moved = xml.before("<samlp:Status>", &extensions(&parts.signature));
    case.refused(&moved, SignatureLayout).await;
    let copied = parts.xml.before("<samlp:Status>", &extensions(&parts.signature));
    case.refused(&copied, SignatureLayout).await;
}

#[tokio::test]
async fn a_signature_in_advice_is_refused() {
    let case = Case::new().await;
    let signature = Parts::of(&case).signature;
    let advice = format!("<saml:Advice>{signature}</saml:Advice>");
    let xml = case.signed(|it| it.assertion().advice = advice);
    case.refused(&xml, SignatureLayout).await;
}

#[tokio::test]
async fn a_signature_inside_a_signature_is_refused() {
    let case = Case::new().await;
    let signature = Parts::of(&case).signature;
    let xml = case.xml().before("</ds:KeyInfo>", &signature);
    case.refused(&xml, SignatureLayout).await;
}

/// Extensions of the identity provider are allowed; nothing is read from them.
#[tokio::test]
async fn extensions_without_assertions_are_not_read() {
    let case = Case::new().await;
    let content = extensions("<x xmlns=\"urn:x\"><NameID>mallory</NameID></x>");
    for mut document in [case.document(), case.document().both_signed()] {
        document.response.extensions.clone_from(&content);
        assert_eq!(case.accepted(&document.xml()).await, case.genuine);
    }
}

#[tokio::test]
async fn elements_around_the_assertion_are_not_read() {
    let case = Case::new().await;
    let subject = case.xml().part("saml:Subject").swap("alice@corp", "mallory@corp");
    let subject = subject.swap(
        "<saml:Subject",
        "<saml:Subject xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    );
    for marker in ["<samlp:Status>", "<saml:Assertion"] {
        case.refused_or_genuine(&case.xml().before(marker, &subject)).await;
    }
    case.refused_or_genuine(&case.xml().before_last("</samlp:Response>", &subject)).await;
}
