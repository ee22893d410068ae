//! First and last pages of a pagination by page number.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use genauth::management::UserDto;
use genauth::{Error, Items, Page};
use serde_json::json;
use support::Reply;

use super::users::{Pool, all, ids, slice, users};

#[tokio::test]
async fn nothing_is_sent_before_the_first_poll() {
    let pool = Pool::of(3, 2).await;
    let mut pages = pool.list(None, None).pages().prefetch(3);
    tokio::task::yield_now().await;
    assert!(pool.requested().is_empty());
    assert_eq!(pages.next().await.unwrap().unwrap().list.len(), 2);
}

#[tokio::test]
async fn pagination_ends_with_the_last_item_without_another_request() {
    for (total, per_page, pages) in [(0, 10, 1), (5, 10, 1), (20, 10, 2), (21, 10, 3)] {
        let pool = Pool::of(total, per_page).await;
        assert_eq!(ids(pool.list(None, None).items()).await, all(total));
        assert_eq!(pool.requested(), Vec::from_iter(1..=pages), "{total} users");
    }
}

#[tokio::test]
async fn pages_are_complete_and_in_order() {
    let pool = Pool::of(5, 2).await;
    let mut pages = pool.list(None, None).pages();
    let mut lengths = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert_eq!(page.total_count, 5);
        lengths.push(page.into_items().len());
    }
    assert_eq!(lengths, [2, 2, 1]);
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn all_items_can_be_collected() {
    let pool = Pool::of(5, 2).await;
    let users = pool.list(None, None).items().collect().await.unwrap();
    assert_eq!(users.len(), 5);
}

#[tokio::test]
async fn pagination_starts_at_the_requested_page() {
    let pool = Pool::of(25, 10).await;
    assert_eq!(ids(pool.list(Some(2), Some(10)).items()).await, Vec::from_iter(10..25));
    assert_eq!(pool.requested(), [2, 3]);
}

#[tokio::test]
async fn pagination_from_the_last_page_loses_nothing() {
    let pool = Pool::of(25, 10).await;
    assert_eq!(ids(pool.list(Some(3), None).items()).await, Vec::from_iter(20..25));
    // The length of a full page cannot be derived from the last one.
    assert_eq!(pool.requested(), [3, 4]);
}

#[tokio::test]
async fn a_limit_lowered_by_the_server_loses_no_items() {
    let pool = Pool::of(50, 20).await;
    assert_eq!(ids(pool.list(None, Some(50)).items()).await, all(50));
    assert_eq!(pool.requested(), [1, 2, 3]);
    for request in pool.requests() {
        assert_eq!(request.json()["options"]["pagination"]["limit"], 50);
    }
}

#[tokio::test]
async fn pagination_works_without_a_total() {
    for total in [json!(null), json!(0)] {
        let pool = Pool::new(move |page, _| {
            let mut data = slice(page, 23, 10);
            data["totalCount"] = total.clone();
            Reply::data(&data)
        });
        let pool = pool.await;
        assert_eq!(ids(pool.list(None, Some(10)).items()).await, all(23));
        assert_eq!(pool.requested(), [1, 2, 3]);
    }
}

#[tokio::test]
async fn full_pages_without_a_total_end_with_an_empty_one() {
    let pool = Pool::new(|page, _| {
        let mut data = slice(page, 20, 10);
        data["totalCount"] = json!(null);
        Reply::data(&data)
    });
    let pool = pool.await;
    assert_eq!(ids(pool.list(None, None).items()).await, all(20));
    assert_eq!(pool.requested(), [1, 2, 3]);
}

