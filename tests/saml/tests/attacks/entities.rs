//! Document types, and what they define.

use genauth::saml::SamlErrorKind::{Doctype, Encoding, Xml};
use saml::{Case, Edit};

use crate::forging::MALLORY;

#[tokio::test]
async fn an_external_entity_is_refused() {
    let case = Case::new().await;
    for entity in [
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE a [<!ENTITY x PUBLIC \"-//A//B\" \"http://127.0.0.1:9/x\">]>",
    ] {
        let xml = format!("{entity}{}", case.xml().swap(">alice@corp.example<", ">&x;<"));
        case.refused(&xml, Doctype).await;
    }
}

#[tokio::test]
async fn billion_laughs_is_refused() {
    let case = Case::new().await;
    let mut entities = "<!ENTITY x0 \"ha\">".to_owned();
    for level in 1..30 {
        entities += &format!("<!ENTITY x{level} \"{}\">", format!("&x{};", level - 1).repeat(10));
    }
    let xml = case.xml().swap(">alice@corp.example<", ">&x29;<");
    case.refused(&format!("<!DOCTYPE a [{entities}]>{xml}"), Doctype).await;
}

#[tokio::test]
async fn one_entity_that_is_used_often_is_refused() {
    let case = Case::new().await;
    let entity = format!("<!DOCTYPE a [<!ENTITY x \"{}\">]>", "x".repeat(10_000));
    let xml = case.xml().swap(">alice@corp.example<", &format!(">{}<", "&x;".repeat(10_000)));
    case.refused(&format!("{entity}{xml}"), Doctype).await;
}

#[tokio::test]
async fn parameter_entities_are_refused() {
    let case = Case::new().await;
    for doctype in [
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x.dtd\"> %p;]>",
        "<!DOCTYPE a [<!ENTITY % p \"<!ENTITY x 'mallory'>\"> %p;]>",
    ] {
        case.refused(&format!("{doctype}{}", case.xml()), Doctype).await;
    }
}

/// The genuine name is an entity, which the attacker defines.
#[tokio::test]
async fn an_entity_that_replaces_text_is_refused() {
    let case = Case::new().await;
    let xml = case.xml().swap(">alice@corp.example<", ">&name;<");
    let doctype = format!("<!DOCTYPE a [<!ENTITY name \"{MALLORY}\">]>");
    case.refused(&format!("{doctype}{xml}"), Doctype).await;
    let doctype = "<!DOCTYPE a [<!ENTITY name \"alice@corp.example\">]>";
    case.refused(&format!("{doctype}{xml}"), Doctype).await;
}

/// Declared attributes would be in the canonical form, and in one tree only.
#[tokio::test]
async fn declared_attributes_are_refused() {
    let case = Case::new().await;
    for declaration in [
        "<!ATTLIST saml:Assertion Id ID #IMPLIED>",
        "<!ATTLIST saml:NameID Format CDATA \"urn:evil\">",
        "<!ATTLIST ds:Signature xmlns:saml CDATA #FIXED \"urn:evil\">",
    ] {
        let xml = format!("<!DOCTYPE samlp:Response [{declaration}]>{}", case.xml());
        case.refused(&xml, Doctype).await;
    }
}

#[tokio::test]
async fn every_form_of_a_document_type_is_refused() {
    let case = Case::new().await;
    for doctype in [
        "<!DOCTYPE a>",
        "<!DOCTYPE a []>",
        "<!DOCTYPE samlp:Response SYSTEM \"x.dtd\">",
        "\n<!DOCTYPE a\n>",
        "<!-- a --><!DOCTYPE a>",
        "<?xml version=\"1.0\"?><!DOCTYPE a>",
        "<?xml version=\"1.0\" standalone=\"yes\"?>\n<!DOCTYPE a>",
    ] {
        case.refused(&format!("{doctype}{}", case.xml()), Doctype).await;
    }
}

#[tokio::test]
async fn a_document_type_in_another_place_or_case_is_refused() {
    let case = Case::new().await;
    let xml = case.xml();
    case.refused(&format!("{xml}<!DOCTYPE a>"), Doctype).await;
    case.refused(&xml.before("<samlp:Status>", "<!DOCTYPE a>"), Doctype).await;
    case.refused(&format!("<!doctype a>{xml}"), Xml).await;
    case.refused(&xml.before("<saml:Subject>", "<!ENTITY x \"y\">"), Xml).await;
}

#[tokio::test]
async fn the_word_doctype_in_a_text_is_allowed() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().name_id().content = "&lt;!DOCTYPE a&gt;".to_owned());
    assert_eq!(case.accepted(&xml).await.name_id.value, "<!DOCTYPE a>");
    let split = xml.swap("&lt;!DOCTYPE a&gt;", "<![CDATA[<!DOCTYPE a>]]>");
    assert_eq!(case.accepted(&split).await.name_id.value, "<!DOCTYPE a>");
    case.refused_or_genuine(&case.xml().before("<saml:Subject>", "<!-- <!DOCTYPE a> -->")).await;
}

