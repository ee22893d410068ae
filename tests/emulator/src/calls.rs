//! What was called.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

use crate::{api::Operation, call::Caller, clock::Moment, failure::Failure, server::Incoming};

/// So many calls are kept; older ones go.
const KEPT: usize = 10_000;

/// A call that was made. Secrets in it are hidden.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// When.
    pub at: Moment,
    /// The documented name of the operation; none if there is none at the path.
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
    /// The business status of the answer, or the HTTP status where there is none; 0 for a call that
    /// a fault cut off before it was carried out.
    pub status_code: i64,
    /// The code of the failure.
    pub api_code: Option<i64>,
}

impl Recorded {
    pub(crate) fn new(
        request: &Incoming,
        operation: &Operation,
        status_code: i64,
        at: Moment,
    ) -> Self {
        Self { operation: Some(operation.name.clone()), status_code, ..Self::nothing(request, at) }
    }

    /// A call of something that is not there.
    pub(crate) fn unknown(request: &Incoming, failure: &Failure, at: Moment) -> Self {
        let mut call = Self::nothing(request, at);
        call.failed(failure);
        call
    }

    /// A call of which nothing is known yet.
    fn nothing(request: &Incoming, at: Moment) -> Self {
        Self {
            at,
            operation: None,
            method: request.method.to_string(),
            path: request.path.clone(),
            params: Value::Null,
            body: Value::Null,
            app_id: None,
            user_id: None,
            access_key: None,
            status_code: 0,
            api_code: None,
        }
    }

    pub(crate) fn called_by(&mut self, caller: &Caller) {
        self.app_id.clone_from(&caller.app_id);
        self.user_id = caller.user.as_ref().map(|user| user.user_id.clone());
        self.access_key.clone_from(&caller.access_key);
    }

    pub(crate) fn failed(&mut self, failure: &Failure) {
        self.status_code = failure.status_code;
        self.api_code = failure.api_code;
    }
}

/// The calls that were made, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<std::collections::VecDeque<Recorded>>);

impl Calls {
    fn all(&self) -> MutexGuard<'_, std::collections::VecDeque<Recorded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(&self, call: Recorded) {
        let mut all = self.all();
        if all.len() >= KEPT {
            all.pop_front();
        }
        all.push_back(call);
    }

    pub fn list(&self) -> Vec<Recorded> {
        self.all().iter().cloned().collect()
    }

    pub fn clear(&self) {
        self.all().clear();
    }
}
