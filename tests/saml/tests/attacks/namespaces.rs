//! Namespaces: what an element is called depends on declarations elsewhere.

use genauth::saml::SamlErrorKind::{
    Digest, InvalidAssertion, MissingAssertion, MissingDestination, MissingRecipient,
    MissingStatus, NotAResponse, Unsigned, Xml,
};
use saml::{ASSERTION_NS, Attribute, Case, Edit, PROTOCOL_NS};

use crate::forging::{MALLORY, Parts};

#[tokio::test]
async fn a_prefix_that_is_bound_to_another_namespace_is_refused() {
    let case = Case::new().await;
    for element in ["<saml:Subject", "<saml:NameID", "<saml:Conditions", "<saml:AttributeStatement"]
    {
        let xml = case.xml().after(element, " xmlns:saml=\"urn:evil\"");
        case.refused(&xml, Digest).await;
    }
}

#[tokio::test]
async fn an_assertion_in_another_namespace_is_none() {
    let case = Case::new().await;
    for namespace in [
        "urn:evil",
        "urn:oasis:names:tc:SAML:1.0:assertion",
        "urn:oasis:names:tc:SAML:2.0:Assertion",
        "urn:oasis:names:tc:SAML:2.0:assertion ",
        "urn:oasis:names:tc:SAML:2.0:assertion#",
        PROTOCOL_NS,
    ] {
        let start = "<saml:Assertion xmlns:saml=\"";
        let old = format!("{start}{ASSERTION_NS}\"");
        let xml = case.xml().swap(&old, &format!("{start}{namespace}\""));
        case.refused(&xml, MissingAssertion).await;
    }
}

#[tokio::test]
async fn a_response_in_another_namespace_is_none() {
    let case = Case::new().await;
    for namespace in ["urn:evil", "urn:oasis:names:tc:SAML:1.0:protocol", ASSERTION_NS] {
        case.refused(&case.xml().swap(PROTOCOL_NS, namespace), NotAResponse).await;
    }
}

#[tokio::test]
async fn a_status_in_another_namespace_is_none() {
    let case = Case::new().await;
    for element in ["<samlp:Status>", "<samlp:StatusCode "] {
        let element = element.trim_end_matches(['>', ' ']);
        let xml = case.xml().after(element, " xmlns:samlp=\"urn:evil\"");
        case.refused(&xml, MissingStatus).await;
    }
}

#[tokio::test]
async fn a_signature_in_another_namespace_is_none() {
    let case = Case::new().await;
    let xml =
        case.xml().swap("xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "xmlns:ds=\"urn:evil\"");
    case.refused(&xml, Unsigned).await;
}

/// A reader that knows elements by their local names would see two.
#[tokio::test]
async fn forged_elements_in_another_namespace_are_not_read() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let foreign = parts.forged().swap(ASSERTION_NS, "urn:evil");
    let both = [foreign.clone() + &parts.assertion, parts.assertion.clone() + &foreign];
    for assertions in both {
        case.refused_or_genuine(&parts.with(&assertions)).await;
    }
    let name = format!("<x:NameID xmlns:x=\"urn:x\">{MALLORY}</x:NameID>");
    for (before, after) in [(name.as_str(), ""), ("", name.as_str())] {
        let xml = case.document().xml_edited(|assertion| {
            let genuine = assertion.part("saml:NameID");
            assertion.swap(&genuine, &format!("{before}{genuine}{after}"))
        });
        case.refused_or_genuine(&xml).await;
    }
}

/// An attribute with the prefix of its element is another attribute.
#[tokio::test]
async fn attributes_in_a_namespace_are_not_those_of_saml() {
    let case = Case::new().await;
    let xml = case.xml().swap(" Destination=", " samlp:Destination=");
    case.refused(&xml, MissingDestination).await;
    let xml = case.document().xml_edited(|it| it.swap(" Recipient=", " saml:Recipient="));
    case.refused(&xml, MissingRecipient).await;
    let xml = case.document().xml_edited(|it| {
        let it = it.swap(" Name=\"email\"", "");
        let format = "NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:basic\"";
        it.after(format, " saml:Name=\"email\"")
    });
    case.refused(&xml, InvalidAssertion).await;
    let xml = case.xml().swap(" Value=", " samlp:Value=");
    case.refused(&xml, MissingStatus).await;
}

