//! Sending: attempts, backoff, deadline.

use std::{pin::pin, sync::Arc};

use tokio::{task::yield_now, time::sleep};

use super::attempt::Attempt;
use super::context::RequestContext;
use super::decoded::{Decode, Decoded};
use super::request::Request;
use super::time::Deadline;
use super::token::ManagementToken;
use super::trace::CallTrace;
use crate::error::{Error, Outcome, Phase};
use crate::operation::Security;

/// Sends a request until a response is decoded, its attempts are exhausted or its timeout expires.
///
/// The future can be dropped at any point: requests in flight are canceled, and no shared state is
/// held across an await.
pub(crate) async fn send(
    context: RequestContext,
    request: Request,
    decode: Decode,
) -> Result<Decoded, Error> {
    let trace = CallTrace::begin(&context, &request);
    let mut interrupted = None;
    let outcome =
        trace.follow(pin!(attempts(&context, &request, decode, &trace, &mut interrupted))).await;
    let outcome = outcome.map_err(|error| with_outcome(error, interrupted));
    trace.end(&outcome);
    outcome
}

/// Sets `interrupted` to the error of the first attempt that failed but may have been carried out.
async fn attempts(
    context: &RequestContext,
    request: &Request,
    decode: Decode,
    trace: &CallTrace,
    interrupted: &mut Option<Error>,
) -> Result<Decoded, Error> {
    let connection = &context.connection;
    let endpoint = &request.endpoint;
    let limit = request.timeout.unwrap_or(connection.settings.timeout);
    let deadline = Deadline::of_call(connection, endpoint, limit);
    let policy = request.retry.unwrap_or(connection.settings.retry);
    // Invalid requests are detected before a token is requested.
    let mut prepared = Some(Attempt::prepare(context, request)?);
    let (mut attempt, mut sent) = (1, 0);
    // The response that rejected a token, and that token.
    let mut rejected: Option<(Error, Arc<ManagementToken>)> = None;
    let mut renewed = false;
    let mut taken = None;
    loop {
        let token = match context.identity.token_provider(endpoint) {
            Some(tokens) if endpoint.security() != Security::NONE => {
                let rejected = rejected.take();
                let old = rejected.as_ref().map(|(_, token)| &**token);
                let token = deadline.limit(Phase::Token, pin!(tokens.token(old))).await??;
                match rejected {
                    // No other token is available, so a retry would fail, too.
                    Some((error, old)) if token.is(Some(&old)) => {
                        return Err(error);
                    }
                    _ => Some(token),
                }
            }
            _ => None,
        };
        sent += 1;
        trace.attempt(sent);
        let next = match prepared.take() {
            Some(next) => next,
            None => Attempt::prepare(context, request)?,
        };
        let error = match next.once(token.as_deref(), sent, &deadline).await {
            Ok(received) => match decode(&request.endpoint, &received) {
                Ok((payload, head)) => {
                    connection.retry_budget.refill(taken);
                    if let Some(token) = token {
                        token.accept();
                    }
                    let endpoint = request.endpoint.clone();
                    return Ok(Decoded { endpoint, received, head, payload });
                }
                Err(error) => error,
            },
            Err(error) => error,
        };
        if !endpoint.is_read() && interrupted.is_none() && is_interrupted(&error) {
            *interrupted = Some(error.clone());
        }
        // The server may have revoked a token that looks valid. It did not process the call, so the
        // call is retried with another token: once, or as long as the server accepts the new token
        // for other calls in between.
        if let Some(token) = token.filter(|_| error.status_code() == Some(401)) {
            if renewed {
                // Lets other calls record that the token was accepted.
                yield_now().await;
            }
            if !renewed || token.is_accepted() {
                rejected = Some((error, token));
                renewed = true;
                continue;
            }
        }
        let may_retry = error.is_retryable() && (endpoint.retry_safe() || is_unprocessed(&error));
        let pause = match policy.pause(attempt, error.retry_after()) {
            Some(pause) if may_retry && deadline.allows(pause) => pause,
            _ => return Err(error),
        };
        taken = connection.retry_budget.take(&error);
        if taken.is_none() {
            return Err(error);
        }
        tracing::debug!(attempt, pause_ms = pause.as_millis() as u64, "retrying");
        sleep(pause).await;
        attempt += 1;
    }
}

/// Returns whether the server certainly did not process the request, so that any operation is safe
/// to retry.
fn is_unprocessed(error: &Error) -> bool {
    match error {
        Error::Transport(error) => error.is_unprocessed(),
        _ => error.status_code() == Some(429),
    }
}

/// Returns whether the server may have carried out the operation although there is no readable
/// response.
fn is_interrupted(error: &Error) -> bool {
    match error {
        Error::Transport(error) => !error.is_unprocessed(),
        // The gateway received no response either.
        Error::Api(error) => matches!(error.status_code(), 502 | 504),
        Error::Decode(error) => {
            let status = error.http_status();
            status.is_success() || matches!(status.as_u16(), 502 | 504)
        }
        _ => false,
    }
}

/// Adds to the error of a call whether the operation may have been carried out.
fn with_outcome(error: Error, interrupted: Option<Error>) -> Error {
    let Some(first) = interrupted else { return error };
    match &error {
        _ if is_interrupted(&error) => error.with_outcome(Outcome::Unknown),
        Error::Transport(_) | Error::Api(_) | Error::Decode(_) => {
            error.with_outcome(Outcome::EarlierUnknown)
        }
        // Other errors mean that nothing was sent, which is true for the last attempt only.
        _ => first.with_outcome(Outcome::Unknown),
    }
}
