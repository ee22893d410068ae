//! S18: the status of the response, before anything else of it.

use genauth::Error;
use genauth::saml::{
    SamlErrorKind::{Digest, MissingAssertion, MissingStatus, Status as Failed},
    SamlStatus,
};
use saml::{Case, Document, Edit, Status};

fn status(error: &Error) -> &SamlStatus {
    match error {
        Error::Saml(error) => error.status().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn failed(case: &Case) -> Document {
    let mut document = case.document();
    document.assertion = None;
    document.response.status = Some(Status {
        code: Some(Status::uri("Responder")),
        second_code: Some(Status::uri("AuthnFailed")),
        message: Some("the password is wrong".to_owned()),
    });
    document
}

fn check(error: &Error) {
    let status = status(error);
    assert_eq!(status.code, Status::uri("Responder"));
    assert_eq!(status.second_code, Some(Status::uri("AuthnFailed")));
    assert_eq!(status.message.as_deref(), Some("the password is wrong"));
    let shown = error.to_string();
    for part in ["Responder", "AuthnFailed", "the password is wrong"] {
        assert!(shown.contains(part), "{shown}");
    }
}

#[tokio::test]
async fn s18_an_unsigned_failure_is_reported_with_codes_and_message() {
    let case = Case::new().await;
    check(&case.refused(&failed(&case).xml(), Failed).await);
}

#[tokio::test]
async fn s18_a_signed_failure_is_reported_the_same() {
    let case = Case::new().await;
    check(&case.refused(&failed(&case).response_signed().xml(), Failed).await);
}

#[tokio::test]
async fn s18_a_failure_with_a_signed_assertion_has_no_identity() {
    let case = Case::new().await;
    for document in
        [case.document(), case.document().response_signed(), case.document().both_signed()]
    {
        let mut document = document;
        document.response.status = failed(&case).response.status;
        check(&case.refused(&document.xml(), Failed).await);
    }
}

#[tokio::test]
async fn s18_every_code_besides_success_is_a_failure() {
    let case = Case::new().await;
    for code in [
        "urn:oasis:names:tc:SAML:2.0:status:Requester",
        "urn:oasis:names:tc:SAML:2.0:status:VersionMismatch",
        "urn:oasis:names:tc:SAML:2.0:status:success",
        "urn:oasis:names:tc:SAML:2.0:status:Success ",
        "urn:oasis:names:tc:SAML:2.0:status:SuccessX",
        "urn:oasis:names:tc:SAML:1.0:status:Success",
        "samlp:Success",
        "Success",
        "urn:evil",
        "",
    ] {
        let xml = case.signed(|it| {
            it.response.status.as_mut().unwrap().code = Some(code.to_owned());
        });
        case.refused(&xml, Failed).await;
    }
}

/// A second code refines the first one, which decides.
#[tokio::test]
async fn s18_a_success_below_a_failure_is_a_failure() {
    let case = Case::new().await;
    let xml = case.signed(|it| {
        let mut status = Status::new("Responder");
        status.second_code = Some(Status::uri("Success"));
        it.response.status = Some(status);
    });
    case.refused(&xml, Failed).await;
}

#[tokio::test]
async fn s18_a_success_without_an_assertion_is_another_error() {
    let case = Case::new().await;
    let mut document = case.document();
    document.assertion = None;
    case.refused(&document.xml(), MissingAssertion).await;
    case.refused(&document.response_signed().xml(), MissingAssertion).await;
}

#[tokio::test]
async fn s18_a_response_without_a_status_is_another_error() {
    let case = Case::new().await;
    for mut document in [case.document(), case.document().response_signed()] {
        document.response.status = None;
        case.refused(&document.xml(), MissingStatus).await;
    }
    let xml = case.signed(|it| it.response.status.as_mut().unwrap().code = None);
    case.refused(&xml, MissingStatus).await;
    case.refused(&case.xml().without("samlp:StatusCode"), MissingStatus).await;
}

#[tokio::test]
async fn s18_two_statuses_are_refused() {
    let case = Case::new().await;
    let success = case.xml().part("samlp:Status");
    let failure = success.swap("status:Success", "status:Responder");
    for both in [success.repeat(2), failure.clone() + &success, success.clone() + &failure] {
        case.refused(&case.xml().swap(&success, &both), MissingStatus).await;
    }
    let code = case.xml().part("samlp:StatusCode");
    case.refused(&case.xml().swap(&code, &code.repeat(2)), MissingStatus).await;
}

#[tokio::test]
async fn s18_a_status_in_another_place_is_not_read() {
    let case = Case::new().await;
    let mut document = case.document();
    document.response.status = None;
    let status = case.xml().part("samlp:Status");
    document.response.extensions = format!("<samlp:Extensions>{status}</samlp:Extensions>");
    case.refused(&document.xml(), MissingStatus).await;
}

#[tokio::test]
async fn s18_a_signed_failure_made_a_success_is_refused() {
    let case = Case::new().await;
    let mut document = case.document().response_signed();
    document.response.status = Some(Status::new("Responder"));
    let xml = document.xml().swap("status:Responder", "status:Success");
    case.refused(&xml, Digest).await;
}

#[tokio::test]
async fn s18_a_message_is_cut_and_has_no_control_characters() {
    let case = Case::new().await;
    let mut document = failed(&case);
    let long = format!("a&#xA;b&#x9;c\u{85}d{}", "é".repeat(10_000));
    document.response.status.as_mut().unwrap().message = Some(long);
    let error = case.refused(&document.xml(), Failed).await;
    let message = status(&error).message.clone().unwrap();
    assert!(message.starts_with("abcd") && message.chars().count() <= 200, "{message}");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(['\n', '\t', '\u{85}']) && shown.len() < 5_000, "{shown}");
}

#[tokio::test]
async fn s18_long_codes_are_cut() {
    let case = Case::new().await;
    let mut document = failed(&case);
    let long = Some(format!("urn:{}", "x".repeat(100_000)));
    document.response.status.as_mut().unwrap().code.clone_from(&long);
    document.response.status.as_mut().unwrap().second_code = long;
    let error = case.refused(&document.xml(), Failed).await;
    assert!(format!("{error} {error:?}").len() < 5_000);
}

#[tokio::test]
async fn s18_a_split_message_is_whole() {
    let case = Case::new().await;
    let mut document = failed(&case);
    document.response.status.as_mut().unwrap().message = Some("a<!-- -->b<![CDATA[c]]>".to_owned());
    let error = case.refused(&document.xml(), Failed).await;
    assert_eq!(status(&error).message.as_deref(), Some("abc"));
}

/// An error that is no failure of the identity provider has no status.
#[tokio::test]
async fn s18_other_errors_have_no_status() {
    let case = Case::new().await;
    match case.refused(&case.xml().without("saml:Assertion"), MissingAssertion).await {
        Error::Saml(error) => assert_eq!(error.status(), None),
        other => panic!("{other:?}"),
    }
}
