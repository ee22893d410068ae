//! Services and chains of proxies in unusual spellings.

use genauth::cas::CasErrorKind;
use genauth_cas_tests::{Reply, success};
use url::{Url, form_urlencoded};

use crate::support::*;

/// Spellings of URLs that a server may compare byte for byte.
const KEPT: [&str; 22] = [
    "https://app.example/cb?",
    "https://app.example/cb?a",
    "https://app.example/cb?a=",
    "https://app.example/cb?=a",
    "https://app.example/cb?&&a=1&",
    "https://app.example/cb??a=?",
    "https://app.example/cb;jsessionid=1?a=1;b=2",
    "https://app.example/cb?a=1+2&b=1%2B2&c=1%202",
    "https://app.example/cb?next=https://app.example/x?y=z%26w",
    "https://app.example/cb?next=https%3A%2F%2Fapp.example%2Fx%3Fy%3Dz%2526w",
    "https://app.example/%e2%82%AC%2f%2F",
    "https://app.example/100%",
    "https://app.example/%zz?%",
    "https://app.example/a/./b/%2e%2e/c",
    "https://app.example:8443",
    "https://app.example:0443/cb",
    "https://[2001:db8::1]:8443/cb",
    "http://[::1]/cb",
    "hTTpS://APP.example/cb",
    "https://xn--gre-6ka8i.example/cb",
    "https://app.example./cb",
    "https://app.example/cb?Ticket=1&tickets=2&ticket[]=3&st=ST-1",
];

#[tokio::test]
async fn c4_every_spelling_is_kept() {
    let server = replying(Reply::xml(success("<cas:user>ann</cas:user>"))).await;
    for service in KEPT {
        let cas = app(&server).cas().service(service).build().unwrap();
        cas.finish(CALLBACK).await.unwrap();
        let request = server.requests().pop().unwrap();
        let [(name, value), (_, ticket)] = &request.parameters()[..] else { panic!("{request:?}") };
        assert_eq!((&**name, &**value, &**ticket), ("service", service, TICKET));
        let login = Url::parse(&cas.login_url()).unwrap();
        assert_eq!(login.query_pairs().next().unwrap().1, service);
        assert_eq!(login.query_pairs().count(), 1);
        // No character of the value has a meaning of its own in a query.
        let encoded = login.query().unwrap().strip_prefix("service=").unwrap();
        let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"*-._+%".contains(&it);
        assert!(encoded.bytes().all(is_plain), "{encoded}");
        let logout = Url::parse(&cas.logout_url(Some(service)).unwrap()).unwrap();
        assert_eq!(logout.query_pairs().next().unwrap().1, service);
    }
}

/// Parsers that keep to the standards find other hosts, or none, in these.
#[test]
fn c4_urls_with_an_unclear_host_are_refused() {
    for service in [
        "https:///app.example/cb",
        "https:////app.example/cb",
        "https://@app.example/cb",
        "https://:@app.example/cb",
        "https://@@app.example/cb",
        "https://evil.example@app.example/cb",
        "https://app.example%40evil.example/cb",
        "https://app.example:https/cb",
        "https://app.example:-1/cb",
        "https://[::1/cb",
        "https://[::1]x/cb",
        "https://?service=x",
        "https://#x",
        "https://app .example/cb",
        "https://app.example/\u{a0}cb",
        "https://app.example/\u{2028}cb",
        "https://app.example/cb\0",
        "\u{feff}https://app.example/cb",
        "https\u{200b}://app.example/cb",
        "view-source:https://app.example/cb",
        "httpss://app.example/cb",
        "https//app.example/cb",
        "https:\\\\app.example\\cb",
    ] {
        let message = config_error_of(offline().service(service).build());
        assert!(message.contains("the service"), "{service}: {message}");
        let cas = offline().service(SERVICE).build().unwrap();
        error_of(cas.logout_url(Some(service)), CasErrorKind::InvalidRequest);
        let chain = offline().service(SERVICE).allow_proxies([[service]]);
        config_error_of(chain.build());
    }
    // The sign may be in the path and the query.
    for service in ["https://app.example/@ann", "https://app.example/?a=b@c", "https://a.example?@"]
    {
        offline().service(service).build().unwrap();
    }
}

#[test]
fn c4_a_ticket_in_any_spelling_is_refused_in_the_service() {
    for query in
        ["ticket", "ticket=", "a=b&ticket=x", "%74%69%63%6B%65%74=1", "&&ticket&", "?&ticket"]
    {
        let service = format!("https://app.example/cb?{query}");
        let message = config_error_of(offline().service(service).build());
        assert!(message.contains("`ticket`"), "{query}: {message}");
    }
}

