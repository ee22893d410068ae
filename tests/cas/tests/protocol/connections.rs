//! Connections and framing that break, and statuses that ask for another request.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use genauth::cas::{CasErrorKind, CasTicket};
use genauth::{AuthenticationClient, RetryPolicy, reqwest};
use genauth_cas_tests::{Reply, success};
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::support::*;

fn body() -> String {
    success("<cas:user>ann</cas:user>")
}

fn chunked(chunks: &str) -> Reply {
    Reply::raw(format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}"))
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// Validates with the most eager retries; returns the error kind, and how often the ticket was sent.
async fn eager(reply: Reply) -> (CasErrorKind, usize) {
    let server = replying(reply).await;
    let app = AuthenticationClient::builder(APP_ID, server.host())
        .retry(RetryPolicy::attempts(5))
        .timeout(Duration::from_millis(500))
        .build();
    let cas = app.unwrap().cas().service(SERVICE).build().unwrap();
    let error = cas.finish(CALLBACK).await.unwrap_err();
    assert!(!shown(&error).contains("sentinel"), "{error:?}");
    let genauth::Error::Cas(error) = error else { panic!("{error:?}") };
    (error.kind(), server.requests().len())
}

#[tokio::test]
async fn c8_statuses_that_ask_for_another_request_are_final() {
    let later = [
        ("retry-after", "0"),
        ("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),
        ("retry-after", "-1"),
        ("www-authenticate", "Basic realm=\"a\""),
        ("www-authenticate", "Bearer error=\"invalid_token\""),
        ("connection", "close"),
        ("clear-site-data", "\"*\""),
    ];
    for status in
        [203, 226, 299, 401, 407, 408, 409, 421, 423, 425, 426, 429, 500, 502, 503, 504, 599]
    {
        for header in later {
            let reply = Reply::with_headers(status, &[header], body());
            assert_eq!(eager(reply).await, (CasErrorKind::UnexpectedStatus, 1), "{status}");
        }
    }
}

#[tokio::test]
async fn c8_interim_responses_precede_the_response() {
    let last = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{}", body().len(), body());
    for interim in ["100 Continue", "102 Processing", "103 Early Hints\r\nlink: </sentinel>"] {
        let reply = Reply::raw(format!("HTTP/1.1 {interim}\r\n\r\n{last}"));
        assert_eq!(finish(reply).await.unwrap().user, "ann", "{interim}");
    }
    let switching = "HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
    let (kind, sent) = eager(Reply::raw(format!("{switching}{}", body()))).await;
    assert_eq!(sent, 1);
    assert!(matches!(kind, CasErrorKind::UnexpectedStatus | CasErrorKind::Unavailable), "{kind:?}");
}

#[tokio::test]
async fn c8_chunks_are_read_to_the_last_one() {
    let text = body();
    let (start, end) = text.split_at(40);
    let each: String = text.chars().map(|it| chunk(&it.to_string())).collect();
    for chunks in [
        format!("{}0\r\n\r\n", chunk(&text)),
        format!("{}{}0\r\n\r\n", chunk(start), chunk(end)),
        format!("{each}0\r\n\r\n"),
        format!("{:x};a=b\r\n{text}\r\n0\r\nx-trailer: sentinel\r\n\r\n", text.len()),
        // What follows the response is not part of it.
        format!("{}0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nsentinel", chunk(&text)),
    ] {
        assert_eq!(finish(chunked(&chunks)).await.unwrap().user, "ann", "{chunks}");
    }
}

#[tokio::test]
async fn c8_broken_framing_is_unavailable_and_not_retried() {
    let text = body();
    let whole = chunk(&text);
    let length = text.len();
    for reply in [
        chunked(""),
        chunked(&whole),
        chunked(&format!("{whole}0\r\n")),
        chunked(&format!("{whole}0")),
        chunked(&format!("{whole}sentinel\r\n")),
        chunked(&format!("{whole}-1\r\n\r\n")),
        chunked(&format!("{whole}ffffffffffffffffff\r\n")),
        chunked(&format!("{:x}\r\n{text}", length + 1)),
        chunked(&text),
        Reply::raw("sentinel"),
        Reply::raw("HTTP/1.1 200"),
        Reply::raw("HTTP/1.1 999999 OK\r\n\r\n"),
        Reply::raw("HTTP/1.1 200 OK\r\nsentinel\r\n\r\n"),
        Reply::raw(format!("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{text}")),
        Reply::raw(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{text}", length + 1)),
        Reply::raw(format!(
            "HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551616\r\n\r\n{text}"
        )),
        Reply::raw(format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\ncontent-length: 3\r\n\r\n{text}"
        )),
        Reply::raw(format!("HTTP/1.1 200 OK\r\na: {}\r\n\r\n{text}", "a".repeat(1_000_000))),
    ] {
        let name = format!("{reply:?}").chars().take(300).collect::<String>();
        assert_eq!(eager(reply).await, (CasErrorKind::Unavailable, 1), "{name}");
    }
    // A response that is shorter by its length than its body is not well-formed.
    let short = Reply::raw(format!("HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{text}"));
    assert_eq!(eager(short).await, (CasErrorKind::Malformed, 1));
}

/// Part of a response arrives, and then nothing more.
#[tokio::test]
async fn c8_a_response_that_stalls_is_unavailable_and_not_retried() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    for bytes in ["H".to_owned(), head.to_owned(), format!("{head}{}", body())] {
        assert_eq!(eager(Reply::stalling(bytes)).await, (CasErrorKind::Unavailable, 1));
    }
    // The response is complete, whatever happens to the connection.
    let length = body().len();
    let whole = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{}", body());
    assert_eq!(finish(Reply::stalling(whole)).await.unwrap().user, "ann");
}

/// A reset instead of an orderly end, with and without a part of the response.
#[tokio::test]
async fn c8_a_reset_connection_is_not_retried() {
    for reads in [false, true] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let host = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                // Closing with unread data resets the connection.
                let mut part = [0; 4];
                if reads {
                    let _ = stream.read(&mut part).await;
                }
                drop(stream);
            }
        });
        let app = AuthenticationClient::builder(APP_ID, host).retry(RetryPolicy::attempts(5));
        let cas = app.build().unwrap().cas().service(SERVICE).build().unwrap();
        error_of(cas.finish(CALLBACK).await, CasErrorKind::Unavailable);
        assert_eq!(connections.load(Ordering::SeqCst), 1);
    }
}

