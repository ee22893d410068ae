//! The other parts of a response and its assertion.

use genauth::saml::SamlErrorKind::{InvalidAssertion, Issuer, MissingIssuer, NotAResponse};
use saml::{Case, Edit, IDP_ENTITY_ID, at};

#[tokio::test]
async fn the_whole_identity_is_read() {
    let case = Case::new().await;
    let xml = case.signed(|it| {
        let name = it.assertion().name_id();
        name.name_qualifier = Some("idp.example".to_owned());
        name.sp_name_qualifier = Some("sp.example".to_owned());
    });
    let identity = case.accepted(&xml).await;
    assert_eq!(identity.name_id.value, "alice@corp.example");
    let email = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    assert_eq!(identity.name_id.format.as_deref(), Some(email));
    assert_eq!(identity.name_id.name_qualifier.as_deref(), Some("idp.example"));
    assert_eq!(identity.name_id.sp_name_qualifier.as_deref(), Some("sp.example"));
    assert_eq!(identity.session_index.as_deref(), Some("session-1"));
    assert_eq!(identity.issuer, IDP_ENTITY_ID);
    assert_eq!(identity.assertion_id, "_assertion-1");
    assert!(identity.is_solicited && identity.relay_state.is_none());
    let seconds = |time: Option<std::time::SystemTime>| {
        time.unwrap().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
    };
    assert_eq!(seconds(Some(identity.authenticated_at)), saml::NOW - 10);
    assert_eq!(seconds(identity.session_expires_at), saml::NOW + 3_600);
    assert!(identity.authn_context.unwrap().ends_with("PasswordProtectedTransport"));
}

#[tokio::test]
async fn another_issuer_is_refused() {
    let case = Case::new().await;
    for issuer in [
        "https://evil.example",
        "https://idp.example/metadata/",
        "https://idp.example/Metadata",
        "https://IDP.example/metadata",
        "https://idp.example/meta",
    ] {
        let xml = case.signed(|it| it.assertion().issuer = Some(issuer.to_owned()));
        let error = case.refused(&xml, Issuer).await.to_string();
        assert!(error.contains(issuer) && error.contains(IDP_ENTITY_ID), "{error}");
        let xml = case.signed(|it| it.response.issuer = Some(issuer.to_owned()));
        case.refused(&xml, Issuer).await;
    }
}

#[tokio::test]
async fn a_missing_issuer_of_the_assertion_is_refused() {
    let case = Case::new().await;
    for issuer in [None, Some(String::new()), Some(" \n".to_owned())] {
        let xml = case.signed(|it| it.assertion().issuer.clone_from(&issuer));
        case.refused(&xml, MissingIssuer).await;
    }
}

#[tokio::test]
async fn a_missing_issuer_of_the_response_is_accepted() {
    let case = Case::new().await;
    for mut document in [case.document(), case.document().response_signed()] {
        document.response.issuer = None;
        assert_eq!(case.accepted(&document.xml()).await, case.genuine);
    }
}

#[tokio::test]
async fn blanks_around_an_issuer_are_ignored() {
    let case = Case::new().await;
    let issuer = Some(format!("\n  {IDP_ENTITY_ID}\t"));
    let xml = case.signed(|it| {
        it.assertion().issuer.clone_from(&issuer);
        it.response.issuer = issuer;
    });
    assert_eq!(case.accepted(&xml).await, case.genuine);
}

#[tokio::test]
async fn two_issuers_are_refused() {
    let case = Case::new().await;
    let xml = case.document().xml_edited(|it| {
        let issuer = it.part("saml:Issuer");
        it.after(&issuer, "<saml:Issuer>https://evil.example</saml:Issuer>")
    });
    case.refused(&xml, InvalidAssertion).await;
    let mut document = case.document().response_signed();
    let other = "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">\
                 https://evil.example</saml:Issuer>";
    document.response.extensions = other.to_owned();
    case.refused(&document.xml(), InvalidAssertion).await;
}

#[tokio::test]
async fn other_versions_are_refused() {
    let case = Case::new().await;
    for version in [None, Some(""), Some("1.1"), Some("2.1"), Some("2"), Some("2.0 ")] {
        let version = version.map(str::to_owned);
        let xml = case.signed(|it| it.response.version.clone_from(&version));
        case.refused(&xml, NotAResponse).await;
        let xml = case.signed(|it| it.assertion().version = version);
        case.refused(&xml, InvalidAssertion).await;
    }
}

