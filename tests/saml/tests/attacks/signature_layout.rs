//! S6: a signature has one `SignedInfo`, one value and one digest, each of plain text.

use genauth::saml::SamlErrorKind::{Digest, Signature, SignatureLayout};
use saml::{Case, Edit, Signing};

use crate::forging::{MALLORY, Parts, forge};

#[tokio::test]
async fn s6_a_comment_in_the_digest_is_refused() {
    let case = Case::new().await;
    for marker in ["<ds:DigestValue>", "</ds:DigestValue>"] {
        case.refused(&case.xml().before(marker, "<!-- -->"), SignatureLayout).await;
        case.refused(&case.xml().after(marker, "<!-- -->"), SignatureLayout).await;
    }
    let value = case.xml().part("ds:DigestValue");
    let (start, end) = value.split_at(value.len() / 2);
    let split = format!("{start}<!-- -->{end}");
    case.refused(&case.xml().swap(&value, &split), SignatureLayout).await;
}

/// The digest of the forged assertion is where some readers take the first text only.
#[tokio::test]
async fn s6_a_forged_digest_before_a_comment_is_refused() {
    let case = Case::new().await;
    let forged = case.signed(|it| it.assertion().name_id().content = MALLORY.to_owned());
    let forged = forged.part("ds:DigestValue").replace("<ds:DigestValue>", "");
    let forged = forged.replace("</ds:DigestValue>", "");
    let xml = forge(&case.xml());
    for inserted in [format!("{forged}<!-- -->"), format!("<!--{forged}-->"), forged] {
        case.refused_as(&xml.after("<ds:DigestValue>", &inserted), &[SignatureLayout]).await;
    }
}

#[tokio::test]
async fn s6_a_comment_anywhere_in_the_signature_is_refused() {
    let case = Case::new().await;
    for marker in [
        "<ds:SignedInfo>",
        "<ds:Reference ",
        "</ds:SignedInfo>",
        "<ds:SignatureValue>",
        "</ds:SignatureValue>",
        "<ds:KeyInfo>",
        "</ds:X509Certificate>",
        "</ds:Signature>",
    ] {
        case.refused(&case.xml().before(marker, "<!-- -->"), SignatureLayout).await;
    }
}

#[tokio::test]
async fn s6_a_cdata_section_in_the_signature_is_refused() {
    let case = Case::new().await;
    for marker in ["</ds:DigestValue>", "</ds:SignatureValue>", "</ds:X509Certificate>"] {
        case.refused(&case.xml().before(marker, "<![CDATA[]]>"), SignatureLayout).await;
    }
}

#[tokio::test]
async fn s6_two_signed_infos_are_refused() {
    let case = Case::new().await;
    let genuine = case.xml().part("ds:SignedInfo");
    let forged = case
        .signed(|it| it.assertion().name_id().content = MALLORY.to_owned())
        .part("ds:SignedInfo");
    let xml = forge(&case.xml());
    for both in [forged.clone() + &genuine, genuine.clone() + &forged] {
        case.refused(&xml.swap(&genuine, &both), SignatureLayout).await;
    }
    case.refused(&case.xml().swap(&genuine, &genuine.repeat(2)), SignatureLayout).await;
    let later = xml.swap(&genuine, &forged).before("</ds:Signature>", &genuine);
    case.refused(&later, SignatureLayout).await;
}

#[tokio::test]
async fn s6_two_signature_values_are_refused() {
    let case = Case::new().await;
    let genuine = case.xml().part("ds:SignatureValue");
    let forged = "<ds:SignatureValue>AAAA</ds:SignatureValue>";
    for both in [genuine.repeat(2), format!("{forged}{genuine}"), format!("{genuine}{forged}")] {
        case.refused(&case.xml().swap(&genuine, &both), SignatureLayout).await;
    }
}

#[tokio::test]
async fn s6_two_digests_are_refused() {
    let case = Case::new().await;
    let genuine = case.xml().part("ds:DigestValue");
    let forged = "<ds:DigestValue>AAAA</ds:DigestValue>";
    for both in [genuine.repeat(2), format!("{forged}{genuine}"), format!("{genuine}{forged}")] {
        case.refused(&case.xml().swap(&genuine, &both), SignatureLayout).await;
    }
}

