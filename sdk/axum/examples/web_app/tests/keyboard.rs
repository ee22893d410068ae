//! Use by keyboard alone.

use peers::Window;

use super::{Site, demo};

#[tokio::test]
async fn tab_reaches_every_control_in_the_order_of_the_page() {
    let Some(window) = Window::open().await else { return };
    let site = Site::start().await;
    let orders = [
        ("/", ["Sign in", "Sign up"].as_slice()),
        ("/sign-up", &["Username", "Name", "Password", "Sign up", "Sign in"]),
        (
            "/sign-in",
            &["Continue to the sign-in page", "Username", "Password", "Sign in", "Sign up"],
        ),
    ];
    for (path, order) in orders {
        window.visit(&site.at(path)).await;
        let navigation = ["Skip to content", "Example", "Sign in", "Sign up"];
        assert_eq!(window.tabs().await, [&navigation, order].concat(), "{path}");
    }
    site.sign_in(&window, demo::USER, "/").await;
    let navigation = ["Skip to content", "Example", "Profile", "Second factors", "Sign out"];
    let orders = [
        ("/profile", ["Name", "Save"].as_slice()),
        ("/factors", &["Set up an authenticator app"]),
        ("/sign-out", &["Sign out", "Cancel"]),
    ];
    for (path, order) in orders {
        window.visit(&site.at(path)).await;
        assert_eq!(window.tabs().await, [&navigation, order].concat(), "{path}");
    }
}

#[tokio::test]
async fn user_signs_in_and_out_by_keyboard() {
    let Some(window) = Window::open().await else { return };
    let site = Site::start().await;
    window.visit(&site.at("/sign-in?return_to=/profile")).await;
    let to_username = ["Tab"; 6];
    let keys = [&to_username, [demo::USER, "Tab", demo::PASSWORD, "Enter"].as_slice()].concat();
    let shown = window.keys(&keys).await;
    assert_eq!(shown.url, site.at("/profile"));
    // The link of the navigation, then the button of the question.
    window.keys(&["Tab", "Tab", "Tab", "Tab", "Tab", "Enter"]).await;
    let shown = window.keys(&["Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter"]).await;
    assert_eq!(shown.url, site.at("/"));
    assert!(shown.text.contains("Welcome"), "{}", shown.text);
}
