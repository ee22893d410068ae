//! Sign-in by SAML, over plain HTTP.

use genauth::{
    authentication::FactorType,
    management::{AssignRoleDto, CreateRoleDto, TargetDto, TargetType, UpdateUserReqDto},
};
use genauth_emulator::Emulator;
use serde_json::json;

use crate::{
    accounts::{PASSWORD, signed_in},
    mfa::code_of,
    oidc_browser::{Browser, Page},
    saml_peer::{
        ACS, ENTITY, IDP, Response, authn_request, redirected, usual_request, with_settings,
    },
    second_factors::{require, with_app},
};

async fn with_ada() -> (Emulator, Browser) {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    (emulator, browser)
}

/// Starts a sign-in and enters the password of `ada`.
async fn log_in(browser: &Browser, document: &str, pairs: &[(&str, &str)]) -> Page {
    let page = redirected(browser, document, pairs).await;
    browser.log_in(&page, "ada", PASSWORD).await
}

#[tokio::test]
async fn response_is_signed_and_bound_to_the_request() {
    let (emulator, browser) = with_ada().await;
    emulator.clock().stop();
    let page = log_in(&browser, &usual_request(), &[("RelayState", "/start?a=<\"&'>")]).await;
    let response = Response::of(&page);
    assert_eq!(response.action, ACS);
    assert_eq!(response.relay_state.as_deref(), Some("/start?a=&lt;&quot;&amp;&#39;&gt;"));
    assert_eq!(response.verified(&browser).await, ["Assertion"]);
    let idp = format!("{}{IDP}/metadata", emulator.host());
    assert_eq!(response.texts("Issuer"), [idp.as_str(), &idp]);
    assert_eq!(response.texts("Audience"), [ENTITY]);
    assert_eq!(response.texts("NameID"), ["ada"]);
    assert_eq!(response.user_attribute("username"), ["ada"]);
    assert_eq!(response.user_attribute("userId").len(), 1);
    assert!(response.user_attribute("roles").is_empty());
    for (element, name, expected) in [
        ("Response", "Destination", ACS),
        ("Response", "InResponseTo", "_request"),
        ("SubjectConfirmationData", "InResponseTo", "_request"),
        ("SubjectConfirmationData", "Recipient", ACS),
        ("Conditions", "NotBefore", &emulator.clock().now().text()),
        ("Conditions", "NotOnOrAfter", &emulator.clock().now().plus_seconds(3_600).text()),
        ("AuthnStatement", "AuthnInstant", &emulator.clock().now().text()),
    ] {
        assert_eq!(response.attribute(element, name).as_deref(), Some(expected), "{element}");
    }
    assert_eq!(response.values("StatusCode"), ["urn:oasis:names:tc:SAML:2.0:status:Success"]);
}

#[tokio::test]
async fn the_browser_stays_signed_in_for_all_protocols() {
    let (_emulator, browser) = with_ada().await;
    browser.signed_in("ada", &[]).await;
    let silent = redirected(&browser, &usual_request(), &[]).await;
    let first = Response::of(&silent);
    let second = Response::of(&redirected(&browser, &usual_request(), &[]).await);
    assert_eq!(second.texts("NameID"), ["ada"]);
    assert_ne!(first.attribute("Assertion", "ID"), second.attribute("Assertion", "ID"));
    let forced =
        authn_request(&format!("AssertionConsumerServiceURL=\"{ACS}\" ForceAuthn=\"1\""), "");
    let page = redirected(&browser, &forced, &[]).await;
    assert!(page.location().contains("/interaction/"), "{}", page.location());
    assert_eq!(
        Response::of(&browser.log_in(&page, "ada", PASSWORD).await).texts("NameID"),
        ["ada"]
    );
}

