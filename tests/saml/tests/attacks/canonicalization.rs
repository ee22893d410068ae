//! S5: canonicalization that fails or yields nothing, and what it leaves the same.

use genauth::saml::SamlErrorKind::{Canonicalization, Digest, SignatureLayout};
use saml::{Case, Edit, Hash, Signing, attribute_text, text};

/// URIs of namespaces that canonicalization rejects.
const RELATIVE: [&str; 17] = [
    "1",
    "x",
    "a/b",
    "./x",
    "../x",
    "/x",
    "//x.example",
    "#x",
    "?x",
    "_assertion-1",
    "urn:a b",
    "urn:a&#10;b",
    "urn:x ",
    " urn:x",
    "urn:{x}",
    "urn:é",
    ":x",
];

#[tokio::test]
async fn s5_a_relative_namespace_is_refused() {
    let case = Case::new().await;
    for uri in RELATIVE {
        for element in ["<samlp:Response", "<saml:Assertion", "<saml:NameID", "<ds:SignedInfo"] {
            for prefix in ["xmlns", "xmlns:x"] {
                let xml = case.xml().after(element, &format!(" {prefix}=\"{uri}\""));
                case.refused(&xml, Canonicalization).await;
            }
        }
    }
}

#[tokio::test]
async fn s5_a_relative_namespace_with_the_digest_of_nothing_is_refused() {
    let case = Case::new().await;
    for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        let mut document = case.document();
        document.sign_assertion =
            Some(Signing { canonical: Some(String::new()), ..Signing::rsa(hash) });
        let xml = document.xml().after("<saml:Assertion", " xmlns:x=\"1\"");
        case.refused(&xml, Canonicalization).await;
    }
}

/// The identity provider once signed nothing.
#[tokio::test]
async fn s5_the_digest_of_nothing_is_refused() {
    let case = Case::new().await;
    for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        let nothing = Signing { digest_value: Some(hash.of(b"")), ..Signing::rsa(hash) };
        let xml = case.signed(|it| it.sign_assertion = Some(nothing.clone()));
        case.refused(&xml, Digest).await;
        let mut document = case.document().response_signed();
        document.sign_response = Some(nothing);
        case.refused(&document.xml(), Digest).await;
    }
}

#[tokio::test]
async fn s5_an_empty_or_cut_digest_is_refused() {
    let case = Case::new().await;
    let canonical = case.document().assertion.unwrap().xml("");
    let whole = Hash::Sha256.of(canonical.as_bytes());
    for length in [0, 1, 16, 31] {
        let cut = Some(whole[..length].to_vec());
        let xml = case.signed(|it| it.signing().digest_value = cut);
        case.refused(&xml, Digest).await;
    }
    let longer = Some([&*whole, b"x"].concat());
    let xml = case.signed(|it| it.signing().digest_value = longer);
    case.refused(&xml, Digest).await;
    case.accepted(&case.signed(|it| it.signing().digest_value = Some(whole))).await;
}

#[tokio::test]
async fn s5_a_digest_without_text_is_refused() {
    let case = Case::new().await;
    let genuine = case.xml().part("ds:DigestValue");
    for value in [
        "<ds:DigestValue></ds:DigestValue>",
        "<ds:DigestValue/>",
        "<ds:DigestValue> \n</ds:DigestValue>",
    ] {
        case.refused(&case.xml().swap(&genuine, value), Digest).await;
    }
    case.refused(&case.xml().swap(&genuine, ""), SignatureLayout).await;
}

