//! The page at the root, and the request log.

use genauth::management::{GetUserParams, ListUsersRequestDto};
use genauth_emulator::{Emulator, demo};

#[tokio::test]
async fn root_page_shows_credentials_and_links() {
    let emulator = Emulator::builder().user("demo", demo::SECRET).start().await.unwrap();
    let page = reqwest::get(emulator.host()).await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    let page = page.text().await.unwrap();
    for text in ["GenAuth emulator", "APP_ID", "ACCESS_KEY_ID", "POOL_ID", "test-secret", "curl -s"]
    {
        assert!(page.contains(text), "{text}");
    }
    // All of its links work.
    let links: Vec<&str> =
        page.split("href=\"").skip(1).map(|it| it.split('"').next().unwrap()).collect();
    assert!(links.len() > 3, "{page}");
    for link in links {
        let linked = reqwest::get(format!("{}{link}", emulator.host())).await.unwrap();
        assert_eq!(linked.status(), 200, "{link}");
    }
    let head = reqwest::Client::new().head(emulator.host()).send().await.unwrap();
    assert_eq!(head.status(), 200);
    let other = reqwest::Client::new().post(emulator.host()).send().await.unwrap();
    assert_eq!(other.status(), 404);
}

#[tokio::test]
async fn root_page_shows_only_valid_credentials() {
    let app = genauth_emulator::Application::new(demo::APP_ID, "hidden-value");
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    let page = reqwest::get(emulator.host()).await.unwrap().text().await.unwrap();
    assert!(!page.contains("hidden-value") && !page.contains("curl -s"), "{page}");
    assert!(page.contains("ACCESS_KEY_ID"));
}

#[tokio::test]
async fn requests_are_logged_without_secrets() {
    let emulator = Emulator::start().await.unwrap();
    let mut log = emulator.request_log();
    let admin = emulator.management();
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    admin.get_user(GetUserParams::new("secret-in-query")).await.unwrap_err();
    emulator.faults().on("listUsers").unwrap().times(1).drop_connection();
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    let key = "k".repeat(32);
    for path in [
        "/oidc/me?access_token=secret-in-query".to_owned(),
        format!("/interaction/oidc/{key}?x=secret-in-query"),
        format!("/no/such/{key}"),
        "/_emulator/clock".to_owned(),
    ] {
        reqwest::get(format!("{}{path}", emulator.host())).await.unwrap();
    }
    let mut lines = Vec::new();
    for expected in [
        "POST /api/v3/get-management-token getManagementToken 200 ",
        "POST /api/v3/list-users listUsers 200 ",
        "GET /api/v3/get-user getUser 404 ",
        "POST /api/v3/list-users listUsers dropped ",
        "POST /api/v3/list-users listUsers 200 ",
        "GET /oidc/me oidcUserInfoGet 401 ",
        "GET /interaction/oidc/[hidden] frontChannelAuth ",
        "GET /no/such/[hidden] - 404 ",
        "GET /_emulator/clock - 200 ",
    ] {
        let line = log.next().await.to_string();
        assert!(line.starts_with(expected) && line.ends_with(" ms"), "{line}");
        lines.push(line);
    }
    let all = lines.join("\n");
    assert!(!all.contains("secret") && !all.contains(&key), "{all}");
    assert_eq!(log.take_missed(), 0);
}
