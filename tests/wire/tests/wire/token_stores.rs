//! Tokens from other sources: fixed tokens, tokens of providers, and tokens shared by processes.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE};
use genauth::management::ListUsersRequestDto;
use genauth::{
    CredentialError, Error, Incoming, ManagementClient, ManagementToken, Middleware, StoreFuture,
    TokenFuture, TokenProvider, TokenStore,
};
use serde_json::json;
use support::{ACCESS_KEY, Recorded, Reply, Server, is_token_request};

/// A store that can fail.
#[derive(Clone, Default)]
struct Memory {
    stored: Arc<Mutex<BTreeMap<String, String>>>,
    order: Order,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Order {
    #[default]
    Fine,
    Fails,
    Hangs,
    Panics,
}

impl Order {
    async fn pass(self) -> Result<(), genauth::StoreError> {
        match self {
            Self::Fine => Ok(()),
            Self::Fails => Err("out of order".into()),
            Self::Hangs => std::future::pending().await,
            Self::Panics => panic!("a store panics, as this test wants"),
        }
    }
}

impl TokenStore for Memory {
    fn load<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<ManagementToken>> {
        Box::pin(async move {
            self.order.pass().await?;
            let stored = self.stored.lock().unwrap().get(key).cloned();
            Ok(stored.and_then(|text| ManagementToken::from_stored(&text)))
        })
    }

    fn save<'a>(&'a self, key: &'a str, token: &'a ManagementToken) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.order.pass().await?;
            let text = token.to_stored().expose().to_owned();
            self.stored.lock().unwrap().insert(key.to_owned(), text);
            Ok(())
        })
    }
}

fn page() -> Reply {
    Reply::data(&json!({"totalCount": 0, "list": []}))
}

/// Starts a server with numbered tokens, which can reject the first of them.
async fn server(refuse_first: bool) -> Server {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match is_token_request(request) {
        true => {
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            let token = format!("token-{number}");
            Reply::data(&json!({"access_token": token, "expires_in": 7_200}))
        }
        false if refuse_first && request.header("authorization") == "Bearer token-1" => {
            Reply::json(401, &json!({"statusCode": 401, "message": "no"}))
        }
        false => page(),
    });
    server.await.unwrap()
}

fn with_store(server: &Server, store: &Memory) -> ManagementClient {
    let (id, secret) = ACCESS_KEY;
    let builder = ManagementClient::builder(id, secret).host(server.host());
    builder.token_store(store.clone()).build().unwrap()
}

async fn call(admin: &ManagementClient) -> Result<(), Error> {
    admin.list_users(ListUsersRequestDto::new()).await.map(|_| ())
}

fn tokens(server: &Server) -> Vec<String> {
    let recorded = server.recorded();
    let calls = recorded.iter().filter(|request| !is_token_request(request));
    calls.map(|request| request.header("authorization").replace("Bearer ", "")).collect()
}

#[tokio::test]
async fn clients_with_one_store_use_one_token() {
    let server = server(false).await;
    let store = Memory::default();
    for _ in 0..3 {
        call(&with_store(&server, &store)).await.unwrap();
    }
    assert_eq!(tokens(&server), ["token-1"; 3]);
    assert_eq!(server.recorded().len(), 4);
    // The token includes the user pool.
    let pools = server.recorded();
    let pools = pools.iter().filter(|request| !is_token_request(request));
    assert!(pools.map(|it| it.header("x-authing-userpool-id")).all(|pool| pool == ACCESS_KEY.0));
}

#[tokio::test]
async fn calls_succeed_with_a_failing_store() {
    for order in [Order::Fails, Order::Hangs] {
        let server = server(false).await;
        let store = Memory { order, ..Memory::default() };
        let admin = with_store(&server, &store);
        call(&admin).await.unwrap();
        call(&admin).await.unwrap();
        assert_eq!(tokens(&server), ["token-1"; 2]);
    }
}

#[tokio::test]
async fn a_store_that_panics_is_an_error_of_the_call() {
    let server = server(false).await;
    let store = Memory { order: Order::Panics, ..Memory::default() };
    let error = call(&with_store(&server, &store)).await.unwrap_err();
    assert!(matches!(error, Error::Credential(_)), "{error:?}");
}

