//! Pages that are requested before they are awaited.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use support::Reply;
use tokio::sync::Semaphore;

use super::users::{Pool, all, ids, slice};

/// Creates a pool of pages of two users in which a gate controls every page.
async fn gated(total: usize) -> (Pool, BTreeMap<u64, Arc<Semaphore>>) {
    let pages = 1..=total.div_ceil(2).max(1) as u64 + 5;
    let gates: BTreeMap<_, _> = pages.map(|page| (page, Arc::new(Semaphore::new(0)))).collect();
    let held = gates.clone();
    let pool =
        Pool::new(move |page, _| Reply::data(&slice(page, total, 2)).held(&held[&page])).await;
    (pool, gates)
}

/// Waits until this number of pages has been requested, and a while longer for unexpected requests.
async fn settled(pool: &Pool, pages: usize) -> Vec<u64> {
    let enough = async {
        while pool.requested().len() < pages {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), enough).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut requested = pool.requested();
    requested.sort_unstable();
    requested
}

#[tokio::test]
async fn prefetching_starts_after_the_first_page() {
    let (pool, gates) = gated(20).await;
    let mut pages = pool.list(None, None).pages().prefetch(2);
    {
        let mut first = std::pin::pin!(pages.next());
        let none = tokio::time::timeout(Duration::from_millis(100), first.as_mut()).await;
        assert!(none.is_err());
        assert_eq!(settled(&pool, 1).await, [1]);
        gates[&1].add_permits(1);
        first.await.unwrap().unwrap();
    }
    // While the first page is used, two are in flight; nothing awaits them yet.
    assert_eq!(settled(&pool, 3).await, [1, 2, 3]);
    // While the second page is awaited, two more are in flight.
    let none = tokio::time::timeout(Duration::from_millis(100), pages.next()).await;
    assert!(none.is_err());
    assert_eq!(settled(&pool, 4).await, [1, 2, 3, 4]);
    // A page that arrives early frees no slot: it has not been returned yet.
    gates[&3].add_permits(1);
    assert_eq!(settled(&pool, 4).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn prefetched_pages_keep_their_order() {
    let (pool, gates) = gated(8).await;
    gates[&1].add_permits(1);
    let mut pages = pool.list(None, None).pages().prefetch(3);
    assert_eq!(pages.next().await.unwrap().unwrap().list[0].user_id, "0");
    assert_eq!(settled(&pool, 4).await, [1, 2, 3, 4]);
    for page in [4, 3, 2] {
        gates[&page].add_permits(1);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for first in ["2", "4", "6"] {
        assert_eq!(pages.next().await.unwrap().unwrap().list[0].user_id, first);
    }
    assert!(pages.next().await.is_none());
    assert_eq!(settled(&pool, 4).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn no_page_after_the_last_is_requested() {
    for (total, pages) in [(0, 1), (2, 1), (3, 2), (9, 5)] {
        let (pool, gates) = gated(total).await;
        gates.values().for_each(|gate| gate.add_permits(1));
        let items = pool.list(None, None).items().prefetch(10);
        assert_eq!(ids(items).await, all(total));
        assert_eq!(settled(&pool, pages).await.len(), pages, "{total}");
    }
}

#[tokio::test]
async fn prefetching_without_a_total_ends_at_the_same_page() {
    let pool = Pool::new(|page, _| {
        let mut data = slice(page, 9, 2);
        data["totalCount"] = 0.into();
        Reply::data(&data)
    });
    let pool = pool.await;
    let items = pool.list(None, Some(2)).items().prefetch(3);
    assert_eq!(ids(items).await, all(9));
}

#[tokio::test]
async fn a_dropped_stream_sends_no_more_requests() {
    let (pool, gates) = gated(20).await;
    gates[&1].add_permits(1);
    let mut pages = pool.list(None, None).pages().prefetch(2);
    pages.next().await.unwrap().unwrap();
    assert_eq!(settled(&pool, 3).await, [1, 2, 3]);
    drop(pages);
    gates.values().for_each(|gate| gate.add_permits(10));
    assert_eq!(settled(&pool, 3).await, [1, 2, 3]);
}

#[tokio::test]
async fn an_error_ends_prefetching() {
    let pool = Pool::new(|page, _| match page {
        2 => Reply::new(404, ""),
        3 => Reply::Silence,
        page => Reply::data(&slice(page, 20, 2)),
    });
    let pool = pool.await;
    let mut pages = pool.list(None, None).pages().prefetch(1);
    pages.next().await.unwrap().unwrap();
    assert!(pages.next().await.unwrap().is_err());
    assert!(pages.next().await.is_none());
    assert!(settled(&pool, 2).await.len() <= 3);
}
