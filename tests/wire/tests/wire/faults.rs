//! Typical mistakes of clients of such APIs, each tested to be absent. Mistakes that belong to a
//! single topic are tested there.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth::authentication::{
    GetLoginHistoryParams, GrantType, SignInConnection, SigninByCredentialsDto, TokenEndPointParams,
};
use genauth::management::{ListUsersOptionsDto, ListUsersRequestDto, PaginationDto};
use genauth::{AuthenticationClient, Error, ManagementClient};
use http::Method;
use serde_json::{Value, json};
use support::{
    ACCESS_KEY, APP_ID, Clients, Recorded, Reply, Server, Spec, With, clients, entry,
    is_token_request, responding, samples, token_reply,
};

const SECRET: &str = "sentinel-secret";

async fn server() -> Server {
    responding(Reply::data(&json!({"totalCount": 0, "list": []}))).await.unwrap()
}

/// Sends every operation with these clients and returns the requests.
async fn every_operation(clients: &Clients, server: &Server, mut see: impl FnMut(&Recorded)) {
    let spec = Spec::load().unwrap();
    for described in spec.operations() {
        let mut with = With::new(clients);
        with.params = samples::params(&spec, described);
        with.body = samples::bodies(&spec, described).swap_remove(0);
        let entry = entry(described.api, &described.operation.name).unwrap();
        let _ = (entry.make)(&with).unwrap().await;
        see(&server.last().unwrap());
    }
}

#[tokio::test]
async fn credentials_are_never_in_a_url() {
    let server = Server::start(|_| Reply::data(&json!({"access_token": SECRET, "expires_in": 7})));
    let server = server.await.unwrap();
    let app = AuthenticationClient::builder(APP_ID, server.host()).app_secret(SECRET);
    let user = app.build().unwrap().with_access_token(SECRET);
    let admin = ManagementClient::builder("ACCESS_KEY_ID", SECRET).host(server.host());
    let admin = admin.build().unwrap();
    every_operation(&Clients { user, admin }, &server, |request| {
        assert!(!request.query.contains(SECRET) && !request.path.contains(SECRET), "{request:?}");
    })
    .await;
    assert!(server.recorded().iter().all(|it| !it.query.contains(SECRET)), "nor for a token");
}

#[tokio::test]
async fn headers_are_sent_once_and_bodies_are_never_null() {
    let server = server().await;
    every_operation(&clients(&server).unwrap(), &server, |request| {
        for name in request.headers.keys() {
            assert_ne!(request.header(name.as_str()), "", "{} {name}", request.path);
            let count = request.headers.get_all(name).iter().count();
            assert_eq!(count, 1, "{} {name}", request.path);
        }
        assert_ne!(request.body, "null", "{}", request.path);
        assert!(!request.path.contains(['{', '}']), "{}", request.path);
        assert!(!request.query.ends_with('&'), "{}", request.query);
    })
    .await;
}

#[tokio::test]
async fn signing_in_does_not_change_the_client() {
    let token = json!({"access_token": SECRET, "id_token": SECRET, "expires_in": 7_200});
    let server = Server::start(move |request| match &*request.path {
        "/oidc/token" => Reply::json(200, &token),
        _ => Reply::data(&token),
    });
    let server = server.await.unwrap();
    let app = clients(&server).unwrap().user;
    let before = app.clone();
    let password = SigninByCredentialsDto::new(SignInConnection::Password);
    app.sign_in_by_credentials(password).await.unwrap();
    let params = TokenEndPointParams::new(GrantType::AuthorizationCode, "https://a.example/");
    app.exchange_token(params).await.unwrap();
    for client in [&app, &before] {
        let _ = client.list_enrolled_factors().await;
        let header = server.last().unwrap().header("authorization").to_owned();
        assert_eq!(header, "Bearer USER_ACCESS_TOKEN");
    }
}

