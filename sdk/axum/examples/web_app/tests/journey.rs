//! A user from sign-up to the last sign-out.

use genauth::authentication::FactorType;
use genauth::management::UpdateApplicationMfaSettingsDto;
use genauth_emulator::demo::APP_ID;
use peers::Window;
use serde_json::Value;

use super::{Site, between, inspect};

#[tokio::test]
async fn user_signs_up_enrolls_and_signs_in_with_a_second_factor() {
    let Some(window) = Window::open().await else { return };
    let site = Site::start().await;
    let home = window.visit(&site.url).await;
    assert!(home.text.contains("Welcome"), "{}", home.text);
    inspect(&window, "start").await;

    sign_up(&window).await;
    let shown = sign_in(&window).await;
    assert!(shown.text.contains("Hello, Alice Moreau"), "{}", shown.text);
    inspect(&window, "start-signed-in").await;
    rename(&window).await;
    let key = enroll(&site, &window).await;
    assert_eq!(me(&site, &window).await.0, 200);
    sign_out(&site, &window).await;
    assert_eq!(me(&site, &window).await.0, 401);

    // The password alone opens nothing.
    window.visit(&site.at("/sign-in?return_to=/profile")).await;
    window.fill("Username", "alice").await;
    window.fill("Password", "correct horse").await;
    let shown = window.press("Sign in").await;
    assert!(shown.text.contains("Enter the code"), "{}", shown.text);
    inspect(&window, "second-factor").await;
    assert_eq!(me(&site, &window).await.0, 403);
    assert!(window.visit(&site.at("/factors")).await.text.contains("Enter the code"));

    window.visit(&site.at("/profile")).await;
    window.fill("Code", "000000").await;
    assert!(window.press("Continue").await.text.contains("The code is wrong"));
    inspect(&window, "second-factor-problem").await;
    window.fill("Code", &site.next_code(&key)).await;
    let shown = window.press("Continue").await;
    assert_eq!(shown.url, site.at("/profile"));
    let (status, body) = me(&site, &window).await;
    assert_eq!((status, &body["name"]), (200, &Value::from("Alice M.")));

    remove(&site, &window).await;
    sign_out(&site, &window).await;
}

#[tokio::test]
async fn provider_asks_for_the_second_factor_if_the_application_requires_it() {
    let Some(window) = Window::open().await else { return };
    let site = Site::start().await;
    let shown = site.sign_in(&window, "demo", "/factors").await;
    assert_eq!(shown.url, site.at("/factors"));
    window.press("Set up an authenticator app").await;
    let key = confirm(&site, &window).await;
    sign_out(&site, &window).await;

    // The provider's page without the requirement: this application asks.
    window.visit(&site.at("/sign-in")).await;
    window.press("Continue to the sign-in page").await;
    window.fill("Username, email or phone", "demo").await;
    window.fill("Password", super::demo::PASSWORD).await;
    window.press("Sign in").await;
    let shown = window.press("Allow").await;
    assert_eq!(shown.url, site.at("/second-factor"));
    assert!(window.visit(&site.at("/profile")).await.text.contains("Enter the code"));
    sign_out(&site, &window).await;

    let settings = UpdateApplicationMfaSettingsDto::new(APP_ID)
        .enabled_factors(vec![FactorType::Otp])
        .disabled_factors(vec![FactorType::Sms, FactorType::Email, FactorType::Face]);
    let admin = site.backend.admin.as_ref().unwrap();
    admin.update_application_mfa_settings(settings).await.unwrap();
    // The form leads to the provider's page, which has the username.
    let shown = site.sign_in(&window, "demo", "/profile").await;
    assert!(shown.url.starts_with(site.emulator().host()), "{}", shown.url);
    window.fill("Password", super::demo::PASSWORD).await;
    window.press("Sign in").await;
    window.fill("Code", &site.next_code(&key)).await;
    window.press("Continue").await;
    // Not asked twice.
    let shown = window.press("Allow").await;
    assert_eq!(shown.url, site.at("/profile"), "{}", shown.text);
}

