//! Resuming from a page, later or after an error.

use std::sync::atomic::{AtomicBool, Ordering};

use genauth::management::{ListDnefParams, UserDto};
use genauth::{Cursor, Error, Items};
use serde_json::json;
use support::Reply;

use super::users::{Pool, ids, slice};

async fn take(items: &mut Items<UserDto>, count: usize) -> Vec<usize> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(items.next().await.unwrap().unwrap().user_id.parse().unwrap());
    }
    ids
}

#[tokio::test]
async fn pages_have_the_cursor_of_the_next_page() {
    let pool = Pool::of(5, 2).await;
    let mut pages = pool.list(None, None).pages();
    let mut positions = Vec::new();
    loop {
        positions.push(pages.cursor().map(Cursor::to_string));
        if pages.next().await.is_none() {
            break;
        }
    }
    let expected = [Some("page:1"), Some("page:2"), Some("page:3"), None];
    assert_eq!(positions, expected.map(|it| it.map(str::to_owned)));
}

#[tokio::test]
async fn items_have_the_cursor_of_their_page() {
    let pool = Pool::of(5, 2).await;
    let mut items = pool.list(None, None).items();
    let mut positions = Vec::new();
    loop {
        positions.push(items.cursor().cloned());
        if items.next().await.is_none() {
            break;
        }
    }
    let expected = [Some(1), Some(1), Some(2), Some(2), Some(3), None];
    assert_eq!(positions, expected.map(|it| it.map(Cursor::Page)));
}

#[tokio::test]
async fn pagination_resumes_at_a_cursor() {
    let pool = Pool::of(25, 10).await;
    let mut first = pool.list(None, Some(10)).items();
    assert_eq!(take(&mut first, 10).await, Vec::from_iter(0..10));
    let stored = first.cursor().unwrap().to_string();
    drop(first);

    let position: Cursor = stored.parse().unwrap();
    let second = pool.list(None, Some(10)).items().resume(position);
    assert_eq!(ids(second).await, Vec::from_iter(10..25));
    assert_eq!(pool.requested(), [1, 2, 3]);
}

#[tokio::test]
async fn an_error_ends_pagination_and_keeps_the_cursor() {
    for ahead in [0, 3] {
        let broken = AtomicBool::new(true);
        let pool = Pool::new(move |page, _| {
            if page == 2 && broken.swap(false, Ordering::Relaxed) {
                return Reply::json(200, &json!({"statusCode": 403, "message": "not now"}));
            }
            Reply::data(&slice(page, 50, 10))
        });
        let pool = pool.await;
        let mut items = pool.list(None, None).items().prefetch(ahead);
        assert_eq!(take(&mut items, 10).await, Vec::from_iter(0..10));
        let error = items.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Api(_)), "{error:?}");
        assert!(items.next().await.is_none());
        let position = items.cursor().cloned().unwrap();
        assert_eq!(position, Cursor::Page(2));
        assert_eq!(ids(items.resume(position)).await, Vec::from_iter(10..50));
    }
}

#[tokio::test]
async fn an_undecodable_page_keeps_the_cursor() {
    let pool = Pool::new(|page, _| match page {
        1 => Reply::data(&slice(1, 20, 10)),
        _ => Reply::data(&json!({"totalCount": 20, "list": [{"userId": null}]})),
    });
    let pool = pool.await;
    let mut pages = pool.list(None, None).pages();
    pages.next().await.unwrap().unwrap();
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!(pages.cursor(), Some(&Cursor::Page(2)));
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_cursor_of_another_list_is_rejected_before_sending() {
    let pool = Pool::of(5, 2).await;
    let wrong = [Cursor::Index(3), Cursor::Scroll("abc".to_owned()), Cursor::Page(0)];
    for position in wrong {
        let mut items = pool.list(None, None).items().resume(position.clone());
        let error = items.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains(&position.to_string()), "{error}");
        assert!(items.next().await.is_none());
    }
    let params = ListDnefParams::new("space", "tree");
    let mut items = pool.admin.list_dnef(params).items().resume(Cursor::Page(2));
    assert!(matches!(items.next().await, Some(Err(Error::Request(_)))));
    assert!(pool.requested().is_empty());
}

#[tokio::test]
async fn an_invalid_page_number_is_rejected_before_sending() {
    let pool = Pool::of(5, 2).await;
    let params = genauth::management::ListTenantsParams::new().page("first");
    let mut items = pool.admin.list_tenants(params).items();
    let error = items.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(pool.requested().is_empty());
}
