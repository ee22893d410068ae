//! [`PushSignIn`]: signing in by approving a push message on a phone.

use std::{fmt, time::Duration};

use super::poll_schedule::PollSchedule;
use super::poller::{Poller, Progress};
use super::step::Step;
use crate::authentication::{
    CheckPushCodeStatusDataDto, CheckPushCodeStatusParams, LoginTokenResponseDataDto,
    PushCodeStatus, SignInByPushDto,
};
use crate::error::{FlowEnd, FlowError};
use crate::{AuthenticationClient, Error};

/// The message of the error after the deadline.
const LATE: &str = "the push message was not confirmed";
const INTERVAL: Duration = Duration::from_secs(1);
/// The deadline if the server reports no lifetime.
const LIMIT: Duration = Duration::from_secs(120);
/// Extra time in which the server can report the expiry itself.
const GRACE: Duration = Duration::from_secs(5);

/// A push sign-in awaiting approval. Created by [`AuthenticationClient::push_sign_in`].
///
/// Polls the status every second at first, and less often while nothing changes, down to every five
/// seconds. Transient failures, such as a lost connection, do not end it before the deadline.
///
/// Each future can be dropped at any point; call the method again to continue.
#[derive(Clone)]
pub struct PushSignIn {
    app: AuthenticationClient,
    id: String,
    lifetime: Option<Duration>,
    status: Poller<CheckPushCodeStatusDataDto>,
}

impl AuthenticationClient {
    /// Starts a sign-in by push message to the phone of the user.
    ///
    /// Options set on the returned step also apply to the later calls of the flow, except the retry
    /// policy of polls.
    ///
    /// ```no_run
    /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// use genauth::authentication::SignInByPushDto;
    ///
    /// let mut sign_in = app.push_sign_in(SignInByPushDto::new("bob")).await?;
    /// match sign_in.wait().await {
    ///     Ok(tokens) => println!("signed in for {} seconds", tokens.expire_in),
    ///     Err(error) if error.is_expired() => println!("not approved in time"),
    ///     Err(error) if error.is_canceled() => println!("canceled by the user"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`sign_in_by_push`](Self::sign_in_by_push).
    pub fn push_sign_in(&self, request: SignInByPushDto) -> Step<PushSignIn> {
        let app = self.clone();
        Step::new(move |options| async move {
            let code = options.apply(app.sign_in_by_push(request)).await?;
            let seconds = u64::try_from(code.expire_time).ok().filter(|seconds| *seconds > 0);
            let lifetime = seconds.map(Duration::from_secs);
            let limit = lifetime.map_or(LIMIT, |lifetime| lifetime.saturating_add(GRACE));
            Ok(PushSignIn {
                app,
                id: code.push_code_id,
                lifetime,
                status: Poller::new(
                    PollSchedule::new(INTERVAL, limit),
                    options,
                    CheckPushCodeStatusDataDto::new(PushCodeStatus::Pushed),
                ),
            })
        })
    }
}

impl PushSignIn {
    /// Sets the initial poll interval; one second by default.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.status.schedule.set_interval(interval);
        self
    }

    /// Sets the time to wait for the user, counted from the sending of the message. By default, the
    /// lifetime that the server reports plus five seconds, or two minutes without one.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.status.schedule.set_limit(deadline);
        self
    }

    /// Returns the id of the push code.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the lifetime of the push message, if the server reports it.
    pub fn lifetime(&self) -> Option<Duration> {
        self.lifetime
    }

    /// Waits until the status changes and returns it. Once the sign-in is authorized, returns that
    /// status without a request.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Flow`] when the user cancels, the message expires, the server reports an
    /// error, or the time set by [`deadline`](Self::deadline) has passed; and the errors of
    /// [`check_push_code_status`](AuthenticationClient::check_push_code_status) that are not
    /// transient.
    pub async fn next_status(&mut self) -> Result<CheckPushCodeStatusDataDto, Error> {
        let Self { app, id, status, .. } = self;
        status
            .next(LATE, || app.check_push_code_status(CheckPushCodeStatusParams::new(&**id)))
            .await
    }

    /// Waits for the user and returns the tokens.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`next_status`](Self::next_status).
    pub async fn wait(&mut self) -> Result<LoginTokenResponseDataDto, Error> {
        let Self { app, id, status, .. } = self;
        let ask = || app.check_push_code_status(CheckPushCodeStatusParams::new(&**id));
        let status = status.authorized(LATE, ask).await?;
        status.token_set.ok_or_else(|| {
            let message = "the response of the authorized sign-in has no tokens; start again";
            FlowError::new(FlowEnd::Failed, message).into()
        })
    }
}

impl Progress for CheckPushCodeStatusDataDto {
    fn is_like(&self, before: &Self) -> bool {
        self.status == before.status
    }

    fn is_authorized(&self) -> bool {
        self.status == PushCodeStatus::Authorized
    }

    fn end(&self) -> Option<FlowError> {
        let (end, message) = match self.status {
            PushCodeStatus::Cancelled => (FlowEnd::Canceled, "the user canceled the sign-in"),
            PushCodeStatus::Expired => {
                (FlowEnd::Expired, "the push message has expired; start again")
            }
            PushCodeStatus::Error => {
                (FlowEnd::Failed, "the server reports an error with the push message; start again")
            }
            _ => return None,
        };
        Some(FlowError::new(end, message))
    }
}

impl fmt::Debug for PushSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushSignIn").field("id", &self.id).finish_non_exhaustive()
    }
}
