//! Search: its hits, its excerpts, its limits, and its keys.

use serde_json::json;

use crate::support::{HOSTILE, check};

#[tokio::test]
async fn deprecated_operations_say_so_and_rank_lower() {
    check("deprecated", json!({})).await;
}

#[tokio::test]
async fn code_opens_at_its_entry() {
    check("opensCode", json!({})).await;
}

#[tokio::test]
async fn field_finds_its_types_and_is_shown() {
    check("fields", json!({})).await;
}

#[tokio::test]
async fn navigation_and_footer_are_not_found() {
    check("onlyContent", json!({})).await;
}

#[tokio::test]
async fn without_the_index_names_are_found() {
    check("withoutIndex", json!({})).await;
}

#[tokio::test]
async fn from_disk_search_says_that_it_needs_a_server() {
    check("onDisk", json!({})).await;
}

#[tokio::test]
async fn excerpts_have_the_characters_of_the_page() {
    let cases = json!([
        ["extIdpId:userIdInIdp", "<extIdpId>:<userIdInIdp>"],
        [HOSTILE, "\"><img src=x onerror=alert(1)>"],
        [HOSTILE, "</script><script>alert(1)</script>, &lt; and <b>."],
    ]);
    check("excerpts", json!({"hostile": HOSTILE, "cases": cases})).await;
}

#[tokio::test]
async fn keys_open_search_and_move_through_hits() {
    check("keyboard", json!({})).await;
}
