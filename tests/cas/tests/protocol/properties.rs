//! Properties of any response.

use std::sync::{Arc, LazyLock, Mutex};

use genauth::Error;
use genauth::cas::{CasClient, CasFormat, CasLogoutRequest, CasTicket};
use genauth_cas_tests::{Reply, Server, failure, success};
use proptest::{prelude::*, sample::Index};
use tokio::runtime::Runtime;

use crate::support::*;

/// A server that sends the body that is set.
struct Peer {
    runtime: Runtime,
    body: Arc<Mutex<Vec<u8>>>,
    xml: CasClient,
    json: CasClient,
    _server: Server,
}

static PEER: LazyLock<Mutex<Peer>> = LazyLock::new(|| {
    let runtime = Runtime::new().unwrap();
    let body = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&body);
    let server = Server::start(move |_| Reply::xml(&*shared.lock().unwrap()));
    let server = runtime.block_on(server).unwrap();
    let xml = cas(&server);
    let json = builder(&server).format(CasFormat::Json).build().unwrap();
    Mutex::new(Peer { runtime, body, xml, json, _server: server })
});

/// Validates a ticket with this body in each format; returns the users.
fn users(body: &[u8]) -> Vec<String> {
    let peer = PEER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    body.clone_into(&mut peer.body.lock().unwrap());
    let ticket = CasTicket::new(TICKET).unwrap();
    let outcomes = peer.runtime.block_on(async {
        [
            peer.xml.validate_ticket_v1(&ticket).await,
            peer.xml.validate_ticket_v2(&ticket).await,
            peer.json.validate_ticket_v3(&ticket).await,
        ]
    });
    let mut users = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(identity) => {
                assert!(!identity.user.trim().is_empty(), "{body:?}");
                assert!(!identity.user.contains(char::is_control), "{body:?}");
                assert!(identity.proxies.is_empty(), "{body:?}");
                users.push(identity.user);
            }
            Err(error) => {
                assert!(matches!(error, Error::Cas(_)), "{error:?}");
                assert!(!shown(&error).contains("sentinel"), "{error:?}");
            }
        }
    }
    users
}

/// Pieces of responses, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<cas:serviceResponse xmlns:cas=\"http://www.yale.edu/tp/cas\">",
        "</cas:serviceResponse>",
        "<cas:authenticationSuccess>",
        "</cas:authenticationSuccess>",
        "<cas:authenticationFailure code=\"INVALID_TICKET\">",
        "</cas:authenticationFailure>",
        "<cas:user>",
        "</cas:user>",
        "<cas:user/>",
        "ann",
        "sentinel",
        " ",
        "\n",
        "<!-- x -->",
        "<![CDATA[",
        "]]>",
        "&#32;",
        "<cas:attributes>",
        "</cas:attributes>",
        "<cas:proxies><cas:proxy>x</cas:proxy></cas:proxies>",
        "yes",
        "no",
        "{\"serviceResponse\":{",
        "\"authenticationSuccess\":{",
        "\"authenticationFailure\":{",
        "\"user\":",
        "\"ann\"",
        "\"\"",
        "\"\\u0020\"",
        ",",
        "}",
        "null",
    ]);
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// Genuine responses.
const GENUINE: [&str; 3] = [
    r#"{"serviceResponse":{"authenticationSuccess":{"user":"ann","attributes":{"a":["b"]}}}}"#,
    "yes\nann\n",
    r#"{"serviceResponse":{"authenticationFailure":{"code":"INVALID_TICKET"}}}"#,
];

fn genuine() -> impl Strategy<Value = String> {
    let mut all: Vec<String> = GENUINE.iter().map(|&body| body.to_owned()).collect();
    all.push(success(
        "<cas:user>ann</cas:user><cas:attributes><cas:a>b</cas:a></cas:attributes><cas:proxies/>",
    ));
    all.push(failure("INVALID_TICKET", "Ticket ST-1-sentinel not recognized"));
    prop::sample::select(all)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_yield_a_user_or_an_error(body in prop::collection::vec(any::<u8>(), 0..256)) {
        users(&body);
    }

    #[test]
    fn any_text_yields_a_user_or_an_error(body in "\\PC{0,128}") {
        users(body.as_bytes());
    }

    #[test]
    fn any_order_of_pieces_yields_a_user_or_an_error(body in pieces()) {
        users(body.as_bytes());
    }

    /// Changes of one byte, and removed parts: users are not empty, and a failure stays one.
    #[test]
    fn changed_responses_yield_a_user_or_an_error(
        body in genuine(),
        at in any::<Index>(),
        byte in any::<u8>(),
        range in (any::<Index>(), any::<Index>()),
        removes in any::<bool>(),
    ) {
        let is_failure = body.contains("authenticationFailure");
        let mut bytes = body.into_bytes();
        if removes {
            let (one, other) = (range.0.index(bytes.len()), range.1.index(bytes.len()));
            bytes.drain(one.min(other)..one.max(other));
        } else {
            let index = at.index(bytes.len());
            bytes[index] = byte;
        }
        let users = users(&bytes);
        prop_assert!(!is_failure || users.is_empty(), "{:?}", users);
    }

    /// Whatever divides the text of a user, it is whole.
    #[test]
    fn the_user_is_whole(parts in prop::collection::vec("[a-z@.]{1,8}", 1..6), dividers in prop::collection::vec(0..4_usize, 6)) {
        let content: String = parts
            .iter()
            .zip(&dividers)
            .map(|(part, divider)| match divider {
                0 => format!("{part}<!-- evil -->"),
                1 => format!("<![CDATA[{part}]]>"),
                2 => format!("{part}<?evil x?>"),
                _ => part.chars().map(|it| format!("&#{};", u32::from(it))).collect(),
            })
            .collect();
        let users = users(success(&format!("<cas:user>{content}</cas:user>")).as_bytes());
        prop_assert_eq!(users, [parts.concat()]);
    }

    #[test]
    fn any_logout_request_yields_a_ticket_or_an_error(body in "\\PC{0,128}") {
        for body in [format!("logoutRequest={body}"), body] {
            if let Ok(request) = CasLogoutRequest::from_form(&body) {
                prop_assert!(request.ticket().expose().len() > 3);
            }
        }
    }

    /// Whatever the callback has, the server sees the ticket as one value.
    #[test]
    fn any_callback_yields_a_ticket_or_an_error(callback in "(/cb\\?)?(ticket=)?(ST-)?[ -~]{0,24}") {
        if let Ok(ticket) = CasTicket::from_callback(&callback) {
            let text = ticket.expose();
            prop_assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._".contains(&it)));
            prop_assert!(text.len() > 3);
        }
    }

    /// The rest of a URL is untouched by the removal of its ticket.
    #[test]
    fn the_rest_of_a_url_stays(before in "[a-z%=+]{0,8}", after in "[a-z%=+]{0,8}") {
        let cas = offline().service(SERVICE).build().unwrap();
        prop_assume!(!before.starts_with("ticket") && !after.starts_with("ticket"));
        let url = format!("/cb?a{before}&ticket=ST-1&b{after}#c");
        prop_assert_eq!(cas.without_ticket(&url), format!("/cb?a{before}&b{after}#c"));
    }
}
