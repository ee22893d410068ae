//! S7: one reference, to the element that contains the signature, by two transforms.

use genauth::saml::SamlErrorKind::{self, Algorithm, Reference, SignatureLayout};
use saml::{Case, Edit, Signing};

use crate::forging::Parts;

const ENVELOPED: &str = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\">\
     </ds:Transform>";
const EXCLUSIVE: &str =
    "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>";

async fn transforms_refused(transforms: &str, kind: SamlErrorKind) {
    let case = Case::new().await;
    let signing = Signing { transforms: transforms.to_owned(), ..Signing::default() };
    let xml = case.signed(|it| it.sign_assertion = Some(signing.clone()));
    case.refused(&xml, kind).await;
    let mut document = case.document().response_signed();
    document.sign_response = Some(signing);
    case.refused(&document.xml(), kind).await;
}

async fn uri_refused(uri: Option<&str>) {
    let case = Case::new().await;
    let reference = Some(uri.map(str::to_owned).into_iter().collect::<Vec<_>>());
    let signing = Signing { reference, ..Signing::default() };
    let xml = case.signed(|it| it.sign_assertion = Some(signing.clone()));
    case.refused(&xml, Reference).await;
    let mut document = case.document().response_signed();
    document.sign_response = Some(signing);
    case.refused(&document.xml(), Reference).await;
}

#[tokio::test]
async fn s7_two_references_are_refused() {
    let case = Case::new().await;
    let genuine = case.xml().part("ds:Reference");
    let other = genuine.swap("#_assertion-1", "#_response-1");
    for both in [genuine.repeat(2), other.clone() + &genuine, genuine.clone() + &other] {
        case.refused(&case.xml().swap(&genuine, &both), SignatureLayout).await;
    }
    case.refused(&case.xml().swap(&genuine, ""), SignatureLayout).await;
}

/// The identity provider signed both.
#[tokio::test]
async fn s7_two_signed_references_are_refused() {
    let case = Case::new().await;
    let document = case.document();
    let assertion = document.assertion.as_ref().unwrap();
    let signing = Signing::default();
    let info = signing.signed_info("_assertion-1", &assertion.xml(""));
    let info = info.before("</ds:SignedInfo>", &info.part("ds:Reference"));
    let signed = info.after("<ds:SignedInfo", &format!(" xmlns:ds=\"{}\"", saml::DS));
    let signature = signing.signature(&info, &signing.value(signed.as_bytes()));
    case.refused(&document.xml_with(&assertion.xml(&signature)), SignatureLayout).await;
}

#[tokio::test]
async fn s7_an_empty_uri_is_refused() {
    uri_refused(Some("")).await;
}

#[tokio::test]
async fn s7_a_missing_uri_is_refused() {
    uri_refused(None).await;
}

#[tokio::test]
async fn s7_other_forms_of_a_uri_are_refused() {
    for uri in [
        "#",
        "#_other",
        "#xpointer(/)",
        "#xpointer(id('_assertion-1'))",
        "#xpointer(id('_response-1'))",
        "https://idp.example/document",
        "file:///etc/passwd",
        "https://sp.example/#_assertion-1",
        "cid:_assertion-1",
        "#_assertion-1#_response-1",
    ] {
        uri_refused(Some(uri)).await;
    }
}

#[tokio::test]
async fn s7_a_reference_to_the_parent_is_refused() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.signing().reference = Some(vec!["#_response-1".to_owned()]));
    case.refused(&xml, Reference).await;
}

#[tokio::test]
async fn s7_a_reference_to_a_child_is_refused() {
    let case = Case::new().await;
    let mut document = case.document().response_signed();
    let assertion = document.assertion_xml();
    let signing = document.sign_response.as_mut().unwrap();
    signing.reference = Some(vec!["#_assertion-1".to_owned()]);
    signing.canonical = Some(assertion);
    case.refused(&document.xml(), Reference).await;
}