#[tokio::test]
async fn an_unknown_entity_is_refused() {
    let case = Case::new().await;
    for entity in ["&x;", "&nbsp;", "&", "&;", "&#0;", "&#xD800;", "&#x110000;", "&#xFFFF;", "&#1;"]
    {
        let xml = case.xml().after(">alice", entity);
        case.refused(&xml, Xml).await;
    }
}

#[tokio::test]
async fn character_references_are_the_characters() {
    let case = Case::new().await;
    for text in
        ["&#97;lice@corp.example", "&#x61;lice&#64;corp.example", "alice&#x0040;corp.example"]
    {
        let xml = case.xml().swap(">alice@corp.example<", &format!(">{text}<"));
        assert_eq!(case.accepted(&xml).await, case.genuine, "{text}");
    }
}

#[tokio::test]
async fn other_encodings_are_refused() {
    let case = Case::new().await;
    let xml = case.xml();
    let utf16: Vec<u8> =
        [0xFEFF].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let mut broken = xml.clone().into_bytes();
    let place = xml.find("alice@").unwrap();
    broken[place] = 0xFF;
    for bytes in [utf16, broken] {
        case.form_refused(&bytes_form(&bytes), Encoding).await;
    }
}

fn bytes_form(bytes: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("SAMLResponse", &STANDARD.encode(bytes)).finish()
}

/// The text is UTF-8, whatever the declaration says.
#[tokio::test]
async fn a_declared_encoding_changes_nothing() {
    let case = Case::new().await;
    for encoding in ["UTF-8", "utf-8", "ISO-8859-1", "UTF-16", "UTF-7", "IBM037"] {
        let xml = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{}", case.xml());
        case.refused_or_genuine(&xml).await;
    }
}

#[tokio::test]
async fn text_that_is_not_well_formed_is_refused() {
    let case = Case::new().await;
    let xml = case.xml();
    for text in [
        " ",
        "alice",
        "{}",
        "<",
        &xml[..xml.len() - 1],
        &xml[1..],
        &format!("{xml}{xml}"),
        &format!("{xml}x"),
        &format!("x{xml}"),
        &xml.swap("<saml:Subject>", "<saml:Subject a=\"1\" a=\"2\">"),
        &xml.swap("<saml:Subject>", "<saml:Subject a='<'>"),
        &xml.swap("<saml:Subject>", "<saml:Subject a=1>"),
        &xml.swap("</saml:NameID>", "</saml:nameid>"),
        &xml.swap(">alice", ">\u{0}alice"),
        &xml.swap(">alice", ">\u{1}alice"),
        &xml.swap(">alice", ">\u{FFFE}alice"),
        &xml.swap(">alice", ">]]>alice"),
        &xml.before("<saml:Subject>", "<!-- a -- b -->"),
        &xml.before("<saml:Subject>", "<!-- a --->"),
        &xml.before("<saml:Subject>", "<x:y></x:y>"),
    ] {
        case.refused(text, Xml).await;
    }
}