#[tokio::test]
async fn a_rejected_token_is_replaced_in_the_store() {
    let server = server(true).await;
    let store = Memory::default();
    let first = with_store(&server, &store);
    call(&first).await.unwrap();
    assert_eq!(tokens(&server), ["token-1", "token-2"]);
    // A client that read the rejected token from the store finds the new one there.
    call(&with_store(&server, &store)).await.unwrap();
    call(&first).await.unwrap();
    assert_eq!(tokens(&server)[2..], ["token-2", "token-2"]);
    let requests = server.recorded().iter().filter(|request| is_token_request(request)).count();
    assert_eq!(requests, 2);
}

/// Puts another token into the store as soon as one is rejected.
struct OtherProcess(Memory, String);

impl Middleware for OtherProcess {
    fn after_response(&self, incoming: &Incoming<'_>) {
        if incoming.http_status().is_some_and(|status| status == 401) {
            self.0.stored.lock().unwrap().insert(self.1.clone(), stored("token-9", 7_200));
        }
    }
}

fn stored(token: &str, seconds: u64) -> String {
    let expiry = SystemTime::now() + Duration::from_secs(seconds);
    ManagementToken::new(token).with_expiry(expiry).to_stored().expose().to_owned()
}

fn key(server: &Server) -> String {
    format!("genauth:management-token:{}/:{}", server.host(), ACCESS_KEY.0)
}

#[tokio::test]
async fn a_token_replaced_by_another_process_is_read_from_the_store() {
    let server = server(true).await;
    let store = Memory::default();
    store.stored.lock().unwrap().insert(key(&server), stored("token-1", 7_200));
    let (id, secret) = ACCESS_KEY;
    let admin = ManagementClient::builder(id, secret)
        .host(server.host())
        .token_store(store.clone())
        .middleware(OtherProcess(store, key(&server)))
        .build()
        .unwrap();
    call(&admin).await.unwrap();
    assert_eq!(tokens(&server), ["token-1", "token-9"]);
    assert!(server.recorded().iter().all(|request| !is_token_request(request)));
}

#[tokio::test]
async fn a_stored_token_about_to_expire_is_ignored() {
    let now = SystemTime::now();
    let old = |seconds| ManagementToken::new("old").with_expiry(now + Duration::from_secs(seconds));
    let past = ManagementToken::new("old").with_expiry(now - Duration::from_secs(1));
    for stored in [past, old(1), old(55), ManagementToken::new("old")] {
        let server = server(false).await;
        let store = Memory::default();
        let admin = with_store(&server, &store);
        let text = stored.to_stored().expose().to_owned();
        store.stored.lock().unwrap().insert(key(&server), text);
        call(&admin).await.unwrap();
        assert_eq!(tokens(&server), ["token-1"], "{stored:?}");
        let replaced = store.stored.lock().unwrap()[&key(&server)].clone();
        assert!(replaced.contains("token-1"), "{replaced}");
    }
    let server = server(false).await;
    let store = Memory::default();
    store.stored.lock().unwrap().insert(key(&server), stored("old", 90));
    call(&with_store(&server, &store)).await.unwrap();
    assert_eq!(tokens(&server), ["old"]);
}

#[tokio::test]
async fn the_store_key_contains_host_and_access_key_without_secret() {
    let (first, second) = (server(false).await, server(false).await);
    let store = Memory::default();
    for (server, id) in [(&first, "KEY_1"), (&first, "KEY_2"), (&second, "KEY_1")] {
        let admin = ManagementClient::builder(id, "sentinel-secret").host(server.host());
        let admin = admin.token_store(store.clone()).build().unwrap();
        // The server accepts a single access key.
        let _ = call(&admin).await;
    }
    let other = Memory::default();
    call(&with_store(&first, &other)).await.unwrap();
    let stored = other.stored.lock().unwrap().clone();
    let key = stored.keys().next().unwrap();
    assert!(key.contains(&first.host()) && key.contains(ACCESS_KEY.0), "{key}");
    let all = format!("{stored:?} {:?}", store.stored.lock().unwrap());
    assert!(!all.contains("sentinel-secret") && !all.contains(ACCESS_KEY.1), "{all}");
}