#[tokio::test]
async fn s7_xpath_is_refused() {
    for expression in ["not(ancestor-or-self::ds:Signature)", "false()"] {
        let transform = format!(
            "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">\
             <ds:XPath>{expression}</ds:XPath></ds:Transform>"
        );
        transforms_refused(&format!("{transform}{EXCLUSIVE}"), Algorithm).await;
        transforms_refused(&format!("{ENVELOPED}{transform}{EXCLUSIVE}"), Algorithm).await;
    }
    let filter = "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\">\
                  </ds:Transform>";
    transforms_refused(&format!("{ENVELOPED}{filter}"), Algorithm).await;
}

#[tokio::test]
async fn s7_xslt_is_refused() {
    let transform = "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\">\
                     </ds:Transform>";
    transforms_refused(&format!("{ENVELOPED}{transform}"), Algorithm).await;
    transforms_refused(&format!("{ENVELOPED}{EXCLUSIVE}{transform}"), Algorithm).await;
}

#[tokio::test]
async fn s7_base64_is_refused() {
    let transform = format!("<ds:Transform Algorithm=\"{}base64\"></ds:Transform>", saml::DS);
    transforms_refused(&format!("{ENVELOPED}{transform}"), Algorithm).await;
}

#[tokio::test]
async fn s7_canonicalization_with_comments_is_refused() {
    let transform = "<ds:Transform \
                     Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#WithComments\">\
                     </ds:Transform>";
    transforms_refused(&format!("{ENVELOPED}{transform}"), Algorithm).await;
}

#[tokio::test]
async fn s7_inclusive_canonicalization_is_refused() {
    for algorithm in [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
    ] {
        let transform = format!("<ds:Transform Algorithm=\"{algorithm}\"></ds:Transform>");
        transforms_refused(&format!("{ENVELOPED}{transform}"), Algorithm).await;
    }
}

#[tokio::test]
async fn s7_six_transforms_are_refused() {
    transforms_refused(&format!("{ENVELOPED}{}", EXCLUSIVE.repeat(5)), Algorithm).await;
}

#[tokio::test]
async fn s7_the_enveloped_signature_listed_twice_is_refused() {
    transforms_refused(&format!("{ENVELOPED}{ENVELOPED}{EXCLUSIVE}"), Algorithm).await;
    transforms_refused(&format!("{ENVELOPED}{ENVELOPED}"), Algorithm).await;
}

#[tokio::test]
async fn s7_one_transform_or_none_is_refused() {
    transforms_refused(ENVELOPED, Algorithm).await;
    transforms_refused(EXCLUSIVE, Algorithm).await;
    transforms_refused("", Algorithm).await;
}

#[tokio::test]
async fn s7_transforms_in_the_other_order_are_refused() {
    transforms_refused(&format!("{EXCLUSIVE}{ENVELOPED}"), Algorithm).await;
}

#[tokio::test]
async fn s7_a_transform_with_parameters_is_refused() {
    let parameter = |transform: &str| transform.before("</ds:Transform>", "<x></x>");
    transforms_refused(&format!("{}{EXCLUSIVE}", parameter(ENVELOPED)), Algorithm).await;
    transforms_refused(&format!("{ENVELOPED}{}", parameter(EXCLUSIVE)), Algorithm).await;
}

#[tokio::test]
async fn s7_no_transforms_at_all_are_refused() {
    let case = Case::new().await;
    case.refused(&case.xml().without("ds:Transforms"), SignatureLayout).await;
    let twice = case.xml().part("ds:Transforms").repeat(2);
    let xml = case.xml().without("ds:Transforms").before("<ds:DigestMethod", &twice);
    case.refused(&xml, SignatureLayout).await;
}

#[tokio::test]
async fn s7_an_object_or_manifest_as_the_signed_thing_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let manifest = "<ds:Object><ds:Manifest ID=\"_manifest\"></ds:Manifest></ds:Object>";
    let xml = parts
        .xml
        .swap("URI=\"#_assertion-1\"", "URI=\"#_manifest\"")
        .before("</ds:Signature>", manifest);
    case.refused(&xml, SignatureLayout).await;
}
