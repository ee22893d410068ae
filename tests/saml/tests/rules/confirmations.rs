//! S12: the confirmation of the subject by bearer.

use genauth::saml::SamlErrorKind::{
    self, ConfirmationWindow, Expired, InResponseTo, InvalidAssertion, MissingConfirmation,
    MissingRecipient, Recipient,
};
use saml::{Case, Confirmation, ConfirmationData, Document, Edit, at};

/// Asserts that a response with this confirmation is refused, by an error that has this word.
async fn refused(change: impl Fn(&mut ConfirmationData), kind: SamlErrorKind, word: &str) {
    let case = Case::new().await;
    for document in [case.document(), case.document().response_signed()] {
        let mut document = document;
        change(document.assertion().confirmation());
        let error = case.refused(&document.xml(), kind).await;
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[tokio::test]
async fn s12_a_confirmation_without_recipient_is_refused() {
    refused(|it| it.recipient = None, MissingRecipient, "Recipient").await;
    refused(|it| it.recipient = Some(String::new()), MissingRecipient, "Recipient").await;
}

#[tokio::test]
async fn s12_a_confirmation_without_an_end_is_refused() {
    refused(|it| it.not_on_or_after = None, ConfirmationWindow, "NotOnOrAfter").await;
}

#[tokio::test]
async fn s12_a_confirmation_with_a_start_is_refused() {
    for start in [-300, 0, 100] {
        refused(|it| it.not_before = Some(at(start)), ConfirmationWindow, "NotBefore").await;
    }
    refused(|it| it.not_before = Some(String::new()), ConfirmationWindow, "NotBefore").await;
}

#[tokio::test]
async fn s12_a_confirmation_without_data_is_refused() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().subject().confirmations[0].data = None);
    let error = case.refused(&xml, MissingConfirmation).await;
    assert!(error.to_string().contains("SubjectConfirmationData"), "{error}");
}

#[tokio::test]
async fn s12_other_methods_alone_are_refused() {
    let case = Case::new().await;
    for method in [
        Some("urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
        Some("urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"),
        Some("urn:oasis:names:tc:SAML:1.0:cm:bearer"),
        Some("urn:oasis:names:tc:SAML:2.0:cm:Bearer"),
        Some("urn:oasis:names:tc:SAML:2.0:cm:bearer "),
        Some("bearer"),
        Some(""),
        None,
    ] {
        let xml = case.signed(|it| {
            it.assertion().subject().confirmations[0].method = method.map(str::to_owned);
        });
        let error = case.refused(&xml, MissingConfirmation).await;
        assert!(error.to_string().contains("bearer"), "{error}");
    }
}

#[tokio::test]
async fn s12_no_confirmation_is_refused() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().subject().confirmations.clear());
    case.refused(&xml, MissingConfirmation).await;
}

fn add_first(document: &mut Document, change: impl FnOnce(&mut Confirmation)) {
    let subject = document.assertion().subject();
    let mut other = subject.confirmations[0].clone();
    change(&mut other);
    subject.confirmations.insert(0, other);
}

#[tokio::test]
async fn s12_a_usable_confirmation_after_an_unusable_one_is_accepted() {
    let case = Case::new().await;
    let changes: [fn(&mut Confirmation); 6] = [
        |it| it.method = Some("urn:oasis:names:tc:SAML:2.0:cm:holder-of-key".to_owned()),
        |it| it.data = None,
        |it| it.data.as_mut().unwrap().recipient = None,
        |it| it.data.as_mut().unwrap().recipient = Some("https://other.example".to_owned()),
        |it| it.data.as_mut().unwrap().not_on_or_after = Some(at(-300)),
        |it| it.data.as_mut().unwrap().in_response_to = Some("_other".to_owned()),
    ];
    for change in changes {
        let xml = case.signed(|it| add_first(it, change));
        assert_eq!(case.accepted(&xml).await, case.genuine);
        let xml = case.signed(|it| {
            add_first(it, change);
            it.assertion().subject().confirmations.reverse();
        });
        assert_eq!(case.accepted(&xml).await, case.genuine);
    }
}

/// Each has what the other lacks.
#[tokio::test]
async fn s12_two_halves_are_no_confirmation() {
    let case = Case::new().await;
    let xml = case.signed(|it| {
        it.assertion().confirmation().recipient = Some("https://other.example".to_owned());
        add_first(it, |it| {
            let data = it.data.as_mut().unwrap();
            data.recipient = Some(saml::ACS.to_owned());
            data.not_on_or_after = Some(at(-300));
        });
    });
    case.refused(&xml, Expired).await;
    let xml = case.signed(|it| {
        it.assertion().confirmation().recipient = None;
        add_first(it, |it| {
            let data = it.data.as_mut().unwrap();
            data.recipient = Some(saml::ACS.to_owned());
            data.in_response_to = Some("_other".to_owned());
        });
    });
    case.refused(&xml, InResponseTo).await;
}

#[tokio::test]
async fn s12_data_in_two_elements_is_refused() {
    let case = Case::new().await;
    let xml = case.document().xml_edited(|it| {
        let data = it.part("saml:SubjectConfirmationData");
        it.swap(&data, &data.repeat(2))
    });
    case.refused(&xml, InvalidAssertion).await;
}

#[tokio::test]
async fn s12_the_recipient_of_another_application_is_refused() {
    for recipient in [
        "https://sp.example/saml/acs2",
        "https://sp.example/other/acs",
        "https://other.example/saml/acs",
        "https://sp.example/saml",
    ] {
        refused(|it| it.recipient = Some(recipient.to_owned()), Recipient, recipient).await;
    }
}