#[test]
fn c4_the_ticket_is_removed_from_any_callback() {
    let cas = offline().service(SERVICE).build().unwrap();
    for (callback, rest) in [
        ("/cb?&ticket=ST-1", "/cb?"),
        ("/cb?a&ticket=ST-1&", "/cb?a&"),
        ("/cb?next=%3Fticket%3DST-2&ticket=ST-1", "/cb?next=%3Fticket%3DST-2"),
        ("/cb?next=/a?ticket=ST-2&ticket=ST-1", "/cb?next=/a?ticket=ST-2"),
        ("/cb;ticket=1?ticket=ST-1#ticket=2", "/cb;ticket=1#ticket=2"),
        ("/cb?Ticket=1&ticket=ST-1&ticket[]=2", "/cb?Ticket=1&ticket[]=2"),
        ("/cb?a=1+2&b=%zz&tick%65t=ST-1&c=%C3%BC", "/cb?a=1+2&b=%zz&c=%C3%BC"),
        ("https://app.example:443/%2e/?ticket=ST-1", "https://app.example:443/%2e/"),
        ("?ticket=ST-1", ""),
        ("", ""),
    ] {
        assert_eq!(cas.without_ticket(callback), rest, "{callback}");
    }
}

/// The callback is the only source of the ticket, and only of the ticket.
#[tokio::test]
async fn c2_nothing_but_the_ticket_of_a_callback_is_sent() {
    let server = replying(Reply::xml(success("<cas:user>ann</cas:user>"))).await;
    let cas = cas(&server);
    for callback in [
        "/cb?pgtUrl=https://evil.example&ticket=ST-1-sentinel",
        "/cb?format=JSON&renew=false&gateway=true&ticket=ST-1-sentinel&method=POST",
        "/cb?SERVICE=https://evil.example&ticket=ST-1-sentinel#&ticket=ST-2",
        "//evil.example/cb?ticket=ST-1-sentinel",
        "ticket=ST-1-sentinel&service=https%3A%2F%2Fevil.example",
        "&ticket=ST-1-sentinel&",
        "?next=/a?ticket=ST-2&ticket=ST-1-sentinel",
        "HTTPS://APP.EXAMPLE?ticket=ST-1-sentinel",
        "/cb?tic%6bet=S%54-1-sentin%65l",
    ] {
        cas.finish(callback).await.unwrap();
        let sent = server.requests().pop().unwrap();
        let expected = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("service", SERVICE), ("ticket", TICKET)])
            .finish();
        assert_eq!(sent.query(), expected, "{callback}");
    }
}

#[tokio::test]
async fn c2_tickets_with_anything_else_are_refused_without_a_request() {
    let server = replying(Reply::nothing()).await;
    let cas = cas(&server);
    for ticket in [
        "ST-1%3Bx",
        "ST-1%3Fx",
        "ST-1%3Dx",
        "ST-1%22",
        "ST-1%27",
        "ST-1%3C",
        "ST-1%5C",
        "ST-1%7C",
        "ST-1%2F..",
        "ST-1%09",
        "ST-1%7F",
        "ST-1%C2%A0",
        "ST-1%E2%80%8B",
        "ST-1%EF%BB%BF",
        "%00ST-1",
        "%20ST-1",
        "%EF%BB%BFST-1",
        "ST%2D",
        "ST%E2%80%901",
        "S\u{442}-1",
        "ST-1~",
        "ST-1:2",
        "ST-1@a",
        "ST-1,ST-2",
        "ST-1*",
        "ST-1!",
        "ST-1$",
        "ST-1(",
        "ST_1",
        "ST1",
        "ST",
        "-",
        "PGTIOU-1",
        "pt-1",
        "OC-1",
        "ST-1%u0041",
        "ST-1%",
    ] {
        let callback = format!("/cb?ticket={ticket}");
        error_of(cas.finish(&callback).await, CasErrorKind::InvalidTicket);
    }
    for callback in [
        "/cb?ticket=&ticket=",
        "/cb?ticket&ticket=ST-1",
        "/cb?a;ticket=ST-1",
        "/cb?ticket =ST-1",
        "/cb/ticket=ST-1",
        "/cb?ticket%00=ST-1",
        "/cb?ticket.0=ST-1",
        "app.example:/cb?ticket=ST-1",
        "/cb?next=?ticket=ST-1",
        "#?ticket=ST-1",
        "https://app.example#ticket=ST-1",
        "ticket",
        "?",
        "&",
    ] {
        error_of(cas.finish(callback).await, CasErrorKind::MissingTicket);
    }
    assert!(server.requests().is_empty());
}
