//! Single logout requests of hostile clients.

use genauth::cas::{CasErrorKind, CasLogoutRequest};
use url::form_urlencoded;

use crate::support::*;

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const SESSION: &str = "<p:SessionIndex>ST-1-sentinel</p:SessionIndex>";

fn document(content: &str) -> String {
    format!(
        "<p:LogoutRequest xmlns:p=\"{PROTOCOL}\" xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\" \
         ID=\"LR-1\" Version=\"2.0\" IssueInstant=\"2026-11-28T12:00:00Z\">{content}\
         </p:LogoutRequest>"
    )
}

fn form(xml: impl AsRef<str>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("logoutRequest", xml.as_ref()).finish()
}

fn refused(body: &str, message: &str) {
    let error = error_of(CasLogoutRequest::from_form(body), CasErrorKind::InvalidLogoutRequest);
    assert!(error.message().contains(message), "{message}: {error}");
}

#[test]
fn the_whole_text_is_the_ticket() {
    for session in [
        "ST-1<!-- -->-sentinel",
        "<!-- ST-2 -->ST-1-sentinel",
        "ST-1<?x ST-2?>-sentinel",
        "<![CDATA[ST-1]]>-sentinel",
        "&#83;T-1-sentine&#x6c;",
        "\n ST-1-sentinel\t",
    ] {
        let xml = document(&format!("<p:SessionIndex>{session}</p:SessionIndex>"));
        let request = CasLogoutRequest::from_form(&form(xml)).unwrap();
        assert_eq!(request.ticket().expose(), TICKET, "{session}");
    }
}

#[test]
fn session_indexes_that_are_no_tickets_are_refused() {
    for session in [
        "",
        " ",
        "ann",
        "st-1",
        "PGT-1",
        "TGT-1-sentinel",
        "ST-",
        "ST-1 ST-2",
        "ST-1\nST-2",
        "ST-1<![CDATA[ ]]>ST-2",
        "ST-1&#0;",
        "ST-1&amp;x",
        "ST-1%20",
        "*",
        "ST-*",
        "ST-é",
    ] {
        let xml = document(&format!("<p:SessionIndex>{session}</p:SessionIndex>"));
        refused(&form(xml), "logout request: ");
    }
    let long = document(&format!("<p:SessionIndex>ST-{}</p:SessionIndex>", "1".repeat(254)));
    refused(&form(long), "is not a ticket");
}

#[test]
fn another_or_a_hidden_session_index_is_refused() {
    for (content, message) in [
        (SESSION.repeat(2), "more than one `SessionIndex`"),
        (format!("{SESSION}<SessionIndex/>"), "more than one `SessionIndex`"),
        (format!("{SESSION}<x><p:SessionIndex/></x>"), "more than one `SessionIndex`"),
        (format!("{SESSION}<a:SessionIndex>ST-2</a:SessionIndex>"), "more than one"),
        (format!("<p:Extensions>{SESSION}</p:Extensions>"), "not a child of the root"),
        (format!("<p:SessionIndex>{SESSION}</p:SessionIndex>"), "more than one `SessionIndex`"),
        ("<p:SessionIndex><b>ST-1</b></p:SessionIndex>".to_owned(), "contains elements"),
        ("<a:SessionIndex>ST-1</a:SessionIndex>".to_owned(), "namespace"),
        ("<SessionIndex>ST-1</SessionIndex>".to_owned(), "namespace"),
        (format!("<!--{SESSION}-->"), "no `SessionIndex`"),
        (format!("<![CDATA[{SESSION}]]>"), "no `SessionIndex`"),
        ("<p:sessionIndex>ST-1</p:sessionIndex>".to_owned(), "no `SessionIndex`"),
        (
            format!("{SESSION}<a:NameID>a</a:NameID><a:NameID>b</a:NameID>"),
            "more than one `NameID`",
        ),
        (format!("{SESSION}<x><a:NameID>a</a:NameID></x>"), "not a child of the root"),
        (format!("{SESSION}<a:NameID><a:NameID>a</a:NameID></a:NameID>"), "more than one `NameID`"),
    ] {
        refused(&form(document(&content)), message);
    }
}

