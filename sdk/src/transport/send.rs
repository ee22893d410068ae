//! Sending: attempts, pauses, deadline.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::answer::{Received, check_failure};
use super::attempt::Exchange;
use super::caller::{Caller, Identity};
use super::request::Request;
use super::trace::CallTrace;
use crate::error::{Error, TransportError};
use crate::operation::Security;

/// Sends a request until it is answered, its attempts are used up or its time is over.
///
/// Dropping the future at any point leaves nothing behind: what is on its way is cut off, and
/// nothing that calls share is held across a pause.
pub(crate) async fn send(caller: Caller, request: Request) -> Result<Received, Error> {
    let trace = CallTrace::begin(&caller, &request);
    let outcome = trace.follow(within_time(&caller, &request, &trace)).await;
    trace.end(&outcome);
    outcome
}

async fn within_time(
    caller: &Caller,
    request: &Request,
    trace: &CallTrace,
) -> Result<Received, Error> {
    let timeout = request.timeout.unwrap_or(caller.connection.settings.timeout);
    let deadline = Instant::now().checked_add(timeout);
    let attempts = attempts(caller, request, deadline, trace);
    let Some(deadline) = deadline else { return attempts.await };
    timeout_at(deadline, attempts).await.unwrap_or_else(|_| {
        let endpoint = request.endpoint.clone();
        Err(TransportError { endpoint, source: None, timeout: Some(timeout) }.into())
    })
}

async fn attempts(
    caller: &Caller,
    request: &Request,
    deadline: Option<Instant>,
    trace: &CallTrace,
) -> Result<Received, Error> {
    let connection = &caller.connection;
    let policy = request.retry.unwrap_or(connection.settings.retry);
    let exchange = Exchange::prepare(caller, request)?;
    let (mut attempt, mut sent) = (1, 0);
    let mut refused = None;
    let mut taken = None;
    loop {
        let token = match &caller.identity {
            Identity::Administrator { tokens } if request.endpoint.security() != Security::NONE => {
                Some(tokens.token(refused.as_deref()).await?)
            }
            _ => None,
        };
        sent += 1;
        trace.attempt(sent);
        let error = match exchange.once(token.as_deref(), sent).await {
            Ok(received) => match failure(request, &received) {
                None => {
                    connection.retry_budget.refill(taken);
                    return Ok(received);
                }
                Some(error) => error,
            },
            Err(error) => error,
        };
        // The server may have forgotten a token that looks good. It did nothing else, so the same
        // call goes out again with another token.
        if error.status_code() == Some(401) && token.is_some() && refused.is_none() {
            refused = token;
            continue;
        }
        let unsent = matches!(&error, Error::Transport(error) if error.is_connect());
        let repeatable = error.is_retryable() && (request.endpoint.retry_safe() || unsent);
        let pause = match policy.pause(attempt, error.retry_after()) {
            Some(pause) if repeatable && fits(pause, deadline) => pause,
            _ => return Err(error),
        };
        taken = connection.retry_budget.take(&error);
        if taken.is_none() {
            return Err(error);
        }
        tracing::debug!(attempt, pause_ms = pause.as_millis() as u64, "trying again");
        sleep(pause).await;
        attempt += 1;
    }
}

/// Whether there is time left after a pause.
fn fits(pause: Duration, deadline: Option<Instant>) -> bool {
    let after = Instant::now().checked_add(pause);
    deadline.is_none_or(|deadline| after.is_some_and(|after| after < deadline))
}

/// The failure that an answer tells of. One in a long answer is found when the answer is read.
fn failure(request: &Request, received: &Received) -> Option<Error> {
    // A failure is short; a long successful answer is not worth a second look, nor is one that
    // begins like a success.
    let succeeds = received.status.is_success()
        && (received.body.len() > 1_024 || received.body.starts_with(br#"{"statusCode":200,"#));
    if succeeds {
        return None;
    }
    check_failure(&request.endpoint, received).err()
}
