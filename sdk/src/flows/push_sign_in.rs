//! [`PushSignIn`]: signing in by confirming on a phone.

use std::time::Duration;

use super::pace::Pace;
use super::poller::{Poller, Progress};
use crate::authentication::{
    CheckPushCodeStatusDataDto, CheckPushCodeStatusParams, LoginTokenResponseDataDto,
    PushCodeStatus, SignInByPushDto,
};
use crate::error::{FlowEnd, FlowError};
use crate::{AuthenticationClient, Error};

/// What an error says when the time is over.
const LATE: &str = "the push message was not confirmed";
const INTERVAL: Duration = Duration::from_secs(1);
/// Where the server names no time.
const LIMIT: Duration = Duration::from_secs(120);
/// The server is left to say first that the time is over.
const GRACE: Duration = Duration::from_secs(5);

/// A message on the user's phone that waits for a yes, made by
/// [`AuthenticationClient::push_sign_in`].
///
/// The server is asked for the status at first every second, and less often the longer nothing
/// happens, down to every fifth second. Failures that may pass, such as a connection that broke, do
/// not end it before its time is over.
///
/// Every future can be dropped at any point; whoever goes on calls the method again.
#[derive(Clone, Debug)]
pub struct PushSignIn {
    app: AuthenticationClient,
    id: String,
    lifetime: Option<Duration>,
    status: Poller<CheckPushCodeStatusDataDto>,
}

impl AuthenticationClient {
    /// Begins a sign-in by push message: asks the user on the phone.
    ///
    /// ```no_run
    /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// use genauth::authentication::SignInByPushDto;
    ///
    /// let mut sign_in = app.push_sign_in(SignInByPushDto::new("bob")).await?;
    /// match sign_in.wait().await {
    ///     Ok(tokens) => println!("signed in for {} seconds", tokens.expire_in),
    ///     Err(error) if error.is_expired() => println!("nobody answered"),
    ///     Err(error) if error.is_cancelled() => println!("the user does not want to"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`sign_in_by_push`](Self::sign_in_by_push).
    pub async fn push_sign_in(&self, request: SignInByPushDto) -> Result<PushSignIn, Error> {
        let code = self.sign_in_by_push(request).await?;
        let seconds = u64::try_from(code.expire_time).ok().filter(|seconds| *seconds > 0);
        let lifetime = seconds.map(Duration::from_secs);
        let limit = lifetime.map_or(LIMIT, |lifetime| lifetime.saturating_add(GRACE));
        Ok(PushSignIn {
            app: self.clone(),
            id: code.push_code_id,
            lifetime,
            status: Poller::new(
                Pace::new(INTERVAL, limit),
                CheckPushCodeStatusDataDto::new(PushCodeStatus::Pushed),
            ),
        })
    }
}

impl PushSignIn {
    /// Sets how long to pause between two questions at first; a second unless set.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.status.pace.set_interval(interval);
        self
    }

    /// Sets how long to wait for the user, from the moment the message was sent. Unless set, that is
    /// five seconds longer than the server waits, or two minutes if it does not say how long.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.status.pace.set_limit(deadline);
        self
    }

    /// The id of the push code.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How long the server waits for the user, if it says so.
    pub fn lifetime(&self) -> Option<Duration> {
        self.lifetime
    }

    /// Waits until the status is another, and gives it. Once the user has authorized the sign-in,
    /// that is given again and again without asking the server.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`] when the user cancels, the message expires, the server reports an error, or
    /// the time set by [`deadline`](Self::deadline) is over. Those of
    /// [`check_push_code_status`](AuthenticationClient::check_push_code_status) that do not pass.
    pub async fn next_status(&mut self) -> Result<CheckPushCodeStatusDataDto, Error> {
        let Self { app, id, status, .. } = self;
        status
            .next(LATE, || app.check_push_code_status(CheckPushCodeStatusParams::new(&**id)))
            .await
    }

    /// Waits for the user and gives the tokens.
    ///
    /// # Errors
    ///
    /// Those of [`next_status`](Self::next_status).
    pub async fn wait(&mut self) -> Result<LoginTokenResponseDataDto, Error> {
        let Self { app, id, status, .. } = self;
        let ask = || app.check_push_code_status(CheckPushCodeStatusParams::new(&**id));
        let status = status.authorized(LATE, ask).await?;
        status.token_set.ok_or_else(|| {
            let message = "the sign-in is authorized, but came without tokens";
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
            PushCodeStatus::Cancelled => (FlowEnd::Cancelled, "the user cancelled the sign-in"),
            PushCodeStatus::Expired => {
                (FlowEnd::Expired, "the push message has expired; begin again")
            }
            PushCodeStatus::Error => {
                (FlowEnd::Failed, "the server reports an error with the push message; begin again")
            }
            _ => return None,
        };
        Some(FlowError::new(end, message))
    }
}
