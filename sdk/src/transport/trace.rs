//! [`CallTrace`]: the span of a call.

use std::{borrow::Cow, future::Future, time::Instant};

use tracing::{Instrument as _, Span, field::Empty};

use super::context::RequestContext;
use super::decoded::Decoded;
use super::request::Request;
use crate::error::Error;

/// The span of a call, `genauth.call`, from its first attempt to its end.
///
/// Fields are facts of the spec and numbers, never arguments, headers, URLs or bodies.
pub(super) struct CallTrace {
    span: Span,
    /// `None` if the span is disabled.
    started: Option<Instant>,
    otel: bool,
}

impl CallTrace {
    pub(super) fn begin(context: &RequestContext, request: &Request) -> Self {
        let endpoint = &request.endpoint;
        let span = tracing::info_span!(
            target: "genauth",
            "genauth.call",
            operation = endpoint.name(),
            attempts = Empty,
            http_status = Empty,
            status_code = Empty,
            api_code = Empty,
            request_id = Empty,
            duration_ms = Empty,
            error = Empty,
            otel.name = Empty,
            otel.kind = Empty,
            otel.status_code = Empty,
            http.request.method = Empty,
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            url.template = Empty,
            server.address = Empty,
            server.port = Empty,
            error.type = Empty,
        );
        let otel = context.connection.settings.otel_fields;
        if otel && !span.is_disabled() {
            let base = &context.connection.base;
            span.record("otel.name", endpoint.name());
            span.record("otel.kind", "client");
            span.record("http.request.method", endpoint.method().as_str());
            // The path of an undocumented endpoint may contain values.
            if endpoint.has_placeholders() {
                span.record("url.template", endpoint.path());
            }
            span.record("server.address", base.host_str().unwrap_or_default());
            if let Some(port) = base.port_or_known_default() {
                span.record("server.port", port);
            }
        }
        let started = (!span.is_disabled()).then(Instant::now);
        Self { span, started, otel }
    }

    /// Runs a future inside the span.
    pub(super) fn follow<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        future.instrument(self.span.clone())
    }

    /// Records an attempt before it is sent.
    pub(super) fn attempt(&self, sent: u32) {
        self.span.record("attempts", sent);
        if self.otel && sent > 1 {
            self.span.record("http.request.resend_count", sent - 1);
        }
    }

    /// Records the outcome of the call.
    pub(super) fn end(&self, outcome: &Result<Decoded, Error>) {
        let Some(started) = self.started else { return };
        let span = &self.span;
        span.record("duration_ms", started.elapsed().as_secs_f64() * 1_000.0);
        let (http_status, kind) = match outcome {
            Ok(decoded) => (Some(decoded.received.status), None),
            Err(Error::Api(error)) => (Some(error.http_status()), Some("api")),
            Err(Error::Decode(error)) => (Some(error.http_status()), Some("decode")),
            Err(Error::Transport(error)) if error.is_timeout() => (None, Some("timeout")),
            Err(Error::Transport(_)) => (None, Some("transport")),
            Err(Error::Request(_)) => (None, Some("request")),
            Err(Error::Credential(_)) => (None, Some("credential")),
            Err(Error::Config(_) | Error::Blocking(_)) => (None, Some("config")),
            Err(Error::Flow(_)) => (None, Some("flow")),
            #[cfg(feature = "event")]
            Err(Error::Event(_)) => (None, Some("event")),
            #[cfg(feature = "oidc")]
            Err(Error::Token(_) | Error::Oidc(_)) => (None, Some("oidc")),
            #[cfg(feature = "saml")]
            Err(Error::Saml(_)) => (None, Some("saml")),
            #[cfg(feature = "cas")]
            Err(Error::Cas(error)) => (error.http_status(), Some("cas")),
            #[cfg(feature = "webhook")]
            Err(Error::Webhook(_)) => (None, Some("webhook")),
        };
        if let Some(http_status) = http_status {
            span.record("http_status", http_status.as_u16());
        }
        if let Some(kind) = kind {
            span.record("error", kind);
        }
        if let Err(error) = outcome {
            span.record("status_code", error.status_code());
            span.record("api_code", error.api_code());
            span.record("request_id", error.request_id().map(escaped).as_deref());
        }
        if self.otel {
            if let Some(http_status) = http_status {
                span.record("http.response.status_code", http_status.as_u16());
            }
            if let Some(kind) = kind {
                span.record("otel.status_code", "ERROR");
                span.record("error.type", kind);
            }
        }
    }
}

/// Escapes text of the server that could break or hide parts of a log line.
fn escaped(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 128;

    if text.len() <= LONGEST && text.bytes().all(|it| it.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    // `Debug` escapes control characters and those that change the direction of text.
    let text = text.chars().take(LONGEST).flat_map(char::escape_debug);
    Cow::Owned(text.collect())
}
