//! The page of administrators.

use peers::Window;

use super::{Site, demo, inspect};

#[tokio::test]
async fn administrators_assign_and_revoke_the_role() {
    let (Some(window), Some(other)) = (Window::open().await, Window::open().await) else { return };
    let site = Site::start().await;
    site.sign_in(&other, demo::USER, "/").await;
    let refused = other.visit(&site.at("/admin")).await;
    assert!(refused.text.contains("This page is for administrators"), "{}", refused.text);
    inspect(&other, "admin-refused").await;

    let shown = site.sign_in(&window, demo::ADMINISTRATOR, "/admin").await;
    assert!(shown.text.contains("2 users in the user pool."), "{}", shown.text);
    inspect(&window, "admin").await;
    window.press("Assign the administrator role: demo").await;
    assert!(other.visit(&site.at("/admin")).await.text.contains("2 users"));
    // It takes effect at once.
    window.press("Revoke the administrator role: demo").await;
    assert!(other.visit(&site.at("/admin")).await.text.contains("for administrators"));
}
