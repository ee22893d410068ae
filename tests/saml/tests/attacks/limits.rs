//! S17: limits of size and depth.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::saml::{
    SamlErrorKind::{Encoding, InvalidForm, TooLarge, Xml},
    SamlResponse,
};
use saml::{Case, Edit, form};

const MEGABYTE: usize = 1024 * 1024;

#[tokio::test]
async fn s17_deep_nesting_is_refused() {
    let case = Case::new().await;
    for depth in [64, 1_000, 100_000] {
        let nested = "<x>".repeat(depth) + &"</x>".repeat(depth);
        for xml in [nested.clone(), case.xml().before("<samlp:Status>", &nested)] {
            if depth > 64 || xml.len() > nested.len() {
                case.refused(&xml, TooLarge).await;
            }
        }
        // Never closed, and so not well-formed either.
        if depth > 64 {
            case.refused(&"<x>".repeat(depth), TooLarge).await;
        }
    }
}

#[tokio::test]
async fn s17_nesting_below_the_limit_is_accepted() {
    let case = Case::new().await;
    let nested = "<x>".repeat(50) + &"</x>".repeat(50);
    let xml = case
        .xml()
        .before("<samlp:Status>", &format!("<samlp:Extensions>{nested}</samlp:Extensions>"));
    assert_eq!(case.accepted(&xml).await, case.genuine);
}

#[tokio::test]
async fn s17_many_attributes_are_refused() {
    let case = Case::new().await;
    for count in [65, 1_000, 50_000] {
        let attributes = (0..count).fold(String::new(), |mut all, number| {
            let _ = write!(all, " a{number}=\"\"");
            all
        });
        let xml = case.xml().after("<samlp:Status", &attributes);
        case.refused(&xml, TooLarge).await;
    }
}

#[tokio::test]
async fn s17_many_namespaces_are_refused() {
    let case = Case::new().await;
    let declarations = (0..20_000).fold(String::new(), |mut all, number| {
        let _ = write!(all, " xmlns:a{number}=\"urn:a\"");
        all
    });
    case.refused(&case.xml().after("<saml:Assertion", &declarations), TooLarge).await;
}

#[tokio::test]
async fn s17_many_elements_are_refused() {
    let case = Case::new().await;
    for element in ["<x/>", "<x></x>", "<x a='/'></x>"] {
        let xml = case.xml().before("<samlp:Status>", &element.repeat(20_001));
        case.refused(&xml, TooLarge).await;
    }
}

#[tokio::test]
async fn s17_a_long_text_is_refused() {
    let case = Case::new().await;
    let long = "x".repeat(10 * MEGABYTE);
    case.refused(&case.xml().after(">alice", &long), TooLarge).await;
    let comment = format!("<!--{}-->", "x".repeat(MEGABYTE));
    case.refused(&(comment + &case.xml()), TooLarge).await;
}

#[tokio::test]
async fn s17_a_long_form_is_refused() {
    let case = Case::new().await;
    let value = "A".repeat(50 * MEGABYTE);
    case.form_refused(&format!("SAMLResponse={value}"), TooLarge).await;
    case.form_refused(&format!("SAMLResponse={}", "%41".repeat(5 * MEGABYTE)), TooLarge).await;
    case.form_refused(&format!("SAMLResponse={}", "+".repeat(50 * MEGABYTE)), TooLarge).await;
}

/// Only the redirect binding compresses messages, and responses are posted.
#[tokio::test]
async fn s17_compressed_responses_are_not_inflated() {
    let case = Case::new().await;
    let xml = case.xml();
    for bytes in [deflated(xml.as_bytes()), zlib(xml.as_bytes()), zlib(&vec![b' '; 50 * MEGABYTE])]
    {
        let body = form_of(&bytes);
        let error = match SamlResponse::from_form(&body) {
            Err(error) => error,
            Ok(response) => case.sp().client.finish(&case.request, &response).await.unwrap_err(),
        };
        assert!([Encoding, Xml].contains(&saml::error_kind(&error)), "{error:?}");
    }
}

#[test]
fn s17_memory_stays_within_the_limits() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let case = runtime.block_on(Case::new());
    let sp = case.sp();
    let nested = case.xml().before("<samlp:Status>", &"<x>".repeat(200_000));
    let wide = case.xml().before("<samlp:Status>", &"<x a='1'/>".repeat(90_000));
    let mut text = String::from("<!DOCTYPE a [<!ENTITY x0 \"ha\">");
    for level in 1..30 {
        let _ = write!(text, "<!ENTITY x{level} \"{}\">", format!("&x{};", level - 1).repeat(10));
    }
    let entities = format!("{text}]>{}", case.xml().swap(">alice@corp.example<", ">&x29;<"));
    let bodies = [
        form(&nested, None),
        form(&wide, None),
        form(&entities, None),
        format!("SAMLResponse={}", "A".repeat(20 * MEGABYTE)),
        form_of(&zlib(&vec![b' '; 50 * MEGABYTE])),
    ];
    for body in bodies {
        let used = allocation_counter::measure(|| {
            let outcome = match SamlResponse::from_form(&body) {
                Err(error) => Err(error),
                Ok(response) => runtime.block_on(sp.client.finish(&case.request, &response)),
            };
            assert!(outcome.is_err());
        });
        // The value of the form, its bytes, and their text.
        assert!(used.bytes_max < 5 * MEGABYTE as u64, "{}: {}", body.len(), used.bytes_max);
    }
}

/// A document within the limits, as expensive as one can be.
#[test]
fn s17_memory_of_a_large_response_is_bounded() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let case = runtime.block_on(Case::new());
    let sp = case.sp();
    let attributes = (0..60).fold(String::new(), |mut all, number| {
        let _ = write!(all, " a{number}=''");
        all
    });
    for element in ["<x/>".to_owned(), format!("<x{attributes}/>")] {
        let xml = case.xml();
        let count = ((1_000_000 - xml.len()) / element.len()).min(19_000);
        let xml = xml.before("<samlp:Status>", &element.repeat(count));
        let body = form(&xml, None);
        let used = allocation_counter::measure(|| {
            let response = SamlResponse::from_form(&body).unwrap();
            let identity = runtime.block_on(sp.client.finish(&case.request, &response));
            assert!(identity.is_ok() || identity.is_err());
        });
        assert!(used.bytes_max < 48 * MEGABYTE as u64, "{}", used.bytes_max);
    }
}

#[tokio::test]
async fn a_form_without_one_response_is_refused() {
    let case = Case::new().await;
    let genuine = form(&case.xml(), None);
    for body in [
        "",
        "RelayState=x",
        "samlresponse=x",
        "SAMLRequest=x",
        &format!("{genuine}&{genuine}"),
        &format!("SAMLResponse=&{genuine}"),
        &format!("{genuine}&RelayState=a&RelayState=b"),
    ] {
        case.form_refused(body, InvalidForm).await;
    }
}

fn form_of(bytes: &[u8]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("SAMLResponse", &STANDARD.encode(bytes)).finish()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder =
        flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
