//! Sessions in a real Redis server, started by the tests.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::app::{App, SESSION};
use crate::provider::{K1, Provider};
use crate::scripted::{builder, sign_in, sign_in_with};
use crate::session_support::TestClock;

const PASSWORD: &str = "test-secret";

/// A server that ends with the test.
struct Redis {
    process: Child,
    port: u16,
}

impl Redis {
    async fn start() -> Self {
        // A port that was free shortly before.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""])
            .args(["--appendonly", "no", "--requirepass", PASSWORD])
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is on the PATH");
        let redis = Self { process, port };
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return redis;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("redis-server does not start");
    }

    async fn app(&self, provider: &Provider, clock: &TestClock) -> App {
        App::start(builder(provider, clock).redis(self.url()).redis_key_prefix("shop:")).await
    }

    fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}/0", self.port)
    }

    /// Returns the output of `redis-cli`.
    fn ask(&self, words: &[&str]) -> String {
        let output = Command::new("redis-cli")
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-a", PASSWORD])
            .args(words)
            .stderr(Stdio::null())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn processes_share_sessions_in_redis() {
    let redis = Redis::start().await;
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let (one, two) = (redis.app(&provider, &clock).await, redis.app(&provider, &clock).await);
    let browser = one.browser();
    let before = one.text(&browser, "/count").await;
    assert_eq!(before, "1");
    sign_in(&one, &browser, &provider).await;
    let on_two = || {
        let cookie = browser.cookie(SESSION).unwrap();
        let visit = two.browser().visit(&two.url("/profile"));
        visit.header("cookie", &format!("{SESSION}={}", cookie.value)).send()
    };
    assert_eq!(on_two().await.body, "profile of u1");
    assert_eq!(one.text(&browser, "/count").await, "2");
    // Every key expires.
    for key in redis.ask(&["KEYS", "*"]).lines() {
        assert!(key.starts_with("shop:"), "{key}");
        let left: i64 = redis.ask(&["PTTL", key]).parse().unwrap();
        assert!(left > 0, "{key} {left}");
    }
    // Back-channel logout at the other process.
    let page = sign_in_with(&one, &browser, &provider, json!({}), json!({"sid": "s1"})).await;
    assert_eq!(page.status, 303);
    assert_eq!(on_two().await.status, 200);
    let token = K1.token(&provider.logout(json!({})));
    let url = two.url("/auth/back-channel-logout");
    let visit = two.browser().request(reqwest::Method::POST, &url);
    assert_eq!(visit.form(&[("logout_token", &token)]).send().await.status, 200);
    assert_eq!(one.get(&browser, "/profile").await.status, 303);
}

/// S3 in Redis.
#[tokio::test]
#[ignore = "needs redis-server"]
async fn a_late_save_does_not_bring_back_a_session_in_redis() {
    let redis = Redis::start().await;
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let builder = builder(&provider, &clock).redis(redis.url());
    crate::sessions::assert_a_late_save_is_harmless(&provider, &clock, builder).await;
    // What is left are the keys of the sign-ins that the test started.
    for key in redis.ask(&["KEYS", "genauth:session:*"]).lines() {
        assert_eq!(key, "");
    }
}

/// S5 with Redis.
#[tokio::test]
#[ignore = "needs redis-server"]
async fn a_server_that_is_gone_is_503() {
    let redis = Redis::start().await;
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let app = redis.app(&provider, &clock).await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    drop(redis);
    let page = app.get(&browser, "/profile").await;
    assert_eq!((page.status.as_u16(), page.cookies()), (503, vec![]));
    assert!(!page.body.contains(PASSWORD));
}
