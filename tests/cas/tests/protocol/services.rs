//! The service, and the URLs that contain it.

use genauth::AuthenticationClient;
use genauth::cas::{CasClient, CasErrorKind};
use genauth_cas_tests::{Reply, success};
use url::Url;

use crate::support::*;

fn at(host: &str, app_id: &str) -> CasClient {
    let app = AuthenticationClient::builder(app_id, host).build().unwrap();
    app.cas().service(SERVICE).build().unwrap()
}

/// The parameters of a URL, decoded once.
fn parameters(url: &str) -> Vec<(String, String)> {
    Url::parse(url).unwrap().query_pairs().into_owned().collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The service of the login URL and that of the validation, decoded once, are the one that was set.
async fn is_kept(service: &str) {
    let server = replying(Reply::xml(success("<cas:user>ann</cas:user>"))).await;
    let cas = app(&server).cas().service(service).build().unwrap();
    assert_eq!(cas.service(), service);
    assert_eq!(parameters(&cas.login_url()), [pair("service", service)]);
    cas.finish(CALLBACK).await.unwrap();
    let expected = [pair("service", service), pair("ticket", TICKET)];
    assert_eq!(server.requests()[0].parameters(), expected);
    let target = server.requests()[0].target().to_owned();
    let in_login = cas.login_url().split_once("service=").unwrap().1.to_owned();
    assert!(target.contains(&format!("service={in_login}&")), "{target} {in_login}");
}

macro_rules! kept {
    ($($name:ident: $service:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            is_kept($service).await;
        }
    )*};
}

kept! {
    c3_the_service_is_the_configured_one: SERVICE;
    c4_a_query_is_kept: "https://app.example/cb?next=/admin&x=a+b";
    c4_an_encoded_slash_is_kept: "https://app.example/a%2Fb";
    c4_an_encoded_percent_sign_is_kept: "https://app.example/a%252Fb?c=%25";
    c4_lower_case_escapes_are_kept: "https://app.example/a%2fb%c3%a9";
    c4_a_path_outside_of_ascii_is_kept: "https://app.example/größe/用户";
    c4_a_host_outside_of_ascii_is_kept: "https://größe.example/";
    c4_a_final_slash_is_kept: "https://app.example/cb/";
    c4_no_final_slash_is_kept: "https://app.example";
    c4_a_doubled_slash_of_the_application_is_kept: "https://app.example//a//b";
    c4_the_default_port_is_kept: "https://app.example:443/cb";
    c4_dot_segments_are_kept: "https://app.example/a/../cb";
    c4_letter_case_is_kept: "HTTPS://App.Example/Cb";
    c4_an_empty_query_is_kept: "https://app.example/cb?";
    c4_every_sign_of_a_url_is_kept: "https://app.example/!$&'()*+,;=:@-._~/?/?!$&'()*+,;=:@-._~";
    http_of_a_development_host_is_kept: "http://localhost:3000/cb";
}

#[test]
fn c4_services_that_are_no_absolute_urls_are_refused() {
    for service in [
        "",
        "/cas/callback",
        "app.example/cb",
        "//app.example/cb",
        "https:app.example/cb",
        "https:/app.example/cb",
        "https://",
        "ftp://app.example/cb",
        "javascript:alert(1)",
        "https://app.example/a b",
        " https://app.example/cb",
        "https://app.example/cb\n",
        "https://app.example/\tcb",
        "https://app.example\\cb",
        "https://user@app.example/cb",
        "https://user:password@app.example/cb",
        "https://app.example:99999/",
    ] {
        let outcome = offline().service(service).build();
        let error = config_error_of(outcome);
        assert!(error.contains("the service"), "{service}: {error}");
    }
}

#[test]
fn c4_a_fragment_is_refused() {
    for service in ["https://app.example/cb#", "https://app.example/#/cb", "https://a.example/?x#y"]
    {
        let error = config_error_of(offline().service(service).build());
        assert!(error.contains("fragment"), "{error}");
    }
}

/// The callback would have two tickets.
#[test]
fn c4_a_ticket_in_the_service_is_refused() {
    for service in ["https://app.example/cb?ticket=1", "https://app.example/cb?a&%74icket"] {
        let error = config_error_of(offline().service(service).build());
        assert!(error.contains("`ticket`"), "{error}");
    }
    offline().service("https://app.example/ticket?tickets=1").build().unwrap();
}

#[test]
fn c3_a_client_without_a_service_is_refused() {
    let error = config_error_of(offline().build());
    assert!(error.contains("no service is set"), "{error}");
}

