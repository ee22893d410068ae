//! Sign-in by CAS, over plain HTTP.

use genauth_emulator::{Application, Emulator};
use serde_json::json;
use url::Url;

use crate::{
    accounts::{PASSWORD, signed_in},
    mfa::code_of,
    oidc_browser::{Browser, Page},
    second_factors::{later, with_app},
};

/// A service with its own query.
pub const SERVICE: &str = "https://app.example/cas?next=%2Fa%2Fb&x=a+b";

pub async fn with_ada() -> (Emulator, Browser) {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    (emulator, browser)
}

/// Opens the sign-in page for a service.
pub async fn login(browser: &Browser, pairs: &[(&str, &str)]) -> Page {
    browser.get("/cas-idp/APP_ID/login", pairs).await
}

/// Returns the ticket in a redirect to a service.
pub fn ticket(page: &Page, service: &str) -> String {
    let location = page.location();
    assert!(location.starts_with(service), "{location}");
    let ticket = page.query("ticket").unwrap();
    assert!(ticket.starts_with("ST-") && ticket.len() >= 32, "{ticket}");
    ticket
}

/// Signs `ada` in, and returns a ticket for a service.
pub async fn signed_in_for(browser: &Browser, service: &str) -> String {
    let page = login(browser, &[("service", service)]).await;
    ticket(&browser.log_in(&page, "ada", PASSWORD).await, service)
}

/// Validates a ticket with `serviceValidate`, or the path of another version.
pub async fn validate(browser: &Browser, version: &str, pairs: &[(&str, &str)]) -> Page {
    let page = browser.get(&format!("/cas-idp/APP_ID/{version}"), pairs).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page
}

/// Returns the code of a failed validation.
pub fn code(page: &Page) -> String {
    let start = "<cas:authenticationFailure code=\"";
    assert!(page.body.contains(start), "{}", page.body);
    page.body.split_once(start).unwrap().1.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn ticket_leads_to_the_user_in_every_version() {
    let (_emulator, browser) = with_ada().await;
    let first = signed_in_for(&browser, SERVICE).await;
    let text = [("service", SERVICE), ("ticket", &first)];
    assert_eq!(validate(&browser, "validate", &text).await.body, "yes\nada\n");
    assert_eq!(validate(&browser, "validate", &text).await.body, "no\n\n");

    for version in ["serviceValidate", "p3/serviceValidate"] {
        // The browser is signed in: the next ticket comes without a page.
        let page = login(&browser, &[("service", SERVICE)]).await;
        let next = ticket(&page, SERVICE);
        let pairs = [("service", SERVICE), ("ticket", &next)];
        let valid = validate(&browser, version, &pairs).await;
        assert_eq!(valid.headers["content-type"], "application/xml; charset=utf-8");
        let document = roxmltree::Document::parse(&valid.body).unwrap();
        let cas = "http://www.yale.edu/tp/cas";
        assert!(document.root_element().has_tag_name((cas, "serviceResponse")));
        let text = |name: &str| {
            let found = document.descendants().find(|it| it.has_tag_name((cas, name)));
            found.and_then(|it| it.text()).map(str::to_owned)
        };
        assert_eq!(text("user").as_deref(), Some("ada"));
        assert_eq!(text("username").as_deref(), Some("ada"));
        assert_eq!(text("isFromNewLogin").as_deref(), Some("false"));
        assert!(text("userId").is_some());
    }
    let page = browser.get("/cas-idp/APP_ID", &[("service", SERVICE)]).await;
    let next = ticket(&page, SERVICE);
    let pairs = [("service", SERVICE), ("ticket", &next), ("format", "JSON")];
    let json = validate(&browser, "serviceValidate", &pairs).await.json();
    let success = &json["serviceResponse"]["authenticationSuccess"];
    assert_eq!(success["user"], "ada", "{json}");
    assert_eq!(success["attributes"]["username"], "ada", "{json}");
}

#[tokio::test]
async fn service_is_returned_to_exactly() {
    let (_emulator, browser) = with_ada().await;
    for (service, expected) in [
        (SERVICE, format!("{SERVICE}&ticket=")),
        ("https://app.example", "https://app.example?ticket=".to_owned()),
        ("http://127.0.0.1:3000/a%2Fb/", "http://127.0.0.1:3000/a%2Fb/?ticket=".to_owned()),
        ("https://app.example/ü", "https://app.example/%C3%BC?ticket=".to_owned()),
    ] {
        let page = login(&browser, &[("service", service)]).await;
        let page = match page.location().contains("/interaction/") {
            true => browser.log_in(&page, "ada", PASSWORD).await,
            false => page,
        };
        assert!(page.location().starts_with(&expected), "{}", page.location());
        let text = Url::parse(&page.location()).unwrap();
        let ticket = text.query_pairs().find(|(name, _)| name == "ticket").unwrap().1.into_owned();
        let pairs = [("service", service), ("ticket", &ticket)];
        assert_eq!(validate(&browser, "validate", &pairs).await.body, "yes\nada\n");
    }
}

#[tokio::test]
async fn services_must_be_registered() {
    let mut app = Application::new("APP_ID", "test-secret");
    app.redirect_uris = vec![SERVICE.to_owned()];
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    let browser = Browser::new(&emulator);
    assert_eq!(login(&browser, &[("service", SERVICE)]).await.status, 302);
    for service in ["https://evil.example/", "https://app.example/cas", "/cas", "javascript:a"] {
        for more in ["renew", "gateway"] {
            let page = login(&browser, &[("service", service), (more, "true")]).await;
            assert_eq!(page.status, 400, "{service}");
            assert!(page.headers.get("location").is_none() && page.body.contains("service"));
        }
    }
    let open = Emulator::start().await.unwrap();
    let browser = Browser::new(&open);
    assert_eq!(login(&browser, &[("service", SERVICE)]).await.status, 302);
    for service in ["http://app.example/", "https://app.example/#a", "https://app.example/\r\na"] {
        assert_eq!(login(&browser, &[("service", service)]).await.status, 400, "{service}");
    }
    assert_eq!(browser.get("/cas-idp/OTHER/login", &[("service", SERVICE)]).await.status, 404);
    assert_eq!(browser.post("/cas-idp/APP_ID/login", &[("service", SERVICE)]).await.status, 405);
}

#[tokio::test]
async fn renew_asks_for_the_password_and_gateway_never_does() {
    let (_emulator, browser) = with_ada().await;
    let gateway = [("service", SERVICE), ("gateway", "true")];
    assert_eq!(login(&browser, &gateway).await.location(), SERVICE);
    let both = [("service", SERVICE), ("gateway", "true"), ("renew", "true")];
    let page = login(&browser, &both).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("exclude each other"), "{}", page.body);

    let fresh = signed_in_for(&browser, SERVICE).await;
    let known = ticket(&login(&browser, &gateway).await, SERVICE);
    for (ticket, expected) in [(&fresh, true), (&known, false)] {
        let pairs = [("service", SERVICE), ("ticket", ticket.as_str()), ("renew", "true")];
        let page = validate(&browser, "serviceValidate", &pairs).await;
        match expected {
            true => assert!(page.body.contains("<cas:user>ada</cas:user>"), "{}", page.body),
            false => assert_eq!(code(&page), "INVALID_TICKET"),
        }
    }
    let renew = [("service", SERVICE), ("renew", "true")];
    let page = login(&browser, &renew).await;
    assert!(page.location().contains("/interaction/"), "{}", page.location());
    let renewed = ticket(&browser.log_in(&page, "ada", PASSWORD).await, SERVICE);
    let pairs = [("service", SERVICE), ("ticket", &renewed), ("renew", "true")];
    assert_eq!(validate(&browser, "validate", &pairs).await.body, "yes\nada\n");
}

