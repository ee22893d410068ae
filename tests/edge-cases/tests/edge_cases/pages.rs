//! Pagination of lists with awkward names.

use crate::support::Server;
use genauth_edge_cases::management::{self, ItemsParams, OPERATIONS, Pages, Stream};
use genauth_edge_cases::{Cursor, ManagementClient, PageStyle};

/// Token that an access key is exchanged for.
const TOKEN: &str = r#"{"statusCode":200,"message":"","data":{"access_token":"t","expires_in":9}}"#;

fn admin(server: &Server) -> ManagementClient {
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(&server.address);
    admin.build().unwrap()
}

fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").unwrap().1
}

#[tokio::test]
async fn a_page_nested_in_pages_is_paginated() {
    let server = Server::with_answers(&[
        TOKEN,
        r#"{"match":{"Self":3},"move":[{"type":"a","move":[{"type":"z"}]},{"type":"b"}]}"#,
        r#"{"match":{"Self":"3"},"move":[{"type":"c"}]}"#,
    ]);
    let asked = Pages::new().r#in(2).r#as("x");
    let items = management::Items::new().r#type(Stream::new().self_(asked));
    let pages = admin(&server).next(items).items().collect().await.unwrap();
    let names: Vec<_> = pages.iter().filter_map(|page| page.r#type.as_deref()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let requests = server.requests();
    // The number is documented as a string.
    assert_eq!(body(&requests[1]), r#"{"type":{"self":{"in":2,"as":"x","2fa":"1"}}}"#);
    assert_eq!(body(&requests[2]), r#"{"type":{"self":{"in":2,"as":"x","2fa":"2"}}}"#);
}

#[tokio::test]
async fn single_items_and_text_positions_are_accepted() {
    let server = Server::with_answers(&[
        TOKEN,
        r#"{"loop":"a","break":9,"continue":true}"#,
        r#"{"loop":["b","c"],"break":"12","continue":"true"}"#,
        r#"{"loop":null,"break":"","continue":false}"#,
    ]);
    let mut items = admin(&server).items(ItemsParams::new()).items();
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push((item.unwrap(), items.cursor().cloned()));
    }
    let at = |index| Some(Cursor::Index(index));
    let expected = [("a", at(9)), ("b", at(9)), ("c", at(12))];
    assert_eq!(found, expected.map(|(item, at)| (item.to_owned(), at)));
    let requests = server.requests();
    for (request, index) in requests[1..].iter().zip(["1", "9", "12"]) {
        let target = format!("GET /api/v3/from?%E8%B5%B7%E7%82%B9={index} HTTP/1.1");
        assert!(request.starts_with(&target), "{request}");
    }
}

#[test]
fn pagination_parameters_are_available_as_data() {
    let pagination = |name: &str| {
        let operation = OPERATIONS.iter().find(|operation| operation.name == name).unwrap();
        operation.pagination.map(|it| (it.style, it.position, it.limit, it.text))
    };
    let (place, limit) = ("body.type.self.2fa", Some("body.type.self.in"));
    assert_eq!(pagination("next"), Some((PageStyle::Page, place, limit, true)));
    assert_eq!(pagination("items"), Some((PageStyle::Index, "query.起点", None, false)));
    assert_eq!(pagination("listValues"), None);
}
