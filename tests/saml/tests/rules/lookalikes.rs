//! S9, S12, S15, S20: signed elements and attributes that only look like those of SAML.

use genauth::saml::SamlErrorKind::{
    self as Kind, Destination, InvalidAssertion, MissingAudience, MissingConditions,
    MissingConfirmation, MissingDestination, MissingExpiry, MissingInResponseTo, MissingRecipient,
    MissingStatus, Recipient, Signature, Status,
};
use saml::{ATTACKER, Case, Edit, IDP, IDP_ENTITY_ID, SECOND, Signing};

/// Changes the assertion as text, and signs it.
async fn refused(case: &Case, old: &str, new: &str, kind: Kind) {
    let xml = case.document().xml_edited(|it| it.swap_all(old, new));
    case.refused(&xml, kind).await;
}

/// Elements of another namespace are not those of the assertion.
#[tokio::test]
async fn s12_signed_elements_of_another_namespace_are_not_read() {
    let case = Case::new().await;
    for (name, kind) in [
        ("Subject", InvalidAssertion),
        ("NameID", InvalidAssertion),
        ("SubjectConfirmation", MissingConfirmation),
        ("SubjectConfirmationData", MissingConfirmation),
        ("Conditions", MissingConditions),
        ("Audience", MissingAudience),
        ("AuthnStatement", InvalidAssertion),
    ] {
        for (element, end) in [
            (format!("x:{name} xmlns:x=\"urn:x\""), format!("x:{name}")),
            (format!("saml:{}", name.to_lowercase()), format!("saml:{}", name.to_lowercase())),
        ] {
            let xml = case.document().xml_edited(|it| {
                let opened = it
                    .replace(&format!("<saml:{name}>"), &format!("<{element}>"))
                    .replace(&format!("<saml:{name} "), &format!("<{element} "));
                opened.swap_all(&format!("</saml:{name}>"), &format!("</{end}>"))
            });
            case.refused(&xml, kind).await;
        }
    }
}

/// Attributes of another namespace or case are not those of the element.
#[tokio::test]
async fn s12_signed_attributes_of_another_name_are_not_read() {
    let case = Case::new().await;
    for (old, new, kind) in [
        (" InResponseTo=", " InResponseTp=", MissingInResponseTo),
        (" Recipient=", " recipient=", MissingRecipient),
        (" Recipient=", " Recipients=", MissingRecipient),
        (" Method=", " method=", MissingConfirmation),
        ("cm:bearer\"", "cm:Bearer\"", MissingConfirmation),
        ("cm:bearer\"", "cm:bearer \"", MissingConfirmation),
        (" AuthnInstant=", " AuthnInstan=", InvalidAssertion),
        (" IssueInstant=", " IssueInstan=", InvalidAssertion),
    ] {
        refused(&case, old, new, kind).await;
    }
    let xml = case.document().xml_edited(|it| {
        let conditions = it.find("<saml:Conditions").unwrap();
        let (start, end) = it.split_at(conditions);
        format!("{start}{}", end.swap(" NotOnOrAfter=", " NotOnOrAfte="))
    });
    case.refused(&xml, MissingExpiry).await;
}

#[tokio::test]
async fn s15_urls_that_lead_to_the_same_place_are_refused() {
    let case = Case::new().await;
    for url in [
        "https://SP.example/saml/acs",
        "HTTPS://sp.example/saml/acs",
        "https://sp.example/saml/%61cs",
        "https://sp.example/saml/./acs",
        "https://sp.example//saml/acs",
        "https://sp.example/saml/acs#",
        "https://sp.example/saml/acs?",
        "https://sp.example/saml/acs#x",
        "https://sp.example/saml/acs;x",
        "https://sp.example./saml/acs",
        "https://user@sp.example/saml/acs",
        "https://sp.example:0443/saml/acs",
        "https:sp.example/saml/acs",
        "//sp.example/saml/acs",
        "/saml/acs",
        "https://sp.example\\saml\\acs",
        " https://sp.example/saml/acs",
        "https://sp.example/saml/acs&#xA;",
        "https://sp.example/saml/ac\u{455}",
        "https://evil.example/https://sp.example/saml/acs",
    ] {
        let xml = case.signed(|it| it.response.destination = Some(url.to_owned()));
        case.refused(&xml, Destination).await;
        let xml = case.signed(|it| it.assertion().confirmation().recipient = Some(url.to_owned()));
        case.refused(&xml, Recipient).await;
    }
    let xml = case.xml().swap(" Destination=", " xmlns:x=\"urn:x\" x:Destination=");
    case.refused(&xml, MissingDestination).await;
}

#[tokio::test]
async fn s18_codes_that_only_look_like_success_are_failures() {
    let case = Case::new().await;
    for value in ["success", "SUCCESS", "Success ", "Success&#10;", "Success/", "Succes\u{455}", ""]
    {
        let uri = format!("urn:oasis:names:tc:SAML:2.0:status:{value}");
        let xml = case.xml().swap("urn:oasis:names:tc:SAML:2.0:status:Success", &uri);
        case.refused(&xml, Status).await;
    }
    for (old, new) in [
        (" Value=", " value="),
        (" Value=", " xmlns:x=\"urn:x\" x:Value="),
        ("samlp:StatusCode", "samlp:statusCode"),
        ("samlp:Status>", "samlp:status>"),
    ] {
        case.refused(&case.xml().swap_all(old, new), MissingStatus).await;
    }
}

/// During a roll-over, two keys may have signed one response.
#[tokio::test]
async fn s9_signatures_by_two_keys_are_accepted_if_both_are_known() {
    let case = Case::with(|it| {
        let keys = [SECOND.pem(), IDP.pem()];
        it.idp_metadata(genauth::saml::IdpMetadata::from_certificates(IDP_ENTITY_ID, keys).unwrap())
    });
    let case = case.await;
    for (inner, outer, is_accepted) in [
        (&SECOND, &IDP, true),
        (&IDP, &SECOND, true),
        (&SECOND, &SECOND, true),
        (&IDP, &ATTACKER, false),
        (&ATTACKER, &SECOND, false),
    ] {
        let mut document = case.document();
        document.sign_assertion = Some(Signing::by(inner));
        document.sign_response = Some(Signing::by(outer));
        let (sp, xml) = (case.sp(), document.xml());
        match sp.finish(&case.request, &xml).await {
            Ok(identity) => assert!(is_accepted && identity == case.genuine),
            Err(error) => {
                assert!(!is_accepted, "{error:?}");
                assert_eq!(saml::error_kind(&error), Signature);
                assert!(sp.store.calls().is_empty());
            }
        }
    }
}
