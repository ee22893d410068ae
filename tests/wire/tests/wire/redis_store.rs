//! Tokens in a real Redis server.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, SystemTime},
};

use genauth::management::ListUsersRequestDto;
use genauth::{Error, ManagementClient, ManagementToken, RedisTokenStore, TokenStore as _};
use peers::Redis;
use serde_json::json;
use support::{ACCESS_KEY, Reply, Server, is_token_request};

fn store(redis: &Redis) -> RedisTokenStore {
    RedisTokenStore::new(redis.url()).unwrap().key_prefix("test:")
}

async fn server() -> Server {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match is_token_request(request) {
        true => {
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            let token = format!("token-{number}");
            Reply::data(&json!({"access_token": token, "expires_in": 7_200}))
        }
        false => Reply::data(&json!({"totalCount": 0, "list": []})),
    });
    server.await.unwrap()
}

async fn call(server: &Server, store: RedisTokenStore) -> Result<(), Error> {
    let (id, secret) = ACCESS_KEY;
    let admin = ManagementClient::builder(id, secret).host(server.host()).token_store(store);
    admin.build().unwrap().list_users(ListUsersRequestDto::new()).await.map(|_| ())
}

#[tokio::test]
async fn processes_share_a_valid_token_through_redis() {
    let Some(redis) = Redis::start().await else { return };
    let server = server().await;
    for _ in 0..3 {
        call(&server, store(&redis)).await.unwrap();
    }
    let recorded = server.recorded();
    assert_eq!(recorded.iter().filter(|request| is_token_request(request)).count(), 1);
    assert_eq!(server.last().unwrap().header("authorization"), "Bearer token-1");

    let key = format!("test:genauth:management-token:{}/:{}", server.host(), ACCESS_KEY.0);
    assert_eq!(redis.ask(&["KEYS", "*"]), key);
    let left: i64 = redis.ask(&["PTTL", &key]).parse().unwrap();
    assert!((7_000_000..=7_200_000).contains(&left), "{left}");

    // A missing or invalid token is requested again.
    for ruin in [&["DEL", &*key][..], &["SET", &*key, "no token"]] {
        redis.ask(ruin);
        let before = server.recorded().len();
        call(&server, store(&redis)).await.unwrap();
        assert_eq!(server.recorded().len(), before + 2);
    }
}

#[tokio::test]
async fn an_expired_token_is_not_stored() {
    let Some(redis) = Redis::start().await else { return };
    let store = self::store(&redis);
    let past = ManagementToken::new("TOKEN").with_expiry(SystemTime::now());
    store.save("a", &past).await.unwrap();
    store.save("b", &ManagementToken::new("TOKEN")).await.unwrap();
    assert_eq!(redis.ask(&["DBSIZE"]), "0");
    assert_eq!(store.load("a").await.unwrap(), None);
    let soon = SystemTime::now() + Duration::from_secs(3_600);
    let token = ManagementToken::new("TOKEN").with_user_pool_id("POOL_ID").with_expiry(soon);
    store.save("a", &token).await.unwrap();
    let loaded = store.load("a").await.unwrap().unwrap();
    assert_eq!(loaded.access_token(), token.access_token());
    assert_eq!(loaded.user_pool_id(), Some("POOL_ID"));
}

#[tokio::test]
async fn calls_succeed_without_redis_and_events_hide_secrets() {
    let Some(redis) = Redis::start().await else { return };
    let server = server().await;
    let wrong = RedisTokenStore::new(redis.url_with("sentinel")).unwrap();
    call(&server, wrong.clone()).await.unwrap();
    let error = wrong.load("a").await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("redis") && !shown.contains("sentinel"), "{shown}");
    let store = self::store(&redis);
    drop(redis);
    call(&server, store.clone()).await.unwrap();
    let error = store.load("a").await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(Redis::PASSWORD) && !shown.contains("127.0.0.1"), "{shown}");
}