#[tokio::test]
async fn passive_request_gets_a_status_instead_of_a_page() {
    let (_emulator, browser) = with_ada().await;
    let passive =
        authn_request(&format!("AssertionConsumerServiceURL=\"{ACS}\" IsPassive=\"true\""), "");
    let refused = Response::of(&redirected(&browser, &passive, &[("RelayState", "a")]).await);
    let codes = refused.values("StatusCode");
    assert!(codes[0].ends_with(":Responder") && codes[1].ends_with(":NoPassive"), "{codes:?}");
    assert_eq!(refused.attribute("Response", "InResponseTo").as_deref(), Some("_request"));
    assert_eq!(refused.relay_state.as_deref(), Some("a"));
    assert!(!refused.xml.contains("Assertion "), "{}", refused.xml);
    browser.signed_in("ada", &[]).await;
    let granted = Response::of(&redirected(&browser, &passive, &[]).await);
    assert_eq!(granted.texts("NameID"), ["ada"]);
}

#[tokio::test]
async fn canceled_sign_in_is_reported_to_the_application() {
    let (_emulator, browser) = with_ada().await;
    let page = redirected(&browser, &usual_request(), &[("RelayState", "a")]).await;
    let form = browser.follow(&page).await;
    let abort = form.action().replace("/login", "/abort");
    let response = Response::of(&browser.post(&abort, &[]).await);
    let codes = response.values("StatusCode");
    assert!(codes[0].ends_with(":Responder") && codes[1].ends_with(":AuthnFailed"), "{codes:?}");
    assert_eq!((response.action.as_str(), response.relay_state.as_deref()), (ACS, Some("a")));
    assert_eq!(browser.post(&abort, &[]).await.status, 404);
}

#[tokio::test]
async fn second_factor_is_required() {
    let (emulator, browser, uri) = with_app().await;
    let page = log_in(&browser, &usual_request(), &[]).await;
    let page = browser.follow(&page).await;
    assert!(page.body.contains("name=\"passcode\""), "{}", page.body);
    let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert_eq!(Response::of(&done).texts("NameID"), ["ada"]);
    assert_eq!(
        Response::of(&redirected(&browser, &usual_request(), &[]).await).texts("NameID"),
        ["ada"]
    );

    // A factor that the browser did not present is requested without the password.
    require(&emulator, &[FactorType::Email]).await;
    let page = redirected(&browser, &usual_request(), &[]).await;
    let page = browser.follow(&page).await;
    assert!(!page.body.contains("name=\"password\""), "{}", page.body);
}

#[tokio::test]
async fn sign_in_can_start_at_the_identity_provider() {
    let emulator = with_settings(json!({"acs": ACS, "audience": ENTITY})).await;
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let page = browser.get(IDP, &[("RelayState", "/start")]).await;
    let response = Response::of(&browser.log_in(&page, "ada", PASSWORD).await);
    assert_eq!((response.action.as_str(), response.relay_state.as_deref()), (ACS, Some("/start")));
    assert_eq!(response.attribute("Response", "InResponseTo"), None);
    assert_eq!(response.attribute("SubjectConfirmationData", "InResponseTo"), None);
    assert_eq!(response.texts("Audience"), [ENTITY]);

    let open = Emulator::start().await.unwrap();
    let page = Browser::new(&open).get(IDP, &[]).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("no ACS URL is registered"), "{}", page.body);
}

#[tokio::test]
async fn attributes_of_the_user_are_escaped_and_lists_are_kept() {
    let (emulator, browser) = with_ada().await;
    let management = emulator.management();
    let user = emulator.authentication().sign_in_by_username_password("ada", PASSWORD).await;
    assert!(user.is_ok());
    let page = log_in(&browser, &usual_request(), &[]).await;
    let id = Response::of(&page).user_attribute("userId").remove(0);
    let odd = "A <b>&amp; \"c\" ]]> 'é' 长";
    let update = UpdateUserReqDto::new(&*id).name(odd);
    management.update_user(update).await.unwrap();
    for code in ["writer", "reader"] {
        management.create_role(CreateRoleDto::new(code)).await.unwrap();
        let target = TargetDto::new(TargetType::User, &*id);
        management.assign_role(AssignRoleDto::new(code, [target])).await.unwrap();
    }
    let response = Response::of(&redirected(&browser, &usual_request(), &[]).await);
    assert_eq!(response.user_attribute("name"), [odd]);
    assert_eq!(response.user_attribute("roles"), ["reader", "writer"]);
    assert_eq!(response.verified(&browser).await, ["Assertion"]);
}
