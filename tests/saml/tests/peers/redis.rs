//! Used responses in a real Redis server.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use genauth::saml::{RedisReplayStore, ReplayStore as _};
use peers::Redis;

fn store(redis: &Redis) -> RedisReplayStore {
    RedisReplayStore::new(redis.url()).unwrap()
}

#[tokio::test]
async fn processes_share_used_responses_in_redis() {
    let Some(redis) = Redis::start().await else { return };
    let (one, two) = (store(&redis).key_prefix("shop:"), store(&redis).key_prefix("shop:"));
    let until = SystemTime::now() + Duration::from_secs(3_600);
    assert!(one.insert("_1", until).await.unwrap());
    assert!(!two.insert("_1", until).await.unwrap());
    assert!(!one.clone().insert("_1", until).await.unwrap());
    assert!(two.insert("_2", until).await.unwrap());
    assert!(store(&redis).insert("_1", until).await.unwrap());
    let left = |key: &str| redis.ask(&["PTTL", key]).parse::<i64>().unwrap();
    assert!((3_590_000..=3_600_000).contains(&left("shop:_1")));

    // The clock of the client may be that of a test.
    assert!(one.insert("_3", UNIX_EPOCH).await.unwrap());
    assert!(!two.insert("_3", UNIX_EPOCH).await.unwrap());
    assert!((590_000..=600_000).contains(&left("shop:_3")));
    let late = UNIX_EPOCH + Duration::from_secs(1 << 40);
    assert!(one.insert("_4", late).await.unwrap());
    assert!(!two.insert("_4", late).await.unwrap());
}

#[tokio::test]
async fn of_concurrent_calls_with_one_key_one_succeeds() {
    let Some(redis) = Redis::start().await else { return };
    let until = SystemTime::now() + Duration::from_secs(3_600);
    let stores: Vec<RedisReplayStore> = (0..16).map(|_| store(&redis)).collect();
    let calls: Vec<_> = stores
        .into_iter()
        .map(|store| tokio::spawn(async move { store.insert("_1", until).await.unwrap() }))
        .collect();
    let mut won = 0;
    for call in calls {
        won += usize::from(call.await.unwrap());
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn a_lost_connection_is_opened_again_and_a_lost_server_is_an_error() {
    let Some(redis) = Redis::start().await else { return };
    let store = self::store(&redis);
    let until = SystemTime::now() + Duration::from_secs(3_600);
    assert!(store.insert("_1", until).await.unwrap());
    redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
    assert!(store.insert("_2", until).await.unwrap());
    assert!(!store.insert("_1", until).await.unwrap());
    drop(redis);
    let error = store.insert("_3", until).await.unwrap_err();
    assert!(!format!("{error} {error:?} {store:?}").contains(Redis::PASSWORD), "{error}");
}