#[tokio::test]
async fn other_messages_are_refused() {
    let case = Case::new().await;
    for name in ["LogoutResponse", "LogoutRequest", "AuthnRequest", "response", "ArtifactResponse"]
    {
        let xml = case.xml().swap_all("samlp:Response", &format!("samlp:{name}"));
        case.refused(&xml, NotAResponse).await;
    }
}

#[tokio::test]
async fn a_missing_or_repeated_subject_is_refused() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().subject = None);
    case.refused(&xml, InvalidAssertion).await;
    let xml = case.document().xml_edited(|it| {
        let subject = it.part("saml:Subject");
        it.swap(&subject, &subject.repeat(2))
    });
    case.refused(&xml, InvalidAssertion).await;
}

#[tokio::test]
async fn a_missing_empty_or_repeated_name_is_refused() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().subject().name_id = None);
    case.refused(&xml, InvalidAssertion).await;
    for content in ["", " ", "\n\t"] {
        let xml = case.signed(|it| it.assertion().name_id().content = content.to_owned());
        case.refused(&xml, InvalidAssertion).await;
    }
    for other in ["mallory@corp.example", "alice@corp.example"] {
        let xml = case.document().xml_edited(|it| {
            it.after("</saml:NameID>", &format!("<saml:NameID>{other}</saml:NameID>"))
        });
        case.refused(&xml, InvalidAssertion).await;
    }
}

/// The name of a confirmation is that of whoever confirms, not of the user.
#[tokio::test]
async fn the_name_of_a_confirmation_is_not_that_of_the_user() {
    let case = Case::new().await;
    let other = "<saml:NameID>mallory@corp.example</saml:NameID>";
    let xml = case.document().xml_edited(|it| it.before("<saml:SubjectConfirmationData", other));
    assert_eq!(case.accepted(&xml).await, case.genuine);
    let mut document = case.document();
    document.assertion().subject().name_id = None;
    let xml = document.xml_edited(|it| it.before("<saml:SubjectConfirmationData", other));
    case.refused(&xml, InvalidAssertion).await;
}

#[tokio::test]
async fn a_name_is_neither_trimmed_nor_folded() {
    let case = Case::new().await;
    for name in [" Alice@Corp.example ", "ALICE", "a\u{0301}lice", "ａlice"] {
        let xml = case.signed(|it| it.assertion().name_id().content = name.to_owned());
        assert_eq!(case.accepted(&xml).await.name_id.value, name);
    }
}

#[tokio::test]
async fn an_assertion_without_an_authentication_is_refused() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().authn = None);
    case.refused(&xml, InvalidAssertion).await;
    let xml = case.signed(|it| it.assertion().authn().instant = None);
    case.refused(&xml, InvalidAssertion).await;
    let xml = case.signed(|it| it.assertion().issue_instant = None);
    case.refused(&xml, InvalidAssertion).await;
}

#[tokio::test]
async fn of_two_sessions_the_shorter_ends_the_sign_in() {
    let case = Case::new().await;
    let other = format!(
        "<saml:AuthnStatement AuthnInstant=\"{}\" SessionNotOnOrAfter=\"{}\">\
         </saml:AuthnStatement>",
        at(0),
        at(60)
    );
    let xml = case.document().xml_edited(|it| it.after("</saml:AuthnStatement>", &other));
    let identity = case.accepted(&xml).await;
    let end = identity.session_expires_at.unwrap();
    let seconds = end.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert_eq!(seconds, saml::NOW + 60);
    assert_eq!(identity.session_index.as_deref(), Some("session-1"));
}

#[tokio::test]
async fn optional_parts_may_be_absent() {
    let case = Case::new().await;
    let xml = case.signed(|it| {
        it.assertion().name_id().format = None;
        it.assertion().authn().session_index = None;
        it.assertion().authn().session_not_on_or_after = None;
        it.assertion().authn().context = None;
        it.response.issue_instant = None;
    });
    let identity = case.accepted(&xml).await;
    assert_eq!(identity.name_id.format, None);
    assert_eq!((identity.session_index, identity.session_expires_at), (None, None));
    assert_eq!(identity.authn_context, None);
}
