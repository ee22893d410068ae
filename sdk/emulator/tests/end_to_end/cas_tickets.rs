//! Invalid CAS tickets, and sign-out.

use genauth_emulator::{Application, Emulator};
use url::form_urlencoded;

use crate::{
    accounts::{PASSWORD, signed_in},
    cas_sign_in::{SERVICE, code, login, signed_in_for, ticket, validate, with_ada},
    oidc_browser::Browser,
    second_factors::later,
    webhook_receiver::Receiver,
};

async fn failed(browser: &Browser, pairs: &[(&str, &str)]) -> String {
    code(&validate(browser, "serviceValidate", pairs).await)
}

#[tokio::test]
async fn ticket_is_valid_once() {
    let (_emulator, browser) = with_ada().await;
    let once = signed_in_for(&browser, SERVICE).await;
    let pairs = [("service", SERVICE), ("ticket", once.as_str())];
    let page = validate(&browser, "serviceValidate", &pairs).await;
    assert!(page.body.contains("authenticationSuccess"), "{}", page.body);
    for version in ["serviceValidate", "p3/serviceValidate"] {
        assert_eq!(code(&validate(&browser, version, &pairs).await), "INVALID_TICKET");
    }
    let json = [pairs[0], pairs[1], ("format", "json")];
    let response = validate(&browser, "serviceValidate", &json).await.json();
    let failure = &response["serviceResponse"]["authenticationFailure"];
    assert_eq!(failure["code"], "INVALID_TICKET", "{response}");
    assert!(!response.to_string().contains(&once), "{response}");
}

#[tokio::test]
async fn ticket_expires_after_five_minutes() {
    let (emulator, browser) = with_ada().await;
    let early = signed_in_for(&browser, SERVICE).await;
    let late = ticket(&login(&browser, &[("service", SERVICE)]).await, SERVICE);
    later(&emulator, 299);
    let pairs = [("service", SERVICE), ("ticket", early.as_str())];
    assert_eq!(validate(&browser, "validate", &pairs).await.body, "yes\nada\n");
    later(&emulator, 1);
    assert_eq!(
        failed(&browser, &[("service", SERVICE), ("ticket", &late)]).await,
        "INVALID_TICKET"
    );
}

#[tokio::test]
async fn ticket_is_bound_to_its_service_and_application() {
    let mut other = Application::new("OTHER_APP", "test-secret");
    other.redirect_uris = vec![SERVICE.to_owned()];
    let emulator = Emulator::builder().application(other).start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let wrong = signed_in_for(&browser, SERVICE).await;
    let elsewhere = [("service", "https://app.example/cas"), ("ticket", wrong.as_str())];
    assert_eq!(failed(&browser, &elsewhere).await, "INVALID_SERVICE");
    // It is used up all the same.
    assert_eq!(
        failed(&browser, &[("service", SERVICE), ("ticket", &wrong)]).await,
        "INVALID_TICKET"
    );

    let own = ticket(&login(&browser, &[("service", SERVICE)]).await, SERVICE);
    let pairs = [("service", SERVICE), ("ticket", own.as_str())];
    let page = browser.get("/cas-idp/OTHER_APP/serviceValidate", &pairs).await;
    assert_eq!(code(&page), "INVALID_TICKET");
    assert_eq!(browser.get("/cas-idp/NONE/serviceValidate", &pairs).await.status, 404);
}

#[tokio::test]
async fn incomplete_validations_are_invalid_requests() {
    let (_emulator, browser) = with_ada().await;
    for pairs in [
        &[][..],
        &[("service", SERVICE)],
        &[("ticket", "ST-1")],
        &[("service", SERVICE), ("ticket", "")],
        &[("service", SERVICE), ("ticket", "ST-1"), ("format", "YAML")],
    ] {
        assert_eq!(failed(&browser, pairs).await, "INVALID_REQUEST", "{pairs:?}");
    }
    for unknown in ["ST-1", "PT-1", "TGT", "ST-1&user=ada", "<cas:user>ada</cas:user>"] {
        let pairs = [("service", SERVICE), ("ticket", unknown)];
        let page = validate(&browser, "serviceValidate", &pairs).await;
        assert_eq!(code(&page), "INVALID_TICKET");
        assert!(!page.body.contains(unknown), "{}", page.body);
        assert_eq!(validate(&browser, "validate", &pairs).await.body, "no\n\n");
    }
}

#[tokio::test]
async fn recorded_calls_hide_tickets() {
    let (emulator, browser) = with_ada().await;
    let hidden = signed_in_for(&browser, SERVICE).await;
    validate(&browser, "serviceValidate", &[("service", SERVICE), ("ticket", &hidden)]).await;
    let calls = emulator.calls();
    let call = calls.iter().find(|call| call.path.ends_with("/serviceValidate")).unwrap();
    assert_eq!((call.operation.as_deref(), call.status_code), (None, 200));
    assert_eq!(call.params["ticket"], "[hidden]");
    assert!(!serde_json::to_string(&calls).unwrap().contains(&hidden));
}

#[tokio::test]
async fn faults_of_every_operation_apply() {
    let (emulator, browser) = with_ada().await;
    emulator.faults().everywhere().times(1).status(503);
    let page = browser.get("/cas-idp/APP_ID/serviceValidate", &[]).await;
    assert_eq!(page.status, 503);
    assert_eq!(failed(&browser, &[]).await, "INVALID_REQUEST");
    emulator.faults().on("getProfile").unwrap().status(503);
    assert_eq!(failed(&browser, &[]).await, "INVALID_REQUEST");
}