#[tokio::test]
async fn users_of_one_client_are_isolated_under_load() {
    let server = Server::start(|request| {
        let user = request.header("authorization").replace("Bearer ", "");
        Reply::data(&json!({"user": user}))
    });
    let server = server.await.unwrap();
    let app = AuthenticationClient::builder(APP_ID, server.host())
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..100 {
        let user = app.with_access_token(format!("TOKEN-{number}"));
        calls.spawn(async move {
            let response = user.request(Method::GET, "/api/v3/whoami").await.unwrap();
            assert_eq!(response["user"], format!("TOKEN-{number}"));
        });
    }
    calls.join_all().await;
}

#[tokio::test]
async fn clients_are_independent() {
    let (first, second) = (server().await, server().await);
    let admin = |server: &Server, tenant: &str| {
        let (id, secret) = ACCESS_KEY;
        let builder = ManagementClient::builder(id, secret).host(server.host());
        builder.tenant_id(tenant).default_header("x-own", tenant).build().unwrap()
    };
    let clients = [admin(&first, "FIRST"), admin(&second, "SECOND"), admin(&first, "THIRD")];
    for client in &clients {
        client.list_users(ListUsersRequestDto::new()).await.unwrap();
    }
    // Each client requests its own token, although access key and host are the same.
    for (server, tenants) in [(&first, &["FIRST", "THIRD"][..]), (&second, &["SECOND"])] {
        let recorded = server.recorded();
        let (tokens, calls): (Vec<_>, Vec<_>) =
            recorded.iter().partition(|it| is_token_request(it));
        assert_eq!(tokens.len(), tenants.len());
        for (call, tenant) in calls.iter().zip(tenants) {
            assert_eq!(call.header("x-authing-app-tenant-id"), *tenant);
            assert_eq!(call.header("x-own"), *tenant);
            assert_eq!(call.header("x-authing-userpool-id"), "POOL_ID");
        }
    }
}

#[tokio::test]
async fn building_a_client_sends_nothing() {
    let server = server().await;
    let clients = clients(&server).unwrap();
    let _view = clients.user.with_access_token("OTHER").with_tenant("TENANT_ID");
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn hosts_are_normalized() {
    let server = server().await;
    let bare = server.host();
    for host in [format!("{bare}/"), format!("{bare}//"), format!(" {bare} ")] {
        let app = AuthenticationClient::builder(APP_ID, host)
            .build()
            .unwrap()
            .with_access_token("USER_ACCESS_TOKEN");
        app.request(Method::GET, "/api/v3/x").await.unwrap();
        assert_eq!(server.last().unwrap().path, "/api/v3/x");
    }
}

#[tokio::test]
async fn false_zero_and_large_numbers_are_sent_in_queries() {
    let server = server().await;
    let user = clients(&server).unwrap().user;
    let params = GetLoginHistoryParams::new().success(false).page(0).start(1_660_000_000_000_i64);
    let params = params.end(9_007_199_254_740_993_i64).app_id("a&b=c#d%20+e 张");
    let _ = user.get_login_history(params).await;
    let pairs: BTreeMap<_, _> =
        Recorded::pairs(server.last().unwrap().query.as_bytes()).into_iter().collect();
    let expected = [
        ("appId", "a&b=c#d%20+e 张"),
        ("end", "9007199254740993"),
        ("page", "0"),
        ("start", "1660000000000"),
        ("success", "false"),
    ];
    assert!(pairs.iter().map(|(name, value)| (&**name, &**value)).eq(expected), "{pairs:?}");
}

#[tokio::test]
async fn unset_fields_are_not_sent_at_any_depth_and_false_is() {
    let server = server().await;
    let admin = clients(&server).unwrap().admin;
    let page = PaginationDto::new().page(0);
    let options = ListUsersOptionsDto::new().pagination(page).with_custom_data(false);
    let body = ListUsersRequestDto::new().keywords("").options(options);
    admin.list_users(body).await.unwrap();
    let expected =
        json!({"keywords": "", "options": {"pagination": {"page": 0}, "withCustomData": false}});
    assert_eq!(server.last().unwrap().json(), expected);
    assert!(!String::from_utf8_lossy(&server.last().unwrap().body).contains("null"));
}

#[tokio::test]
async fn form_values_are_encoded() {
    let server = server().await;
    let app = AuthenticationClient::builder(APP_ID, server.host())
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    let redirect = "https://a.example/?b=c&d=e#f";
    let params = TokenEndPointParams::new(GrantType::AuthorizationCode, redirect);
    let _ = app.exchange_token(params).await;
    let body = server.last().unwrap().body;
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert!(text.contains("redirect_uri=https%3A%2F%2Fa.example%2F%3Fb%3Dc%26d%3De%23f"), "{text}");
    assert!(!text.ends_with('&'), "{text}");
    assert!(Recorded::pairs(&body).contains(&("redirect_uri".to_owned(), redirect.to_owned())));
}

/// Every token is for another pool and valid for one call; each call must send a matching token and
/// pool.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_call_sends_the_user_pool_of_its_token() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match is_token_request(request) {
        true => {
            let number = count.fetch_add(1, Ordering::Relaxed);
            let claims = json!({"scoped_userpool_id": format!("POOL-{number}")});
            let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
            let token = format!("{number}.{claims}.signature");
            Reply::data(&json!({"access_token": token, "expires_in": 0}))
        }
        false => Reply::data(&json!({"totalCount": 0, "list": []})),
    });
    let server = server.await.unwrap();
    let admin = clients(&server).unwrap().admin;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let admin = admin.clone();
        calls.spawn(async move { admin.list_users(ListUsersRequestDto::new()).await });
    }
    calls.join_all().await.into_iter().for_each(|outcome| assert!(outcome.is_ok(), "{outcome:?}"));
    let recorded = server.recorded();
    for call in recorded.iter().filter(|request| !is_token_request(request)) {
        let token = call.header("authorization").strip_prefix("Bearer ").unwrap();
        let pool = format!("POOL-{}", token.split('.').next().unwrap());
        assert_eq!(call.header("x-authing-userpool-id"), pool);
    }
}

