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

#[allow(deprecated, reason = "operations on their way out are sent as well")]
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

/// What a call is made with.
#[derive(Clone, Debug)]
pub struct With {
    /// The clients.
    pub clients: Clients,
    /// Path and query parameters as an object.
    pub params: Value,
    /// The body.
    pub body: Value,
    /// A header of this call alone.
    pub header: Option<(&'static str, String)>,
    /// How often this call alone is repeated.
    pub retry: Option<RetryPolicy>,
    /// How long this call alone may take.
    pub timeout: Option<Duration>,
}

impl With {
    /// Calls of these clients without any arguments.
    pub fn new(clients: &Clients) -> Self {
        let clients = clients.clone();
        let none = Value::Null;
        Self { clients, params: none.clone(), body: none, header: None, retry: None, timeout: None }
    }
}

/// An operation.
#[derive(Debug)]
pub struct Entry {
    /// `authentication` or `management`.
    pub api: &'static str,
    /// Its documented name.
    pub operation: &'static str,
    /// Starts a call of it; fails if the arguments are none of its types.
    pub make: fn(&With) -> Result<Pending, serde_json::Error>,
    /// Walks its list, if its response is one.
    pub walk: Option<Walk>,
}

/// The operation with this name.
pub fn entry(api: &str, operation: &str) -> Option<&'static Entry> {
    CALLS.iter().find(|entry| entry.api == api && entry.operation == operation)
}

/// A call on its way.
pub type Pending = Pin<Box<dyn Future<Output = Result<Answered, Error>> + Send>>;

/// Starts a walk of an operation's list; fails if the arguments are none of its types.
pub type Walk = fn(&With) -> Result<Walked, serde_json::Error>;

/// A list on its way, item by item, each written as JSON.
pub type Walked = Pin<Box<dyn Stream<Item = Result<Value, Error>> + Send>>;

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The business status.
    pub status_code: i64,
    /// The HTTP status.
    pub http_status: u16,
    /// The payload, written as JSON.
    pub data: Value,
}

/// Arguments that are left out are as good as empty ones.
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
        Ok(Answered {
            status_code: response.status_code(),
            http_status: response.http_status().as_u16(),
            data: show(response.data()),
        })
    })
}

fn walked<T: Page>(call: Call<T>, with: &With) -> Walked
where
    T::Item: Serialize + Send + 'static,
{
    Box::pin(AsJson(with_options(call, with).items()))
}

/// A stream whose items are written as JSON.
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
