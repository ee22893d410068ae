//! Sign-in by redirect, against the emulator.

use crate::app::*;

#[tokio::test]
async fn user_signs_in_and_returns_to_the_page() {
    let emulator = emulator().await;
    let app = App::start(builder(client(&emulator))).await;
    let browser = app.browser();
    let page = sign_in(&app, &browser, "alice", "/profile?x=1").await;
    assert_eq!((page.status.as_u16(), page.url.as_str()), (200, "https://app.test/profile?x=1"));
    assert!(page.body.starts_with("profile of "), "{}", page.body);
    assert!(app.text(&browser, "/").await.starts_with("home of "));
    assert_eq!(app.text(&browser.other(), "/").await, "home");
}
