//! Tickets of callbacks.

use genauth::Error;
use genauth::cas::{CasErrorKind, CasTicket};
use genauth_cas_tests::{Reply, success};

use crate::support::*;

/// Passes a callback to a client; nothing must be sent.
async fn refused(callback: &str, kind: CasErrorKind) {
    let server = replying(Reply::xml(success("<cas:user>ann</cas:user>"))).await;
    error_of(cas(&server).finish(callback).await, kind);
    assert!(server.requests().is_empty(), "{callback}");
}

macro_rules! refused {
    ($($name:ident: $callback:expr => $kind:ident;)*) => {$(
        #[tokio::test]
        async fn $name() {
            refused($callback, CasErrorKind::$kind).await;
        }
    )*};
}

refused! {
    c2_an_encoded_ampersand_is_refused:
        "/cb?ticket=ST-1%26pgtUrl%3Dhttps://evil.example" => InvalidTicket;
    c2_an_ampersand_encoded_twice_is_refused: "/cb?ticket=ST-1%2526pgtUrl%253Dx" => InvalidTicket;
    c2_an_encoded_fragment_is_refused: "/cb?ticket=ST-1%23x" => InvalidTicket;
    c2_a_plus_is_refused: "/cb?ticket=ST-1+2" => InvalidTicket;
    c2_an_encoded_plus_is_refused: "/cb?ticket=ST-1%2B2" => InvalidTicket;
    c2_a_space_is_refused: "/cb?ticket=ST-1%202" => InvalidTicket;
    c2_a_space_at_the_end_is_refused: "/cb?ticket=ST-1%20" => InvalidTicket;
    c2_a_line_break_is_refused: "/cb?ticket=ST-1%0d%0aX-Injected:%201" => InvalidTicket;
    c2_a_single_line_feed_is_refused: "/cb?ticket=ST-1%0a" => InvalidTicket;
    c2_a_nul_is_refused: "/cb?ticket=ST-1%00" => InvalidTicket;
    c2_a_very_long_ticket_is_refused:
        &format!("/cb?ticket=ST-{}", "a".repeat(10 * 1024)) => InvalidTicket;
    c2_an_empty_ticket_is_refused: "/cb?ticket=" => MissingTicket;
    c2_a_ticket_without_a_value_is_refused: "/cb?ticket" => MissingTicket;
    c2_no_ticket_is_refused: "/cb?next=/orders" => MissingTicket;
    c2_no_query_is_refused: "https://app.example/cas/callback" => MissingTicket;
    c2_an_empty_callback_is_refused: "" => MissingTicket;
    c2_two_tickets_are_refused: "/cb?ticket=ST-1&ticket=ST-2" => MissingTicket;
    c2_two_equal_tickets_are_refused: "/cb?ticket=ST-1&a=b&ticket=ST-1" => MissingTicket;
    c2_two_tickets_with_one_encoded_name_are_refused:
        "/cb?ticket=ST-1&%74icket=ST-2" => MissingTicket;
    c2_a_ticket_after_an_empty_one_is_refused: "/cb?ticket=&ticket=ST-1" => MissingTicket;
    c2_an_unencoded_line_break_is_refused: "/cb?ticket=ST-1\r\n" => InvalidTicket;
    c2_an_unencoded_space_is_refused: "/cb?ticket=ST-1 " => InvalidTicket;
    a_ticket_in_the_fragment_is_refused: "/cb#ticket=ST-1" => MissingTicket;
    a_ticket_after_a_fragment_is_refused: "/cb#x?ticket=ST-1" => MissingTicket;
    a_name_in_other_case_is_refused: "/cb?Ticket=ST-1" => MissingTicket;
    a_list_of_tickets_is_refused: "/cb?ticket[]=ST-1" => MissingTicket;
    a_ticket_without_its_prefix_is_refused: "/cb?ticket=1-sentinel" => InvalidTicket;
    a_prefix_in_other_case_is_refused: "/cb?ticket=st-1-sentinel" => InvalidTicket;
    a_prefix_alone_is_refused: "/cb?ticket=ST-" => InvalidTicket;
    a_proxy_granting_ticket_is_refused: "/cb?ticket=PGT-1-sentinel" => InvalidTicket;
    a_ticket_of_the_server_session_is_refused: "/cb?ticket=TGT-1-sentinel" => InvalidTicket;
    a_slash_is_refused: "/cb?ticket=ST-1/../../logout" => InvalidTicket;
    a_percent_sign_is_refused: "/cb?ticket=ST-1%25" => InvalidTicket;
    letters_outside_of_ascii_are_refused: "/cb?ticket=ST-%EF%BC%91" => InvalidTicket;
    invalid_utf8_is_refused: "/cb?ticket=ST-1%ff" => InvalidTicket;
    a_proxy_ticket_is_refused: "/cb?ticket=PT-1-sentinel" => ProxyTicket;
}

