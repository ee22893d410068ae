//! The outcome of a request.

use crate::{api::Operation, faults::Fault, wire::HttpResponse};

/// The outcome of a request: a response, its delivery, and its log entry.
pub(super) struct Outcome<'a> {
    pub response: HttpResponse,
    pub fault: Option<Fault>,
    /// The called operation.
    pub operation: Option<&'a Operation>,
    /// The status in the envelope, or else the HTTP status.
    pub status: i64,
}

impl<'a> Outcome<'a> {
    /// Creates the outcome of a request outside of any operation.
    pub fn plain(response: HttpResponse) -> Self {
        let status = i64::from(response.status.as_u16());
        Self { response, fault: None, operation: None, status }
    }

    /// Creates the outcome of a call.
    pub fn of(
        operation: &'a Operation,
        business: i64,
        response: HttpResponse,
        fault: Option<Fault>,
    ) -> Self {
        // A status other than 200 is set by a protocol, which has no envelope.
        let http = i64::from(response.status.as_u16());
        let status = if http == 200 { business } else { http };
        Self { response, fault, operation: Some(operation), status }
    }
}