#[tokio::test]
async fn sign_out_redirects_to_registered_urls_and_invalidates_tickets() {
    let (_emulator, browser) = with_ada().await;
    let unused = signed_in_for(&browser, SERVICE).await;
    for (path, name) in [("/cas-idp/APP_ID/logout", "service"), ("/cas-idp/logout", "url")] {
        let page = browser.get(path, &[(name, "http://app.example/")]).await;
        assert_eq!(page.status, 400, "{}", page.body);
    }
    let page = browser.get("/cas-idp/APP_ID/logout", &[("service", SERVICE)]).await;
    assert_eq!(page.location(), SERVICE);
    assert_eq!(
        failed(&browser, &[("service", SERVICE), ("ticket", &unused)]).await,
        "INVALID_TICKET"
    );
    let page = login(&browser, &[("service", SERVICE)]).await;
    assert!(page.location().contains("/interaction/"), "{}", page.location());
    let page = browser.get("/cas-idp/logout", &[("url", SERVICE)]).await;
    assert_eq!(page.location(), SERVICE);
    let page = browser.get("/cas-idp/APP_ID/logout", &[]).await;
    assert!(page.body.contains("Signed out"), "{}", page.body);
    assert_eq!(browser.get("/cas-idp/OTHER/logout", &[]).await.status, 404);

    let mut app = Application::new("APP_ID", "test-secret");
    app.logout_redirect_uris = vec!["https://app.example/bye".to_owned()];
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    let browser = Browser::new(&emulator);
    let bye = [("service", "https://app.example/bye")];
    assert_eq!(browser.get("/cas-idp/APP_ID/logout", &bye).await.status, 302);
    let other = [("url", "https://app.example/")];
    assert_eq!(browser.get("/cas-idp/logout", &other).await.status, 400);
}

/// Returns the posted request of a single logout.
async fn logout_request(receiver: &mut Receiver) -> String {
    let received = receiver.next().await;
    assert_eq!(received.header("content-type"), Some("application/x-www-form-urlencoded"));
    let mut pairs = form_urlencoded::parse(&received.body);
    let (name, value) = pairs.next().unwrap();
    assert_eq!((&*name, pairs.next()), ("logoutRequest", None));
    value.into_owned()
}

#[tokio::test]
async fn services_receive_the_sign_out() {
    let (_emulator, browser) = with_ada().await;
    let [mut used, mut unused] = [Receiver::start(&[]).await, Receiver::start(&[]).await];
    let validated = signed_in_for(&browser, &used.url).await;
    let pairs = [("service", used.url.as_str()), ("ticket", validated.as_str())];
    assert_eq!(validate(&browser, "validate", &pairs).await.body, "yes\nada\n");
    // A service that never validated its ticket has no session.
    login(&browser, &[("service", &unused.url)]).await;
    // A service elsewhere is not informed.
    let remote = ticket(&login(&browser, &[("service", SERVICE)]).await, SERVICE);
    validate(&browser, "validate", &[("service", SERVICE), ("ticket", &remote)]).await;
    browser.get("/cas-idp/APP_ID/logout", &[]).await;
    let request = logout_request(&mut used).await;
    let document = roxmltree::Document::parse(&request).unwrap();
    let protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    assert!(document.root_element().has_tag_name((protocol, "LogoutRequest")));
    let text = |name: &str| {
        let found = document.descendants().find(|it| it.tag_name().name() == name);
        found.and_then(|it| it.text()).unwrap().to_owned()
    };
    assert_eq!((text("SessionIndex"), text("NameID")), (validated, "ada".to_owned()));
    assert!(unused.received().is_empty());
}

#[tokio::test]
async fn every_end_of_a_browser_session_is_a_sign_out() {
    let (emulator, browser) = with_ada().await;
    let mut receiver = Receiver::start(&[]).await;
    let service = receiver.url.clone();
    let begin = async || {
        let page = login(&browser, &[("service", &service)]).await;
        let page = match page.location().contains("/interaction/") {
            true => browser.log_in(&page, "ada", PASSWORD).await,
            false => page,
        };
        let ticket = ticket(&page, &service);
        let pairs = [("service", service.as_str()), ("ticket", ticket.as_str())];
        assert_eq!(validate(&browser, "validate", &pairs).await.body, "yes\nada\n");
        ticket
    };
    let first = begin().await;
    browser.get("/oidc/session/end", &[]).await;
    let second = begin().await;
    // Another sign-in of the same user in the same browser ends nothing.
    browser.signed_in("ada", &[("prompt", "login")]).await;
    let users = emulator.management().list_users(Default::default()).await.unwrap();
    let id = users.list[0].user_id.clone();
    emulator
        .management()
        .delete_users_batch(genauth::management::DeleteUsersBatchDto::new(vec![id]))
        .await
        .unwrap();
    assert!(logout_request(&mut receiver).await.contains(&first));
    assert!(logout_request(&mut receiver).await.contains(&second));
}

#[tokio::test]
async fn tickets_and_sessions_are_saved() {
    let (emulator, browser) = with_ada().await;
    let saved = signed_in_for(&browser, SERVICE).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    emulator.save(&file).unwrap();
    assert!(!std::fs::read_to_string(&file).unwrap().contains(&saved));
    let pairs = [("service", SERVICE), ("ticket", saved.as_str())];
    for _ in 0..2 {
        assert_eq!(validate(&browser, "validate", &pairs).await.body, "yes\nada\n");
        assert_eq!(validate(&browser, "validate", &pairs).await.body, "no\n\n");
        emulator.load(&file).unwrap();
    }
}
