//! Requests that must be rejected.

use genauth::AuthenticationClient;
use peers::Window;
use reqwest::{Client, StatusCode, header, redirect::Policy};
use serde_json::{Value, json};

use super::{Site, between, demo};

fn client() -> Client {
    Client::builder().redirect(Policy::none()).cookie_store(true).build().unwrap()
}

/// Signs in without a browser, and returns the token of its forms.
async fn signed_in(site: &Site, client: &Client, return_to: &str) -> (String, reqwest::Response) {
    let page = client.get(site.at("/sign-in")).send().await.unwrap().text().await.unwrap();
    let token = between(&page, "name=\"csrf_token\" value=\"", "\"");
    let form = [
        ("csrf_token", &*token),
        ("username", demo::USER),
        ("password", demo::PASSWORD),
        ("return_to", return_to),
    ];
    let response = client.post(site.at("/sign-in")).form(&form).send().await.unwrap();
    // This page has a form in any case.
    let page = client.get(site.at("/sign-out")).send().await.unwrap().text().await.unwrap();
    (between(&page, "name=\"csrf_token\" value=\"", "\""), response)
}

#[tokio::test]
async fn forms_without_the_token_of_the_session_are_rejected() {
    let site = Site::start().await;
    let (client, other) = (client(), client());
    let (token, _) = signed_in(&site, &client, "/").await;
    let (foreign, _) = signed_in(&site, &other, "/").await;
    for path in ["/profile", "/factors/authenticator", "/factors/remove", "/admin/roles"] {
        for wrong in ["", &foreign] {
            let form = [("csrf_token", wrong), ("name", "Mallory"), ("id", "x")];
            let response = client.post(site.at(path)).form(&form).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
        }
    }
    let form = [("csrf_token", &*token), ("name", "Demo")];
    let foreign = client.post(site.at("/profile")).header(header::ORIGIN, "https://evil.example");
    let response = foreign.form(&form).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let response = client.post(site.at("/profile")).form(&form).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn password_alone_changes_nothing_for_users_with_a_second_factor() {
    let site = Site::start().await;
    let app = &site.backend.app;
    let tokens = app.sign_in_by_username_password(demo::USER, demo::PASSWORD).await.unwrap();
    let access_token = tokens.access_token.unwrap();
    let user = app.with_access_token(access_token.clone());
    let pending = user.mfa().enroll_otp().await.unwrap();
    let uri = pending.otp().unwrap().uri().unwrap();
    pending.confirm(site.next_code(uri.secret().expose())).await.unwrap();
    let factor = user.mfa().factors().await.unwrap().remove(0).factor_id;

    let client = client();
    let (token, _) = signed_in(&site, &client, "/second-factor").await;
    let form = [("csrf_token", &*token), ("id", &*factor), ("name", "Mallory")];
    for path in ["/factors/remove", "/factors/authenticator", "/profile"] {
        let response = client.post(site.at(path)).form(&form).send().await.unwrap();
        assert_eq!(response.headers()[header::LOCATION], "/second-factor?return_to=%2F", "{path}");
    }
    // An access token, which the API issues for the password, opens no page.
    for path in ["/factors/remove", "/factors/authenticator", "/profile", "/admin/roles"] {
        let request = client.post(site.at(path)).bearer_auth(access_token.expose());
        let response = request.form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let response = client.get(site.at("/api/me")).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(user.mfa().factors().await.unwrap().len(), 1);

    let code = site.next_code(uri.secret().expose());
    let form = [("csrf_token", &*token), ("code", &*code), ("return_to", "//evil.example")];
    let response = client.post(site.at("/second-factor")).form(&form).send().await.unwrap();
    assert_eq!(response.headers()[header::LOCATION], "/");
    let response = client.get(site.at("/api/me")).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    // Another sign-in starts again.
    signed_in(&site, &client, "/").await;
    let response = client.get(site.at("/api/me")).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn sign_in_and_sign_up_require_a_form_of_this_application() {
    let site = Site::start().await;
    let form =
        [("username", demo::USER), ("password", demo::PASSWORD), ("return_to", "/"), ("name", "")];
    for path in ["/sign-in", "/sign-up"] {
        let response = client().post(site.at(path)).form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn sign_in_leads_to_pages_of_this_application_only() {
    let site = Site::start().await;
    for target in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"] {
        let (_, response) = signed_in(&site, &client(), target).await;
        assert_eq!(response.headers()[header::LOCATION], "/", "{target}");
    }
}

#[tokio::test]
async fn sign_in_replaces_the_session_of_the_visitor() {
    let site = Site::start().await;
    let client = client();
    let visitor = client.get(site.at("/sign-in")).send().await.unwrap();
    let planted = visitor.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    let planted = planted.split(';').next().unwrap().to_owned();
    signed_in(&site, &client, "/").await;
    let attacker = Client::builder().redirect(Policy::none()).build().unwrap();
    let request = attacker.get(site.at("/api/me")).header(header::COOKIE, planted);
    assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn api_accepts_access_tokens_and_explains_refusals() {
    let site = Site::start().await;
    let app: &AuthenticationClient = &site.backend.app;
    let tokens = app.sign_in_by_username_password(demo::USER, demo::PASSWORD).await.unwrap();
    let token = tokens.access_token.unwrap();
    let request = client().get(site.at("/api/me")).bearer_auth(token.expose());
    let me: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(me["username"], json!(demo::USER));
    let refused = client().get(site.at("/api/me")).bearer_auth("wrong").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(refused.headers().contains_key(header::WWW_AUTHENTICATE));
    assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/problem+json");
}

#[tokio::test]
async fn pages_run_no_scripts_and_escape_what_users_enter() {
    let site = Site::start().await;
    let client = client();
    let (token, _) = signed_in(&site, &client, "/").await;
    let form = [("csrf_token", &*token), ("name", "<script>alert(1)</script>\"'")];
    client.post(site.at("/profile")).form(&form).send().await.unwrap();
    let response = client.get(site.at("/")).send().await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let page = response.text().await.unwrap();
    assert!(page.contains("&#60;script&#62;") && !page.contains("<script"), "{page}");
}

#[tokio::test]
async fn unavailable_service_is_explained() {
    let Some(window) = Window::open().await else { return };
    let site = Site::start().await;
    site.sign_in(&window, demo::USER, "/").await;
    site.emulator().faults().on("getProfile").unwrap().status(503);
    // The pause before retries of the SDK is short.
    let shown = window.visit(&site.at("/profile")).await;
    assert!(shown.text.contains("Something went wrong"), "{}", shown.text);
}
