//! [`Mfa`]: the second factors of a user.

use super::PendingEnrollment;
use super::pass_code::typed;
use crate::authentication::{
    EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorDto, FactorProfile, FactorToEnrollDto,
    FactorType, GetFactorParams, MfaOtpVerityDto, ResetFactorDto,
};
use crate::error::{FlowEnd, FlowError};
use crate::{AuthenticationClient, Call, Error, IntoText};

/// The second factors of the user that a client acts for, made by
/// [`AuthenticationClient::mfa`].
///
/// ```no_run
/// # async fn example(user: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
/// let mfa = user.mfa();
/// for factor in mfa.factors().await? {
///     println!("{} {}", factor.factor_type, factor.factor_id);
/// }
/// let pending = mfa.enroll_email("test@example.com").await?;
/// // The user reads the code in the mail and enters it.
/// pending.confirm("123456").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Mfa {
    user: AuthenticationClient,
}

/// Where the picture of a face is, for [`Mfa::enroll_face`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FacePhoto {
    /// At an address of the server's own, as an upload gives it.
    Uploaded(String),
    /// At an address elsewhere.
    External(String),
}

impl AuthenticationClient {
    /// The second factors of the user. The client has to be a view for one; see
    /// [`with_access_token`](Self::with_access_token).
    pub fn mfa(&self) -> Mfa {
        Mfa { user: self.clone() }
    }
}

impl Mfa {
    /// Begins to enroll an authenticator app. What to show to the user is in
    /// [`otp`](PendingEnrollment::otp) of the answer.
    ///
    /// # Errors
    ///
    /// Those of [`send_enroll_factor_request`](AuthenticationClient::send_enroll_factor_request).
    pub async fn enroll_otp(&self) -> Result<PendingEnrollment, Error> {
        PendingEnrollment::begin(&self.user, FactorType::Otp, FactorProfile::new()).await
    }

    /// Begins to enroll a phone number, which is sent a code. There can be one request per number
    /// and minute.
    ///
    /// Without a calling code such as `+1`, the number is one of mainland China.
    ///
    /// # Errors
    ///
    /// Those of [`send_enroll_factor_request`](AuthenticationClient::send_enroll_factor_request).
    pub async fn enroll_sms(
        &self,
        phone_number: impl IntoText,
        phone_country_code: Option<&str>,
    ) -> Result<PendingEnrollment, Error> {
        let mut profile = FactorProfile::new().phone_number(phone_number);
        profile.phone_country_code = phone_country_code.map(str::to_owned);
        PendingEnrollment::begin(&self.user, FactorType::Sms, profile).await
    }

    /// Begins to enroll an email address, which is sent a code. There can be one request per address
    /// and minute.
    ///
    /// # Errors
    ///
    /// Those of [`send_enroll_factor_request`](AuthenticationClient::send_enroll_factor_request).
    pub async fn enroll_email(&self, email: impl IntoText) -> Result<PendingEnrollment, Error> {
        let profile = FactorProfile::new().email(email);
        PendingEnrollment::begin(&self.user, FactorType::Email, profile).await
    }

    /// Enrolls a face. The picture is all the proof there is, so that both steps are taken at once.
    ///
    /// # Errors
    ///
    /// Those of [`send_enroll_factor_request`](AuthenticationClient::send_enroll_factor_request)
    /// and of [`enroll_factor`](AuthenticationClient::enroll_factor), among them the api codes
    /// 1700 to 1707 for a picture that will not do.
    pub async fn enroll_face(&self, photo: FacePhoto) -> Result<(), Error> {
        let pending =
            PendingEnrollment::begin(&self.user, FactorType::Face, FactorProfile::new()).await?;
        let (address, is_external) = match photo {
            FacePhoto::Uploaded(address) => (address, false),
            FacePhoto::External(address) => (address, true),
        };
        let proof =
            EnrollFactorEnrollmentDataDto::new().photo(address).is_external_photo(is_external);
        let token = pending.enrollment_token().expose();
        self.user.enroll_factor(EnrollFactorDto::new(FactorType::Face, token, proof)).await
    }

    /// The factors that the user has enrolled:
    /// [`list_enrolled_factors`](AuthenticationClient::list_enrolled_factors).
    pub fn factors(&self) -> Call<Vec<FactorDto>> {
        self.user.list_enrolled_factors()
    }

    /// The factors that the user can still enroll:
    /// [`list_factors_to_enroll`](AuthenticationClient::list_factors_to_enroll).
    pub fn factors_to_enroll(&self) -> Call<Vec<FactorToEnrollDto>> {
        self.user.list_factors_to_enroll()
    }

    /// One factor that the user has enrolled: [`get_factor`](AuthenticationClient::get_factor).
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
    /// - [`Error::Flow`] with [`FlowEnd::Rejected`] when the server responds that the passcode is not
    ///   verified, and [`Error::Api`] when it refuses the passcode;
    ///   [`is_wrong_code`](Error::is_wrong_code) is `true` for both.
    /// - Otherwise the errors of [`mfa_otp_verify`](AuthenticationClient::mfa_otp_verify).
    pub async fn verify_otp(&self, code: impl IntoText) -> Result<(), Error> {
        let outcome = self.user.mfa_otp_verify(MfaOtpVerityDto::new(typed(code))).await?;
        match outcome.verified {
            true => Ok(()),
            false => Err(FlowError::new(
                FlowEnd::Rejected,
                "the server did not accept the passcode of the authenticator app; ask the user for \
                 the current one",
            )
            .into()),
        }
    }
}
