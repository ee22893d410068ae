//! Second factor on the sign-in page: when it is required, and how it is chosen.

use genauth::{
    Error, NextStep,
    authentication::{EmailChannel, FactorType, GetProfileParams},
    codes::api,
};

use crate::{
    accounts::{PASSWORD, emailed},
    mfa::{code_of, with_otp, wrong_code},
    oidc_browser::Browser,
    second_factors::{
        EMAIL, amr, asked, later, require, with_app, with_email, with_phone, with_user,
    },
};

#[tokio::test]
async fn code_of_an_authenticator_app_completes_the_sign_in() {
    let (emulator, browser, uri) = with_app().await;
    let page = asked(&browser, &[]).await;
    assert!(page.body.contains("authenticator app shows"), "{}", page.body);
    let again = browser.submit(&page, &[("passcode", &wrong_code(&emulator, &uri))]).await;
    assert_eq!(again.status, 200);
    assert!(again.body.contains("role=\"alert\""), "{}", again.body);
    let again = browser.submit(&again, &[("passcode", "")]).await;
    assert!(again.body.contains("enter the code"), "{}", again.body);
    let done = browser.submit(&again, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert_eq!(done.query("state").as_deref(), Some("STATE"));
    assert_eq!(amr(&browser, &done).await, ["pwd", "otp", "mfa"]);
    let cookie = browser.cookie.borrow().clone().unwrap();
    assert!(cookie.starts_with("genauth_session=") && !cookie.contains(';'), "{cookie}");
}

#[tokio::test]
async fn user_chooses_among_several_factors() {
    let (emulator, user) = with_user().await;
    let uri = with_otp(&emulator, &user).await;
    with_email(&emulator, &user).await;
    with_phone(&emulator, &user).await;
    require(&emulator, &[FactorType::Otp, FactorType::Email]).await;
    later(&emulator, 60);
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    assert!(!page.body.contains("passcode") && !page.body.contains("Text message"));
    assert!(page.body.contains("Email to a***@example.com"), "{}", page.body);
    let methods = page.methods().into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(methods.len(), 2);
    let nothing = browser.submit(&page, &[]).await;
    assert!(nothing.body.contains("choose a method"), "{}", nothing.body);
    let unknown = browser.submit(&page, &[("method", "OTHER")]).await;
    assert!(unknown.body.contains("not available"), "{}", unknown.body);

    // The second one is the email address; the user decides otherwise.
    let page = browser.submit(&page, &[("method", &methods[1])]).await;
    let page = browser.follow(&page).await;
    assert!(page.body.contains("sent to a***@example.com"), "{}", page.body);
    assert!(emulator.outbox().last_code(EMAIL).is_some());
    let page = browser.submit(&page, &[("method", "another")]).await;
    let page = browser.follow(&page).await;
    let page = browser.submit(&page, &[("method", &methods[0])]).await;
    let page = browser.follow(&page).await;
    let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert_eq!(amr(&browser, &done).await, ["pwd", "otp", "mfa"]);
}

#[tokio::test]
async fn setting_of_the_application_decides() {
    let (emulator, user) = with_user().await;
    with_otp(&emulator, &user).await;
    let browser = Browser::new(&emulator);
    let done = browser.signed_in("ada", &[]).await;
    assert_eq!(amr(&browser, &done).await, ["pwd"]);

    require(&emulator, &[FactorType::Otp]).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    require(&emulator, &[]).await;
    // The setting changes while the page is open.
    let done = browser.submit(&page, &[]).await;
    assert_eq!(amr(&browser, &done).await, ["pwd"]);
    let browser = Browser::new(&emulator);
    assert!(browser.signed_in("ada", &[]).await.query("code").is_some());
}

#[tokio::test]
async fn canceling_the_second_factor_denies_access() {
    let (_emulator, browser, _) = with_app().await;
    let page = asked(&browser, &[]).await;
    let abort = page.action().replace("/mfa", "/abort");
    assert!(page.body.contains(&format!("formaction=\"{abort}\"")), "{}", page.body);
    let canceled = browser.post(&abort, &[]).await;
    assert_eq!(canceled.query("error").as_deref(), Some("access_denied"));
    let page = browser.submit(&page, &[("passcode", "123456")]).await;
    assert_eq!(page.status, 404);
    let silent = browser.authorize(&[("prompt", "none")]).await;
    assert_eq!(silent.query("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn operations_report_the_required_factor() {
    let (emulator, user) = with_user().await;
    with_phone(&emulator, &user).await;
    let bind = emailed(&emulator, EMAIL, EmailChannel::ChannelBindEmail).await;
    user.bind_email(genauth::authentication::BindEmailDto::new(EMAIL, bind)).await.unwrap();
    require(&emulator, &[FactorType::Sms, FactorType::Otp]).await;
    let app = emulator.authentication();
    let by_password = app.sign_in_by_username_password("ada", PASSWORD).await.unwrap_err();
    later(&emulator, 60);
    let code = emailed(&emulator, EMAIL, EmailChannel::ChannelLogin).await;
    let by_code = app.sign_in_by_email_pass_code(EMAIL, code).await.unwrap_err();
    for error in [by_password, by_code] {
        assert_eq!(error.status_code(), Some(403));
        assert_eq!(error.api_code(), Some(api::APPLICATION_MFA_REQUIRED));
        assert_eq!(error.next_step(), Some(NextStep::VerifyApplicationMfa));
        let Error::Api(error) = error else { panic!("{error}") };
        let data = error.data().unwrap();
        assert!(data["mfaToken"].is_string(), "{data}");
        assert_eq!(data["mfaPhone"], "188xxxx8888");
        let policies = data["applicationMfa"].as_array().unwrap().iter();
        let policies: Vec<_> = policies.map(|it| it["mfaPolicy"].as_str().unwrap()).collect();
        assert_eq!(policies, ["OTP", "SMS"]);
    }
    // Sessions continue, and the password still has to be right.
    assert!(user.get_profile(GetProfileParams::new()).await.is_ok());
    let error = app.sign_in_by_username_password("ada", "wrong").await.unwrap_err();
    assert_eq!(error.api_code(), Some(api::USERNAME_OR_PASSWORD_WRONG));
    let browser = Browser::new(&emulator);
    let grant = [("grant_type", "password"), ("username", "ada"), ("password", PASSWORD)];
    let refused = browser.token(&grant).await;
    assert_eq!(refused.refused(), (400, "invalid_grant".to_owned()));
    assert!(refused.body.contains("second factor"), "{}", refused.body);
    require(&emulator, &[]).await;
    assert!(app.sign_in_by_username_password("ada", PASSWORD).await.is_ok());
}