/// Ends that HTTP/2 has for streams and connections; some say that nothing was processed.
#[tokio::test]
async fn c8_ends_of_http2_are_not_retried() {
    use h2::Reason;
    for (reason, is_connection) in [
        (Reason::REFUSED_STREAM, true),
        (Reason::NO_ERROR, true),
        (Reason::ENHANCE_YOUR_CALM, true),
        (Reason::HTTP_1_1_REQUIRED, true),
        (Reason::NO_ERROR, false),
        (Reason::CANCEL, false),
        (Reason::HTTP_1_1_REQUIRED, false),
        (Reason::INTERNAL_ERROR, false),
    ] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let host = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let count = Arc::clone(&count);
                tokio::spawn(async move {
                    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
                    while let Some(Ok((_, mut respond))) = connection.accept().await {
                        count.fetch_add(1, Ordering::SeqCst);
                        match is_connection {
                            true => connection.abrupt_shutdown(reason),
                            false => respond.send_reset(reason),
                        }
                    }
                });
            }
        });
        let http = reqwest::Client::builder().http2_prior_knowledge().no_proxy().build().unwrap();
        let app = AuthenticationClient::builder(APP_ID, host).http_client(http);
        let app = app.retry(RetryPolicy::attempts(5)).build().unwrap();
        let cas = app.cas().service(SERVICE).build().unwrap();
        error_of(cas.finish(CALLBACK).await, CasErrorKind::Unavailable);
        assert_eq!(requests.load(Ordering::SeqCst), 1, "{reason:?} {is_connection}");
    }
}

/// A validation that is given up is not sent again by those that follow on the same client.
#[tokio::test]
async fn c8_an_abandoned_validation_is_not_repeated() {
    let server = replying(Reply::silence()).await;
    let cas = cas(&server);
    let abandoned = CasTicket::new("ST-abandoned").unwrap();
    let task = tokio::spawn({
        let cas = cas.clone();
        async move { cas.validate_ticket_v2(&abandoned).await.is_ok() }
    });
    while server.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    let next = CasTicket::new("ST-next").unwrap();
    let task = tokio::spawn(async move { cas.validate_ticket_v2(&next).await.is_ok() });
    while server.requests().len() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    task.abort();
    let tickets: Vec<String> =
        server.requests().iter().map(|request| request.parameters().remove(1).1).collect();
    assert_eq!(tickets, ["ST-abandoned", "ST-next"]);
}
