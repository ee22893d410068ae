//! [`CallOptions`]: timeout, retries and headers of the calls of a flow.

use std::time::Duration;

use crate::{Call, FromResponse, RetryPolicy};

/// The options of the calls that a flow makes, the same as those of a [`Call`].
#[derive(Clone, Default)]
pub(super) struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) headers: Vec<(String, String)>,
}

impl CallOptions {
    /// Sets these options on a call.
    #[allow(dead_code, reason = "used by the flows of some features")]
    pub(super) fn apply<T: FromResponse>(&self, mut call: Call<T>) -> Call<T> {
        if let Some(timeout) = self.timeout {
            call = call.timeout(timeout);
        }
        if let Some(retry) = self.retry {
            call = call.retry(retry);
        }
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        call
    }

    /// Sets these options on a request.
    #[cfg(feature = "password-encryption")]
    pub(super) fn apply_to(
        &self,
        mut request: crate::transport::Request,
    ) -> crate::transport::Request {
        request.timeout = self.timeout;
        request.retry = self.retry;
        for (name, value) in &self.headers {
            request.add_header(name, value);
        }
        request
    }
}

/// The three options of a call, as methods of a builder with a field `call_options`.
macro_rules! call_option_methods {
    () => {
        /// Limits the time of each call, all attempts together. Without it, the timeout of the
        /// client applies.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.call_options.timeout = Some(timeout);
            self
        }

        /// Sets the retry policy of each call. Without it, the policy of the client applies.
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.call_options.retry = Some(policy);
            self
        }

        /// Adds an HTTP header to each call. A call with an invalid name or value fails with
        /// [`Error::Request`](crate::Error::Request) before anything is sent.
        pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.call_options.headers.push((name.into(), value.into()));
            self
        }
    };
}

pub(super) use call_option_methods;
