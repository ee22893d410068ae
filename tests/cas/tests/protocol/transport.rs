//! Responses that are not those of CAS, and connections that fail.

use std::{
    error::Error as _,
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use genauth::cas::{CasErrorKind, CasTicket};
use genauth::{AuthenticationClient, Error, Incoming, Middleware, RetryPolicy, reqwest};
use genauth_cas_tests::{Reply, Server, success};

use crate::support::*;

const LOGIN_PAGE: &str = "<html><body><form>sentinel<input name=user></form></body></html>";

fn accepting() -> String {
    success("<cas:user>ann</cas:user>")
}

async fn unexpected(reply: Reply, status: u16) {
    let error = error_of(finish(reply).await, CasErrorKind::UnexpectedStatus);
    assert_eq!(error.http_status().unwrap().as_u16(), status);
    assert!(error.message().contains(&format!("HTTP status {status}")), "{error}");
}

#[tokio::test]
async fn c8_a_login_page_is_malformed() {
    malformed(finish(Reply::new(200, "text/html", LOGIN_PAGE)).await, "not well-formed at line 1");
}

#[tokio::test]
async fn c8_a_login_page_in_xhtml_is_malformed() {
    let page = "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>sentinel</body></html>";
    malformed(xml(page).await, "the root of the XML is not `serviceResponse`");
}

#[tokio::test]
async fn c8_a_redirect_to_the_login_page_is_not_followed() {
    let headers = [("location", "/cas-idp/APP_ID/login?ticket=ST-1-sentinel")];
    unexpected(Reply::with_headers(302, &headers, ""), 302).await;
}

#[tokio::test]
async fn c8_a_redirect_to_another_host_is_not_followed() {
    let other = replying(Reply::xml(accepting())).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/?ticket=ST-1-sentinel", other.host());
        unexpected(Reply::with_headers(status, &[("location", &location)], accepting()), status)
            .await;
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn c8_a_failed_status_with_a_success_is_not_accepted() {
    for status in [400, 401, 403, 404, 429, 500, 502, 503, 504] {
        unexpected(Reply::new(status, "application/xml", accepting()), status).await;
    }
}

#[tokio::test]
async fn c8_another_successful_status_is_not_accepted() {
    unexpected(Reply::new(201, "application/xml", accepting()), 201).await;
    unexpected(Reply::new(206, "application/xml", accepting()), 206).await;
    unexpected(Reply::with_headers(204, &[], ""), 204).await;
}

#[tokio::test]
async fn c8_an_empty_response_is_malformed() {
    malformed(xml("").await, "the response is empty");
    malformed(json(" \r\n").await, "the response is empty");
}

#[tokio::test]
async fn c8_a_success_followed_by_blanks_is_too_large() {
    let body = format!("{}{}", accepting(), " ".repeat(5 * 1024 * 1024));
    error_of(xml(&body).await, CasErrorKind::TooLarge);
    error_of(finish(Reply::endless(&body)).await, CasErrorKind::TooLarge);
}

#[tokio::test]
async fn c8_a_compressed_success_followed_by_blanks_is_too_large() {
    let body = format!("{}{}", accepting(), " ".repeat(5 * 1024 * 1024));
    for coding in ["gzip", "x-gzip"] {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(body.as_bytes()).unwrap();
        let headers = [("content-encoding", coding)];
        let reply = Reply::with_headers(200, &headers, gzip.finish().unwrap());
        error_of(finish(reply).await, CasErrorKind::TooLarge);
    }
}

#[tokio::test]
async fn c8_the_size_limit_is_exact() {
    let body = accepting();
    for (limit, is_accepted) in [(body.len(), true), (body.len() - 1, false), (0, false)] {
        for reply in [Reply::xml(&body), Reply::endless(&body)] {
            let server = replying(reply).await;
            let cas = builder(&server).max_response_bytes(limit).build().unwrap();
            let outcome = cas.finish(CALLBACK).await;
            match is_accepted {
                true => assert_eq!(outcome.unwrap().user, "ann"),
                false => drop(error_of(outcome, CasErrorKind::TooLarge)),
            }
        }
    }
}

#[tokio::test]
async fn the_size_limit_of_the_client_applies_as_well() {
    let server = replying(Reply::xml(accepting())).await;
    let app = AuthenticationClient::builder(APP_ID, server.host()).max_response_bytes(50);
    let cas = app.build().unwrap().cas().service(SERVICE).build().unwrap();
    error_of(cas.finish(CALLBACK).await, CasErrorKind::TooLarge);
}

#[tokio::test]
async fn a_response_that_is_not_compressed_as_declared_is_malformed() {
    let reply = Reply::with_headers(200, &[("content-encoding", "x-gzip")], accepting());
    malformed(finish(reply).await, "cannot be decompressed");
}

#[tokio::test]
async fn c8_a_connection_that_is_cut_is_unavailable() {
    for reply in [Reply::xml(accepting()).cut(1), Reply::xml(accepting()).cut(60)] {
        let error = error_of(finish(reply).await, CasErrorKind::Unavailable);
        assert!(error.message().contains("start the sign-in again"), "{error}");
        assert!(matches!(error.source().unwrap().downcast_ref(), Some(Error::Transport(_))));
    }
}

#[tokio::test]
async fn c8_a_connection_that_is_closed_without_a_response_is_unavailable() {
    error_of(finish(Reply::nothing()).await, CasErrorKind::Unavailable);
}

#[tokio::test]
async fn a_server_that_does_not_respond_is_unavailable() {
    let server = replying(Reply::silence()).await;
    let app = AuthenticationClient::builder(APP_ID, server.host());
    let app = app.timeout(Duration::from_millis(200)).build().unwrap();
    let cas = app.cas().service(SERVICE).build().unwrap();
    let error = error_of(cas.finish(CALLBACK).await, CasErrorKind::Unavailable);
    let source = error.source().unwrap().downcast_ref::<Error>().unwrap();
    assert!(matches!(source, Error::Transport(error) if error.is_timeout()), "{source}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn c8_a_document_type_is_malformed() {
    for doctype in [
        "<!DOCTYPE cas:serviceResponse>",
        "<!DOCTYPE a [<!ENTITY u \"admin\">]>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">",
        "<?xml version=\"1.0\"?><!-- a --><!DOCTYPE html>",
    ] {
        let body = format!("{doctype}{}", success("<cas:user>ann</cas:user>"));
        malformed(xml(&body).await, "document type");
    }
}

#[tokio::test]
async fn invalid_utf8_is_malformed() {
    let body = [success("<cas:user>ann").as_bytes(), b"\xff"].concat();
    malformed(xml(&body).await, "not valid UTF-8 at byte");
    let utf16: Vec<u8> = accepting().encode_utf16().flat_map(u16::to_le_bytes).collect();
    malformed(xml(&utf16).await, "not well-formed");
}

/// Text of another encoding that happens to be valid UTF-8 names another user.
#[tokio::test]
async fn another_encoding_is_malformed() {
    let declared = |name| {
        let user = success("<cas:user>Ã©</cas:user>");
        format!("<?xml version='1.0' encoding = '{name}' ?>{user}")
    };
    malformed(xml(declared("ISO-8859-1")).await, "encoding other than UTF-8");
    assert_eq!(xml(declared("utf-8")).await.unwrap().user, "Ã©");
    let ascii = format!("<?xml version=\"1.0\" encoding=\"US-ASCII\"?>{}", accepting());
    assert_eq!(xml(ascii).await.unwrap().user, "ann");
}

#[tokio::test]
async fn xml_that_takes_much_time_or_memory_is_malformed() {
    let attributes = |count: usize, name: &str| {
        (0..count).map(|at| format!(" {name}{at}=\"x\"")).collect::<String>()
    };
    for (content, limit) in [
        (format!("{}{}", "<a>".repeat(50_000), "</a>".repeat(50_000)), "16 nested elements"),
        ("<a>".repeat(100_000), "16 nested elements"),
        (format!("<a{}/>", attributes(50_000, "b")), "16 attributes on one element"),
        (format!("<a{}/>", attributes(17, "xmlns:b")), "16 attributes on one element"),
        ("<a/>".repeat(100_000), "20000 elements"),
    ] {
        malformed(xml(success(&content)).await, limit);
    }
    // Signs of markup in text, comments and values of attributes are no markup.
    let content = format!(
        "<cas:user>ann</cas:user><!-- {} --><x y='{}'><![CDATA[{}]]></x>",
        "<a b=c>".repeat(1_000),
        "a=b>".repeat(1_000),
        "<a b=c>".repeat(1_000),
    );
    assert_eq!(xml(success(&content)).await.unwrap().user, "ann");
}

/// Counts attempts, as many of which as possible are allowed.
#[derive(Clone, Default)]
struct Attempts(Arc<AtomicUsize>);

impl Middleware for Attempts {
    fn after_response(&self, _: &Incoming<'_>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn c8_nothing_is_retried() {
    let retry_later = [("retry-after", "0"), ("content-type", "application/json")];
    let later = r#"{"statusCode":429,"message":"sentinel"}"#;
    for reply in [
        Reply::nothing(),
        Reply::xml(accepting()).cut(10),
        Reply::with_headers(429, &retry_later, later),
        Reply::with_headers(503, &retry_later, later),
        Reply::new(500, "text/plain", "sentinel"),
        Reply::json(later),
    ] {
        let attempts = Attempts::default();
        let server = replying(reply).await;
        let app = AuthenticationClient::builder(APP_ID, server.host())
            .retry(RetryPolicy::attempts(5))
            .middleware(attempts.clone());
        let cas = app.build().unwrap().cas().service(SERVICE).build().unwrap();
        cas.finish(CALLBACK).await.unwrap_err();
        assert_eq!((server.requests().len(), attempts.0.load(Ordering::SeqCst)), (1, 1));
    }
}

/// Nothing was sent, but a proxy can fail in the same way when the request has arrived.
#[tokio::test]
async fn c8_a_failed_connection_is_not_retried() {
    let server = replying(Reply::nothing()).await;
    let (host, attempts) = (server.host(), Attempts::default());
    drop(server);
    let app = AuthenticationClient::builder(APP_ID, host)
        .retry(RetryPolicy::attempts(5))
        .middleware(attempts.clone());
    let cas = app.build().unwrap().cas().service(SERVICE).build().unwrap();
    // The task that accepts connections may end later than the server.
    error_of(cas.finish(CALLBACK).await, CasErrorKind::Unavailable);
    assert_eq!(attempts.0.load(Ordering::SeqCst), 1);
}

/// A pooled connection may be closed at any moment. Requests that were written are not sent again.
#[tokio::test]
async fn c8_a_closed_pooled_connection_does_not_repeat_a_ticket() {
    let server = replying(Reply::xml(accepting()).close()).await;
    let cas = cas(&server);
    for number in 0..50 {
        let ticket = CasTicket::new(format!("ST-{number}")).unwrap();
        let _ = cas.validate_ticket_v2(&ticket).await;
    }
    let mut tickets: Vec<String> =
        server.requests().iter().map(|request| request.parameters()[1].1.clone()).collect();
    let sent = tickets.len();
    tickets.dedup();
    assert_eq!(tickets.len(), sent);
}

/// HTTP/2 servers refuse streams, which libraries take as an invitation to retry.
#[tokio::test]
async fn c8_a_refused_stream_is_not_retried() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let count = Arc::clone(&count);
            tokio::spawn(async move {
                let mut connection = h2::server::handshake(stream).await.unwrap();
                while let Some(Ok((_, mut respond))) = connection.accept().await {
                    count.fetch_add(1, Ordering::SeqCst);
                    respond.send_reset(h2::Reason::REFUSED_STREAM);
                }
            });
        }
    });
    let http = reqwest::Client::builder().http2_prior_knowledge().no_proxy().build().unwrap();
    let app = AuthenticationClient::builder(APP_ID, host).http_client(http).build().unwrap();
    let cas = app.cas().service(SERVICE).build().unwrap();
    error_of(cas.finish(CALLBACK).await, CasErrorKind::Unavailable);
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

/// Clients of the application can follow redirects. What comes from elsewhere is not accepted.
#[tokio::test]
async fn a_response_from_the_target_of_a_redirect_is_not_accepted() {
    let other = replying(Reply::xml(accepting())).await;
    let location = format!("{}/", other.host());
    let server = replying(Reply::with_headers(302, &[("location", &location)], "")).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let app = AuthenticationClient::builder(APP_ID, server.host()).http_client(http);
    let cas = app.build().unwrap().cas().service(SERVICE).build().unwrap();
    let error = error_of(cas.finish(CALLBACK).await, CasErrorKind::UnexpectedStatus);
    assert!(error.message().contains("followed a redirect"), "{error}");
}

struct Refuse;

impl Middleware for Refuse {
    fn before_send<'a>(
        &'a self,
        outgoing: &'a mut genauth::Outgoing<'_>,
    ) -> genauth::MiddlewareFuture<'a> {
        assert_eq!(outgoing.operation(), "request");
        Box::pin(std::future::ready(Err("refused".into())))
    }
}

#[tokio::test]
async fn middleware_of_the_client_can_refuse_a_validation() {
    let server = replying(Reply::xml(accepting())).await;
    let app = AuthenticationClient::builder(APP_ID, server.host()).middleware(Refuse);
    let cas = app.build().unwrap().cas().service(SERVICE).build().unwrap();
    let error = cas.finish(CALLBACK).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)) && !shown(&error).contains("sentinel"), "{error:?}");
    assert!(server.requests().is_empty());
}

/// Several validations at once share the client, and each has its own response.
#[tokio::test(flavor = "multi_thread")]
async fn validations_at_the_same_time_do_not_mix() {
    let server = Server::start(|request| {
        let ticket = request.parameters().remove(1).1;
        Reply::xml(success(&format!("<cas:user>{}</cas:user>", ticket.to_lowercase())))
    });
    let server = server.await.unwrap();
    let cas = cas(&server);
    let tasks = (0..50).map(|number| {
        let cas = cas.clone();
        tokio::spawn(async move { cas.finish(&format!("/?ticket=ST-{number}")).await })
    });
    for (number, task) in tasks.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(task.await.unwrap().unwrap().user, format!("st-{number}"));
    }
}
