//! Users who signed in through proxies, and proxy tickets.

use genauth::Error;
use genauth::cas::{CasErrorKind, CasIdentity, CasTicket};
use genauth_cas_tests::{Reply, Server, success};

use crate::support::*;

const PORTAL: &str = "https://portal.example/cas/proxy";
const GATE: &str = "https://gate.example/cas/proxy";

fn with_proxies(proxies: &[&str]) -> String {
    let proxies: String =
        proxies.iter().map(|url| format!("\n  <cas:proxy>{url}</cas:proxy>")).collect();
    success(&format!("<cas:user>ann</cas:user><cas:proxies>{proxies}\n</cas:proxies>"))
}

/// Validates a ticket with this response and these allowed chains.
async fn allowing(
    chains: &[&[&str]],
    ticket: &str,
    body: String,
) -> (Result<CasIdentity, Error>, Server) {
    let server = replying(Reply::xml(body)).await;
    let chains = chains.iter().map(|chain| chain.iter().copied());
    let cas = builder(&server).allow_proxies(chains).build().unwrap();
    (cas.validate_ticket_v2(&CasTicket::new(ticket).unwrap()).await, server)
}

async fn is_refused(chains: &[&[&str]], proxies: &[&str]) {
    let (outcome, _) = allowing(chains, TICKET, with_proxies(proxies)).await;
    error_of(outcome, CasErrorKind::ProxyChain);
}

#[tokio::test]
async fn c9_one_proxy_is_refused_by_default() {
    error_of(xml(with_proxies(&[PORTAL])).await, CasErrorKind::ProxyChain);
}

#[tokio::test]
async fn c9_two_proxies_are_refused_by_default() {
    error_of(xml(with_proxies(&[PORTAL, GATE])).await, CasErrorKind::ProxyChain);
}

#[tokio::test]
async fn c9_a_blank_proxy_is_refused_by_default() {
    error_of(xml(with_proxies(&[""])).await, CasErrorKind::ProxyChain);
}

#[tokio::test]
async fn c9_an_empty_list_of_proxies_is_accepted() {
    assert!(xml(with_proxies(&[])).await.unwrap().proxies.is_empty());
    let empty = success("<cas:user>ann</cas:user><cas:proxies/>");
    assert!(xml(empty).await.unwrap().proxies.is_empty());
}

#[tokio::test]
async fn c9_an_allowed_chain_is_accepted() {
    for chain in [&[PORTAL][..], &[PORTAL, GATE]] {
        let chains: &[&[&str]] = &[&["https://other.example/"], chain];
        let (outcome, _) = allowing(chains, TICKET, with_proxies(chain)).await;
        assert_eq!(outcome.unwrap().proxies, chain);
    }
}

#[tokio::test]
async fn c9_no_proxies_are_accepted_with_an_allowed_chain() {
    let (outcome, server) = allowing(&[&[PORTAL]], TICKET, with_proxies(&[])).await;
    assert!(outcome.unwrap().proxies.is_empty());
    assert_eq!(server.requests()[0].path(), "/cas-idp/APP_ID/serviceValidate");
}

#[tokio::test]
async fn c9_a_longer_chain_is_refused() {
    is_refused(&[&[PORTAL]], &[PORTAL, GATE]).await;
    is_refused(&[&[PORTAL]], &[GATE, PORTAL]).await;
    is_refused(&[&[PORTAL]], &[PORTAL, PORTAL]).await;
    is_refused(&[&[PORTAL]], &[PORTAL, ""]).await;
}

#[tokio::test]
async fn c9_a_shorter_chain_is_refused() {
    is_refused(&[&[PORTAL, GATE]], &[PORTAL]).await;
    is_refused(&[&[PORTAL, GATE]], &[GATE]).await;
}

#[tokio::test]
async fn c9_another_order_is_refused() {
    is_refused(&[&[PORTAL, GATE]], &[GATE, PORTAL]).await;
}

#[tokio::test]
async fn c9_parts_of_two_chains_are_refused() {
    is_refused(&[&[PORTAL, PORTAL], &[GATE, GATE]], &[PORTAL, GATE]).await;
}

#[tokio::test]
async fn c9_another_case_is_refused() {
    is_refused(&[&[PORTAL]], &["https://PORTAL.example/cas/proxy"]).await;
    is_refused(&[&[PORTAL]], &["https://portal.example/CAS/proxy"]).await;
}

#[tokio::test]
async fn c9_a_prefix_is_refused() {
    is_refused(&[&[PORTAL]], &["https://portal.example/cas/proxy/evil"]).await;
    is_refused(&[&[PORTAL]], &["https://portal.example/cas/proxy?x"]).await;
    is_refused(&[&[PORTAL]], &["https://portal.example/cas/"]).await;
    is_refused(&[&[PORTAL]], &["https://portal.example.evil.example/cas/proxy"]).await;
}

#[tokio::test]
async fn c9_another_spelling_of_the_same_url_is_refused() {
    is_refused(&[&[PORTAL]], &["https://portal.example:443/cas/proxy"]).await;
    is_refused(&[&[PORTAL]], &["https://portal.example/cas/./proxy"]).await;
    is_refused(&[&[PORTAL]], &["http://portal.example/cas/proxy"]).await;
}

