//! The site by keyboard and with a screen reader, and its contrast.

use serde_json::json;

use crate::support::check;

#[tokio::test]
async fn axe_finds_nothing_serious_in_light() {
    check("inspected", json!({"dark": false})).await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_in_dark() {
    check("inspected", json!({"dark": true})).await;
}

#[tokio::test]
async fn first_tab_leads_to_the_content_and_headings_are_in_order() {
    check("skipLink", json!({})).await;
}

#[tokio::test]
async fn keys_that_open_search_can_be_turned_off() {
    check("shortcuts", json!({})).await;
}

#[tokio::test]
async fn tables_and_folds_have_names_and_roles() {
    check("roles", json!({})).await;
}

#[tokio::test]
async fn highlighted_code_can_be_read_in_both_schemes() {
    check("highlighting", json!({})).await;
}
