//! S14: the login request that a response belongs to.

use genauth::saml::SamlErrorKind::{InResponseTo, MissingInResponseTo, Replayed, Unsolicited};
use genauth::saml::SamlResponse;
use saml::{Case, Document, error_kind, form};

/// Signed by the assertion, by the response, and by both.
fn documents(case: &Case) -> [Document; 3] {
    [case.document(), case.document().response_signed(), case.document().both_signed()]
}

/// The response to no login request.
fn unsolicited() -> Document {
    let mut document = Document::genuine("");
    document.response.in_response_to = None;
    document.assertion().confirmation().in_response_to = None;
    document
}

#[tokio::test]
async fn s14_a_response_without_the_request_is_refused() {
    let case = Case::new().await;
    for mut document in documents(&case) {
        document.response.in_response_to = None;
        case.refused(&document.xml(), MissingInResponseTo).await;
    }
}

#[tokio::test]
async fn s14_a_confirmation_without_the_request_is_refused() {
    let case = Case::new().await;
    for mut document in documents(&case) {
        document.assertion().confirmation().in_response_to = None;
        case.refused(&document.xml(), MissingInResponseTo).await;
    }
}

#[tokio::test]
async fn s14_a_response_and_a_confirmation_that_differ_are_refused() {
    let case = Case::new().await;
    for mut document in documents(&case) {
        document.assertion().confirmation().in_response_to = Some("_other".to_owned());
        case.refused(&document.xml(), InResponseTo).await;
    }
    for mut document in documents(&case) {
        document.response.in_response_to = Some("_other".to_owned());
        case.refused(&document.xml(), InResponseTo).await;
    }
}

#[tokio::test]
async fn s14_the_response_to_another_pending_request_is_refused() {
    let case = Case::new().await;
    let other = case.sp().client.login().build().unwrap();
    case.refused(&Document::genuine(other.id()).xml(), InResponseTo).await;
}

#[tokio::test]
async fn s14_similar_ids_are_refused() {
    let case = Case::new().await;
    let id = case.request.id();
    for other in [
        id.to_uppercase(),
        format!("{id} "),
        format!(" {id}"),
        format!("{id}x"),
        id[..id.len() - 1].to_owned(),
        String::new(),
    ] {
        let mut document = case.document();
        document.response.in_response_to = Some(other.clone());
        case.refused(&document.xml(), InResponseTo).await;
        let mut document = case.document();
        document.assertion().confirmation().in_response_to = Some(other);
        case.refused(&document.xml(), InResponseTo).await;
    }
}

#[tokio::test]
async fn s14_a_second_response_to_one_request_is_refused() {
    let case = Case::new().await;
    let sp = case.sp();
    sp.finish(&case.request, &case.xml()).await.unwrap();
    let other = case.signed(|it| it.assertion().id = Some("_assertion-2".to_owned()));
    let error = sp.finish(&case.request, &other).await.unwrap_err();
    assert_eq!(error_kind(&error), Replayed);
}

#[tokio::test]
async fn s14_an_unsolicited_response_is_refused_by_default() {
    let case = Case::new().await;
    case.unsolicited_refused(&unsolicited().xml(), Unsolicited).await;
    case.unsolicited_refused(&case.xml(), Unsolicited).await;
    case.refused(&unsolicited().xml(), MissingInResponseTo).await;
}

#[tokio::test]
async fn s14_an_unsolicited_response_is_accepted_if_allowed() {
    let case = Case::with(|it| it.allow_unsolicited()).await;
    for document in [unsolicited(), unsolicited().response_signed(), unsolicited().both_signed()] {
        let identity = case.sp().finish_unsolicited(&document.xml()).await.unwrap();
        assert!(!identity.is_solicited);
        assert_eq!(identity.name_id, case.genuine.name_id);
    }
}

#[tokio::test]
async fn s14_an_unsolicited_response_with_a_request_is_refused() {
    let case = Case::with(|it| it.allow_unsolicited()).await;
    case.unsolicited_refused(&case.xml(), InResponseTo).await;
    let mut document = unsolicited();
    document.response.in_response_to = Some("_unknown".to_owned());
    case.unsolicited_refused(&document.xml(), InResponseTo).await;
    let mut document = unsolicited();
    document.assertion().confirmation().in_response_to = Some("_unknown".to_owned());
    case.unsolicited_refused(&document.xml(), InResponseTo).await;
    let mut document = unsolicited();
    document.response.in_response_to = Some(String::new());
    case.unsolicited_refused(&document.xml(), InResponseTo).await;
}

/// Allowing one flow does not loosen the other.
#[tokio::test]
async fn s14_the_request_is_checked_although_unsolicited_responses_are_allowed() {
    let case = Case::with(|it| it.allow_unsolicited()).await;
    assert!(case.accepted(&case.xml()).await.is_solicited);
    case.refused(&unsolicited().xml(), MissingInResponseTo).await;
    let mut document = case.document();
    document.response.in_response_to = None;
    case.refused(&document.xml(), MissingInResponseTo).await;
    case.refused(&Document::genuine("_other").xml(), InResponseTo).await;
}

#[tokio::test]
async fn s14_the_id_of_a_response_is_read_before_it_is_verified() {
    let case = Case::new().await;
    let read = |xml: &str| SamlResponse::from_form(form(xml, None)).unwrap();
    assert_eq!(read(&case.xml()).in_response_to(), Some(case.request.id()));
    assert_eq!(read(&unsolicited().xml()).in_response_to(), None);
    for xml in ["<a>", "text", "<a InResponseTo", "<!DOCTYPE a><a/>"] {
        let response = SamlResponse::from_form(form(xml, None));
        assert_eq!(response.ok().and_then(|it| it.in_response_to().map(str::to_owned)), None);
    }
}

#[tokio::test]
async fn s14_a_request_that_was_stored_finishes_the_sign_in() {
    let case = Case::new().await;
    let stored = serde_json::to_string(&case.request).unwrap();
    let request = serde_json::from_str(&stored).unwrap();
    assert_eq!(case.sp().finish(&request, &case.xml()).await.unwrap(), case.genuine);
}
