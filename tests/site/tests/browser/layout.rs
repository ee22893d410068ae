//! Small screens, copies of code, and links to parts of pages.

use serde_json::json;

use crate::support::check;

#[tokio::test]
async fn pages_fit_on_all_screens() {
    check("widths", json!({})).await;
}

#[tokio::test]
async fn copy_has_the_folded_values() {
    check("copies", json!({})).await;
}

#[tokio::test]
async fn targets_of_links_are_in_view() {
    check("deepLinks", json!({})).await;
}

#[tokio::test]
async fn folds_of_targets_are_open() {
    check("folds", json!({})).await;
}

#[tokio::test]
async fn codes_are_filtered_and_linked() {
    check("codes", json!({})).await;
}