async fn sign_up(window: &Window) {
    window.press("Sign up").await;
    inspect(window, "sign-up").await;
    window.fill("Username", "alice").await;
    window.fill("Name", "Alice Moreau").await;
    window.fill("Password", "short").await;
    assert!(window.press("Sign up").await.text.contains("at least 6 characters."));
    inspect(window, "sign-up-problem").await;
    // The username is taken: the rest of the form is kept.
    window.fill("Username", "demo").await;
    window.fill("Password", "correct horse").await;
    assert!(window.press("Sign up").await.text.contains("is taken"));
    window.fill("Username", "alice").await;
    window.fill("Password", "correct horse").await;
    let shown = window.press("Sign up").await;
    assert!(shown.text.contains("Your account has been created"), "{}", shown.text);
}

async fn sign_in(window: &Window) -> peers::Shown {
    inspect(window, "sign-in").await;
    window.fill("Username", "alice").await;
    window.fill("Password", "wrong horse").await;
    assert!(window.press("Sign in").await.text.contains("The username or the password is wrong"));
    inspect(window, "sign-in-problem").await;
    window.fill("Password", "correct horse").await;
    window.press("Sign in").await
}

async fn rename(window: &Window) {
    window.press("Profile").await;
    window.fill("Name", " ").await;
    assert!(window.press("Save").await.text.contains("Enter a name."));
    window.fill("Name", "Alice M.").await;
    assert!(window.press("Save").await.text.contains("Your name has been saved."));
    inspect(window, "profile").await;
}

async fn enroll(site: &Site, window: &Window) -> String {
    window.press("Second factors").await;
    inspect(window, "factors-none").await;
    window.press("Set up an authenticator app").await;
    inspect(window, "authenticator").await;
    window.fill("Code", "000000").await;
    assert!(window.press("Confirm").await.text.contains("The code is wrong"));
    inspect(window, "authenticator-problem").await;
    let key = confirm(site, window).await;
    inspect(window, "factors").await;
    key
}

/// Confirms the enrollment on the page, and returns the key. The list of factors is shown then.
async fn confirm(site: &Site, window: &Window) -> String {
    let page = window.visit(&site.at("/factors/authenticator")).await;
    let key = between(&page.text, "enter this key into the app:", "2. Enter the code");
    window.fill("Code", &site.next_code(&key)).await;
    let shown = window.press("Confirm").await;
    assert!(shown.text.contains("The authenticator app is set up"), "{}", shown.text);
    inspect(window, "recovery-code").await;
    let code = between(&shown.text, "not shown again.", "I have stored");
    let shown = window.press("I have stored the code").await;
    assert!(shown.text.contains("Authenticator app"), "{}", shown.text);
    // The recovery code is shown once.
    let again = window.visit(&site.at("/factors/authenticator")).await;
    assert_eq!(again.url, site.at("/factors"));
    assert!(code.len() > 20 && !again.text.contains(&code), "{code}");
    key
}

async fn remove(site: &Site, window: &Window) {
    window.visit(&site.at("/factors")).await;
    window.press("Remove Authenticator app").await;
    inspect(window, "factor-remove").await;
    let shown = window.press("Remove").await;
    assert!(shown.text.contains("You have none"), "{}", shown.text);
}

async fn sign_out(site: &Site, window: &Window) {
    window.press("Sign out").await;
    inspect(window, "sign-out").await;
    let shown = window.press("Sign out").await;
    assert_eq!(shown.url, site.at("/"));
    assert!(shown.text.contains("Welcome"), "{}", shown.text);
}

/// Requests the JSON API as a script of the page would.
async fn me(site: &Site, window: &Window) -> (u64, Value) {
    let response = window.get(&site.at("/api/me")).await;
    (response.status, serde_json::from_str(&response.text).unwrap_or_default())
}
