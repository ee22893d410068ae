//! Second factors and browsers: sessions, other browsers, saved state.

use genauth::{
    authentication::{FactorType, GetProfileParams},
    management::{UpdateUserReqDto, UserStatus},
};
use genauth_emulator::{Application, Emulator};
use serde_json::json;

use crate::{
    accounts::{PASSWORD, sign_in, signed_in},
    mfa::{code_of, with_otp},
    oidc_browser::Browser,
    second_factors::{amr, asked, later, require, with_app, with_phone, with_user},
};

#[tokio::test]
async fn browser_remembers_the_second_factor() {
    let (emulator, browser, uri) = with_app().await;
    let page = asked(&browser, &[]).await;
    let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    let first = browser.exchange(&done.query("code").unwrap()).await;
    let first = browser.verified(&first.text("id_token"), Some("test-secret")).await;
    later(&emulator, 600);
    let silent = browser.authorize(&[("prompt", "none")]).await;
    let second = browser.exchange(&silent.query("code").unwrap()).await;
    let second = browser.verified(&second.text("id_token"), Some("test-secret")).await;
    assert_eq!(second["amr"], json!(["pwd", "otp", "mfa"]));
    assert_eq!(second["auth_time"], first["auth_time"]);

    // A new sign-in asks for both factors.
    let page = asked(&browser, &[("prompt", "login")]).await;
    let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    let third = browser.exchange(&done.query("code").unwrap()).await;
    let third = browser.verified(&third.text("id_token"), Some("test-secret")).await;
    let seconds = |claims: &serde_json::Map<_, serde_json::Value>| claims["auth_time"].as_i64();
    assert_eq!(seconds(&third), seconds(&first).map(|at| at + 600));
    later(&emulator, 60);
    let page = asked(&browser, &[("max_age", "30")]).await;
    assert!(page.body.contains("passcode"), "{}", page.body);
}

#[tokio::test]
async fn signed_in_user_presents_only_the_second_factor() {
    let other = Application::new("OTHER_APP", "test-secret");
    let emulator = Emulator::builder().application(other).start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "ada").await;
    let uri = with_otp(&emulator, &user).await;
    require(&emulator, &[FactorType::Otp]).await;
    let browser = Browser::new(&emulator);
    assert!(browser.signed_in("ada", &[("client_id", "OTHER_APP")]).await.query("code").is_some());
    later(&emulator, 60);

    let silent = browser.authorize(&[("prompt", "none")]).await;
    assert_eq!(silent.query("error").as_deref(), Some("interaction_required"));
    let page = browser.authorize(&[("prompt", "consent")]).await;
    let page = browser.follow(&page).await;
    assert!(!page.body.contains("name=\"password\""), "{}", page.body);
    let before = browser.cookie.borrow().clone();
    let consent = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert_ne!(before, *browser.cookie.borrow(), "a new cookie prevents session fixation");
    let consent = browser.follow(&consent).await;
    assert!(consent.body.contains("Allow"), "{}", consent.body);
    let done = browser.submit(&consent, &[]).await;
    let tokens = browser.exchange(&done.query("code").unwrap()).await;
    let claims = browser.verified(&tokens.text("id_token"), Some("test-secret")).await;
    assert_eq!(claims["amr"], json!(["pwd", "otp", "mfa"]));
    // The password was entered a minute ago.
    let signed_in_at = claims["auth_time"].as_i64().unwrap();
    assert_eq!(claims["iat"].as_i64(), Some(signed_in_at + 60));
    let silent = browser.authorize(&[("prompt", "none")]).await;
    assert!(silent.query("code").is_some());
}

#[tokio::test]
async fn application_with_other_factors_asks_for_one_of_them() {
    let (emulator, user) = with_user().await;
    let uri = with_otp(&emulator, &user).await;
    with_phone(&emulator, &user).await;
    require(&emulator, &[FactorType::Otp]).await;
    later(&emulator, 60);
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(done.query("code").is_some());
    require(&emulator, &[FactorType::Sms]).await;
    let page = browser.authorize(&[]).await;
    let page = browser.follow(&page).await;
    let code = emulator.outbox().last_code("188xxxx8888").unwrap();
    let done = browser.submit(&page, &[("passcode", &code)]).await;
    assert_eq!(amr(&browser, &done).await, ["pwd", "otp", "sms", "mfa"]);
}