/// Each of these is another way to write the same canonical form.
#[tokio::test]
async fn other_writings_of_one_canonical_form_are_accepted() {
    let case = Case::new().await;
    let xml = case.xml();
    for other in [
        xml.replace("></samlp:StatusCode>", "/>").replace("></ds:Transform>", " />"),
        xml.replace("></saml:SubjectConfirmationData>", "/>"),
        xml.replace('"', "'"),
        xml.swap(" ID=\"_assertion-1\"", "").swap(
            "Version=\"2.0\"><saml:Issuer>https",
            "Version=\"2.0\" ID=\"_assertion-1\"><saml:Issuer>https",
        ),
        xml.replace("<saml:Subject>", "<saml:Subject\n\t >")
            .replace("</saml:Subject>", "</saml:Subject \n>"),
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{xml}\n"),
        format!("<!-- a -->{xml}<!-- b -->"),
        xml.swap("alice@corp.example", "<![CDATA[alice]]>&#64;corp.example"),
    ] {
        assert_eq!(case.accepted(&other).await, case.genuine, "{other}");
    }
}

#[tokio::test]
async fn a_byte_order_mark_before_the_response_changes_nothing() {
    let case = Case::new().await;
    case.refused_or_genuine(&format!("\u{FEFF}{}", case.xml())).await;
}

#[tokio::test]
async fn blanks_between_signed_elements_are_signed() {
    let case = Case::new().await;
    for element in ["<saml:Subject>", "<saml:NameID", "</saml:Assertion>", "<ds:Signature"] {
        case.refused(&case.xml().before(element, "\n"), Digest).await;
    }
    let mut document = case.document();
    document.response.rest = "\n".to_owned();
    assert_eq!(case.accepted(&document.xml()).await, case.genuine);
}

const ODD: &str = "a&b<c>d\"e'f\tg\nh\ri  é 漢字 \u{1F600} ]]> -- \u{A0}\u{2028}\u{85}x";

#[tokio::test]
async fn special_characters_are_read_as_they_were_signed() {
    let case = Case::new().await;
    let xml = case.signed(|it| {
        let name = it.assertion().name_id();
        name.content = text(ODD);
        name.format = Some(attribute_text(ODD));
        it.assertion().authn().session_index = Some(attribute_text(ODD));
    });
    let identity = case.accepted(&xml).await;
    assert_eq!(identity.name_id.value, ODD);
    assert_eq!(identity.name_id.format.as_deref(), Some(ODD));
    assert_eq!(identity.session_index.as_deref(), Some(ODD));
}

/// Line ends of the document are normalized before they are canonicalized.
#[tokio::test]
async fn line_ends_are_read_as_they_were_signed() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().name_id().content = "alice\nsmith".to_owned());
    for end in ["\n", "\r\n", "\r", "&#10;"] {
        let other = xml.swap("alice\nsmith", &format!("alice{end}smith"));
        assert_eq!(case.accepted(&other).await.name_id.value, "alice\nsmith");
    }
    case.refused(&xml.swap("alice\nsmith", "alice&#13;smith"), Digest).await;
    case.refused(&xml.swap("alice\nsmith", "alice&#13;\nsmith"), Digest).await;
}

#[tokio::test]
async fn blanks_in_attributes_are_read_as_they_were_signed() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().authn().session_index = Some("a b".to_owned()));
    for blank in [" ", "\n", "\t", "\r\n", "\r", "&#32;"] {
        let other = xml.swap("\"a b\"", &format!("\"a{blank}b\""));
        let outcome = case.accepted(&other).await;
        assert_eq!(outcome.session_index.as_deref(), Some("a b"), "{blank:?}");
    }
    for other in ["&#9;", "&#10;", "&#13;", "\u{A0}", "  ", "\n\n", "\n\r"] {
        case.refused(&xml.swap("\"a b\"", &format!("\"a{other}b\"")), Digest).await;
    }
}

/// A parser that does not normalize blanks reads both as the same.
#[tokio::test]
async fn a_line_end_in_place_of_a_signed_reference_is_refused() {
    let case = Case::new().await;
    for (reference, literal) in [("&#xA;", "\n"), ("&#x9;", "\t"), ("&#xD;", "\r")] {
        let index = Some(format!("a{reference}b"));
        let xml = case.signed(|it| it.assertion().authn().session_index = index);
        case.accepted(&xml).await;
        case.refused(&xml.swap(reference, literal), Digest).await;
    }
}
