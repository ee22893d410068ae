//! What a program may do with clients, calls, answers and errors.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fmt::{Debug, Display};
use std::future::IntoFuture;

use genauth::authentication::{FactorDto, FactorType, SendEnrollFactorRequestDto};
use genauth::management::{UserDto, UserPaginatedRespDto};
use genauth::{
    ApiError, AuthenticationClient, AuthenticationClientBuilder, Call, CallFuture, ConfigError,
    Content, DecodeError, Error, ManagementClient, ManagementClientBuilder, Nullable, OneOrMany,
    Operation, Redirect, RequestError, Response, RetryPolicy, Scalar, Timestamp, TransportError,
    UploadFile,
};
use genauth_wire::{Reply, Server, clients};
use serde_json::json;

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
fn data_is_plain() {
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
fn errors_are_errors() {
    error::<Error>();
    error::<ApiError>();
    error::<ConfigError>();
    error::<DecodeError>();
    error::<RequestError>();
    error::<TransportError>();
}

#[tokio::test]
async fn calls_and_their_futures_go_to_other_tasks() {
    let server = Server::start(|_| Reply::data(&json!([]))).await.unwrap();
    let user = clients(&server).unwrap().user;
    let call: Call<Vec<FactorDto>> = user.list_enrolled_factors();
    sent(&call);
    let future: CallFuture<Vec<FactorDto>> = call.into_future();
    sent(&future);
    let whole = user.list_enrolled_factors().send();
    sent(&whole);
    assert!(tokio::spawn(future).await.unwrap().unwrap().is_empty());
    assert_eq!(tokio::spawn(whole).await.unwrap().unwrap().status_code(), 200);
}

#[tokio::test]
async fn a_client_serves_many_threads_at_once() {
    let server = Server::start(|_| Reply::data(&json!([]))).await.unwrap();
    let user = clients(&server).unwrap().user;
    let anything: &(dyn Send + Sync) = &user;
    let _ = anything;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        calls.spawn(user.clone().list_enrolled_factors().into_future());
    }
    for outcome in calls.join_all().await {
        assert!(outcome.unwrap().is_empty());
    }
    assert_eq!(server.recorded().len(), 50);
}

#[tokio::test]
async fn a_call_that_is_not_awaited_sends_nothing() {
    let server = Server::start(|_| Reply::data(&json!([]))).await.unwrap();
    let user = clients(&server).unwrap().user;
    drop(user.list_enrolled_factors());
    drop(user.list_enrolled_factors().send());
    user.list_enrolled_factors().await.unwrap();
    assert_eq!(server.recorded().len(), 1);
}

/// A larger one makes every function that returns it slower and every linter complain.
#[test]
fn an_error_is_small_enough_to_be_returned() {
    assert!(size_of::<Error>() <= 128, "{} bytes", size_of::<Error>());
}
