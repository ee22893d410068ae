//! Single logout requests.

use std::collections::HashMap;

use genauth::cas::{CasErrorKind, CasLogoutRequest, CasTicket};
use url::form_urlencoded;

use crate::support::*;

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const SESSION: &str = "<samlp:SessionIndex>ST-1-sentinel</samlp:SessionIndex>";
const NAME: &str = "<saml:NameID>ann</saml:NameID>";

fn document(content: &str) -> String {
    format!(
        "<samlp:LogoutRequest xmlns:samlp=\"{PROTOCOL}\" xmlns:saml=\"{ASSERTION}\" ID=\"LR-1\" \
         Version=\"2.0\" IssueInstant=\"2026-11-28T12:00:00Z\">{content}</samlp:LogoutRequest>"
    )
}

fn form(xml: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("logoutRequest", xml).finish()
}

fn read(content: &str) -> CasLogoutRequest {
    CasLogoutRequest::from_form(&form(&document(content))).unwrap()
}

fn refused(body: &str, message: &str) {
    let error = error_of(CasLogoutRequest::from_form(body), CasErrorKind::InvalidLogoutRequest);
    assert!(error.message().contains(message), "{error}");
}

#[test]
fn a_request_has_ticket_and_name() {
    let request = read(&format!("{NAME}{SESSION}"));
    assert_eq!(request.ticket().expose(), TICKET);
    assert_eq!(request.name_id(), Some("ann"));
    assert!(!format!("{request:?} {request:#?}").contains("sentinel"), "{request:?}");
}

#[test]
fn the_name_is_optional() {
    assert_eq!(read(SESSION).name_id(), None);
    assert_eq!(read(&format!("<saml:NameID/>{SESSION}")).name_id(), None);
    let placeholder = format!("<saml:NameID>@NOT_USED@</saml:NameID>{SESSION}");
    assert_eq!(read(&placeholder).name_id(), Some("@NOT_USED@"));
}

#[test]
fn the_ticket_ends_the_session_of_that_ticket() {
    let mut sessions = HashMap::from([
        (CasTicket::new(TICKET).unwrap(), "ann"),
        (CasTicket::new("ST-2").unwrap(), "bob"),
    ]);
    assert_eq!(sessions.remove(read(SESSION).ticket()), Some("ann"));
    assert_eq!(sessions.len(), 1);
}

#[test]
fn white_space_comments_and_unknown_elements_are_accepted() {
    let content = format!(
        "\n  <saml:Issuer>x</saml:Issuer>{NAME}<!-- a -->\n\
         <samlp:SessionIndex>\n ST-1<!-- -->-sentinel\n</samlp:SessionIndex>\n"
    );
    assert_eq!(read(&content).ticket().expose(), TICKET);
    let declared = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n{}", document(SESSION));
    CasLogoutRequest::from_form(&format!("a=b&{}&c=d", form(&declared))).unwrap();
}

#[test]
fn forms_without_exactly_one_request_are_refused() {
    let one = form(&document(SESSION));
    refused("", "no parameter `logoutRequest`");
    refused("a=b", "no parameter `logoutRequest`");
    refused(&one.replace("logoutRequest=", "LogoutRequest="), "no parameter `logoutRequest`");
    refused(&document(SESSION), "no parameter `logoutRequest`");
    refused(&format!("{one}&{one}"), "repeats `logoutRequest`");
    refused(&format!("{one}&logout%52equest="), "repeats `logoutRequest`");
    refused("logoutRequest=", "not well-formed");
    refused("logoutRequest=sentinel", "not well-formed");
}

#[test]
fn long_forms_are_refused() {
    let long = format!("{}&a={}", form(&document(SESSION)), "a".repeat(64 * 1024));
    refused(&long, "longer than 65536 bytes");
}

#[test]
fn a_document_type_is_refused() {
    let xml = format!("<!DOCTYPE a [<!ENTITY t \"ST-1-sentinel\">]>{}", document(SESSION));
    refused(&form(&xml), "document type");
}

#[test]
fn other_roots_and_namespaces_are_refused() {
    let xml = document(SESSION);
    refused(&form(&xml.replace("LogoutRequest", "LogoutResponse")), "not `LogoutRequest`");
    refused(&form(&xml.replace(PROTOCOL, "urn:sentinel")), "not `LogoutRequest`");
    refused(&form(&xml.replace("2.0:protocol", "1.0:protocol")), "not `LogoutRequest`");
    refused(&form(&format!("<a>{xml}</a>")), "not `LogoutRequest`");
    let other = "<saml:SessionIndex>ST-1-sentinel</saml:SessionIndex>";
    refused(&form(&document(other)), "not in the namespace");
    let other = "<SessionIndex>ST-1-sentinel</SessionIndex>";
    refused(&form(&document(other)), "not in the namespace");
    let name = "<samlp:NameID>ann</samlp:NameID>";
    refused(&form(&document(&format!("{name}{SESSION}"))), "not in the namespace");
}

#[test]
fn requests_without_exactly_one_ticket_are_refused() {
    for (content, message) in [
        (NAME.to_owned(), "no `SessionIndex`"),
        (format!("{SESSION}{SESSION}"), "more than one `SessionIndex`"),
        (format!("{SESSION}<x><SessionIndex>ST-2</SessionIndex></x>"), "more than one"),
        (format!("<samlp:Extensions>{SESSION}</samlp:Extensions>"), "not a child of the root"),
        ("<samlp:SessionIndex/>".to_owned(), "not a ticket"),
        ("<samlp:SessionIndex>sentinel</samlp:SessionIndex>".to_owned(), "not a ticket"),
        ("<samlp:SessionIndex>ST-1 ST-2</samlp:SessionIndex>".to_owned(), "not a ticket"),
        ("<samlp:SessionIndex>ST-1<a>-sentinel</a></samlp:SessionIndex>".to_owned(), "elements"),
        (format!("{NAME}{NAME}{SESSION}"), "more than one `NameID`"),
    ] {
        refused(&form(&document(&content)), message);
    }
}

#[test]
fn invalid_utf8_is_refused() {
    let body = form(&document(&format!("<saml:NameID>a@b</saml:NameID>{SESSION}")));
    refused(&body.replace("%40", "%ff"), "not valid UTF-8");
}

#[test]
fn deep_and_large_documents_are_refused() {
    refused(&form(&document(&"<a>".repeat(1_000))), "nested elements");
}
