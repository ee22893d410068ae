//! The site under a strict policy, with blocked storage, and without scripts.

use serde_json::json;

use crate::support::check;

#[tokio::test]
async fn strict_content_policy_is_not_violated() {
    check("contentPolicy", json!({})).await;
}

#[tokio::test]
async fn color_scheme_follows_the_system_until_a_choice() {
    check("colorScheme", json!({})).await;
}

#[tokio::test]
async fn blocked_storage_does_not_break_pages() {
    check("blockedStorage", json!({})).await;
}

#[tokio::test]
async fn pages_work_without_scripts() {
    check("withoutScripts", json!({})).await;
}
