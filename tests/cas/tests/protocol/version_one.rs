//! Responses of CAS 1.0.

use genauth::Error;
use genauth::cas::{CasErrorKind, CasFormat, CasIdentity, CasTicket};
use genauth_cas_tests::Reply;

use crate::support::*;

async fn text(body: impl AsRef<[u8]>) -> Result<CasIdentity, Error> {
    let server = replying(Reply::text(body)).await;
    let outcome = cas(&server).validate_ticket_v1(&CasTicket::new(TICKET).unwrap()).await;
    assert_eq!(server.requests().len(), 1);
    outcome
}

macro_rules! accepted {
    ($($name:ident: $body:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let identity = text($body).await.unwrap();
            assert_eq!(identity.user, "ann");
            assert!(identity.attributes.is_empty() && identity.proxies.is_empty());
        }
    )*};
}

macro_rules! rejected {
    ($($name:ident: $body:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let error = error_of(text($body).await, CasErrorKind::TicketRejected);
            assert_eq!(error.code(), None);
        }
    )*};
}

macro_rules! refused {
    ($($name:ident: $body:expr => $message:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            malformed(text($body).await, $message);
        }
    )*};
}

accepted! {
    c7_yes_and_a_user_is_accepted: "yes\nann\n";
    c7_line_breaks_of_two_characters_are_accepted: "yes\r\nann\r\n";
    c7_no_final_line_break_is_accepted: "yes\nann";
    no_final_line_break_of_two_characters_is_accepted: "yes\r\nann";
}

rejected! {
    c7_no_is_a_rejection: "no\n\n";
    c7_a_user_after_no_is_ignored: "no\nann\n";
    no_with_line_breaks_of_two_characters_is_a_rejection: "no\r\n\r\n";
    no_alone_is_a_rejection: "no";
    no_and_then_yes_is_a_rejection: "no\nyes\nann\n";
}

refused! {
    c7_yes_and_a_line_break_is_malformed: "yes\n" => "the user is empty";
    c7_yes_alone_is_malformed: "yes" => "not one of CAS 1.0";
    c7_yes_and_an_empty_line_is_malformed: "yes\n\n" => "the user is empty";
    c7_yes_in_capitals_is_malformed: "YES\nann\n" => "not one of CAS 1.0";
    c7_a_space_before_yes_is_malformed: " yes\nann\n" => "not one of CAS 1.0";
    c7_a_third_line_is_malformed: "yes\nann\nroot\n" => "control characters";
    c7_a_page_with_yes_is_malformed: "<html><body>yes\nann\n</body></html>" => "not one of CAS 1.0";
    c7_an_empty_body_is_malformed: "" => "the response is empty";
    c7_invalid_utf8_is_malformed: b"yes\nann\xff\n" => "not valid UTF-8 at byte 7";
    blanks_are_malformed: " \n " => "the response is empty";
    a_blank_user_is_malformed: "yes\n  \n" => "the user is empty";
    an_empty_third_line_is_malformed: "yes\nann\n\n" => "white space around";
    a_user_after_an_empty_line_is_malformed: "yes\n\nann\n" => "white space around";
    a_single_carriage_return_is_malformed: "yes\rann\r" => "not one of CAS 1.0";
    mixed_line_breaks_are_malformed: "yes\nann\r\n" => "white space around";
    a_byte_order_mark_is_malformed: "\u{feff}yes\nann\n" => "not one of CAS 1.0";
    more_than_yes_is_malformed: "yesterday\nann\n" => "not one of CAS 1.0";
    more_than_no_is_malformed: "nobody\nann\n" => "not one of CAS 1.0";
    no_in_capitals_is_malformed: "NO\n\n" => "not one of CAS 1.0";
    a_nul_in_the_user_is_malformed: "yes\nann\0root\n" => "control characters";
    a_tab_after_the_user_is_malformed: "yes\nann\t\n" => "white space around";
    xml_is_malformed: genauth_cas_tests::success("<cas:user>ann</cas:user>") => "not one of CAS 1.0";
}

#[tokio::test]
async fn the_request_has_service_and_ticket_alone() {
    let server = replying(Reply::text("yes\nann\n")).await;
    let cas = builder(&server).format(CasFormat::Json).build().unwrap();
    cas.validate_ticket_v1(&CasTicket::new(TICKET).unwrap()).await.unwrap();
    assert_eq!(
        server.requests()[0].line,
        "GET /cas-idp/APP_ID/validate?service=https%3A%2F%2Fapp.example%2Fcas%2Fcallback\
         &ticket=ST-1-sentinel HTTP/1.1"
    );
}
