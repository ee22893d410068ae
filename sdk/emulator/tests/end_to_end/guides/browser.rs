//! A user at the sign-in page.

use crate::accounts::PASSWORD;
use crate::oidc_browser::{Browser, Page};

/// Opens the URL of an authorization request.
pub(super) async fn open(browser: &Browser, url: &str) -> Page {
    let url = url::Url::parse(url).unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.get(url.path(), &pairs).await
}

/// Opens the URL, and enters the shared password on the sign-in page.
pub(super) async fn sign_in(browser: &Browser, url: &str, account: &str) -> Page {
    let page = open(browser, url).await;
    browser.log_in(&page, account, PASSWORD).await
}

/// Consents to the scopes of an application, and returns the URL of the callback.
pub(super) async fn consent(browser: &Browser, page: &Page) -> String {
    let page = browser.follow(page).await;
    browser.submit(&page, &[]).await.location()
}
