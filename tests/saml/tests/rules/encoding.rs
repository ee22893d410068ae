//! S10: line ends in base64.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE},
};
use genauth::saml::{SamlErrorKind::Encoding, SamlResponse};
use saml::{Case, Edit};
use url::form_urlencoded::Serializer;

fn wrapped(text: &str, columns: usize, end: &str) -> String {
    let mut lines = String::new();
    for (index, character) in text.chars().enumerate() {
        if index > 0 && index % columns == 0 {
            lines += end;
        }
        lines.push(character);
    }
    lines + end
}

fn form_of(value: &str) -> String {
    Serializer::new(String::new()).append_pair("SAMLResponse", value).finish()
}

async fn form_accepted(case: &Case, body: &str) {
    let response = SamlResponse::from_form(body).unwrap();
    let identity = case.sp().client.finish(&case.request, &response).await.unwrap();
    assert_eq!(identity, case.genuine);
}

/// The value of an element, and the element with its value on lines.
fn with_lines(xml: &str, name: &str, end: &str) -> String {
    let element = xml.part(name);
    let value = element.replace(&format!("<{name}>"), "").replace(&format!("</{name}>"), "");
    xml.swap(&format!(">{value}<"), &format!(">{end}{}<", wrapped(&value, 64, end)))
}

#[tokio::test]
async fn s10_line_ends_in_a_signature_value_are_ignored() {
    let case = Case::new().await;
    for end in ["\n", "\r\n", "&#13;\n", "&#xD;&#xA;", "&#13;", " "] {
        let xml = with_lines(&case.xml(), "ds:SignatureValue", end);
        assert_eq!(case.accepted(&xml).await, case.genuine, "{end:?}");
    }
}

#[tokio::test]
async fn s10_line_ends_in_a_certificate_are_ignored() {
    let case = Case::new().await;
    for end in ["\n", "\r\n", "&#13;\n"] {
        let xml = with_lines(&case.xml(), "ds:X509Certificate", end);
        assert_eq!(case.accepted(&xml).await, case.genuine, "{end:?}");
    }
}

/// The identity provider signed the digest with its line ends.
#[tokio::test]
async fn s10_signed_line_ends_in_a_digest_are_ignored() {
    let case = Case::new().await;
    let document = case.document();
    let assertion = document.assertion.as_ref().unwrap();
    let signing = saml::Signing::default();
    let info = signing.signed_info("_assertion-1", &assertion.xml(""));
    for end in ["\n", "&#xD;\n"] {
        let info = info.after("<ds:DigestValue>", end).before("</ds:DigestValue>", end);
        let signed = info.after("<ds:SignedInfo", &format!(" xmlns:ds=\"{}\"", saml::DS));
        let signature = signing.signature(&info, &signing.value(signed.as_bytes()));
        let xml = document.xml_with(&assertion.xml(&signature));
        assert_eq!(case.accepted(&xml).await, case.genuine, "{end:?}");
    }
}

#[tokio::test]
async fn s10_a_form_value_on_lines_is_accepted() {
    let case = Case::new().await;
    let value = STANDARD.encode(case.xml());
    for end in ["\r\n", "\n", " "] {
        form_accepted(&case, &form_of(&wrapped(&value, 76, end))).await;
    }
    form_accepted(&case, &form_of(&format!("{value} \r\n "))).await;
    form_accepted(&case, &form_of(&format!(" \r\n{value}"))).await;
}

#[tokio::test]
async fn s10_the_alphabet_of_urls_is_refused() {
    let case = Case::new().await;
    // The text has characters whose encodings differ.
    let xml = case.xml().before("<samlp:Status>", "<!--\u{3FF}?\u{3FF}>\u{3FF}~-->");
    let value = URL_SAFE.encode(&xml);
    assert!(value.contains(['-', '_']));
    case.form_refused(&form_of(&value), Encoding).await;
}

#[tokio::test]
async fn s10_missing_padding_is_refused() {
    let case = Case::new().await;
    for blanks in 0..3 {
        let xml = case.xml() + &" ".repeat(blanks);
        let value = STANDARD_NO_PAD.encode(&xml);
        if value.len() % 4 != 0 {
            case.form_refused(&form_of(&value), Encoding).await;
        }
        form_accepted(&case, &form_of(&STANDARD.encode(&xml))).await;
    }
}

#[tokio::test]
async fn s10_other_characters_in_a_form_value_are_refused() {
    let case = Case::new().await;
    let value = STANDARD.encode(case.xml());
    let (start, end) = value.split_at(100);
    for inserted in ["*", "=", "é", "\0", "\u{B}", "<", "%"] {
        case.form_refused(&form_of(&format!("{start}{inserted}{end}")), Encoding).await;
    }
    case.form_refused(&form_of(&case.xml()), Encoding).await;
}

#[tokio::test]
async fn s10_a_carriage_return_in_other_text_is_kept() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().name_id().content = "alice&#xD;\nx".to_owned());
    assert_eq!(case.accepted(&xml).await.name_id.value, "alice\r\nx");
}
