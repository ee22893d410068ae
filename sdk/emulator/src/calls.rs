//! Record of calls.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use serde_json::Value;

use crate::{
    api::{Operation, redacted_path},
    call::RequestContext,
    clock::Timestamp,
    failure::Failure,
    wire::HttpRequest,
};

/// Maximum number of recorded calls; older ones are dropped.
const KEPT: usize = 10_000;
/// Approximate maximum memory for all recorded calls, in bytes; older ones are dropped.
const KEPT_BYTES: usize = 64 * 1024 * 1024;
/// Maximum memory for the arguments of a call, in bytes; larger ones are not recorded.
const LARGEST: usize = 1024 * 1024;

/// A recorded call. Secrets in it are hidden, control characters are escaped, and arguments of
/// more than 1 MiB are left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// Time of the call.
    pub at: Timestamp,
    /// Documented name of the operation; `None` if the path has none.
    pub operation: Option<String>,
    /// `GET`, `POST`.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// Path and query parameters.
    pub params: Value,
    /// The body.
    pub body: Value,
    /// The application that called.
    pub app_id: Option<String>,
    /// The user who called.
    pub user_id: Option<String>,
    /// The access key that called.
    pub access_key: Option<String>,
    /// Business status of the response, or else the HTTP status; 0 for a call that a fault cut off
    /// before it was carried out.
    pub status_code: i64,
    /// The code of the failure.
    pub api_code: Option<i64>,
}

impl Recorded {
    pub(crate) fn new(
        request: &HttpRequest,
        operation: &Operation,
        status_code: i64,
        at: Timestamp,
    ) -> Self {
        Self { operation: Some(operation.name.clone()), status_code, ..Self::nothing(request, at) }
    }

    /// Records a call of a path without an operation.
    pub(crate) fn unknown(request: &HttpRequest, failure: &Failure, at: Timestamp) -> Self {
        let mut call = Self::nothing(request, at);
        call.failed(failure);
        call
    }

    /// Records a request to an endpoint that is not an operation.
    pub(crate) fn without_operation(request: &HttpRequest, at: Timestamp) -> Self {
        Self::nothing(request, at)
    }

    /// Creates an empty record.
    fn nothing(request: &HttpRequest, at: Timestamp) -> Self {
        Self {
            at,
            operation: None,
            method: request.method.to_string(),
            path: redacted_path(&request.path),
            params: Value::Null,
            body: Value::Null,
            app_id: None,
            user_id: None,
            access_key: None,
            status_code: 0,
            api_code: None,
        }
    }

    pub(crate) fn called_by(&mut self, context: &RequestContext) {
        self.app_id.clone_from(&context.app_id);
        self.user_id = context.user.as_ref().map(|user| user.user_id.clone());
        self.access_key.clone_from(&context.access_key);
    }

    /// Records the arguments, within the size limit.
    pub(crate) fn called_with(&mut self, params: Option<Value>, body: Option<Value>) {
        for (kept, given) in [(&mut self.params, params), (&mut self.body, body)] {
            let Some(given) = given else { continue };
            let weight = weight(&given);
            *kept = match weight > LARGEST {
                true => format!("[left out: {weight} bytes]").into(),
                false => given,
            };
        }
    }

    /// Returns the approximate memory use.
    fn weight(&self) -> usize {
        let texts = [&self.operation, &self.app_id, &self.user_id, &self.access_key];
        let texts = texts.into_iter().flatten().chain([&self.method, &self.path]);
        let texts: usize = texts.map(String::len).sum();
        size_of::<Self>() + texts + weight(&self.params) + weight(&self.body)
    }

    pub(crate) fn failed(&mut self, failure: &Failure) {
        self.status_code = failure.status_code;
        self.api_code = failure.api_code;
    }
}

/// Returns the approximate memory use of a value.
fn weight(value: &Value) -> usize {
    let inside = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        // Each entry of a map also takes a node in a tree.
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| 64 + name.len() + weight(value)).sum()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + inside
}

/// The recorded calls.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<Kept>);

/// Calls, the oldest first, and their memory use.
#[derive(Debug, Default)]
struct Kept {
    calls: VecDeque<(usize, Recorded)>,
    bytes: usize,
}

impl Calls {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(&self, call: Recorded) {
        let weight = call.weight();
        let mut kept = self.kept();
        kept.bytes += weight;
        kept.calls.push_back((weight, call));
        while kept.calls.len() > KEPT || kept.bytes > KEPT_BYTES {
            let Some((weight, _)) = kept.calls.pop_front() else { break };
            kept.bytes = kept.bytes.saturating_sub(weight);
        }
    }

    pub fn list(&self) -> Vec<Recorded> {
        self.kept().calls.iter().map(|(_, call)| call.clone()).collect()
    }

    pub fn clear(&self) {
        *self.kept() = Kept::default();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(body: Value) -> Recorded {
        let mut call = Recorded {
            at: Timestamp(0),
            operation: None,
            method: "POST".to_owned(),
            path: "/".to_owned(),
            params: Value::Null,
            body: Value::Null,
            app_id: None,
            user_id: None,
            access_key: None,
            status_code: 200,
            api_code: None,
        };
        call.called_with(None, Some(body));
        call
    }

    #[test]
    fn large_arguments_are_omitted_from_recorded_calls() {
        let calls = Calls::default();
        for body in [json!({"a": "x".repeat(8 << 20)}), json!(vec![0; 1 << 20]), json!({"a": 1})] {
            calls.add(call(body));
        }
        let bodies: Vec<Value> = calls.list().into_iter().map(|call| call.body).collect();
        assert!(bodies[0].as_str().unwrap().starts_with("[left out: 8388"), "{}", bodies[0]);
        assert!(bodies[1].is_string());
        assert_eq!(bodies[2], json!({"a": 1}));
    }

    #[test]
    fn the_memory_of_all_calls_is_limited() {
        let calls = Calls::default();
        for _ in 0..200 {
            calls.add(call(json!({"a": "x".repeat(900_000)})));
        }
        let kept = calls.list();
        let bytes: usize = kept.iter().map(Recorded::weight).sum();
        assert!(bytes <= KEPT_BYTES && kept.len() > 60, "{bytes} bytes in {} calls", kept.len());
        calls.clear();
        for _ in 0..KEPT + 5 {
            calls.add(call(Value::Null));
        }
        assert_eq!(calls.list().len(), KEPT);
    }
}