#[tokio::test]
async fn c9_a_comment_in_a_proxy_keeps_the_whole_text() {
    is_refused(&[&[PORTAL]], &["https://portal.example/cas/proxy<!-- -->/evil"]).await;
}

malformed_xml! {
    c9_two_lists_of_proxies_are_refused:
        success("<cas:user>ann</cas:user><cas:proxies/><cas:proxies/>") => "repeats `proxies`";
    c9_another_element_among_the_proxies_is_refused:
        success("<cas:user>ann</cas:user><cas:proxies><cas:x/></cas:proxies>") => "`proxy`";
    c9_text_among_the_proxies_is_refused:
        success("<cas:user>ann</cas:user><cas:proxies>sentinel</cas:proxies>") => "text between";
    c9_proxies_of_another_namespace_are_refused: success(
        "<cas:user>ann</cas:user><proxies><proxy>https://evil.example</proxy></proxies>"
    ) => "no namespace";
    c9_a_proxy_of_another_namespace_is_refused: success(
        "<cas:user>ann</cas:user><cas:proxies><proxy>https://evil.example</proxy></cas:proxies>"
    ) => "no namespace";
    c9_an_element_in_a_proxy_is_refused: success(
        "<cas:user>ann</cas:user><cas:proxies><cas:proxy><a/></cas:proxy></cas:proxies>"
    ) => "contains elements";
}

#[tokio::test]
async fn c9_a_proxy_ticket_is_refused_without_a_request() {
    let server = replying(Reply::xml(with_proxies(&[]))).await;
    let ticket = CasTicket::new("PT-1-sentinel").unwrap();
    let cas = cas(&server);
    error_of(cas.validate_ticket_v1(&ticket).await, CasErrorKind::ProxyTicket);
    error_of(cas.validate_ticket_v2(&ticket).await, CasErrorKind::ProxyTicket);
    error_of(cas.validate_ticket_v3(&ticket).await, CasErrorKind::ProxyTicket);
    error_of(cas.finish("/?ticket=PT-1-sentinel").await, CasErrorKind::ProxyTicket);
    assert!(server.requests().is_empty());
}

/// The endpoint for services rejects proxy tickets, by the standard.
#[tokio::test]
async fn c9_a_proxy_ticket_is_validated_at_the_endpoint_for_proxies_when_allowed() {
    let ticket = "PT-1-sentinel";
    let (outcome, server) = allowing(&[&[PORTAL]], ticket, with_proxies(&[PORTAL])).await;
    assert_eq!(outcome.unwrap().proxies, [PORTAL]);
    assert_eq!(server.requests()[0].path(), "/cas-idp/APP_ID/proxyValidate");
    let cas = builder(&server).allow_proxies([[PORTAL]]).build().unwrap();
    let ticket = CasTicket::new(ticket).unwrap();
    cas.validate_ticket_v3(&ticket).await.unwrap();
    assert_eq!(server.requests()[1].path(), "/cas-idp/APP_ID/p3/proxyValidate");
    error_of(cas.validate_ticket_v1(&ticket).await, CasErrorKind::ProxyTicket);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn c9_a_proxy_ticket_without_proxies_in_the_response_is_refused() {
    for body in [with_proxies(&[]), success("<cas:user>ann</cas:user>")] {
        let (outcome, _) = allowing(&[&[PORTAL]], "PT-1-sentinel", body).await;
        error_of(outcome, CasErrorKind::ProxyChain);
    }
}

#[tokio::test]
async fn c9_a_proxy_granting_ticket_is_a_secret() {
    let body = |iou: &str| {
        let iou = format!("<cas:proxyGrantingTicket>{iou}</cas:proxyGrantingTicket>");
        success(&format!("<cas:user>ann</cas:user>{iou}"))
    };
    let identity = xml(body("PGTIOU-1")).await.unwrap();
    assert!(!format!("{identity:?}").contains("PGTIOU"), "{identity:?}");
    assert_eq!(identity.proxy_granting_ticket_iou.unwrap().expose(), "PGTIOU-1");
    // As in the examples of the standard.
    let identity = xml(body("\n  PGTIOU-<!-- -->1\n")).await.unwrap();
    assert_eq!(identity.proxy_granting_ticket_iou.unwrap().expose(), "PGTIOU-1");
    assert_eq!(xml(body(" ")).await.unwrap().proxy_granting_ticket_iou, None);
    assert_eq!(
        xml(success("<cas:user>ann</cas:user>")).await.unwrap().proxy_granting_ticket_iou,
        None
    );
    let twice = "<cas:proxyGrantingTicket/><cas:proxyGrantingTicket/><cas:user>ann</cas:user>";
    malformed(xml(success(twice)).await, "repeats `proxyGrantingTicket`");
}

#[test]
fn c9_chains_without_urls_are_refused_when_configured() {
    let empty: [&str; 0] = [];
    let cas =
        |chain: &[&str]| offline().service(SERVICE).allow_proxies([chain.iter().copied()]).build();
    for chain in [&empty[..], &[""], &["portal.example"], &[PORTAL, "*"]] {
        config_error_of(cas(chain));
    }
    cas(&[PORTAL, GATE]).unwrap();
    let none: [[&str; 0]; 0] = [];
    offline().service(SERVICE).allow_proxies(none).build().unwrap();
}