#[tokio::test]
async fn the_latest_total_applies() {
    // Five more users appear while the first page is read.
    let pool = Pool::new(|page, _| match page {
        1 => Reply::data(&users(0..10, &20.into())),
        page => Reply::data(&slice(page, 25, 10)),
    });
    let pool = pool.await;
    assert_eq!(ids(pool.list(None, None).items()).await, all(25));

    // Ten users are gone by the second page.
    let pool = Pool::new(|page, _| match page {
        1 => Reply::data(&users(0..10, &30.into())),
        page => Reply::data(&slice(page, 20, 10)),
    });
    let pool = pool.await;
    assert_eq!(ids(pool.list(None, None).items()).await, all(20));
    assert_eq!(pool.requested(), [1, 2]);
}

#[tokio::test]
async fn a_total_may_be_a_string() {
    let pool = Pool::new(|page, _| {
        let mut data = slice(page, 4, 2);
        data["totalCount"] = json!("4");
        Reply::data(&data)
    });
    let pool = pool.await;
    assert_eq!(ids(pool.list(None, None).items()).await, all(4));
    assert_eq!(pool.requested(), [1, 2]);
}

#[tokio::test]
async fn an_empty_page_or_missing_list_ends_pagination() {
    for last in [json!({"totalCount": 99, "list": []}), json!({"totalCount": 99, "list": null})] {
        let pool = Pool::new(move |page, _| match page {
            1 => Reply::data(&users(0..10, &99.into())),
            _ => Reply::data(&last),
        });
        let pool = pool.await;
        assert_eq!(ids(pool.list(None, None).items()).await, all(10));
        assert_eq!(pool.requested(), [1, 2]);
    }
    let pool = Pool::new(|_, _| Reply::data(&json!({"totalCount": 0, "list": []}))).await;
    let mut pages = pool.list(None, None).pages();
    assert!(pages.next().await.unwrap().unwrap().list.is_empty());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_server_that_ignores_the_page_number_is_an_error() {
    let pool = Pool::new(|_, _| Reply::data(&users(0..10, &25.into()))).await;
    let mut items = pool.list(None, None).items();
    for _ in 0..10 {
        items.next().await.unwrap().unwrap();
    }
    let error = items.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.to_string().contains("ignore"), "{error}");
    assert!(items.next().await.is_none());
    assert_eq!(pool.requested(), [1, 2]);
}

#[tokio::test]
async fn page_requests_are_retried() {
    let failures = AtomicUsize::new(0);
    let pool = Pool::new(move |page, _| {
        if page == 2 && failures.fetch_add(1, Ordering::Relaxed) == 0 {
            return Reply::new(503, "").header("retry-after", "0");
        }
        Reply::data(&slice(page, 5, 2))
    });
    let pool = pool.await;
    assert_eq!(ids(pool.list(None, None).items()).await, all(5));
    assert_eq!(pool.requested(), [1, 2, 2, 3]);
}

#[tokio::test]
async fn every_page_has_the_options_of_the_call_and_its_own_timeout() {
    let pool = Pool::new(|page, _| match page {
        3 => Reply::Silence,
        page => Reply::data(&slice(page, 6, 2)),
    });
    let pool = pool.await;
    let call = pool.list(None, None).header("x-trace-id", "1234");
    let mut pages = call.timeout(Duration::from_millis(1_500)).pages();
    for _ in 0..2 {
        pages.next().await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(800)).await;
    }
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
    for request in pool.requests() {
        assert_eq!(request.header("x-trace-id"), "1234");
        assert_eq!(request.header("authorization"), pool.requests()[0].header("authorization"));
    }
}

#[test]
fn streams_can_be_sent_between_threads_and_moved() {
    fn check<T: Send + Unpin>(_: &T) {}
    let pool = |admin: &genauth::ManagementClient| {
        let call = || admin.list_users(genauth::management::ListUsersRequestDto::new());
        check(&call().pages());
        let items: Items<UserDto> = call().items();
        check(&items);
        let shown = format!("{items:?} {:?}", call().pages());
        assert!(shown.contains("listUsers") && shown.contains("Page(1)"), "{shown}");
    };
    pool(&genauth::ManagementClient::builder("ACCESS_KEY_ID", "test-secret").build().unwrap());
}
