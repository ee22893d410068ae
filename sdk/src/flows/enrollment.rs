//! [`PendingEnrollment`]: a second factor between the two steps of its enrollment.

use std::time::Duration;

use tokio::time::Instant;

use super::OtpDetails;
use super::pass_code::typed;
use crate::authentication::{
    EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorProfile, FactorType,
    SendEnrollFactorRequestDto,
};
use crate::error::{FlowEnd, FlowError};
use crate::{AuthenticationClient, Error, IntoText, Secret};

/// How long the server takes a token of an enrollment.
const LIFETIME: Duration = Duration::from_secs(60);

/// A second factor whose enrollment waits for its code, made by [`Mfa`](super::Mfa).
///
/// It has to be confirmed within one minute, counted from the moment that the server was asked, so
/// that it is never later here than there. It can be kept where it is, cloned, and dropped: an
/// enrollment that is not confirmed comes to nothing. An application whose next request may reach
/// another process keeps [`enrollment_token`](Self::enrollment_token) instead and calls
/// [`enroll_factor`](AuthenticationClient::enroll_factor).
#[derive(Clone, Debug)]
pub struct PendingEnrollment {
    user: AuthenticationClient,
    factor_type: FactorType,
    token: Secret,
    otp: Option<OtpDetails>,
    expires_at: Instant,
}

impl PendingEnrollment {
    pub(super) async fn begin(
        user: &AuthenticationClient,
        factor_type: FactorType,
        profile: FactorProfile,
    ) -> Result<Self, Error> {
        let expires_at = Instant::now() + LIFETIME;
        let request = SendEnrollFactorRequestDto::new(factor_type.clone(), profile);
        let answer = user.send_enroll_factor_request(request).await?;
        Ok(Self {
            user: user.clone(),
            factor_type,
            token: answer.enrollment_token.into(),
            otp: answer.otp_data.map(OtpDetails::new),
            expires_at,
        })
    }

    /// What is being enrolled.
    pub fn factor_type(&self) -> &FactorType {
        &self.factor_type
    }

    /// What to show to the user who enrolls an authenticator app; `None` for other factors.
    pub fn otp(&self) -> Option<&OtpDetails> {
        self.otp.as_ref()
    }

    /// What the server knows this enrollment by.
    pub fn enrollment_token(&self) -> &Secret {
        &self.token
    }

    /// How long the enrollment can still be confirmed; zero once it is too late.
    pub fn expires_in(&self) -> Duration {
        self.expires_at.saturating_duration_since(Instant::now())
    }

    /// Whether it is too late to confirm the enrollment.
    pub fn is_expired(&self) -> bool {
        self.expires_in().is_zero()
    }

    /// Enrolls the factor, with the code that the user was sent or that the authenticator app shows.
    ///
    /// After a wrong code it can be called again with another one, until the minute is over.
    ///
    /// ```no_run
    /// # async fn example(user: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// let pending = user.mfa().enroll_sms("2025550123", Some("+1")).await?;
    /// match pending.confirm("123456").await {
    ///     Ok(()) => println!("enrolled"),
    ///     Err(error) if error.is_expired() => println!("too late; begin again"),
    ///     Err(error) => println!("{error}; {:?} left to try again", pending.expires_in()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Flow`] when the minute is over; nothing is sent then. If the server's clock is
    ///   ahead and the server says so, it is [`Error::Api`];
    ///   [`is_expired`](Error::is_expired) is `true` for both.
    /// - [`Error::Api`] when the code is wrong; see [`is_wrong_code`](Error::is_wrong_code).
    /// - Otherwise the errors of [`enroll_factor`](AuthenticationClient::enroll_factor).
    pub async fn confirm(&self, code: impl IntoText) -> Result<(), Error> {
        if self.is_expired() {
            let message = format!(
                "the enrollment of {} was not confirmed within {} seconds and has expired; \
                 nothing was sent; start a new enrollment",
                self.factor_type,
                LIFETIME.as_secs()
            );
            return Err(FlowError::new(FlowEnd::Expired, message).into());
        }
        let proof = EnrollFactorEnrollmentDataDto::new().pass_code(typed(code));
        let request = EnrollFactorDto::new(self.factor_type.clone(), self.token.expose(), proof);
        self.user.enroll_factor(request).await
    }
}
