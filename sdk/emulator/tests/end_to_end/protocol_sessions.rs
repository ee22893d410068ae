//! Tickets, sessions and sign-outs of several protocols under attack.

use std::sync::Arc;

use genauth_emulator::{Application, Emulator};
use reqwest::{Client, redirect::Policy};

use crate::{
    accounts::{PASSWORD, signed_in},
    cas_sign_in::{SERVICE, code, login, signed_in_for, ticket, validate, with_ada},
    oidc_browser::{Browser, CALLBACK},
    saml_peer::{ACS, Response, authn_request, redirected, usual_request},
};

const HOME: &str = "https://app.example/bye";

async fn get(http: &Client, url: &str, pairs: &[(&str, &str)]) -> String {
    let url = url::Url::parse_with_params(url, pairs).unwrap();
    http.get(url).send().await.unwrap().text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn ticket_is_valid_once_among_simultaneous_validations() {
    let (emulator, browser) = with_ada().await;
    let http = Client::new();
    for _ in 0..5 {
        let page = login(&browser, &[("service", SERVICE), ("renew", "true")]).await;
        let once = Arc::new(ticket(&browser.log_in(&page, "ada", PASSWORD).await, SERVICE));
        let url = format!("{}/cas-idp/APP_ID/validate", emulator.host());
        let tasks = (0..20).map(|_| {
            let (http, url, once) = (http.clone(), url.clone(), Arc::clone(&once));
            tokio::spawn(async move {
                get(&http, &url, &[("service", SERVICE), ("ticket", &once)]).await
            })
        });
        let mut valid = 0;
        for task in tasks.collect::<Vec<_>>() {
            valid += usize::from(task.await.unwrap() == "yes\nada\n");
        }
        assert_eq!(valid, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_page_is_used_once_among_simultaneous_forms() {
    let (emulator, browser) = with_ada().await;
    let page = login(&browser, &[("service", SERVICE)]).await;
    let url = format!("{}{}/login", emulator.host(), page.path());
    let http = Client::builder().redirect(Policy::none()).build().unwrap();
    let tasks = (0..10).map(|_| {
        let form = [("account", "ada"), ("password", PASSWORD)];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = http.post(&url).header("content-type", "application/x-www-form-urlencoded");
        tokio::spawn(request.body(body).send())
    });
    let mut statuses = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        statuses.push(task.await.unwrap().unwrap().status().as_u16());
    }
    statuses.sort_unstable();
    let ended = [404; 9];
    assert_eq!((statuses[0], &statuses[1..]), (302, &ended[..]));
}

#[tokio::test]
async fn guesses_of_a_ticket_are_invalid_and_leave_it_valid() {
    let (_emulator, browser) = with_ada().await;
    let right = signed_in_for(&browser, SERVICE).await;
    let random = &right["ST-".len()..];
    for guess in [
        random.to_owned(),
        format!("PT-{random}"),
        format!("st-{random}"),
        format!("{right} "),
        format!(" {right}"),
        format!("{right}\0"),
        format!("{right}\n"),
        format!("{right}%20"),
        right[..right.len() - 1].to_owned(),
        format!("{right}A"),
        right.to_lowercase(),
        "ST-*".to_owned(),
        "ST-%".to_owned(),
    ] {
        let pairs = [("service", SERVICE), ("ticket", guess.as_str())];
        let page = validate(&browser, "serviceValidate", &pairs).await;
        assert_eq!(code(&page), "INVALID_TICKET", "{guess}");
    }
    // A request that is not complete is none for the ticket.
    let page = validate(&browser, "serviceValidate", &[("ticket", &right)]).await;
    assert_eq!(code(&page), "INVALID_REQUEST");
    let pairs = [("service", SERVICE), ("ticket", right.as_str())];
    assert_eq!(validate(&browser, "validate", &pairs).await.body, "yes\nada\n");
}

/// Other spellings of a service name the same resource, but are other services.
#[tokio::test]
async fn other_spellings_of_a_service_are_other_services() {
    let (_emulator, browser) = with_ada().await;
    let service = "https://app.example/cas/a%2Fb?x=1";
    for other in [
        "https://app.example/cas/a%2fb?x=1",
        "https://APP.example/cas/a%2Fb?x=1",
        "https://app.example:443/cas/a%2Fb?x=1",
        "https://app.example/cas/./a%2Fb?x=1",
        "https://app.example/cas/a/b?x=1",
        "https://app.example/cas/a%2Fb?x=1&",
        "https://app.example/cas/a%2Fb",
        "http://app.example/cas/a%2Fb?x=1",
        "https://app.example/cas/a%2Fb?x=1#",
        "https://app.example@evil.example/",
    ] {
        let page = login(&browser, &[("service", service), ("renew", "true")]).await;
        let text = ticket(&browser.log_in(&page, "ada", PASSWORD).await, service);
        let pairs = [("service", other), ("ticket", text.as_str())];
        let page = validate(&browser, "serviceValidate", &pairs).await;
        assert_eq!(code(&page), "INVALID_SERVICE", "{other}");
    }
}

#[tokio::test]
async fn forged_cookies_are_no_session() {
    let (_emulator, browser) = with_ada().await;
    signed_in_for(&browser, SERVICE).await;
    let right = browser.cookie.borrow().clone().unwrap();
    let value = right.split_once('=').unwrap().1.to_owned();
    for cookie in [
        "genauth_session=".to_owned(),
        format!("genauth_session={}", value.to_lowercase()),
        format!("genauth_session={}", &value[1..]),
        format!("genauth_session=\"{value}\""),
        format!("GENAUTH_SESSION={value}"),
        format!("genauth_session =x; genauth_session2={value}"),
        format!("genauth_mfa={value}"),
        format!("genauth_session=x; genauth_session={value}"),
        format!("a=\"; genauth_session={}", "a".repeat(10_000)),
        "=; ;;= genauth_session".to_owned(),
        format!("genauth_session={value}x"),
    ] {
        *browser.cookie.borrow_mut() = Some(cookie.clone());
        let page = login(&browser, &[("service", SERVICE)]).await;
        assert!(page.location().contains("/interaction/"), "{cookie}");
    }
    *browser.cookie.borrow_mut() = Some(format!("a=b;{right};c=d"));
    ticket(&login(&browser, &[("service", SERVICE)]).await, SERVICE);
}

async fn with_logout() -> (Emulator, Browser) {
    let mut app = Application::new("APP_ID", "test-secret");
    app.redirect_uris = [CALLBACK, SERVICE, ACS].map(str::to_owned).to_vec();
    app.logout_redirect_uris = vec![HOME.to_owned()];
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    (emulator, browser)
}

#[tokio::test]
async fn every_sign_out_ends_the_sessions_of_all_protocols() {
    let (_emulator, browser) = with_logout().await;
    for (path, pair) in [
        ("/cas-idp/APP_ID/logout", Some(("service", HOME))),
        ("/cas-idp/logout", Some(("url", HOME))),
        ("/cas-idp/logout", None),
        ("/oidc/session/end", None),
        ("/login/profile/logout", Some(("redirect_uri", HOME))),
    ] {
        let unused = signed_in_for(&browser, SERVICE).await;
        let unused_code = browser.code("ada", &[]).await;
        let tokens = browser.exchange(&browser.code("ada", &[]).await).await;
        let access_token = tokens.text("access_token");
        let authorization = format!("Bearer {access_token}");
        assert_eq!(browser.get_as(&authorization, "/oidc/me").await.status, 200);
        let before = browser.cookie.borrow().clone();
        let page = browser.get(path, pair.as_slice()).await;
        match pair {
            Some(_) => assert_eq!(page.location(), HOME),
            None => assert!(page.body.contains("Signed out"), "{}", page.body),
        }
        let cookie = page.headers["set-cookie"].to_str().unwrap();
        for part in ["genauth_session=;", "Path=/;", "HttpOnly", "SameSite=Lax", "Max-Age=0"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        // The old cookie is worth nothing, for any protocol.
        *browser.cookie.borrow_mut() = before;
        let gateway = [("service", SERVICE), ("gateway", "true")];
        assert_eq!(login(&browser, &gateway).await.location(), SERVICE);
        let passive = format!("AssertionConsumerServiceURL=\"{ACS}\" IsPassive=\"1\"");
        let page = redirected(&browser, &authn_request(&passive, ""), &[]).await;
        assert!(Response::of(&page).values("StatusCode")[1].ends_with(":NoPassive"), "{path}");
        let silent = browser.authorize(&[("prompt", "none")]).await;
        assert_eq!(silent.query("error").as_deref(), Some("login_required"), "{path}");
        let pairs = [("service", SERVICE), ("ticket", unused.as_str())];
        assert_eq!(validate(&browser, "validate", &pairs).await.body, "no\n\n", "{path}");
        assert_eq!(browser.exchange(&unused_code).await.status, 400, "{path}");
        assert_eq!(browser.get_as(&authorization, "/oidc/me").await.status, 401, "{path}");
        *browser.cookie.borrow_mut() = None;
    }
}

/// Addresses that resemble a registered one.
#[tokio::test]
async fn no_sign_out_and_no_sign_in_redirects_to_a_similar_address() {
    let (emulator, browser) = with_logout().await;
    browser.signed_in("ada", &[]).await;
    let similar = |address: &str| {
        let path = address.strip_prefix("https://app.example").unwrap().to_owned();
        [
            format!("https://app.example@evil.example{path}"),
            format!("https://app.example.evil.example{path}"),
            format!("https://evil.example/?{address}"),
            format!("https://evil.example/#{address}"),
            format!("https://APP.example{path}"),
            format!("https://app.example:443{path}"),
            format!("https://app.example/x/..{path}"),
            format!("https://app.example\\@evil.example{path}"),
            format!("http://app.example{path}"),
            format!("//app.example{path}"),
            format!("https:app.example{path}"),
            format!("{address}/"),
            format!("{address}&x=1"),
            format!("{address}#x"),
            format!("{address}%00"),
            format!(" {address}"),
            format!("{address}\n"),
            path,
        ]
    };
    for address in similar(HOME) {
        for (path, name) in [
            ("/cas-idp/APP_ID/logout", "service"),
            ("/cas-idp/APP_ID/logout", "url"),
            ("/cas-idp/logout", "url"),
            ("/login/profile/logout", "redirect_uri"),
            ("/oidc/session/end", "post_logout_redirect_uri"),
        ] {
            let page = browser.get(path, &[(name, &address)]).await;
            assert_eq!(page.status, 400, "{path} {address}");
            assert!(page.headers.get("location").is_none(), "{path} {address}");
        }
    }
    for address in similar(SERVICE) {
        let page = login(&browser, &[("service", &address), ("gateway", "true")]).await;
        assert_eq!(page.status, 400, "{address}");
        assert!(page.headers.get("location").is_none(), "{address}");
    }
    for address in similar(CALLBACK) {
        let page = browser.authorize(&[("redirect_uri", &address), ("prompt", "none")]).await;
        assert_eq!(page.status, 400, "{address}");
        assert!(page.headers.get("location").is_none(), "{address}");
    }
    for address in similar(ACS) {
        let acs = address.replace('&', "&amp;").replace('"', "&quot;").replace('\n', "&#10;");
        let acs = format!("AssertionConsumerServiceURL=\"{acs}\"");
        let page = redirected(&browser, &authn_request(&acs, ""), &[]).await;
        assert_eq!(page.status, 400, "{address}");
        assert!(!page.body.contains("SAMLResponse"), "{address}");
    }
    // A refused sign-out ends nothing.
    ticket(&login(&browser, &[("service", SERVICE)]).await, SERVICE);
    // `RelayState` is text, wherever it seems to lead.
    for state in ["https://evil.example/", "javascript:alert(1)", "//evil.example", "\"><script>"] {
        let page = redirected(&browser, &usual_request(), &[("RelayState", state)]).await;
        assert_eq!(Response::of(&page).action, ACS);
        assert!(!page.body.contains("<script>alert") && !page.body.contains("\"><script>\""));
    }
    drop(emulator);
}

#[tokio::test]
async fn options_of_a_cas_sign_in_have_values() {
    let (_emulator, browser) = with_ada().await;
    let service = ("service", SERVICE);
    // Without a session: only `gateway` returns at once.
    for (name, value, returns) in [
        ("gateway", "true", true),
        ("gateway", "TRUE", true),
        ("gateway", "false", false),
        ("gateway", "", false),
        ("renew", "false", false),
    ] {
        let page = login(&browser, &[service, (name, value)]).await;
        assert_eq!(page.location() == SERVICE, returns, "{name}={value}");
        assert!(page.query("ticket").is_none(), "{name}={value}");
    }
    signed_in_for(&browser, SERVICE).await;
    for (name, value, asks) in
        [("renew", "true", true), ("renew", "True", true), ("renew", "0", false)]
    {
        let page = login(&browser, &[service, (name, value)]).await;
        assert_eq!(page.location().contains("/interaction/"), asks, "{name}={value}");
    }
}