#[test]
fn c4_host_and_path_are_joined_with_one_slash() {
    const QUERY: &str = "service=https%3A%2F%2Fapp.example%2Fcas%2Fcallback";

    for (host, root) in [
        ("https://example.genauth.ai", "https://example.genauth.ai"),
        ("https://example.genauth.ai/", "https://example.genauth.ai"),
        ("https://example.genauth.ai//", "https://example.genauth.ai"),
        ("https://example.org/gateway", "https://example.org/gateway"),
        ("https://example.org/gateway/", "https://example.org/gateway"),
    ] {
        let cas = at(host, APP_ID);
        assert_eq!(cas.login_url(), format!("{root}/cas-idp/APP_ID/login?{QUERY}"));
        assert_eq!(cas.logout_url(None).unwrap(), format!("{root}/cas-idp/APP_ID/logout"));
    }
}

#[test]
fn c4_the_application_id_is_one_segment() {
    for (app_id, segment) in [
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("../admin", "..%2Fadmin"),
        ("a%2Fb", "a%252Fb"),
        ("a b", "a%20b"),
        ("größe", "gr%C3%B6%C3%9Fe"),
    ] {
        let url = at("https://example.genauth.ai", app_id).logout_url(None).unwrap();
        assert_eq!(url, format!("https://example.genauth.ai/cas-idp/{segment}/logout"));
    }
    for app_id in [".", "..", "a\nb", "a\tb"] {
        let app = AuthenticationClient::builder(app_id, "https://example.genauth.ai").build();
        let Ok(app) = app else { continue };
        let outcome = app.cas().service(SERVICE).build();
        let error = config_error_of(outcome);
        assert!(error.contains("the application id"), "{error}");
    }
}

#[test]
fn login_urls_have_the_options_of_the_sign_in() {
    let cas = offline().service(SERVICE).build().unwrap();
    let service = pair("service", SERVICE);
    let url = cas.login().build().unwrap();
    assert_eq!(url, cas.login_url());
    assert_eq!(parameters(&url), std::slice::from_ref(&service));
    let url = cas.login().renew().build().unwrap();
    assert_eq!(parameters(&url), [service.clone(), pair("renew", "true")]);
    let url = cas.login().gateway().build().unwrap();
    assert_eq!(parameters(&url), [service.clone(), pair("gateway", "true")]);
    let cas = offline().service(SERVICE).renew().build().unwrap();
    assert_eq!(parameters(&cas.login_url()), [service, pair("renew", "true")]);
    assert_eq!(cas.login().build().unwrap(), cas.login_url());
}

#[test]
fn renew_and_gateway_exclude_each_other() {
    let cas = offline().service(SERVICE).build().unwrap();
    for login in [cas.login().renew().gateway(), cas.login().gateway().renew()] {
        error_of(login.build(), CasErrorKind::InvalidRequest);
    }
    let cas = offline().service(SERVICE).renew().build().unwrap();
    error_of(cas.login().gateway().build(), CasErrorKind::InvalidRequest);
}

#[test]
fn logout_urls_return_to_an_absolute_url() {
    let cas = offline().service(SERVICE).build().unwrap();
    let return_to = "https://app.example/bye?a=b&c=d%2F#e";
    let url = cas.logout_url(Some(return_to)).unwrap();
    assert_eq!(parameters(&url), [pair("service", return_to)]);
    assert!(url.starts_with("https://example.genauth.ai/cas-idp/APP_ID/logout?service="), "{url}");
    for return_to in ["", "/bye", "javascript:alert(1)", "https://a.example/\r\nx", "//a.example"] {
        error_of(cas.logout_url(Some(return_to)), CasErrorKind::InvalidRequest);
    }
}

#[test]
fn c4_the_ticket_is_removed_and_nothing_else() {
    let cas = offline().service(SERVICE).build().unwrap();
    for (url, without) in [
        ("/cb?ticket=ST-1", "/cb"),
        ("https://app.example/cb?ticket=ST-1", "https://app.example/cb"),
        ("/cb?b=%2F&ticket=ST-1&a=x+y&a=%c3%a9", "/cb?b=%2F&a=x+y&a=%c3%a9"),
        ("/cb?ticket=ST-1&next=%2Forders%3Fticket%3D1", "/cb?next=%2Forders%3Fticket%3D1"),
        ("/cb?a=b&ticket=ST-1#c?ticket=d", "/cb?a=b#c?ticket=d"),
        ("/cb?ticket=ST-1#c", "/cb#c"),
        ("/cb?ticket=ST-1&ticket=ST-2&a", "/cb?a"),
        ("/cb?%74icket=ST-1&a=", "/cb?a="),
        ("/cb?ticket&a", "/cb?a"),
        ("/ticket=1?a&&b", "/ticket=1?a&&b"),
        ("/cb?tickets=1&my-ticket=2&Ticket=3", "/cb?tickets=1&my-ticket=2&Ticket=3"),
        ("/cb", "/cb"),
        ("/cb?", "/cb?"),
        ("", ""),
    ] {
        assert_eq!(cas.without_ticket(url), without, "{url}");
    }
}
