//! Codes on the sign-in page: wrong ones, time windows, recovery codes, messages.

use genauth::authentication::FactorType;

use crate::{
    mfa::{code_of, wrong_code},
    oidc_browser::Browser,
    second_factors::{
        EMAIL, PHONE, amr, asked, later, recovery_code, require, with_app, with_email, with_phone,
        with_user,
    },
};

#[tokio::test]
async fn five_wrong_codes_lock_the_authenticator_app_for_a_minute() {
    let (emulator, browser, uri) = with_app().await;
    let mut page = asked(&browser, &[]).await;
    for _ in 0..5 {
        page = browser.submit(&page, &[("passcode", &wrong_code(&emulator, &uri))]).await;
        assert!(page.body.contains("is wrong"), "{}", page.body);
    }
    // Neither a right code nor another sign-in helps.
    page = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(page.body.contains("too many wrong codes"), "{}", page.body);
    let other = Browser::new(&emulator);
    let again = asked(&other, &[]).await;
    let again = other.submit(&again, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(again.body.contains("too many wrong codes"), "{}", again.body);
    later(&emulator, 60);
    let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(done.query("code").is_some());
}

#[tokio::test]
async fn codes_are_valid_once_and_in_adjacent_intervals() {
    let (emulator, browser, uri) = with_app().await;
    let page = asked(&browser, &[]).await;
    let old = code_of(&emulator, &uri);
    later(&emulator, 60);
    let page = browser.submit(&page, &[("passcode", &old)]).await;
    assert!(page.body.contains("is wrong"), "{}", page.body);
    let code = code_of(&emulator, &uri);
    later(&emulator, 30);
    // Spaces in a code are ignored.
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert!(browser.submit(&page, &[("passcode", &spaced)]).await.query("code").is_some());
    let other = Browser::new(&emulator);
    let page = asked(&other, &[]).await;
    let page = other.submit(&page, &[("passcode", &code)]).await;
    assert!(page.body.contains("is wrong"), "{}", page.body);
}

#[tokio::test]
async fn recovery_code_is_valid_once() {
    let (emulator, browser, uri) = with_app().await;
    let code = recovery_code(&emulator);
    let page = asked(&browser, &[]).await;
    assert_eq!(page.methods(), ["recovery_code"]);
    let page = browser.submit(&page, &[("method", "recovery_code")]).await;
    let page = browser.follow(&page).await;
    let page = browser.submit(&page, &[("recovery_code", "0000-0000-0000-0000-0000-0000")]).await;
    assert!(page.body.contains("recovery code is wrong"), "{}", page.body);
    let page = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(page.body.contains("role=\"alert\""), "{}", page.body);
    let done = browser.submit(&page, &[("recovery_code", &code.to_uppercase())]).await;
    assert_eq!(amr(&browser, &done).await, ["pwd", "otp", "mfa"]);

    let other = Browser::new(&emulator);
    let page = asked(&other, &[]).await;
    assert!(page.methods().is_empty(), "{}", page.body);
    let refused = other.submit(&page, &[("method", "recovery_code")]).await;
    assert!(refused.body.contains("not available"), "{}", refused.body);
    let refused = other.submit(&page, &[("recovery_code", &code)]).await;
    assert!(refused.body.contains("enter the code"), "{}", refused.body);
    let done = other.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(done.query("code").is_some());
}

#[tokio::test]
async fn wrong_recovery_codes_count_as_wrong_codes() {
    let (emulator, browser, uri) = with_app().await;
    let page = asked(&browser, &[]).await;
    let page = browser.submit(&page, &[("method", "recovery_code")]).await;
    let mut page = browser.follow(&page).await;
    for number in 0..5 {
        page = browser.submit(&page, &[("recovery_code", &number.to_string())]).await;
        assert!(page.body.contains("recovery code is wrong"), "{}", page.body);
    }
    let code = recovery_code(&emulator);
    let page = browser.submit(&page, &[("recovery_code", &code)]).await;
    assert!(page.body.contains("too many wrong codes"), "{}", page.body);
    later(&emulator, 60);
    let page = browser.submit(&page, &[("method", "another")]).await;
    let page = browser.follow(&page).await;
    let factor = page.methods()[0].to_owned();
    let page = browser.submit(&page, &[("method", &factor)]).await;
    let page = browser.follow(&page).await;
    let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(done.query("code").is_some());
}

#[tokio::test]
async fn only_factor_with_an_address_is_sent_a_code() {
    let (emulator, user) = with_user().await;
    with_phone(&emulator, &user).await;
    require(&emulator, &[FactorType::Sms]).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    assert!(page.body.contains("sent to ***8888"), "{}", page.body);
    let message = emulator.outbox().messages().pop().unwrap();
    assert_eq!((&*message.to, &*message.channel), ("+86188xxxx8888", "CHANNEL_VERIFY_MFA"));
    let done = browser.submit(&page, &[("passcode", &message.code)]).await;
    assert_eq!(amr(&browser, &done).await, ["pwd", "sms", "mfa"]);
}

#[tokio::test]
async fn codes_can_be_sent_again_after_a_minute() {
    let (emulator, user) = with_user().await;
    with_email(&emulator, &user).await;
    require(&emulator, &[FactorType::Email]).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    let sent = emulator.outbox().last_code(EMAIL).unwrap();
    let factor = page.methods()[0].to_owned();
    let page = browser.submit(&page, &[("method", &factor)]).await;
    assert!(page.body.contains("just sent"), "{}", page.body);
    // Another sign-in within the minute accepts the code that was sent.
    let other = Browser::new(&emulator);
    let begun = other.authorize(&[]).await;
    let shown = other.log_in(&begun, "ada", crate::accounts::PASSWORD).await;
    assert!(shown.body.contains("just sent") && shown.body.contains("passcode"), "{}", shown.body);

    // Five wrong guesses invalidate the code.
    let mut page = page;
    for number in 0..5 {
        let wrong = format!("wrong{number}");
        page = browser.submit(&page, &[("passcode", &wrong)]).await;
        assert!(page.body.contains("wrong or has expired"), "{}", page.body);
    }
    page = browser.submit(&page, &[("passcode", &sent)]).await;
    assert!(page.body.contains("wrong or has expired"), "{}", page.body);
    later(&emulator, 60);
    let page = browser.submit(&page, &[("method", &factor)]).await;
    let page = browser.follow(&page).await;
    let code = emulator.outbox().last_code(EMAIL).unwrap();
    assert_ne!(code, sent);
    let done = browser.submit(&page, &[("passcode", &code)]).await;
    assert_eq!(amr(&browser, &done).await, ["pwd", "email", "mfa"]);
}

#[tokio::test]
async fn codes_for_other_purposes_are_not_accepted() {
    let (emulator, user) = with_user().await;
    with_phone(&emulator, &user).await;
    require(&emulator, &[FactorType::Sms]).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    let code = crate::accounts::texted(
        &emulator,
        PHONE,
        genauth::authentication::SmsChannel::ChannelLogin,
    )
    .await;
    let page = browser.submit(&page, &[("passcode", &code)]).await;
    assert!(page.body.contains("wrong or has expired"), "{}", page.body);
}