#[tokio::test]
async fn declarations_that_nothing_uses_change_nothing() {
    let case = Case::new().await;
    for declaration in [
        "xmlns:x=\"urn:x\"",
        "xmlns=\"urn:x\"",
        "xmlns=\"\"",
        "xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"",
        "xmlns:y=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
        "xmlns:z=\"&#117;rn:x\"",
    ] {
        for element in ["<samlp:Response", "<saml:Assertion", "<saml:Subject", "<ds:Signature"] {
            let xml = case.xml().after(element, &format!(" {declaration}"));
            case.refused_or_genuine(&xml).await;
        }
    }
}

#[tokio::test]
async fn the_same_namespace_in_other_characters_is_the_same() {
    let case = Case::new().await;
    let other = "urn:oasis:names:tc:SAML:2.0:&#97;ssertion";
    let xml = case.xml().swap_all(ASSERTION_NS, other);
    assert_eq!(case.accepted(&xml).await, case.genuine);
}

#[tokio::test]
async fn another_prefix_is_another_text() {
    let case = Case::new().await;
    let parts = Parts::of(&case);
    let renamed = parts
        .assertion
        .swap_all("<saml:", "<a:")
        .swap_all("</saml:", "</a:")
        .swap("xmlns:saml=", "xmlns:a=");
    case.refused(&parts.with(&renamed), Digest).await;
}

#[tokio::test]
async fn declarations_that_xml_does_not_allow_are_refused() {
    let case = Case::new().await;
    for declaration in [
        "xmlns:saml=\"\"",
        "xmlns:x=\"\"",
        "xmlns:xmlns=\"urn:x\"",
        "xmlns:xml=\"urn:x\"",
        "xmlns:x=\"http://www.w3.org/2000/xmlns/\"",
        "xmlns:x=\"http://www.w3.org/XML/1998/namespace\"",
        "xmlns=\"http://www.w3.org/XML/1998/namespace\"",
        "xmlns=\"http://www.w3.org/2000/xmlns/\"",
        "xmlns:a=\"urn:x\" xmlns:a=\"urn:y\"",
        "xmlns:a=\"urn:x\" xmlns:b=\"urn:x\" a:c=\"1\" b:c=\"2\"",
        "undeclared:a=\"1\"",
        "a:b:c=\"1\"",
        "xmlns:=\"urn:x\"",
    ] {
        for element in ["<samlp:Response", "<saml:Subject"] {
            let xml = case.xml().after(element, &format!(" {declaration}"));
            case.refused(&xml, Xml).await;
        }
    }
}

#[tokio::test]
async fn an_element_with_an_undeclared_prefix_is_refused() {
    let case = Case::new().await;
    let xml = case.xml().swap("<saml:Assertion xmlns:saml=", "<saml:Assertion xmlns:other=");
    case.refused(&xml, Xml).await;
}

/// Some identity providers write assertions without prefixes.
#[tokio::test]
async fn an_assertion_in_the_default_namespace_is_accepted() {
    let case = Case::new().await;
    let xml = case.document().xml_edited(|it| it.swap_all("saml:", "").swap("xmlns:saml", "xmlns"));
    assert_eq!(case.accepted(&xml).await, case.genuine);
}

const XS: &str = " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"";
const TYPED: &str = "<saml:AttributeValue xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
                     xsi:type=\"xs:string\">staff</saml:AttributeValue>";

/// Types of values name a prefix, which canonicalization does not see.
#[tokio::test]
async fn the_list_of_inclusive_namespaces_is_applied() {
    let case = Case::new().await;
    let inclusive = "<ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" \
                     PrefixList=\"xs\"></ec:InclusiveNamespaces>";
    let mut document = case.document();
    document.assertion().attributes = vec![Attribute::new("groups", [""])];
    let signing = document.signing();
    signing.transforms = signing.transforms.before_last("</ds:Transform>", inclusive);
    let xml = document.xml_edited(|it| {
        it.after(&format!("{ASSERTION_NS}\""), XS)
            .swap("<saml:AttributeValue></saml:AttributeValue>", TYPED)
    });
    let identity = case.accepted(&xml).await;
    assert_eq!(identity.attributes.first("groups"), Some("staff"));
    // The prefix is part of what was signed.
    case.refused(&xml.swap("XMLSchema\"", "XMLSchema2\""), Digest).await;
}

#[tokio::test]
async fn a_prefix_that_is_not_in_the_list_is_not_signed() {
    let case = Case::new().await;
    let mut document = case.document();
    document.assertion().attributes = vec![Attribute::new("groups", [""])];
    let typed = TYPED.to_owned();
    let xml =
        document.xml_edited(|it| it.swap("<saml:AttributeValue></saml:AttributeValue>", &typed));
    let xml = xml.after("<saml:AttributeStatement", XS);
    assert_eq!(case.accepted(&xml).await.attributes.first("groups"), Some("staff"));
}