#[tokio::test]
async fn second_factor_is_required() {
    let (emulator, browser, uri) = with_app().await;
    let page = login(&browser, &[("service", SERVICE)]).await;
    let page = browser.log_in(&page, "ada", PASSWORD).await;
    let page = browser.follow(&page).await;
    assert!(page.body.contains("name=\"passcode\""), "{}", page.body);
    let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    let ticket = ticket(&done, SERVICE);
    let pairs = [("service", SERVICE), ("ticket", &ticket), ("renew", "true")];
    assert_eq!(validate(&browser, "validate", &pairs).await.body, "yes\nada\n");
}

#[tokio::test]
async fn sign_in_without_a_service_and_canceled_sign_in_end_on_pages() {
    let (_emulator, browser) = with_ada().await;
    let page = login(&browser, &[]).await;
    let done = browser.log_in(&page, "ada", PASSWORD).await;
    assert!(done.body.contains("You are signed in"), "{}", done.body);
    assert!(login(&browser, &[("gateway", "true")]).await.body.contains("You are signed in"));
    let page = login(&browser, &[("service", SERVICE), ("renew", "true")]).await;
    let form = browser.follow(&page).await;
    let canceled = browser.post(&form.action().replace("/login", "/abort"), &[]).await;
    assert_eq!(canceled.status, 200);
    assert!(canceled.body.contains("Sign-in canceled"), "{}", canceled.body);
}

#[tokio::test]
async fn settings_of_the_application_shape_the_user() {
    let mut app = Application::new("APP_ID", "test-secret");
    let settings = json!({
        "casUserIdentifier": "user-${user.username}", "stLifetime": 10,
        "customAttributes": {"customAttr1": "123", "not a name": "x", "mail": "${user.email}<"},
    });
    app.settings.cas = settings.as_object().cloned();
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    emulator.clock().stop();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let first = signed_in_for(&browser, SERVICE).await;
    let page =
        validate(&browser, "p3/serviceValidate", &[("service", SERVICE), ("ticket", &first)]).await;
    for expected in [
        "<cas:user>user-ada</cas:user>",
        "<cas:customAttr1>123</cas:customAttr1>",
        "<cas:mail>&lt;</cas:mail>",
    ] {
        assert!(page.body.contains(expected), "{expected}: {}", page.body);
    }
    assert!(!page.body.contains("not a name"), "{}", page.body);
    let late = ticket(&login(&browser, &[("service", SERVICE)]).await, SERVICE);
    later(&emulator, 10);
    let pairs = [("service", SERVICE), ("ticket", &late)];
    assert_eq!(code(&validate(&browser, "serviceValidate", &pairs).await), "INVALID_TICKET");
}