#[test]
fn documents_of_other_kinds_are_refused() {
    let request = document(SESSION);
    for (xml, message) in [
        (request.replace("LogoutRequest", "LogoutResponse"), "the root"),
        (request.replace("LogoutRequest", "logoutRequest"), "the root"),
        (request.replace(":2.0:protocol", ":1.0:protocol"), "the root"),
        (request.replace(PROTOCOL, &PROTOCOL.to_uppercase()), "the root"),
        (format!("<soap:Body xmlns:soap=\"urn:soap\">{request}</soap:Body>"), "the root"),
        (format!("{request}{request}"), "not well-formed"),
        (format!("{request}<p/>"), "not well-formed"),
        (format!("sentinel{request}"), "not well-formed"),
        (format!("<!DOCTYPE a>{request}"), "document type"),
        (format!("<!DOCTYPE a [<!ENTITY s \"ST-1\">]>{}", document("&s;")), "document type"),
        (format!("<!DOCTYPE a SYSTEM \"https://evil.example/\">{request}"), "document type"),
        (format!("<!DOCTYPE a [<!ENTITY % s SYSTEM \"file:///a\">%s;]>{request}"), "document type"),
        (format!("<?xml version=\"1.0\"?>\n<!DOCTYPE a>{request}"), "document type"),
        (document("<p:SessionIndex>&sentinel;</p:SessionIndex>"), "not well-formed"),
        (request.replace("ST-1", "ST-1\u{fffd}"), "not valid UTF-8"),
        (format!("<?xml version='1.0' encoding='ISO-8859-1'?><!--é-->{request}"), "encoding"),
        (format!("\u{feff}<?xml version='1.0' encoding='UTF-16'?><!--é-->{request}"), "encoding"),
        (document(&format!("{SESSION}{}", "<x>".repeat(16))), "nested elements"),
        (document(&format!("{SESSION}<x {}/>", "a='' ".repeat(17))), "attributes"),
        (document(&format!("<p:SessionIndex a='{}", "<p:SessionIndex>".repeat(9))), "well-formed"),
    ] {
        refused(&form(xml), message);
    }
    // An element of another kind, such as an inclusion, is only an element.
    let xml = document(&format!("{SESSION}<xi:include xmlns:xi=\"urn:xi\" href=\"file:///a\"/>"));
    assert_eq!(CasLogoutRequest::from_form(&form(xml)).unwrap().name_id(), None);
}

#[test]
fn forms_in_other_encodings_are_read_once_or_refused() {
    let xml = document(SESSION);
    let twice = form(form_urlencoded::byte_serialize(xml.as_bytes()).collect::<String>());
    refused(&twice, "not well-formed");
    refused(&format!("LogoutRequest={}", &form(&xml)[14..]), "no parameter");
    refused(&format!("logoutRequest[]={}", &form(&xml)[14..]), "no parameter");
    refused(&format!("SAMLRequest={}", &form(&xml)[14..]), "no parameter");
    refused(&format!("{}&logout%52equest=", form(&xml)), "repeats");
    refused(&format!("logoutRequest&{}", form(&xml)), "repeats");
    refused("logoutRequest=%ff%fe%3c%00", "not valid UTF-8");
    refused("logoutRequest=PHA6TG9nb3V0UmVxdWVzdD4=", "not well-formed");
    refused("{\"logoutRequest\":\"sentinel\"}", "no parameter");
    let multipart =
        "--b\r\nContent-Disposition: form-data; name=\"logoutRequest\"\r\n\r\n<p/>\r\n--b--";
    refused(multipart, "no parameter");
    for body in [
        format!("a=1&{}&b=2", form(&xml)),
        form(&xml).replace("logoutRequest", "logout%52equest"),
        form(format!("\u{feff}{xml}")),
        form(format!("\r\n{xml}\r\n")),
    ] {
        assert_eq!(CasLogoutRequest::from_form(&body).unwrap().ticket().expose(), TICKET);
    }
}

#[test]
fn the_size_limit_of_forms_is_exact() {
    let body = form(document(SESSION));
    let padded = |length: usize| format!("{body}&a={}", "a".repeat(length - body.len() - 3));
    assert!(CasLogoutRequest::from_form(&padded(64 * 1024)).is_ok());
    refused(&padded(64 * 1024 + 1), "longer than 65536 bytes");
    refused(&"&".repeat(10 * 1024 * 1024), "longer than 65536 bytes");
}