#[tokio::test]
async fn other_browsers_cannot_continue_a_sign_in() {
    let (emulator, browser, uri) = with_app().await;
    let begun = browser.authorize(&[]).await;
    let path = begun.path();
    let page = browser.log_in(&begun, "ada", PASSWORD).await;
    assert_eq!(page.path(), path, "the URL has no secrets but the key");

    let other = Browser::new(&emulator);
    let shown = other.get(&path, &[]).await;
    assert!(shown.body.contains("name=\"password\""), "{}", shown.body);
    let code = code_of(&emulator, &uri);
    for step in ["mfa", "end", "confirm"] {
        let refused = other.post(&format!("{path}/{step}"), &[("passcode", &code)]).await;
        assert_eq!(refused.status, 403, "{step}");
    }
    // Neither can the right browser skip the second factor.
    for step in ["end", "confirm"] {
        assert_eq!(browser.post(&format!("{path}/{step}"), &[]).await.status, 403, "{step}");
    }
    let silent = browser.authorize(&[("prompt", "none")]).await;
    assert_eq!(silent.query("error").as_deref(), Some("login_required"));
    let done = browser.post(&format!("{path}/mfa"), &[("passcode", &code)]).await;
    assert!(done.query("code").is_some());
    assert_eq!(browser.post("/interaction/oidc/OTHER/mfa", &[]).await.status, 404);
}

#[tokio::test]
async fn saved_state_keeps_a_sign_in_that_waits_for_a_second_factor() {
    let (emulator, browser, uri) = with_app().await;
    let page = asked(&browser, &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    emulator.save(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let cookie = browser.cookie.borrow().clone().unwrap();
    assert!(!text.contains(cookie.split_once('=').unwrap().1), "cookies are saved as hashes");

    let other = Emulator::builder().seed(99).start().await.unwrap();
    other.load(&file).unwrap();
    other.clock().stop();
    let browser = Browser::new(&other);
    browser.cookie.replace(Some(cookie));
    let shown = browser.get(page.action().strip_suffix("/mfa").unwrap(), &[]).await;
    let done = browser.submit(&shown, &[("passcode", &code_of(&other, &uri))]).await;
    assert_eq!(amr(&browser, &done).await, ["pwd", "otp", "mfa"]);
}

#[tokio::test]
async fn suspended_user_cannot_complete_a_sign_in() {
    let (emulator, browser, uri) = with_app().await;
    let page = asked(&browser, &[]).await;
    let ada = genauth::management::GetUserParams::new("ada")
        .user_id_type(genauth::management::UserIdType::Username);
    let id = emulator.management().get_user(ada).await.unwrap().user_id;
    let suspended = UpdateUserReqDto::new(id).status(UserStatus::Suspended);
    emulator.management().update_user(suspended).await.unwrap();
    let refused = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(refused.body.contains("the account is not active"), "{}", refused.body);
    assert!(refused.body.contains("name=\"password\""), "{}", refused.body);
    assert_eq!(browser.submit(&page, &[("passcode", "123456")]).await.status, 403);
}

#[tokio::test]
async fn sign_in_counts_when_it_is_complete() {
    let (emulator, browser, uri) = with_app().await;
    let profile = async || {
        let ada = genauth::management::GetUserParams::new("ada")
            .user_id_type(genauth::management::UserIdType::Username);
        emulator.management().get_user(ada).await.unwrap()
    };
    let before = profile().await;
    assert!(before.last_mfa_time.is_none());
    let page = asked(&browser, &[]).await;
    assert_eq!(profile().await.logins_count, before.logins_count);
    browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    let after = profile().await;
    assert_eq!(after.logins_count, before.logins_count.map(|count| count + 1));
    assert!(after.last_mfa_time.is_some());
}

#[tokio::test]
async fn recorded_calls_contain_no_codes() {
    let (emulator, browser, uri) = with_app().await;
    let page = asked(&browser, &[]).await;
    let code = code_of(&emulator, &uri);
    browser.submit(&page, &[("passcode", &code)]).await;
    let calls = format!("{:?}", emulator.calls());
    assert!(!calls.contains(&code) && calls.contains("[hidden]"));
}

#[tokio::test]
async fn names_on_the_pages_are_escaped() {
    let mut app = Application::new("APP_ID", "test-secret");
    app.name = "<script>alert(1)</script>".to_owned();
    app.requires_mfa = true;
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    emulator.authentication().sign_up_by_username_password("ada", PASSWORD).await.unwrap();
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    assert!(page.body.contains("&lt;script&gt;") && !page.body.contains("<script"));
    let page = browser.submit(&page, &[("method", "\"><script>")]).await;
    assert!(!page.body.contains("<script"), "{}", page.body);
}

#[tokio::test]
async fn session_of_the_user_works_after_the_second_factor() {
    let (emulator, browser, uri) = with_app().await;
    let page = asked(&browser, &[]).await;
    let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    let tokens = browser.exchange(&done.query("code").unwrap()).await;
    let user = emulator.authentication().with_access_token(tokens.text("access_token"));
    assert!(user.get_profile(GetProfileParams::new()).await.is_ok());
    require(&emulator, &[]).await;
    sign_in(&emulator.authentication(), "ada").await;
}
