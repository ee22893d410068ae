//! Faults of other SDKs of this API that this one must not have.

use genauth::cas::{CasErrorKind, CasFormat, CasTicket};
use genauth::{AuthenticationClient, Error};
use genauth_cas_tests::{Reply, success};
use url::Url;

use crate::support::*;

const AWKWARD: &str = "https://app.example/cb?a=1&ticket2=x&b=#c";

fn ticket() -> CasTicket {
    CasTicket::new(TICKET).unwrap()
}

/// Services used to be put into URLs as they were, and their parameters became those of the server.
#[tokio::test]
async fn the_service_is_escaped() {
    let service = AWKWARD.trim_end_matches("#c");
    let server = replying(Reply::xml(success("<cas:user>ann</cas:user>"))).await;
    let cas = app(&server).cas().service(service).build().unwrap();
    cas.finish(CALLBACK).await.unwrap();
    let names: Vec<String> =
        server.requests()[0].parameters().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["service", "ticket"]);
    let url = Url::parse(&cas.login_url()).unwrap();
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    assert_eq!(pairs, [("service".to_owned(), service.to_owned())]);
}

/// Logout URLs used to contain the target as it was.
#[test]
fn the_url_after_a_logout_is_escaped() {
    let cas = offline().service(SERVICE).build().unwrap();
    let url = Url::parse(&cas.logout_url(Some(AWKWARD)).unwrap()).unwrap();
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    assert_eq!(pairs, [("service".to_owned(), AWKWARD.to_owned())]);
    assert_eq!(url.fragment(), None);
}

/// A logout without a target used to end in `?service`, or in an exception.
#[test]
fn a_logout_without_a_target_has_no_query() {
    let cas = offline().service(SERVICE).build().unwrap();
    let url = cas.logout_url(None).unwrap();
    assert_eq!(url, "https://example.genauth.ai/cas-idp/APP_ID/logout");
}

/// The logout URLs of protocols used to be swapped, and one was thrown instead of returned.
#[test]
fn the_logout_url_is_that_of_cas() {
    let cas = offline().service(SERVICE).build().unwrap();
    let url = cas.logout_url(Some("https://app.example/")).unwrap();
    assert!(!url.contains("/oidc/") && !url.contains("/login/profile/"), "{url}");
    assert!(url.contains("/cas-idp/APP_ID/logout?"), "{url}");
}

/// The login URL used to lack `/login`.
#[test]
fn the_login_url_is_the_documented_one() {
    let cas = offline().service("https://example.com").build().unwrap();
    let url = Url::parse(&cas.login_url()).unwrap();
    assert_eq!(url.path(), "/cas-idp/APP_ID/login");
}

/// A client without a service used to build URLs with `service=undefined`, `null` or `None`.
#[test]
fn a_missing_service_is_an_error_of_the_configuration() {
    config_error_of(offline().build());
    config_error_of(offline().service("").build());
}

/// Validations used to prefix the host twice and to have no HTTP method.
#[tokio::test]
async fn validations_have_a_method_and_one_host() {
    let server = replying(Reply::xml(success("<cas:user>ann</cas:user>"))).await;
    let cas = cas(&server);
    let _ = cas.validate_ticket_v1(&ticket()).await;
    cas.validate_ticket_v2(&ticket()).await.unwrap();
    for request in server.requests() {
        assert!(request.line.starts_with("GET /cas-idp/APP_ID/"), "{}", request.line);
        assert_eq!(request.line.matches("http").count(), 1, "{}", request.line);
    }
}

/// The response of CAS 1.0 used to be parsed as JSON.
#[tokio::test]
async fn the_response_of_version_one_is_text() {
    for user in ["1", "true", "{}", "\"ann\""] {
        let server = replying(Reply::json(format!("yes\n{user}\n"))).await;
        let identity = cas(&server).validate_ticket_v1(&ticket()).await.unwrap();
        assert_eq!(identity.user, user);
    }
}

/// The user of CAS 1.0 used to be dropped, or the result was not returned at all.
#[tokio::test]
async fn the_user_of_version_one_is_returned() {
    let server = replying(Reply::text("yes\nann\n")).await;
    assert_eq!(cas(&server).validate_ticket_v1(&ticket()).await.unwrap().user, "ann");
}

