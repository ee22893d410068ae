//! Applications and users that change or disappear while a browser signs in.

use std::sync::Arc;

use genauth::{
    cas::CasLogoutRequest,
    management::{DeleteApplicationDto, DeleteUsersBatchDto, UpdateUserReqDto, UserStatus},
};
use genauth_emulator::{Application, Emulator};
use reqwest::Client;
use url::form_urlencoded;

use crate::{
    accounts::{PASSWORD, signed_in},
    cas_sign_in::{SERVICE, code, login, signed_in_for, ticket, validate, with_ada},
    oidc_browser::{Browser, CALLBACK},
    saml_peer::{deflated, usual_request},
    webhook_receiver::Receiver,
};

async fn id_of_ada(emulator: &Emulator) -> String {
    let users = emulator.management().list_users(Default::default()).await.unwrap();
    let is_ada = |username: &Option<String>| username.as_deref() == Some("ada");
    users.list.into_iter().find(|user| is_ada(&user.username)).unwrap().user_id
}

/// No ticket, code or response is issued for an application that is gone.
#[tokio::test]
async fn sign_in_for_a_deleted_application_ends_on_a_page() {
    let request = deflated(usual_request().as_bytes());
    for (path, pairs) in [
        ("/cas-idp/OTHER_APP/login", vec![("service", SERVICE)]),
        ("/cas-idp/OTHER_APP/login", vec![]),
        ("/api/v2/saml-idp/OTHER_APP", vec![("SAMLRequest", request.as_str())]),
        (
            "/oidc/auth",
            vec![
                ("client_id", "OTHER_APP"),
                ("redirect_uri", CALLBACK),
                ("response_type", "code id_token"),
                ("nonce", "NONCE"),
                ("scope", "openid"),
            ],
        ),
    ] {
        let other = Application::new("OTHER_APP", "test-secret");
        let emulator = Emulator::builder().application(other).start().await.unwrap();
        signed_in(&emulator, "ada").await;
        let browser = Browser::new(&emulator);
        let [first, second] = [browser.get(path, &pairs).await, browser.get(path, &pairs).await];
        let delete = DeleteApplicationDto::new("OTHER_APP");
        emulator.management().delete_application(delete).await.unwrap();
        let shown = browser.get(&first.path(), &[]).await;
        assert!(shown.status < 500, "{path} {}", shown.body);
        let fields = [("account", "ada"), ("password", PASSWORD)];
        let done = browser.post(&format!("{}/login", first.path()), &fields).await;
        assert!((400..500).contains(&done.status), "{path} {} {:?}", done.status, done.headers);
        assert!(done.headers.get("location").is_none(), "{path} {:?}", done.headers);
        assert!(done.headers.get("set-cookie").is_none(), "{path} {:?}", done.headers);
        assert!(!done.body.contains("SAMLResponse"), "{path}");
        let done = browser.post(&format!("{}/abort", second.path()), &[]).await;
        assert!(done.status < 500, "{path} {}", done.body);
    }
}

#[tokio::test]
async fn ticket_of_a_user_who_is_gone_is_invalid() {
    for is_deleted in [true, false] {
        let (emulator, browser) = with_ada().await;
        let unused = signed_in_for(&browser, SERVICE).await;
        let id = id_of_ada(&emulator).await;
        match is_deleted {
            true => {
                let delete = DeleteUsersBatchDto::new(vec![id]);
                emulator.management().delete_users_batch(delete).await.unwrap();
            }
            false => {
                let update = UpdateUserReqDto::new(id).status(UserStatus::Suspended);
                emulator.management().update_user(update).await.unwrap();
            }
        }
        let pairs = [("service", SERVICE), ("ticket", unused.as_str())];
        assert_eq!(code(&validate(&browser, "serviceValidate", &pairs).await), "INVALID_TICKET");
        let page = login(&browser, &[("service", SERVICE)]).await;
        assert!(page.location().contains("/interaction/"), "{}", page.location());
        let again = browser.log_in(&page, "ada", PASSWORD).await;
        assert_eq!(again.status, 200);
        assert!(again.body.contains("class=\"problem\""), "{}", again.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn code_is_valid_once_among_simultaneous_exchanges() {
    let (emulator, browser) = with_ada().await;
    let once = browser.code("ada", &[]).await;
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("client_id", "APP_ID"), ("client_secret", "test-secret")])
        .extend_pairs([("grant_type", "authorization_code"), ("redirect_uri", CALLBACK)])
        .append_pair("code", &once)
        .finish();
    let body = Arc::new(body);
    let http = Client::new();
    let tasks = (0..20).map(|_| {
        let request = http
            .post(format!("{}/oidc/token", emulator.host()))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.to_string());
        tokio::spawn(request.send())
    });
    let mut granted = 0;
    for task in tasks.collect::<Vec<_>>() {
        let response = task.await.unwrap().unwrap();
        match response.status().as_u16() {
            200 => granted += 1,
            status => assert_eq!(status, 400),
        }
    }
    assert_eq!(granted, 1);
}

