//! Lists in which each page contains the position of the next one.

use std::sync::Arc;

use genauth::management::{GetAllRowVyScrollidDto, ListDnefParams};
use genauth::{Cursor, ManagementClient};
use serde_json::{Value, json};
use support::{Recorded, Reply, Server, clients, is_token_request, token_reply};
use tokio::sync::Semaphore;

async fn serve(
    script: impl Fn(&Recorded) -> Reply + Send + Sync + 'static,
) -> (Server, ManagementClient) {
    let (token, _) = token_reply();
    let server = Server::start(move |request: &Recorded| match is_token_request(request) {
        true => token.clone(),
        false => script(request),
    });
    let server = server.await.unwrap();
    let admin = clients(&server).unwrap().admin;
    (server, admin)
}

fn requested(server: &Server, what: impl Fn(&Recorded) -> String) -> Vec<String> {
    let requests = server.recorded();
    requests.iter().filter(|request| !is_token_request(request)).map(what).collect()
}

fn index(request: &Recorded) -> String {
    let pairs = Recorded::pairs(request.query.as_bytes());
    let pair = pairs.into_iter().find(|(name, _)| name == "startIndex");
    pair.map(|(_, value)| value).unwrap_or_default()
}

/// Fields by index: the next index, whether there is more, the keys.
fn fields(next: i64, truncated: bool, keys: &[&str]) -> Reply {
    let list: Value = keys.iter().map(|key| json!({"key": key})).collect();
    Reply::data(&json!({"nextStartIndex": next, "truncated": truncated, "list": list}))
}

#[tokio::test]
async fn index_pagination_ends_without_a_next_index() {
    let (server, admin) = serve(|request| match index(request).as_str() {
        "1" => fields(3, true, &["a", "b"]),
        // Everything on this page was filtered out.
        "3" => fields(8, true, &[]),
        "8" => fields(-1, false, &["c"]),
        _ => Reply::new(404, ""),
    })
    .await;
    let mut items = admin.list_dnef(ListDnefParams::new("space", "tree")).items();
    let mut keys = Vec::new();
    while let Some(field) = items.next().await {
        keys.push(field.unwrap().key);
    }
    assert_eq!(keys, ["a", "b", "c"]);
    assert_eq!(requested(&server, index), ["1", "3", "8"]);
    assert_eq!(items.cursor(), None);
}

#[tokio::test]
async fn index_pagination_resumes_at_a_cursor() {
    let (server, admin) = serve(|request| match index(request).as_str() {
        "41" => fields(-1, false, &["z"]),
        _ => Reply::new(404, ""),
    })
    .await;
    let call = || admin.list_dnef(ListDnefParams::new("space", "tree").start_index(41));
    assert_eq!(call().items().cursor(), Some(&Cursor::Index(41)));
    assert_eq!(call().items().collect().await.unwrap().len(), 1);
    let call = admin.list_dnef(ListDnefParams::new("space", "tree"));
    let items = call.items().resume("index:41".parse().unwrap());
    assert_eq!(items.collect().await.unwrap().len(), 1);
    assert_eq!(requested(&server, index), ["41", "41"]);
}

fn scroll(request: &Recorded) -> String {
    request.json()["scrollId"].as_str().unwrap_or_default().to_owned()
}

fn rows(scroll_id: &str, rows: &[&str]) -> Reply {
    Reply::data(&json!({"scrollId": scroll_id, "list": rows}))
}

#[tokio::test]
async fn scroll_pagination_ends_with_an_empty_page() {
    // Servers may keep one name for the whole scroll.
    let gone = std::sync::atomic::AtomicUsize::new(0);
    let (server, admin) =
        serve(move |_| match gone.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => rows("same", &["a", "b"]),
            1 => rows("same", &["c", "d"]),
            _ => rows("same", &[]),
        })
        .await;
    let items = admin.get_all_metadata_row(GetAllRowVyScrollidDto::new(2, "MODEL_ID")).items();
    assert_eq!(items.collect().await.unwrap(), ["a", "b", "c", "d"]);
    assert_eq!(requested(&server, scroll), ["", "same", "same"]);
}

#[tokio::test]
async fn scroll_pagination_ends_without_a_scroll_id() {
    let (server, admin) = serve(|request| match scroll(request).as_str() {
        "" => rows("next", &["a"]),
        _ => Reply::data(&json!({"scrollId": null, "list": ["b"]})),
    })
    .await;
    let mut items = admin.get_all_metadata_row(GetAllRowVyScrollidDto::new(1, "MODEL_ID")).items();
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert_eq!(items.cursor(), Some(&Cursor::Scroll("next".to_owned())));
    assert_eq!(items.next().await.unwrap().unwrap(), "b");
    assert!(items.next().await.is_none());
    assert_eq!(requested(&server, scroll), ["", "next"]);
    let call = admin.get_all_metadata_row(GetAllRowVyScrollidDto::new(1, "MODEL_ID"));
    let resumed = call.items().resume(Cursor::Scroll("next".to_owned()));
    assert_eq!(resumed.collect().await.unwrap(), ["b"]);
}

#[tokio::test]
async fn cursor_pagination_prefetches_one_page() {
    let gate = Arc::new(Semaphore::new(1));
    let held = Arc::clone(&gate);
    let (server, admin) = serve(move |request| {
        let number: i64 = index(request).parse().unwrap();
        fields(number + 1, number < 9, &[&number.to_string()]).held(&held)
    })
    .await;
    let call = admin.list_dnef(ListDnefParams::new("space", "tree"));
    let mut items = call.items().prefetch(5);
    assert_eq!(items.next().await.unwrap().unwrap().key, "1");
    while requested(&server, index).len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(requested(&server, index), ["1", "2"]);
    gate.add_permits(10);
    assert_eq!(items.collect().await.unwrap().len(), 8);
    assert_eq!(requested(&server, index).len(), 9);
}
