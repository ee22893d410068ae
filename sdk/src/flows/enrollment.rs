//! [`PendingEnrollment`]: an enrollment awaiting confirmation.

use std::{fmt, time::Duration};

use tokio::time::Instant;

use super::call_options::CallOptions;
use super::otp::OtpDetails;
use super::pass_code::typed;
use super::step::Step;
use crate::authentication::{
    EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorProfile, FactorType,
    SendEnrollFactorRequestDto,
};
use crate::error::{FlowEnd, FlowError};
use crate::{AuthenticationClient, Error, IntoText, Secret};

/// The lifetime of an enrollment token.
const LIFETIME: Duration = Duration::from_secs(60);

/// The enrollment of a second factor awaiting its passcode. Created by [`Mfa`](crate::flows::Mfa).
///
/// The enrollment expires after one minute, counted from the start of the request; the SDK tracks
/// the deadline. An enrollment that is not confirmed has no effect. Applications whose next request
/// may reach another process store [`enrollment_token`](Self::enrollment_token) and call
/// [`enroll_factor`](AuthenticationClient::enroll_factor).
#[derive(Clone)]
pub struct PendingEnrollment {
    user: AuthenticationClient,
    factor_type: FactorType,
    token: Secret,
    otp: Option<OtpDetails>,
    expires_at: Instant,
    call_options: CallOptions,
}

impl PendingEnrollment {
    pub(super) async fn start(
        user: AuthenticationClient,
        factor_type: FactorType,
        profile: FactorProfile,
        call_options: CallOptions,
    ) -> Result<Self, Error> {
        let expires_at = Instant::now() + LIFETIME;
        let request = SendEnrollFactorRequestDto::new(factor_type.clone(), profile);
        let enrollment = call_options.apply(user.send_enroll_factor_request(request)).await?;
        Ok(Self {
            user,
            factor_type,
            token: enrollment.enrollment_token,
            otp: enrollment.otp_data.map(OtpDetails::new),
            expires_at,
            call_options,
        })
    }

    /// Returns the type of the factor.
    pub fn factor_type(&self) -> &FactorType {
        &self.factor_type
    }

    /// Returns the setup data of an authenticator app, to display to the user; `None` for other
    /// factors.
    pub fn otp(&self) -> Option<&OtpDetails> {
        self.otp.as_ref()
    }

    /// Returns the token that identifies the enrollment to the server.
    pub fn enrollment_token(&self) -> &Secret {
        &self.token
    }

    /// Returns the time left to confirm the enrollment; zero once it has expired.
    pub fn expires_in(&self) -> Duration {
        self.expires_at.saturating_duration_since(Instant::now())
    }

    /// Returns whether the enrollment has expired.
    pub fn is_expired(&self) -> bool {
        self.expires_in().is_zero()
    }

    /// Enrolls the factor with the passcode that was sent to the user or that the authenticator app
    /// displays.
    ///
    /// Can be called again after a wrong passcode, until the enrollment expires.
    ///
    /// ```no_run
    /// # async fn example(user: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// let pending = user.mfa().enroll_sms("2025550123", Some("+1")).await?;
    /// match pending.confirm("123456").await {
    ///     Ok(()) => println!("enrolled"),
    ///     Err(error) if error.is_expired() => println!("expired; start again"),
    ///     Err(error) => println!("{error}; {:?} left to try again", pending.expires_in()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Flow`] when the enrollment has expired; nothing is sent then. If the server
    ///   detects the expiry, [`Error::Api`]; [`is_expired`](Error::is_expired) is `true` for both.
    /// - [`Error::Api`] when the passcode is wrong; see [`is_wrong_code`](Error::is_wrong_code).
    /// - Otherwise the errors of [`enroll_factor`](AuthenticationClient::enroll_factor).
    pub fn confirm(&self, code: impl IntoText) -> Step<()> {
        let (pending, code) = (self.clone(), typed(code));
        let step = Step::new(move |options| async move {
            let proof = EnrollFactorEnrollmentDataDto::new().pass_code(code);
            pending.enroll(proof, &options).await
        });
        step.with_options(self.call_options.clone())
    }

    /// Sends the second request of the enrollment, unless it has expired.
    pub(super) async fn enroll(
        &self,
        proof: EnrollFactorEnrollmentDataDto,
        options: &CallOptions,
    ) -> Result<(), Error> {
        if self.is_expired() {
            let message = format!(
                "the enrollment of {} was not confirmed within {} seconds and has expired; \
                 nothing was sent; start a new enrollment",
                self.factor_type,
                LIFETIME.as_secs()
            );
            return Err(FlowError::new(FlowEnd::Expired, message).into());
        }
        let request = EnrollFactorDto::new(self.factor_type.clone(), self.token.expose(), proof);
        options.apply(self.user.enroll_factor(request)).await
    }
}

impl fmt::Debug for PendingEnrollment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingEnrollment")
            .field("factor_type", &self.factor_type)
            .field("expires_in", &self.expires_in())
            .finish_non_exhaustive()
    }
}