/// Anyone with the address of a sign-in page can log in there; the steps after that are bound to the
/// browser that did.
#[tokio::test]
async fn another_browser_cannot_go_on_with_a_sign_in() {
    let (emulator, victim) = with_ada().await;
    let attacker = Browser::new(&emulator);
    let page = victim.authorize(&[("prompt", "consent")]).await;
    victim.log_in(&page, "ada", PASSWORD).await;
    for step in ["confirm", "end", "mfa"] {
        let done = match step {
            "end" => attacker.get(&format!("{}/end", page.path()), &[]).await,
            step => attacker.post(&format!("{}/{step}", page.path()), &[]).await,
        };
        assert!((400..500).contains(&done.status), "{step} {} {}", done.status, done.body);
        assert!(done.headers.get("location").is_none(), "{step}");
        assert!(done.headers.get("set-cookie").is_none(), "{step}");
    }
    let done = victim.post(&format!("{}/confirm", page.path()), &[]).await;
    assert!(done.query("code").is_some(), "{}", done.location());
}

/// A cookie that was there before the sign-in is not that of the user afterward.
#[tokio::test]
async fn planted_cookie_is_replaced() {
    let (emulator, attacker) = with_ada().await;
    signed_in(&emulator, "eve").await;
    attacker.signed_in("eve", &[]).await;
    let planted = attacker.cookie.borrow().clone();
    let victim = Browser::new(&emulator);
    victim.cookie.borrow_mut().clone_from(&planted);
    let page = login(&victim, &[("service", SERVICE), ("renew", "true")]).await;
    let text = ticket(&victim.log_in(&page, "ada", PASSWORD).await, SERVICE);
    let pairs = [("service", SERVICE), ("ticket", text.as_str())];
    assert_eq!(validate(&victim, "validate", &pairs).await.body, "yes\nada\n");
    assert_ne!(*victim.cookie.borrow(), planted);
    let page = login(&attacker, &[("service", SERVICE), ("gateway", "true")]).await;
    if let Some(text) = page.query("ticket") {
        let pairs = [("service", SERVICE), ("ticket", text.as_str())];
        assert_ne!(validate(&attacker, "validate", &pairs).await.body, "yes\nada\n");
    }
}

/// Requests of single logout have the name of the user, which may be anything.
#[tokio::test]
async fn sign_out_of_a_user_with_markup_in_the_name_reaches_the_service() {
    let mut app = Application::new("APP_ID", "test-secret");
    let template = "]]><x y=\"&\">${user.username}\r\n<!--";
    let cas = serde_json::json!({"casUserIdentifier": template});
    app.settings.cas = cas.as_object().cloned();
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let mut receiver = Receiver::start(&[]).await;
    let service = receiver.url.clone();
    let text = signed_in_for(&browser, &service).await;
    let pairs = [("service", service.as_str()), ("ticket", text.as_str())];
    assert!(validate(&browser, "validate", &pairs).await.body.starts_with("yes\n"));
    browser.get("/cas-idp/logout", &[]).await;
    let body = receiver.next().await.body;
    let request = CasLogoutRequest::from_form(std::str::from_utf8(&body).unwrap()).unwrap();
    assert_eq!(request.ticket().expose(), text);
    assert_eq!(request.name_id(), Some(&*template.replace("${user.username}", "ada")));
}