/// A response of CAS 1.0 without a line break used to crash the application.
#[tokio::test]
async fn a_response_of_version_one_without_a_line_break_is_an_error() {
    for body in ["yes", "no", "", "x"] {
        let server = replying(Reply::text(body)).await;
        let outcome = cas(&server).validate_ticket_v1(&ticket()).await;
        assert!(matches!(outcome, Err(Error::Cas(_))), "{body}");
    }
}

/// A response of CAS 1.0 used to need exactly one line break.
#[tokio::test]
async fn the_final_line_break_of_version_one_is_optional() {
    for body in ["yes\nann\n", "yes\nann"] {
        let server = replying(Reply::text(body)).await;
        assert_eq!(cas(&server).validate_ticket_v1(&ticket()).await.unwrap().user, "ann");
    }
}

/// A ticket that is not valid used to be a successful result with a flag.
#[tokio::test]
async fn a_rejected_ticket_is_an_error() {
    let server = replying(Reply::text("no\n\n")).await;
    let outcome = cas(&server).validate_ticket_v1(&ticket()).await;
    error_of(outcome, CasErrorKind::TicketRejected);
}

/// The token of a user used to be sent with validations.
#[tokio::test]
async fn no_user_token_is_sent() {
    let server = replying(Reply::text("yes\nann\n")).await;
    let app = AuthenticationClient::builder(APP_ID, server.host())
        .app_secret("test-secret")
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    let cas = app.cas().service(SERVICE).build().unwrap();
    cas.validate_ticket_v1(&ticket()).await.unwrap();
    assert_eq!(server.requests()[0].header("authorization"), None);
}

/// Responses in XML used to be returned as text.
#[tokio::test]
async fn a_response_in_xml_is_read() {
    let content = "<cas:user>ann</cas:user><cas:attributes><cas:a>1</cas:a></cas:attributes>";
    let identity = xml(success(content)).await.unwrap();
    assert_eq!((&*identity.user, identity.attributes.first("a")), ("ann", Some("1")));
}

/// The format used to be compared by reference, so that a request for XML asked for JSON.
#[tokio::test]
async fn the_format_is_the_one_that_was_set() {
    for (format, name) in [(CasFormat::Xml, "XML"), (CasFormat::Json, "JSON")] {
        let server = replying(Reply::nothing()).await;
        let cas = builder(&server).format(format).build().unwrap();
        cas.finish(CALLBACK).await.unwrap_err();
        let parameters = server.requests()[0].parameters();
        assert_eq!(parameters.last().unwrap(), &("format".to_owned(), name.to_owned()));
    }
}

/// Responses of CAS 2.0 used to be read as an envelope of the API, which no server sends.
#[tokio::test]
async fn a_response_of_version_two_needs_no_envelope() {
    let body = r#"{"serviceResponse":{"authenticationSuccess":{"user":"ann","attributes":{}}}}"#;
    assert_eq!(json(body).await.unwrap().user, "ann");
    let envelope = format!(r#"{{"code":200,"message":"ok","data":{body}}}"#);
    malformed(json(envelope).await, "other than `serviceResponse`");
    let envelope = r#"{"statusCode":200,"message":"ok","data":{"user":"sentinel"}}"#;
    malformed(json(envelope).await, "other than `serviceResponse`");
}

/// Failures used to be expected without the object around them.
#[tokio::test]
async fn a_failure_of_version_two_has_an_object_around_it() {
    let body = r#"{"serviceResponse":{"authenticationFailure":{"code":"INVALID_TICKET"}}}"#;
    let error = error_of(json(body).await, CasErrorKind::TicketRejected);
    assert_eq!(error.code(), Some("INVALID_TICKET"));
    let bare = r#"{"authenticationFailure":{"code":"INVALID_TICKET"}}"#;
    malformed(json(bare).await, "other than `serviceResponse`");
}

/// Failures of the API's own kind used to pass as results.
#[tokio::test]
async fn a_failure_in_an_envelope_is_an_error() {
    let envelope = r#"{"statusCode":403,"apiCode":1635,"message":"sentinel"}"#;
    malformed(json(envelope).await, "other than `serviceResponse`");
    malformed(xml(envelope).await, "not well-formed");
}
