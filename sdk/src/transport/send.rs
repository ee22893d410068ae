//! Sending: attempts, pauses, deadline.

use std::{pin::pin, sync::Arc};

use tokio::time::sleep;

use super::attempt::Exchange;
use super::caller::{Caller, Identity};
use super::decoded::{Decode, Decoded};
use super::request::Request;
use super::time::Deadline;
use super::trace::CallTrace;
use crate::credentials::ManagementToken;
use crate::error::Error;
use crate::operation::Security;

/// Sends a request until a response is decoded, its attempts are used up or its time is over.
///
/// Dropping the future at any point leaves nothing behind: what is on its way is cut off, and
/// nothing that calls share is held across a pause.
pub(crate) async fn send(
    caller: Caller,
    request: Request,
    decode: Decode,
) -> Result<Decoded, Error> {
    let trace = CallTrace::begin(&caller, &request);
    let outcome = trace.follow(pin!(attempts(&caller, &request, decode, &trace))).await;
    trace.end(&outcome);
    outcome
}

async fn attempts(
    caller: &Caller,
    request: &Request,
    decode: Decode,
    trace: &CallTrace,
) -> Result<Decoded, Error> {
    let connection = &caller.connection;
    let limit = request.timeout.unwrap_or(connection.settings.timeout);
    let deadline = Deadline::within(&request.endpoint, limit);
    let policy = request.retry.unwrap_or(connection.settings.retry);
    // What is wrong with the request shows before a token is asked for.
    let mut prepared = Some(Exchange::prepare(caller, request)?);
    let (mut attempt, mut sent) = (1, 0);
    // The answer that refused a token, and that token. This happens once a call.
    let mut refused: Option<(Error, Arc<ManagementToken>)> = None;
    let mut renewed = false;
    let mut taken = None;
    loop {
        let token = match &caller.identity {
            Identity::Administrator { tokens } if request.endpoint.security() != Security::NONE => {
                let refused = refused.take();
                let old = refused.as_ref().map(|(_, token)| &**token);
                let token = deadline.hold(pin!(tokens.token(old))).await?;
                match refused {
                    // There is no other token, so there will be no other answer.
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
        let exchange = match prepared.take() {
            Some(exchange) => exchange,
            None => Exchange::prepare(caller, request)?,
        };
        let error = match exchange.once(token.as_deref(), sent, &deadline).await {
            Ok(received) => match decode(&request.endpoint, &received) {
                Ok((payload, head)) => {
                    connection.retry_budget.refill(taken);
                    let endpoint = request.endpoint.clone();
                    return Ok(Decoded { endpoint, received, head, payload });
                }
                Err(error) => error,
            },
            Err(error) => error,
        };
        // The server may have forgotten a token that looks good. It did nothing else, so the same
        // call goes out again with another token.
        if let Some(token) = token.filter(|_| error.status_code() == Some(401) && !renewed) {
            refused = Some((error, token));
            renewed = true;
            continue;
        }
        let unsent = matches!(&error, Error::Transport(error) if error.is_connect());
        let repeatable = error.is_retryable() && (request.endpoint.retry_safe() || unsent);
        let pause = match policy.pause(attempt, error.retry_after()) {
            Some(pause) if repeatable && deadline.leaves(pause) => pause,
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