#[test]
fn a_store_requires_an_access_key_with_token_requests() {
    let token = ManagementToken::new("TOKEN");
    let builder = ManagementClient::with_token_provider(token).token_store(Memory::default());
    let signed = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").sign_requests();
    for builder in [builder, signed.token_store(Memory::default())] {
        let error = builder.build().unwrap_err();
        assert!(error.to_string().contains("token store"), "{error}");
    }
    let token = ManagementToken::new("TOKEN");
    let error = ManagementClient::with_token_provider(token).sign_requests().build().unwrap_err();
    assert!(error.to_string().contains("signing requires an access key"), "{error}");
}

#[tokio::test]
async fn a_static_token_is_used_verbatim() {
    let server = server(true).await;
    let token = ManagementToken::new("token-7").with_user_pool_id("OTHER_POOL");
    let admin = ManagementClient::with_token_provider(token).host(server.host()).build().unwrap();
    call(&admin).await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(request.header("authorization"), "Bearer token-7");
    assert_eq!(request.header("x-authing-userpool-id"), "OTHER_POOL");

    let token = ManagementToken::new("token-1");
    let admin = ManagementClient::with_token_provider(token).host(server.host()).build().unwrap();
    let error = call(&admin).await.unwrap_err();
    assert_eq!(error.status_code(), Some(401));
    let rejected = tokens(&server).iter().filter(|token| *token == "token-1").count();
    assert_eq!(rejected, 1, "no other token is available");
    assert!(server.recorded().iter().all(|request| !is_token_request(request)));
}

/// A token provider that returns numbered tokens and records the calls.
#[derive(Clone, Default)]
struct Vault {
    rejected: Arc<Mutex<Vec<Option<String>>>>,
    sealed: bool,
}

impl TokenProvider for Vault {
    fn token<'a>(&'a self, rejected: Option<&'a ManagementToken>) -> TokenFuture<'a> {
        Box::pin(async move {
            let rejected = rejected.map(|token| token.access_token().expose().to_owned());
            let number = if rejected.is_some() { 2 } else { 1 };
            self.rejected.lock().unwrap().push(rejected);
            match self.sealed {
                true => Err(CredentialError::new("the vault is sealed").into()),
                false => Ok(Arc::new(ManagementToken::new(format!("token-{number}")))),
            }
        })
    }
}

#[tokio::test]
async fn a_provider_receives_the_rejected_token() {
    let server = server(true).await;
    let vault = Vault::default();
    let admin = ManagementClient::with_token_provider(vault.clone()).host(server.host());
    call(&admin.build().unwrap()).await.unwrap();
    assert_eq!(*vault.rejected.lock().unwrap(), [None, Some("token-1".to_owned())]);
    assert_eq!(tokens(&server), ["token-1", "token-2"]);
}

#[tokio::test]
async fn a_provider_error_is_the_error_of_the_call() {
    let server = server(false).await;
    let vault = Vault { sealed: true, ..Vault::default() };
    let admin = ManagementClient::with_token_provider(vault).host(server.host()).build().unwrap();
    let error = call(&admin).await.unwrap_err();
    assert!(matches!(error, Error::Credential(_)), "{error:?}");
    assert_eq!(error.to_string(), "no credentials for the call: the vault is sealed");
    assert!(server.recorded().is_empty());
}

#[tokio::test]
async fn the_user_pool_is_decoded_from_every_form_of_claims() {
    // Text whose encoding has both characters that only the URL-safe alphabet has, and padding.
    for claims in [
        json!({"scoped_userpool_id": "POOL", "a": "???>>>~~~"}),
        json!({"a": "ÿþýüûúÿ>?", "scoped_userpool_id": "POOL", "b": null}),
        json!({"scoped_userpool_id": "POOL", "n": "张三"}),
        json!({"scoped_userpool_id": "POOL", "nested": {"scoped_userpool_id": "OTHER"}}),
    ] {
        let padded = URL_SAFE.encode(claims.to_string());
        for claims in [padded.clone(), padded.trim_end_matches('=').to_owned()] {
            let token = format!("e30.{claims}.signature");
            let server = Server::start(move |request: &Recorded| match is_token_request(request) {
                true => Reply::data(&json!({"access_token": token, "expires_in": 7_200})),
                false => page(),
            });
            let server = server.await.unwrap();
            let (id, secret) = ACCESS_KEY;
            let admin = ManagementClient::builder(id, secret).host(server.host()).build().unwrap();
            call(&admin).await.unwrap();
            assert_eq!(server.last().unwrap().header("x-authing-userpool-id"), "POOL", "{claims}");
        }
    }
}
