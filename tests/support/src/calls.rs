//! Every operation of the SDK as a function of JSON.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;
use genauth::{
    AuthenticationClient, Call, Content, Error, FromResponse, Items, ManagementClient, Page,
    Redirect, RetryPolicy, UploadFile,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

pub use sent::CALLS;

#[allow(deprecated, reason = "deprecated operations are tested, too")]
mod sent {
    use super::*;

    include!(concat!(env!("OUT_DIR"), "/calls.rs"));
}

/// The clients that calls are made with.
#[derive(Clone, Debug)]
pub struct Clients {
    /// A user of an application.
    pub user: AuthenticationClient,
    /// An access key.
    pub admin: ManagementClient,
}

/// Clients, arguments and options of a call.
#[derive(Clone, Debug)]
pub struct With {
    /// The clients.
    pub clients: Clients,
    /// Path and query parameters as an object.
    pub params: Value,
    /// The body.
    pub body: Value,
    /// A header for this call only.
    pub header: Option<(&'static str, String)>,
    /// Retry policy for this call only.
    pub retry: Option<RetryPolicy>,
    /// Timeout for this call only.
    pub timeout: Option<Duration>,
}

impl With {
    /// Creates the arguments of a call without any values.
    pub fn new(clients: &Clients) -> Self {
        let clients = clients.clone();
        let none = Value::Null;
        Self { clients, params: none.clone(), body: none, header: None, retry: None, timeout: None }
    }
}

/// An operation of the SDK.
#[derive(Debug)]
pub struct Entry {
    /// `authentication` or `management`.
    pub api: &'static str,
    /// Its documented name.
    pub operation: &'static str,
    /// Starts a call of it; fails if the arguments do not match its types.
    pub make: fn(&With) -> Result<Pending, serde_json::Error>,
    /// Starts the pagination of its list, if its response is one.
    pub paginate: Option<Paginate>,
}

/// Returns the operation with this name.
pub fn entry(api: &str, operation: &str) -> Option<&'static Entry> {
    CALLS.iter().find(|entry| entry.api == api && entry.operation == operation)
}

/// A pending call.
pub type Pending = Pin<Box<dyn Future<Output = Result<Outcome, Error>> + Send>>;

/// Starts the pagination of an operation's list; fails if the arguments do not match its types.
pub type Paginate = fn(&With) -> Result<ItemStream, serde_json::Error>;

/// A stream of the items of a list, each serialized as JSON.
pub type ItemStream = Pin<Box<dyn Stream<Item = Result<Value, Error>> + Send>>;

/// Result of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The business status.
    pub status_code: i64,
    /// The HTTP status.
    pub http_status: u16,
    /// The payload, serialized as JSON.
    pub data: Value,
}

/// Reads arguments; missing ones are equivalent to empty ones.
fn argument<T: DeserializeOwned>(value: &Value) -> Result<T, serde_json::Error> {
    T::deserialize(if value.is_null() { json!({}) } else { value.clone() })
}

fn with_options<T: FromResponse>(mut call: Call<T>, with: &With) -> Call<T> {
    if let Some((name, value)) = &with.header {
        call = call.header(name, value);
    }
    if let Some(policy) = with.retry {
        call = call.retry(policy);
    }
    if let Some(timeout) = with.timeout {
        call = call.timeout(timeout);
    }
    call
}

fn pending<T: FromResponse + 'static>(
    call: Call<T>,
    with: &With,
    show: fn(&T) -> Value,
) -> Pending {
    let sent = with_options(call, with).send();
    Box::pin(async move {
        let response = sent.await?;
        Ok(Outcome {
            status_code: response.status_code(),
            http_status: response.http_status().as_u16(),
            data: show(response.data()),
        })
    })
}

fn items<T: Page>(call: Call<T>, with: &With) -> ItemStream
where
    T::Item: Serialize + Send + 'static,
{
    Box::pin(AsJson(with_options(call, with).items()))
}

/// A stream whose items are serialized as JSON.
struct AsJson<I>(Items<I>);

impl<I: Serialize> Stream for AsJson<I> {
    type Item = Result<Value, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.0).poll_next(context);
        next.map(|next| next.map(|item| item.map(|item| json(&item))))
    }
}

fn json<T: Serialize>(data: &T) -> Value {
    serde_json::to_value(data).unwrap_or_else(|error| error.to_string().into())
}

fn redirect(data: &Redirect) -> Value {
    json!({"location": data.location})
}

fn content(data: &Content) -> Value {
    json!({"contentType": data.content_type, "text": data.text()})
}

fn sample_file() -> UploadFile {
    UploadFile::new("sample.csv", "name,email\n").content_type("text/csv")
}
