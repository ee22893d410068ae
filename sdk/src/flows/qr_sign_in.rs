//! [`QrSignIn`]: signing in by scanning a QR code.

use std::time::Duration;

use super::pace::Pace;
use super::poller::{Poller, Progress};
use crate::authentication::{
    CheckQRCodeStatusDataDto, ExchangeTokenSetWithQRcodeTicketDto, GenerateQrcodeDto,
    GetQrCodeStatusParams, LoginTokenResponseDataDto, QrcodeStatus,
};
use crate::error::{FlowEnd, FlowError};
use crate::{AuthenticationClient, Error};

/// What an error says when the time is over.
const LATE: &str = "the QR code was not confirmed";
const INTERVAL: Duration = Duration::from_secs(1);
const LIMIT: Duration = Duration::from_secs(300);

/// A QR code that waits for a user who scans it and confirms, made by
/// [`AuthenticationClient::qr_sign_in`].
///
/// The server is asked for the status at first every second, and less often the longer nothing
/// happens, down to every fifth second. Failures that may pass, such as a connection that broke, do
/// not end it before its time is over.
///
/// Every future can be dropped at any point, for instance because the user has left; whoever goes on
/// calls the method again. Only a ticket that is being exchanged at that moment may be used up.
#[derive(Clone, Debug)]
pub struct QrSignIn {
    app: AuthenticationClient,
    id: String,
    url: String,
    custom_logo_url: Option<String>,
    status: Poller<CheckQRCodeStatusDataDto>,
}

impl AuthenticationClient {
    /// Begins a sign-in by QR code: makes the code. Show it, and wait for the user.
    ///
    /// ```no_run
    /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// use genauth::authentication::{GenerateQrcodeDto, QrcodeStatus, QrcodeType};
    ///
    /// let mut sign_in = app.qr_sign_in(GenerateQrcodeDto::new(QrcodeType::MobileApp)).await?;
    /// println!("show this picture: {}", sign_in.url());
    /// let status = sign_in.next_status().await?;
    /// if let (QrcodeStatus::Scanned, Some(user)) = (status.status, status.brief_user_info) {
    ///     println!("{}, please confirm on your phone", user.display_name);
    /// }
    /// match sign_in.wait().await {
    ///     Ok(tokens) => println!("signed in for {} seconds", tokens.expire_in),
    ///     Err(error) if error.is_expired() => println!("show a new code"),
    ///     Err(error) if error.is_cancelled() => println!("the user does not want to"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`gene_qr_code`](Self::gene_qr_code).
    pub async fn qr_sign_in(&self, code: GenerateQrcodeDto) -> Result<QrSignIn, Error> {
        let code = self.gene_qr_code(code).await?;
        Ok(QrSignIn {
            app: self.clone(),
            id: code.qrcode_id,
            url: code.url,
            custom_logo_url: code.custom_logo_url,
            status: Poller::new(
                Pace::new(INTERVAL, LIMIT),
                CheckQRCodeStatusDataDto::new(QrcodeStatus::Pending),
            ),
        })
    }
}

impl QrSignIn {
    /// Sets how long to pause between two questions at first; a second unless set.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.status.pace.set_interval(interval);
        self
    }

    /// Sets how long to wait for the user, from the moment the code was made; five minutes unless
    /// set. The server may give up earlier.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.status.pace.set_limit(deadline);
        self
    }

    /// The id of the QR code.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The address of the QR code's picture.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address of a logo to lay over the QR code of a mini program, if the server has not done
    /// so itself.
    pub fn custom_logo_url(&self) -> Option<&str> {
        self.custom_logo_url.as_deref()
    }

    /// Waits until the status is another, and gives it: scanned, authorized. Once the user has
    /// authorized the sign-in, that is given again and again without asking the server.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`] when the user cancels, the code expires, the server reports an error, or the
    /// time set by [`deadline`](Self::deadline) is over. Those of
    /// [`get_qr_code_status`](AuthenticationClient::get_qr_code_status) that do not pass.
    pub async fn next_status(&mut self) -> Result<CheckQRCodeStatusDataDto, Error> {
        let Self { app, id, status, .. } = self;
        status.next(LATE, || app.get_qr_code_status(GetQrCodeStatusParams::new(&**id))).await
    }

    /// Waits for the user and gives the tokens, for which it exchanges the ticket that comes once
    /// the sign-in is authorized.
    ///
    /// # Errors
    ///
    /// Those of [`next_status`](Self::next_status) and of
    /// [`exchange_token_set_with_qr_code_ticket`](AuthenticationClient::exchange_token_set_with_qr_code_ticket).
    pub async fn wait(&mut self) -> Result<LoginTokenResponseDataDto, Error> {
        let Self { app, id, status, .. } = self;
        let ask = || app.get_qr_code_status(GetQrCodeStatusParams::new(&**id));
        let status = status.authorized(LATE, ask).await?;
        // A console setting lets the tokens themselves come.
        if let Some(tokens) = status.token_set.filter(|tokens| tokens.access_token.is_some()) {
            return Ok(tokens);
        }
        let Some(ticket) = status.ticket else {
            let message = "the sign-in is authorized, but came with neither ticket nor tokens";
            return Err(FlowError::new(FlowEnd::Failed, message).into());
        };
        let ticket = ExchangeTokenSetWithQRcodeTicketDto::new(ticket);
        self.app.exchange_token_set_with_qr_code_ticket(ticket).await
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
            QrcodeStatus::Cancelled => (FlowEnd::Cancelled, "the user cancelled the sign-in"),
            QrcodeStatus::Expired => {
                (FlowEnd::Expired, "the QR code has expired; begin again with a new one")
            }
            QrcodeStatus::Error => {
                (FlowEnd::Failed, "the server reports an error with the QR code; begin again")
            }
            _ => return None,
        };
        Some(FlowError::new(end, message))
    }
}
