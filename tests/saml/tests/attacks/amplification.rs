//! S17: documents within the size limit whose canonical form is not.

use std::fmt::Write as _;

use genauth::saml::SamlErrorKind::TooLarge;
use genauth::saml::SamlResponse;
use saml::{Case, Edit, form};

const MEGABYTE: u64 = 1_000_000;

/// Returns the most bytes that a response takes until it is refused.
fn memory(xml: &str) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let case = runtime.block_on(Case::new());
    let (sp, body) = (case.sp(), form(xml, None));
    let used = allocation_counter::measure(|| {
        let response = SamlResponse::from_form(&body).unwrap();
        assert!(runtime.block_on(sp.client.finish(&case.request, &response)).is_err());
    });
    used.bytes_max
}

/// Each of the elements declares the namespace in the canonical form.
fn long_namespace(xml: &str, length: usize, count: usize) -> String {
    let declaration = format!(" xmlns:p=\"urn:{}\"", "x".repeat(length));
    xml.after("<samlp:Response", &declaration).before("<saml:Subject>", &"<p:a/>".repeat(count))
}

fn prefix_list(xml: &str, algorithm: &str, list: &str) -> String {
    let end = if algorithm == "Transform" {
        "</ds:Transform></ds:Transforms>"
    } else {
        "</ds:CanonicalizationMethod>"
    };
    xml.before(
        end,
        &format!(
            "<ec:InclusiveNamespaces \
        xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{list}\"/>"
        ),
    )
}

#[tokio::test]
async fn s17_a_long_namespace_that_many_elements_declare_is_refused() {
    let case = Case::new().await;
    for (length, count) in [(100_000, 2), (200_000, 600), (300, 1)] {
        case.refused(&long_namespace(&case.xml(), length, count), TooLarge).await;
    }
    let default = format!(" xmlns=\"urn:{}\"", "x".repeat(1_000));
    case.refused(&case.xml().after("<saml:Subject", &default), TooLarge).await;
    let prefix = format!(" xmlns:{}=\"urn:x\"", "x".repeat(1_000));
    case.refused(&case.xml().after("<saml:Subject", &prefix), TooLarge).await;
}

#[tokio::test]
async fn s17_a_long_list_of_prefixes_is_refused() {
    let case = Case::new().await;
    for algorithm in ["Transform", "CanonicalizationMethod"] {
        for list in [
            "a ".repeat(65),
            (0..20_000).map(|it| format!("p{it} ")).collect(),
            "a".repeat(100_000),
        ] {
            case.refused(&prefix_list(&case.xml(), algorithm, &list), TooLarge).await;
        }
    }
}

#[test]
fn s17_memory_of_namespaces_is_bounded() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let xml = runtime.block_on(Case::new()).xml();
    // Every attribute of every element needs a namespace of its own.
    let (mut declarations, mut attributes) = (String::new(), String::new());
    for number in 0..60 {
        let _ = write!(declarations, " xmlns:p{number}=\"urn:{number}{}\"", "x".repeat(240));
        let _ = write!(attributes, " p{number}:a=''");
    }
    let elements = format!("<x{attributes}/>").repeat(1_200);
    let wide = xml.after("<samlp:Response", &declarations).before("<saml:Subject>", &elements);
    for (xml, most) in [(long_namespace(&xml, 200_000, 600), 5), (wide, 96)] {
        let used = memory(&xml);
        assert!(used < most * MEGABYTE, "{used}");
    }
}

#[test]
fn s17_memory_of_comments_and_references_is_bounded() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let xml = runtime.block_on(Case::new()).xml();
    for part in ["<!---->", "<![CDATA[]]>", "&#1114109;", "a<!---->", "&lt;"] {
        let count = (990_000 - xml.len()) / part.len();
        let used = memory(&xml.before("</saml:NameID>", &(part.repeat(count) + "x")));
        assert!(used < 48 * MEGABYTE, "{part}: {used}");
    }
}
