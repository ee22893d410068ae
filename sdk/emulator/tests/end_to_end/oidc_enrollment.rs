//! Enrollment of the first factor on the sign-in page.

use genauth::{
    authentication::{FactorType, GetProfileParams},
    management::UpdateUserReqDto,
};
use genauth_emulator::Emulator;

use crate::{
    mfa::{code_of, with_otp, wrong_code},
    oidc_browser::{Browser, Page},
    qr_images,
    second_factors::{EMAIL, PHONE, amr, asked, later, require, secret, with_phone, with_user},
};

const ALL: [FactorType; 3] = [FactorType::Otp, FactorType::Sms, FactorType::Email];

/// Presses a button that chooses a method, and opens the next page.
async fn choose(browser: &Browser, page: &Page, method: &str) -> Page {
    let next = browser.submit(page, &[("method", method)]).await;
    browser.follow(&next).await
}

/// Returns the URI in the QR code on a page.
fn uri_of(page: &Page) -> String {
    let after = page.body.split_once("<img src=\"").unwrap().1;
    qr_images::read_url(after.split_once('"').unwrap().0)
}

async fn factors(emulator: &Emulator, browser: &Browser, page: &Page) -> Vec<FactorType> {
    let tokens = browser.exchange(&page.query("code").unwrap()).await;
    let user = emulator.authentication().with_access_token(tokens.text("access_token"));
    let factors = user.mfa().factors().await.unwrap();
    factors.into_iter().map(|factor| factor.factor_type).collect()
}

#[tokio::test]
async fn authenticator_app_is_set_up_on_the_page() {
    let (emulator, _) = with_user().await;
    require(&emulator, &ALL).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    assert_eq!(page.methods(), ["otp", "sms", "email"]);
    let page = choose(&browser, &page, "otp").await;
    let policy = page.headers.get("content-security-policy").unwrap().to_str().unwrap();
    assert!(policy.contains("img-src data:") && !policy.contains("script"), "{policy}");
    let uri = uri_of(&page);
    assert!(uri.contains(&format!("secret={}&", page.element("key"))), "{uri}");
    let page = browser.submit(&page, &[("passcode", &wrong_code(&emulator, &uri))]).await;
    assert!(page.body.contains("is wrong"), "{}", page.body);
    assert_eq!(uri_of(&page), uri, "the key stays the same");

    let page = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    let page = browser.follow(&page).await;
    let recovery_code = page.element("recovery-code");
    assert_eq!(recovery_code.split('-').count(), 6);
    assert!(!page.body.contains(&secret(&emulator).await), "the key is shown once");
    let done = browser.submit(&page, &[]).await;
    assert_eq!(factors(&emulator, &browser, &done).await, [FactorType::Otp]);
    assert_eq!(browser.submit(&page, &[]).await.status, 404);

    // The next sign-in asks for the new factor. It does not show the recovery code, but accepts it.
    let other = Browser::new(&emulator);
    let page = asked(&other, &[]).await;
    assert!(!page.body.contains(&recovery_code));
    let page = choose(&other, &page, "recovery_code").await;
    let done = other.submit(&page, &[("recovery_code", &recovery_code)]).await;
    assert_eq!(amr(&other, &done).await, ["pwd", "otp", "mfa"]);
}

#[tokio::test]
async fn addresses_are_set_up_with_a_code() {
    for (method, name, wrong, address, shown) in [
        ("sms", "phone", "+", PHONE, "***8888"),
        ("email", "email", "@", EMAIL, "a***@example.com"),
    ] {
        let (emulator, _) = with_user().await;
        require(&emulator, &ALL).await;
        let browser = Browser::new(&emulator);
        let page = asked(&browser, &[]).await;
        let page = choose(&browser, &page, method).await;
        assert!(page.body.contains(&format!("name=\"{name}\"")), "{}", page.body);
        for wrong in ["", " ", wrong] {
            let refused = browser.submit(&page, &[(name, wrong)]).await;
            assert!(refused.body.contains("role=\"alert\""), "{wrong:?} {}", refused.body);
        }
        let page = browser.submit(&page, &[(name, address)]).await;
        let page = browser.follow(&page).await;
        assert!(page.body.contains(&format!("sent to {shown}")), "{}", page.body);
        let message = emulator.outbox().messages().pop().unwrap();
        assert_eq!(message.channel, "CHANNEL_BIND_MFA");
        let page = browser.submit(&page, &[("passcode", "wrong")]).await;
        assert!(page.body.contains("wrong or has expired"), "{}", page.body);
        let done = browser.submit(&page, &[("passcode", &message.code)]).await;
        assert_eq!(amr(&browser, &done).await, ["pwd", method, "mfa"]);
        later(&emulator, 60);
        let other = Browser::new(&emulator);
        assert!(asked(&other, &[]).await.body.contains("sent to"));
    }
}

