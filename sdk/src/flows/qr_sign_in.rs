//! [`QrSignIn`]: signing in by scanning a QR code.

use std::{fmt, time::Duration};

use super::poll_schedule::PollSchedule;
use super::poller::{Poller, Progress};
use super::step::Step;
use crate::authentication::{
    CheckQRCodeStatusDataDto, ExchangeTokenSetWithQRcodeTicketDto, GenerateQrcodeDto,
    GetQrCodeStatusParams, LoginTokenResponseDataDto, QrcodeStatus,
};
use crate::error::{FlowEnd, FlowError};
use crate::{AuthenticationClient, Error};

/// The message of the error after the deadline.
const LATE: &str = "the QR code was not confirmed";
const INTERVAL: Duration = Duration::from_secs(1);
const LIMIT: Duration = Duration::from_secs(300);

/// A sign-in by QR code awaiting approval. Created by [`AuthenticationClient::qr_sign_in`].
///
/// Polls the status every second at first, and less often while nothing changes, down to every five
/// seconds. Transient failures, such as a lost connection, do not end it before the deadline.
///
/// Each future can be dropped at any point; call the method again to continue. Only a ticket that
/// is being exchanged at that time may be lost.
#[derive(Clone)]
pub struct QrSignIn {
    app: AuthenticationClient,
    id: String,
    url: String,
    custom_logo_url: Option<String>,
    status: Poller<CheckQRCodeStatusDataDto>,
}

impl AuthenticationClient {
    /// Starts a sign-in by QR code: creates the code. Display it, then wait for the user.
    ///
    /// Options set on the returned step also apply to the later calls of the flow, except the retry
    /// policy of polls.
    ///
    /// ```no_run
    /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// use genauth::authentication::{GenerateQrcodeDto, QrcodeStatus, QrcodeType};
    ///
    /// let mut sign_in = app.qr_sign_in(GenerateQrcodeDto::new(QrcodeType::MobileApp)).await?;
    /// println!("scan this image: {}", sign_in.url());
    /// let status = sign_in.next_status().await?;
    /// if let (QrcodeStatus::Scanned, Some(user)) = (status.status, status.brief_user_info) {
    ///     println!("{}, please confirm on your phone", user.display_name);
    /// }
    /// match sign_in.wait().await {
    ///     Ok(tokens) => println!("signed in for {} seconds", tokens.expire_in),
    ///     Err(error) if error.is_expired() => println!("show a new code"),
    ///     Err(error) if error.is_canceled() => println!("canceled by the user"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`gene_qr_code`](Self::gene_qr_code).
    pub fn qr_sign_in(&self, code: GenerateQrcodeDto) -> Step<QrSignIn> {
        let app = self.clone();
        Step::new(move |options| async move {
            let code = options.apply(app.gene_qr_code(code)).await?;
            Ok(QrSignIn {
                app,
                id: code.qrcode_id,
                url: code.url,
                custom_logo_url: code.custom_logo_url,
                status: Poller::new(
                    PollSchedule::new(INTERVAL, LIMIT),
                    options,
                    CheckQRCodeStatusDataDto::new(QrcodeStatus::Pending),
                ),
            })
        })
    }
}

impl QrSignIn {
    /// Sets the initial poll interval; one second by default.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.status.schedule.set_interval(interval);
        self
    }

    /// Sets the time to wait for the user, counted from the creation of the code; five minutes by
    /// default. The code may expire earlier.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.status.schedule.set_limit(deadline);
        self
    }

    /// Returns the id of the QR code.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the URL of the image of the QR code.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the URL of a logo to draw over the QR code of a mini program, unless the image
    /// contains it.
    pub fn custom_logo_url(&self) -> Option<&str> {
        self.custom_logo_url.as_deref()
    }

    /// Waits until the status changes and returns it: scanned, then authorized. Once the sign-in is
    /// authorized, returns that status without a request.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Flow`] when the user cancels, the code expires, the server reports an
    /// error, or the time set by [`deadline`](Self::deadline) has passed; and the errors of
    /// [`get_qr_code_status`](AuthenticationClient::get_qr_code_status) that are not transient.
    pub async fn next_status(&mut self) -> Result<CheckQRCodeStatusDataDto, Error> {
        let Self { app, id, status, .. } = self;
        status.next(LATE, || app.get_qr_code_status(GetQrCodeStatusParams::new(&**id))).await
    }

    /// Waits for the user and returns the tokens, in exchange for the ticket of the authorized
    /// sign-in.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`next_status`](Self::next_status) and
    /// [`exchange_token_set_with_qr_code_ticket`](AuthenticationClient::exchange_token_set_with_qr_code_ticket).
    pub async fn wait(&mut self) -> Result<LoginTokenResponseDataDto, Error> {
        let Self { app, id, status, .. } = self;
        let ask = || app.get_qr_code_status(GetQrCodeStatusParams::new(&**id));
        let status = status.authorized(LATE, ask).await?;
        // A console setting makes the server send the tokens instead of a ticket.
        if let Some(tokens) = status.token_set.filter(|tokens| tokens.access_token.is_some()) {
            return Ok(tokens);
        }
        let Some(ticket) = status.ticket else {
            let message = "the response of the authorized sign-in has neither a ticket nor tokens; start again";
            return Err(FlowError::new(FlowEnd::Failed, message).into());
        };
        let ticket = ExchangeTokenSetWithQRcodeTicketDto::new(ticket);
        let call = self.app.exchange_token_set_with_qr_code_ticket(ticket);
        self.status.call_options.apply(call).await
    }
}

impl Progress for CheckQRCodeStatusDataDto {
    fn is_like(&self, before: &Self) -> bool {
        self.status == before.status
    }

    fn is_authorized(&self) -> bool {
        self.status == QrcodeStatus::Authorized
    }

    fn end(&self) -> Option<FlowError> {
        let (end, message) = match self.status {
            QrcodeStatus::Cancelled => (FlowEnd::Canceled, "the user canceled the sign-in"),
            QrcodeStatus::Expired => {
                (FlowEnd::Expired, "the QR code has expired; start again with a new code")
            }
            QrcodeStatus::Error => {
                (FlowEnd::Failed, "the server reports an error with the QR code; start again")
            }
            _ => return None,
        };
        Some(FlowError::new(end, message))
    }
}

impl fmt::Debug for QrSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QrSignIn").field("id", &self.id).finish_non_exhaustive()
    }
}
