//! [`Mfa`]: the second factors of a user.

use super::enrollment::PendingEnrollment;
use super::pass_code::typed;
use super::step::Step;
#[cfg(doc)]
use crate::Error;
use crate::authentication::{
    EnrollFactorEnrollmentDataDto, FactorDto, FactorProfile, FactorToEnrollDto, FactorType,
    GetFactorParams, MfaOtpVerityDto, ResetFactorDto,
};
use crate::error::{FlowEnd, FlowError};
use crate::{AuthenticationClient, Call, IntoText};

/// The second factors of a user. Created by [`AuthenticationClient::mfa`].
///
/// ```no_run
/// # async fn example(user: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
/// let mfa = user.mfa();
/// for factor in mfa.factors().await? {
///     println!("{} {}", factor.factor_type, factor.factor_id);
/// }
/// let pending = mfa.enroll_email("test@example.com").await?;
/// // The user enters the passcode from the email.
/// pending.confirm("123456").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Mfa {
    user: AuthenticationClient,
}

/// The location of a photo for [`Mfa::enroll_face`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FacePhoto {
    /// The URL of a photo that was uploaded to the server.
    Uploaded(String),
    /// The URL of a photo on another server.
    External(String),
}

impl AuthenticationClient {
    /// Returns the operations on the second factors of the user. Requires a client with a user
    /// access token; see [`with_access_token`](Self::with_access_token).
    pub fn mfa(&self) -> Mfa {
        Mfa { user: self.clone() }
    }
}

impl Mfa {
    /// Starts the enrollment of an authenticator app. Display
    /// [`otp`](PendingEnrollment::otp) of the result to the user.
    ///
    /// # Errors
    ///
    /// Returns the same errors as
    /// [`send_enroll_factor_request`](AuthenticationClient::send_enroll_factor_request).
    pub fn enroll_otp(&self) -> Step<PendingEnrollment> {
        self.start(FactorType::Otp, FactorProfile::new())
    }

    /// Starts the enrollment of a phone number and sends it a passcode. The server allows one
    /// request per number and minute.
    ///
    /// Without a country calling code such as `+1`, the number belongs to mainland China.
    ///
    /// # Errors
    ///
    /// Returns the same errors as
    /// [`send_enroll_factor_request`](AuthenticationClient::send_enroll_factor_request).
    pub fn enroll_sms(
        &self,
        phone_number: impl IntoText,
        phone_country_code: Option<&str>,
    ) -> Step<PendingEnrollment> {
        let mut profile = FactorProfile::new().phone_number(phone_number);
        profile.phone_country_code = phone_country_code.map(str::to_owned);
        self.start(FactorType::Sms, profile)
    }

    /// Starts the enrollment of an email address and sends it a passcode. The server allows one
    /// request per address and minute.
    ///
    /// # Errors
    ///
    /// Returns the same errors as
    /// [`send_enroll_factor_request`](AuthenticationClient::send_enroll_factor_request).
    pub fn enroll_email(&self, email: impl IntoText) -> Step<PendingEnrollment> {
        self.start(FactorType::Email, FactorProfile::new().email(email))
    }

    /// Enrolls a face. The photo is the only proof, so this performs both steps.
    ///
    /// # Errors
    ///
    /// Returns the same errors as
    /// [`send_enroll_factor_request`](AuthenticationClient::send_enroll_factor_request) and of
    /// [`enroll_factor`](AuthenticationClient::enroll_factor), among them the api codes 1700 to
    /// 1707 for an unsuitable photo.
    pub fn enroll_face(&self, photo: FacePhoto) -> Step<()> {
        let user = self.user.clone();
        Step::new(move |options| async move {
            let (url, is_external) = match photo {
                FacePhoto::Uploaded(url) => (url, false),
                FacePhoto::External(url) => (url, true),
            };
            let profile = FactorProfile::new();
            let pending =
                PendingEnrollment::start(user, FactorType::Face, profile, options.clone()).await?;
            let proof =
                EnrollFactorEnrollmentDataDto::new().photo(url).is_external_photo(is_external);
            pending.enroll(proof, &options).await
        })
    }

    fn start(&self, factor_type: FactorType, profile: FactorProfile) -> Step<PendingEnrollment> {
        let user = self.user.clone();
        Step::new(move |options| PendingEnrollment::start(user, factor_type, profile, options))
    }

    /// Lists the enrolled factors of the user:
    /// [`list_enrolled_factors`](AuthenticationClient::list_enrolled_factors).
    pub fn factors(&self) -> Call<Vec<FactorDto>> {
        self.user.list_enrolled_factors()
    }

    /// Lists the factors that the user can still enroll:
    /// [`list_factors_to_enroll`](AuthenticationClient::list_factors_to_enroll).
    pub fn factors_to_enroll(&self) -> Call<Vec<FactorToEnrollDto>> {
        self.user.list_factors_to_enroll()
    }

    /// Returns an enrolled factor of the user: [`get_factor`](AuthenticationClient::get_factor).
    pub fn factor(&self, factor_id: impl IntoText) -> Call<FactorDto> {
        self.user.get_factor(GetFactorParams::new(factor_id))
    }

    /// Removes a factor: [`reset_factor`](AuthenticationClient::reset_factor).
    pub fn reset(&self, factor_id: impl IntoText) -> Call<()> {
        self.user.reset_factor(ResetFactorDto::new(factor_id))
    }

    /// Verifies a passcode of the user's authenticator app with
    /// [`mfa_otp_verify`](AuthenticationClient::mfa_otp_verify), and returns an error unless the
    /// server confirms it.
    ///
    /// ```no_run
    /// # async fn example(user: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// match user.mfa().verify_otp("123 456").await {
    ///     Ok(()) => println!("verified"),
    ///     Err(error) if error.is_wrong_code() => println!("wrong code; try again"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Flow`] with [`FlowEnd::Rejected`] when the server responds that the passcode is
    ///   not verified, and [`Error::Api`] when it rejects the passcode;
    ///   [`is_wrong_code`](Error::is_wrong_code) is `true` for both.
    /// - Otherwise the errors of [`mfa_otp_verify`](AuthenticationClient::mfa_otp_verify).
    pub fn verify_otp(&self, code: impl IntoText) -> Step<()> {
        let (user, code) = (self.user.clone(), typed(code));
        Step::new(move |options| async move {
            let call = user.mfa_otp_verify(MfaOtpVerityDto::new(code));
            if options.apply(call).await?.verified {
                return Ok(());
            }
            let message = "the server rejected the passcode of the authenticator app; ask the user \
                           for the current passcode";
            Err(FlowError::new(FlowEnd::Rejected, message).into())
        })
    }
}