#[tokio::test]
async fn address_of_the_profile_is_used() {
    let (emulator, user) = with_user().await;
    let id = user.get_profile(GetProfileParams::new()).await.unwrap().user_id;
    let with_email = UpdateUserReqDto::new(id).email(EMAIL);
    emulator.management().update_user(with_email).await.unwrap();
    require(&emulator, &[FactorType::Email]).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    assert!(page.body.contains("sent to a***@example.com"), "{}", page.body);
    let code = emulator.outbox().last_code(EMAIL).unwrap();
    let done = browser.submit(&page, &[("passcode", &code)]).await;
    assert_eq!(factors(&emulator, &browser, &done).await, [FactorType::Email]);
}

#[tokio::test]
async fn five_wrong_codes_end_the_enrollment() {
    let (emulator, _) = with_user().await;
    require(&emulator, &[FactorType::Otp]).await;
    let browser = Browser::new(&emulator);
    let mut page = asked(&browser, &[]).await;
    let uri = uri_of(&page);
    for _ in 0..5 {
        page = browser.submit(&page, &[("passcode", &wrong_code(&emulator, &uri))]).await;
    }
    assert!(page.body.contains("start the enrollment again"), "{}", page.body);
    let refused = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(refused.body.contains("choose a method"), "{}", refused.body);
    let page = choose(&browser, &page, "otp").await;
    let other = uri_of(&page);
    assert_ne!(other, uri);
    let page = browser.submit(&page, &[("passcode", &code_of(&emulator, &other))]).await;
    let page = browser.follow(&page).await;
    assert!(browser.submit(&page, &[]).await.query("code").is_some());
}

#[tokio::test]
async fn user_with_a_factor_cannot_enroll_another_one() {
    let (emulator, user) = with_user().await;
    with_phone(&emulator, &user).await;
    require(&emulator, &ALL).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    for method in ["otp", "email", "sms"] {
        let refused = browser.submit(&page, &[("method", method)]).await;
        assert!(refused.body.contains("not available"), "{}", refused.body);
    }
}

#[tokio::test]
async fn factor_enrolled_elsewhere_ends_the_enrollment() {
    let (emulator, user) = with_user().await;
    require(&emulator, &[FactorType::Otp]).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    let uri = uri_of(&page);
    with_otp(&emulator, &user).await;
    let page = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    assert!(page.body.contains("not available"), "{}", page.body);
    assert_eq!(page.methods().len(), 1);
}

#[tokio::test]
async fn user_without_an_accepted_factor_enrolls_one() {
    let (emulator, user) = with_user().await;
    with_otp(&emulator, &user).await;
    require(&emulator, &[FactorType::Sms]).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    assert!(page.body.contains("name=\"phone\""), "{}", page.body);
}

#[tokio::test]
async fn face_recognition_is_not_available_on_the_page() {
    let (emulator, _) = with_user().await;
    require(&emulator, &[FactorType::Face]).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    assert!(page.body.contains("face recognition") && page.methods().is_empty(), "{}", page.body);
    let canceled = browser.post(&page.action().replace("/mfa", "/abort"), &[]).await;
    assert_eq!(canceled.query("error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn saved_state_keeps_an_enrollment() {
    let (emulator, _) = with_user().await;
    require(&emulator, &[FactorType::Otp]).await;
    let browser = Browser::new(&emulator);
    let page = asked(&browser, &[]).await;
    let uri = uri_of(&page);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    emulator.save(&file).unwrap();
    let other = Emulator::builder().seed(99).start().await.unwrap();
    other.load(&file).unwrap();
    other.clock().stop();
    let cookie = browser.cookie.take();
    let browser = Browser::new(&other);
    browser.cookie.replace(cookie);
    let next = browser.submit(&page, &[("passcode", &code_of(&other, &uri))]).await;
    let page = browser.follow(&next).await;
    assert!(browser.submit(&page, &[]).await.query("code").is_some());
}

#[tokio::test]
async fn first_button_always_leads_on() {
    let (emulator, _) = with_user().await;
    require(&emulator, &ALL).await;
    let browser = Browser::new(&emulator);
    let mut page = asked(&browser, &[]).await;
    let mut steps = 0;
    while page.status == 200 {
        let code = match page.body.contains("<img") {
            true => code_of(&emulator, &uri_of(&page)),
            false => String::new(),
        };
        let button = page.body.split_once("<button").unwrap().1.split_once('>').unwrap().0;
        let chosen = button.split_once("value=\"").and_then(|it| it.1.split('"').next());
        let fields = match chosen {
            Some(chosen) => vec![("method", chosen)],
            None => vec![("passcode", &*code)],
        };
        let next = browser.submit(&page, &fields).await;
        if next.location().contains("/interaction/") {
            page = browser.follow(&next).await;
        } else {
            page = next;
        }
        steps += 1;
        assert!(steps < 5, "{}", page.body);
    }
    assert!(page.query("code").is_some());
}