#[tokio::test]
async fn s6_elements_in_values_are_refused() {
    let case = Case::new().await;
    for name in ["ds:DigestValue", "ds:SignatureValue"] {
        let xml = case.xml().before(&format!("</{name}>"), "<x></x>");
        case.refused(&xml, SignatureLayout).await;
    }
}

#[tokio::test]
async fn s6_values_that_are_not_base64_are_refused() {
    let case = Case::new().await;
    for name in ["ds:DigestValue", "ds:SignatureValue"] {
        for text in ["*", "é", "-_", "A", "==", "\u{A0}"] {
            let xml = case.xml().after(&format!("<{name}>"), text);
            case.refused(&xml, SignatureLayout).await;
        }
        let value = case.xml().part(name);
        let unpadded = value.replace("=</", "</").replace("=</", "</");
        if unpadded != value {
            case.refused(&case.xml().swap(&value, &unpadded), SignatureLayout).await;
        }
    }
}

#[tokio::test]
async fn parts_of_a_signature_in_another_order_are_refused() {
    let case = Case::new().await;
    for name in ["ds:SignatureValue", "ds:KeyInfo"] {
        let part = case.xml().part(name);
        let xml = case.xml().swap(&part, "").before("<ds:SignedInfo>", &part);
        case.refused(&xml, SignatureLayout).await;
    }
    for name in ["ds:SignedInfo", "ds:SignatureValue"] {
        case.refused(&case.xml().without(name), SignatureLayout).await;
    }
}

#[tokio::test]
async fn other_parts_of_a_signature_are_refused() {
    let case = Case::new().await;
    for part in [
        "<ds:Object></ds:Object>",
        "<ds:KeyInfo></ds:KeyInfo>",
        "<x></x>",
        "<ds:SignatureProperties></ds:SignatureProperties>",
        "<saml:Issuer>https://idp.example/metadata</saml:Issuer>",
    ] {
        case.refused(&case.xml().before("</ds:Signature>", part), SignatureLayout).await;
        case.refused(&case.xml().before("<ds:SignedInfo>", part), SignatureLayout).await;
    }
    case.refused(&case.xml().before("<ds:SignedInfo>", "text"), SignatureLayout).await;
}

/// They would be signed, and so are those that the identity provider wrote.
#[tokio::test]
async fn blanks_between_the_parts_of_signed_info_are_signed() {
    let case = Case::new().await;
    let xml = case.xml().before("<ds:SignatureMethod", "\n");
    case.refused(&xml, Signature).await;
    let xml = case.xml().before("<ds:SignedInfo>", "\n").before("<ds:KeyInfo>", "\n\t");
    assert_eq!(case.accepted(&xml).await, case.genuine);
}

#[tokio::test]
async fn a_signature_in_another_place_of_the_assertion_is_accepted() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let moved = parts.bare.before_last("</saml:Assertion>", &parts.signature);
    case.refused_or_genuine(&parts.with(&moved)).await;
}

#[tokio::test]
async fn a_signature_below_another_element_is_refused() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    for place in ["<saml:NameID", "</saml:Subject>", "<saml:AuthnContext>", "<saml:Attribute "] {
        let moved = parts.bare.before(place, &parts.signature);
        case.refused(&parts.with(&moved), SignatureLayout).await;
    }
    let moved = parts.with(&parts.bare).before("<samlp:StatusCode", &parts.signature);
    case.refused(&moved, SignatureLayout).await;
}

#[tokio::test]
async fn every_change_of_signed_info_is_refused() {
    let case = Case::new().await;
    let xml = case.xml().after("<ds:SignedInfo", " Id=\"_info\"");
    case.refused(&xml, Signature).await;
    let xml = case.xml().after("<ds:Reference", " Id=\"_reference\"");
    case.refused(&xml, Signature).await;
    let xml = case.xml().swap("<ds:DigestValue>", "<ds:DigestValue>AAAA");
    case.refused(&xml, Digest).await;
    let empty = Signing::default().signature("", b"");
    let parts = Parts::of(&case);
    case.refused(&parts.xml.swap(&parts.signature, &empty), SignatureLayout).await;
}