/// Another parameter of the callback cannot become one of the validation.
#[tokio::test]
async fn c2_a_service_in_the_callback_is_ignored() {
    let server = replying(Reply::xml(success("<cas:user>ann</cas:user>"))).await;
    let callback = "/cb?ticket=ST-1&service=https://evil.example&renew=true&pgtUrl=x&format=JSON#x";
    cas(&server).finish(callback).await.unwrap();
    assert_eq!(
        server.requests()[0].query(),
        "service=https%3A%2F%2Fapp.example%2Fcas%2Fcallback&ticket=ST-1"
    );
}

/// `#` in a URL starts the fragment, which is not part of the ticket.
#[tokio::test]
async fn c2_a_fragment_is_not_part_of_the_ticket() {
    let server = replying(Reply::xml(success("<cas:user>ann</cas:user>"))).await;
    cas(&server).finish("/cb?ticket=ST-1#x").await.unwrap();
    assert!(server.requests()[0].query().ends_with("&ticket=ST-1"));
}

#[test]
fn c2_text_that_is_no_ticket_is_refused() {
    for text in [
        "ST-1&service=https://evil.example",
        "ST-1&pgtUrl=https://evil.example",
        "ST-1#x",
        "ST-1 sentinel",
        "ST-1\r\nsentinel",
        "ST-1\0",
        "ST-1%26",
        " ST-1",
        "ST-1\n",
        "ticket=ST-1",
        "sentinel",
    ] {
        error_of(CasTicket::new(text), CasErrorKind::InvalidTicket);
    }
    error_of(CasTicket::new(""), CasErrorKind::MissingTicket);
}

#[test]
fn tickets_have_at_most_256_characters() {
    CasTicket::new(format!("ST-{}", "a".repeat(253))).unwrap();
    error_of(CasTicket::new(format!("ST-{}", "a".repeat(254))), CasErrorKind::InvalidTicket);
}

#[test]
fn tickets_of_known_servers_are_accepted() {
    for text in [
        "ST-1-Ya3kbVnRKXgFhZ2i5mQ9-cas01.example.org",
        "ST-1856339-aA5Yuvrxzpv8Tau1cYQ7",
        "ST-e54b2cf0-4a47-4d3c-9ba0-000000000000",
        "ST-1_2.3",
        "PT-957-ZuucXqTZ1YcJw81T3dxf",
    ] {
        let ticket = CasTicket::new(text).unwrap();
        assert_eq!(ticket.expose(), text);
        assert_eq!(ticket.is_proxy(), text.starts_with("PT-"));
    }
}

#[test]
fn callbacks_are_urls_or_queries() {
    for callback in [
        "https://app.example/cas/callback?ticket=ST-1",
        "HTTPS://app.example/cas/callback?a=b&ticket=ST-1&c=d",
        "http://127.0.0.1:3000/?ticket=ST-1",
        "/cas/callback?ticket=ST-1",
        "/?x=%3Fy&ticket=ST-1#fragment",
        "?ticket=ST-1",
        "ticket=ST-1",
        "a=b?c&ticket=ST-1",
        "/cb?ticket=%53T-1",
    ] {
        assert_eq!(CasTicket::from_callback(callback).unwrap().expose(), "ST-1", "{callback}");
    }
}

#[test]
fn debug_output_hides_the_ticket() {
    let ticket = CasTicket::new(TICKET).unwrap();
    assert_eq!(format!("{ticket:?} {ticket:#?}"), "CasTicket(<hidden>) CasTicket(<hidden>)");
}

/// The same ticket twice: the second time, the server rejects it.
#[tokio::test]
async fn a_used_ticket_is_rejected_by_the_server() {
    let used = std::sync::atomic::AtomicBool::new(false);
    let server = genauth_cas_tests::Server::start(move |_| {
        Reply::xml(match used.swap(true, std::sync::atomic::Ordering::SeqCst) {
            false => success("<cas:user>ann</cas:user>"),
            true => genauth_cas_tests::failure("INVALID_TICKET", "ST-1-sentinel not recognized"),
        })
    });
    let server = server.await.unwrap();
    let cas = cas(&server);
    assert_eq!(cas.finish(CALLBACK).await.unwrap().ticket.expose(), TICKET);
    let outcome: Result<_, Error> = cas.finish(CALLBACK).await;
    assert_eq!(error_of(outcome, CasErrorKind::TicketRejected).code(), Some("INVALID_TICKET"));
}
