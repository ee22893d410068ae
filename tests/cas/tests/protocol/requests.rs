//! Requests of validations.

use genauth::AuthenticationClient;
use genauth::cas::{CasFormat, CasTicket};
use genauth_cas_tests::{Reply, success};

use crate::support::*;

const QUERY: &str = "service=https%3A%2F%2Fapp.example%2Fcas%2Fcallback&ticket=ST-1-sentinel";

fn accepting() -> Reply {
    Reply::xml(success("<cas:user>ann</cas:user>"))
}

#[tokio::test]
async fn each_version_has_its_endpoint() {
    let server = replying(accepting()).await;
    let cas = cas(&server);
    let ticket = CasTicket::new(TICKET).unwrap();
    cas.finish(CALLBACK).await.unwrap();
    cas.validate_ticket_v2(&ticket).await.unwrap();
    cas.validate_ticket_v3(&ticket).await.unwrap();
    let lines: Vec<String> = server.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(
        lines,
        [
            format!("GET /cas-idp/APP_ID/serviceValidate?{QUERY} HTTP/1.1"),
            format!("GET /cas-idp/APP_ID/serviceValidate?{QUERY} HTTP/1.1"),
            format!("GET /cas-idp/APP_ID/p3/serviceValidate?{QUERY} HTTP/1.1"),
        ]
    );
}

#[tokio::test]
async fn format_and_renew_are_sent_when_set() {
    let server = replying(accepting()).await;
    builder(&server).format(CasFormat::Xml).build().unwrap().finish(CALLBACK).await.unwrap();
    builder(&server).renew().build().unwrap().finish(CALLBACK).await.unwrap();
    let both = builder(&server).renew().format(CasFormat::Json).build().unwrap();
    both.finish(CALLBACK).await.unwrap_err();
    let queries: Vec<String> =
        server.requests().iter().map(|request| request.query().to_owned()).collect();
    assert_eq!(
        queries,
        [
            format!("{QUERY}&format=XML"),
            format!("{QUERY}&renew=true"),
            format!("{QUERY}&format=JSON&renew=true"),
        ]
    );
}

/// The secret of the application, the token of a user and the tenant stay where they are.
#[tokio::test]
async fn no_credential_of_the_client_is_sent() {
    let server = replying(accepting()).await;
    let app = AuthenticationClient::builder(APP_ID, server.host())
        .app_secret("sentinel-secret")
        .tenant_id("sentinel-tenant")
        .build()
        .unwrap()
        .with_access_token("sentinel-token");
    app.cas().service(SERVICE).build().unwrap().finish(CALLBACK).await.unwrap();
    let request = server.requests().remove(0);
    for name in request.header_names() {
        assert!(!request.header(name).unwrap().contains("sentinel"), "{name}");
        assert!(
            !matches!(name, "authorization" | "cookie" | "referer" | "content-length"),
            "{name}"
        );
        assert!(!name.contains("app-id") && !name.contains("tenant"), "{name}");
    }
}

#[tokio::test]
async fn the_accepted_media_types_are_those_of_the_format() {
    let server = replying(accepting()).await;
    let ticket = CasTicket::new(TICKET).unwrap();
    let xml = cas(&server);
    xml.finish(CALLBACK).await.unwrap();
    let _ = xml.validate_ticket_v1(&ticket).await;
    let _ = builder(&server).format(CasFormat::Json).build().unwrap().finish(CALLBACK).await;
    let accepted: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.header("accept").unwrap().split(',').next().unwrap().to_owned())
        .collect();
    assert_eq!(accepted, ["application/xml", "text/plain", "application/json"]);
}

/// C3: the service is not derived from a request, whatever reaches the application.
#[tokio::test]
async fn c3_the_url_of_the_callback_is_not_the_service() {
    for callback in [
        "https://evil.example/cas/callback?ticket=ST-1-sentinel",
        "http://app.example/cas/callback?ticket=ST-1-sentinel",
        "https://app.example:8443/other?ticket=ST-1-sentinel",
        "/other/path?ticket=ST-1-sentinel",
    ] {
        let server = replying(accepting()).await;
        cas(&server).finish(callback).await.unwrap();
        assert_eq!(server.requests()[0].query(), QUERY);
    }
}

#[tokio::test]
async fn debug_output_of_clients_and_identities_has_no_secret() {
    let server = replying(Reply::xml(success(
        "<cas:user>ann</cas:user><cas:proxyGrantingTicket>PGTIOU-sentinel</cas:proxyGrantingTicket>\
         <cas:attributes><cas:password>sentinel</cas:password></cas:attributes>",
    )))
    .await;
    let cas = cas(&server);
    let identity = cas.finish(CALLBACK).await.unwrap();
    let shown = format!("{cas:?} {identity:?} {:?} {:?}", cas.login(), builder(&server));
    assert!(!shown.contains("sentinel") && shown.contains("ann"), "{shown}");
}
