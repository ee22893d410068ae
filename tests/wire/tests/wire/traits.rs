//! Traits implemented by clients, calls, responses and errors.

use std::fmt::{Debug, Display};

use genauth::authentication::{
    FactorDto, FactorType, GenerateQrcodeDto, QrcodeType, SendEnrollFactorRequestDto,
    SignInByPushDto,
};
use genauth::flows::PasswordEncryption;
use genauth::management::{ListUsersRequestDto, UserDto, UserPaginatedRespDto};
use genauth::{
    ApiError, AuthenticationClient, AuthenticationClientBuilder, Call, ConfigError, Content,
    DecodeError, Error, ManagementClient, ManagementClientBuilder, Nullable, OneOrMany, Operation,
    Redirect, RequestError, Response, RetryPolicy, Scalar, Timestamp, TransportError, UploadFile,
};
use serde_json::json;
use support::{Reply, Server, clients};

fn shared<T: Send + Sync + 'static>() {}
fn value<T: Clone + Debug + Send + Sync + 'static>() {}
fn sent<T: Send + 'static>(_: &T) {}
fn data<T>()
where
    T: Clone + Debug + PartialEq + Send + Sync + serde::Serialize + serde::de::DeserializeOwned,
{
}
fn error<T: std::error::Error + Display + Send + Sync + 'static>() {}

#[test]
fn clients_are_shared_between_threads() {
    value::<AuthenticationClient>();
    value::<ManagementClient>();
    value::<AuthenticationClientBuilder>();
    value::<ManagementClientBuilder>();
    value::<RetryPolicy>();
    shared::<Operation>();
}

#[test]
fn data_types_are_send_sync_and_clone() {
    data::<SendEnrollFactorRequestDto>();
    data::<FactorDto>();
    data::<FactorType>();
    data::<UserDto>();
    data::<UserPaginatedRespDto>();
    data::<Timestamp>();
    data::<Scalar>();
    data::<OneOrMany<String>>();
    data::<Nullable<i64>>();
    value::<UploadFile>();
    value::<Redirect>();
    value::<Content>();
    value::<Response<UserDto>>();
}

#[test]
fn errors_implement_the_error_traits() {
    error::<Error>();
    error::<ApiError>();
    error::<ConfigError>();
    error::<DecodeError>();
    error::<RequestError>();
    error::<TransportError>();
}

#[tokio::test]
async fn calls_can_be_spawned() {
    let server = Server::start(|_| Reply::data(&json!([]))).await.unwrap();
    let user = clients(&server).unwrap().user;
    let call: Call<Vec<FactorDto>> = user.list_enrolled_factors();
    sent(&call);
    let whole = user.list_enrolled_factors().send();
    sent(&whole);
    assert!(tokio::spawn(call).await.unwrap().unwrap().is_empty());
    assert_eq!(tokio::spawn(whole).await.unwrap().unwrap().status_code(), 200);
}

#[tokio::test]
async fn calls_can_be_selected_and_awaited_later() {
    let server = Server::start(|_| Reply::data(&json!([]))).await.unwrap();
    let user = clients(&server).unwrap().user;
    let mut call = user.list_enrolled_factors();
    tokio::select! {
        biased;
        outcome = &mut call => panic!("a response at the first poll: {outcome:?}"),
        () = std::future::ready(()) => {}
    }
    // Options have no effect at this point, but the call continues.
    assert!(call.timeout(std::time::Duration::ZERO).await.unwrap().is_empty());
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn a_polled_call_cannot_be_paginated() {
    let page = json!({"totalCount": 0, "list": []});
    let server = Server::start(move |_| Reply::data(&page)).await.unwrap();
    let admin = clients(&server).unwrap().admin;
    let mut call = admin.list_users(ListUsersRequestDto::new());
    tokio::select! {
        biased;
        outcome = &mut call => panic!("a response at the first poll: {outcome:?}"),
        () = std::future::ready(()) => {}
    }
    let error = call.items().next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("already been polled"), "{error}");
}

#[tokio::test]
async fn a_client_serves_concurrent_threads() {
    let server = Server::start(|_| Reply::data(&json!([]))).await.unwrap();
    let user = clients(&server).unwrap().user;
    let anything: &(dyn Send + Sync) = &user;
    let _ = anything;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        calls.spawn(user.list_enrolled_factors());
    }
    for outcome in calls.join_all().await {
        assert!(outcome.unwrap().is_empty());
    }
    assert_eq!(server.recorded().len(), 50);
}

#[tokio::test]
async fn a_call_without_await_sends_nothing() {
    let server = Server::start(|_| Reply::data(&json!([]))).await.unwrap();
    let user = clients(&server).unwrap().user;
    drop(user.list_enrolled_factors());
    drop(user.list_enrolled_factors().send());
    user.list_enrolled_factors().await.unwrap();
    assert_eq!(server.recorded().len(), 1);
}

/// A larger error slows down every function that returns it and triggers lints.
#[test]
fn errors_are_small() {
    assert!(size_of::<Error>() <= 128, "{} bytes", size_of::<Error>());
}

/// Never run: only checks that a runtime accepts it as a task.
async fn every_flow(app: AuthenticationClient, admin: ManagementClient) -> Result<(), Error> {
    let mut by_code = app.qr_sign_in(GenerateQrcodeDto::new(QrcodeType::MobileApp)).await?;
    by_code.next_status().await?;
    by_code.wait().await?;
    let mut by_push = app.push_sign_in(SignInByPushDto::new("bob")).await?;
    by_push.next_status().await?;
    by_push.wait().await?;
    let encryption = PasswordEncryption::Rsa;
    app.sign_in_by_ldap("bob", "test-secret").encrypt_password(encryption).await?;
    let pending = app.mfa().enroll_otp().await?;
    pending.confirm("123456").await?;
    let mut users = admin.list_users(ListUsersRequestDto::new()).items().prefetch(1);
    while let Some(user) = users.next().await {
        user?;
    }
    Ok(())
}

#[tokio::test]
async fn flows_can_be_spawned() {
    let server = Server::start(|_| Reply::Silence).await.unwrap();
    let clients = clients(&server).unwrap();
    sent(&every_flow(clients.user, clients.admin));
}
