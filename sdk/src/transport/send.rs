//! Sending: attempts, pauses, deadline.

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

/// Sends a request until a response is decoded, its attempts are used up or its time is over.
///
/// Dropping the future at any point leaves nothing behind: what is on its way is cut off, and
/// nothing that calls share is held across a pause.
pub(crate) async fn send(
    context: RequestContext,
    request: Request,
    decode: Decode,
) -> Result<Decoded, Error> {
    let trace = CallTrace::begin(&context, &request);
    let mut cut_off = None;
    let outcome =
        trace.follow(pin!(attempts(&context, &request, decode, &trace, &mut cut_off))).await;
    let outcome = outcome.map_err(|error| told(error, cut_off));
    trace.end(&outcome);
    outcome
}

/// `cut_off` is set to the error of the first attempt that may have changed something although it
/// failed.
async fn attempts(
    context: &RequestContext,
    request: &Request,
    decode: Decode,
    trace: &CallTrace,
    cut_off: &mut Option<Error>,
) -> Result<Decoded, Error> {
    let connection = &context.connection;
    let endpoint = &request.endpoint;
    let limit = request.timeout.unwrap_or(connection.settings.timeout);
    let deadline = Deadline::of_call(connection, endpoint, limit);
    let policy = request.retry.unwrap_or(connection.settings.retry);
    // What is wrong with the request shows before a token is asked for.
    let mut prepared = Some(Attempt::prepare(context, request)?);
    let (mut attempt, mut sent) = (1, 0);
    // The answer that refused a token, and that token.
    let mut refused: Option<(Error, Arc<ManagementToken>)> = None;
    let mut renewed = false;
    let mut taken = None;
    loop {
        let token = match context.identity.token_provider() {
            Some(tokens) if endpoint.security() != Security::NONE => {
                let refused = refused.take();
                let old = refused.as_ref().map(|(_, token)| &**token);
                let token = deadline.hold(Phase::Token, pin!(tokens.token(old))).await??;
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
        if !endpoint.is_read() && cut_off.is_none() && is_cut_off(&error) {
            *cut_off = Some(error.clone());
        }
        // The server may have forgotten a token that looks good. It did nothing else, so the same
        // call is sent again with another token: once, or as often as the server takes a token
        // from others before it forgets that, too.
        if let Some(token) = token.filter(|_| error.status_code() == Some(401)) {
            if renewed {
                // Lets other calls note that theirs was accepted.
                yield_now().await;
            }
            if !renewed || token.is_accepted() {
                refused = Some((error, token));
                renewed = true;
                continue;
            }
        }
        let repeatable = error.is_retryable() && (endpoint.retry_safe() || is_unprocessed(&error));
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

/// Whether the server says that it did nothing, or saw nothing: such a call can be sent again
/// whatever it does.
fn is_unprocessed(error: &Error) -> bool {
    match error {
        Error::Transport(error) => error.is_unprocessed(),
        _ => error.status_code() == Some(429),
    }
}

/// Whether the server may have carried out the operation although there is no readable response.
fn is_cut_off(error: &Error) -> bool {
    match error {
        Error::Transport(error) => !error.is_unprocessed(),
        // A gateway that had no response either.
        Error::Api(error) => matches!(error.status_code(), 502 | 504),
        Error::Decode(error) => {
            let status = error.http_status();
            status.is_success() || matches!(status.as_u16(), 502 | 504)
        }
        _ => false,
    }
}

/// The error of a call, which says whether the operation may have been carried out.
fn told(error: Error, cut_off: Option<Error>) -> Error {
    let Some(first) = cut_off else { return error };
    match &error {
        _ if is_cut_off(&error) => error.with_outcome(Outcome::Unknown),
        Error::Transport(_) | Error::Api(_) | Error::Decode(_) => {
            error.with_outcome(Outcome::EarlierUnknown)
        }
        // The others say that nothing was sent, which holds for the last attempt alone.
        _ => first.with_outcome(Outcome::Unknown),
    }
}