#[tokio::test]
async fn an_undecodable_response_is_only_an_error() {
    for body in ["", "null", "[]", "7", "\"text\"", "{", "<html>", "{\"data\":7}", "\u{feff}"] {
        let server = responding(Reply::new(200, body)).await.unwrap();
        let admin = clients(&server).unwrap().admin;
        let outcome = admin.list_users(ListUsersRequestDto::new()).await;
        assert!(matches!(outcome, Err(Error::Decode(_))), "{body}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_failure_is_an_error_for_every_operation() {
    let token = token_reply().0;
    let body = json!({"statusCode": 499, "message": "no", "data": {"access_token": SECRET}});
    let server = Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => Reply::json(200, &body),
    });
    let server = server.await.unwrap();
    let clients = clients(&server).unwrap();
    let spec = Spec::load().unwrap();
    for described in spec.operations() {
        let mut with = With::new(&clients);
        with.params = samples::params(&spec, described);
        with.body = samples::bodies(&spec, described).swap_remove(0);
        let entry = entry(described.api, &described.operation.name).unwrap();
        let outcome = (entry.make)(&with).unwrap().await;
        let error = outcome.expect_err(&described.label());
        assert_eq!(error.status_code(), Some(499), "{}: {error:?}", described.label());
    }
}

#[tokio::test]
async fn cookies_are_not_stored() {
    // A cookie that the server sets for one user is not sent for another.
    let seen = Arc::new(Mutex::new(Vec::new()));
    let cookies = Arc::clone(&seen);
    let server = Server::start(move |request| {
        cookies.lock().unwrap().push(request.header("cookie").to_owned());
        Reply::data(&Value::Null).header("set-cookie", "session=sentinel; Path=/")
    });
    let server = server.await.unwrap();
    let user = clients(&server).unwrap().user;
    for client in [&user, &user.with_access_token("OTHER"), &user] {
        client.request(Method::GET, "/api/v3/x").await.unwrap();
    }
    assert_eq!(*seen.lock().unwrap(), ["", "", ""]);
}
