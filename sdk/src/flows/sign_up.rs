//! [`SignUp`]: creating the account of a new user.

use std::{fmt, future::IntoFuture, marker::PhantomData};

use super::call_options::{CallOptions, call_option_methods};
use super::credential_kind::{EmailCodeCredential, PasswordCredential, PhoneCodeCredential};
use super::pass_code::typed;
use crate::authentication::{
    SignUpByPassCodeDto, SignUpByPasswordDto, SignUpConnection, SignUpDto, SignUpOptionsDto,
    SignUpProfileDto, UserDto,
};
use crate::{AuthenticationClient, Call, IntoSecret, IntoText};

/// A sign-up that is ready to be sent. `.await` returns the new user, the same response as that of
/// [`sign_up`](AuthenticationClient::sign_up). Does not sign the user in.
///
/// `Kind` is the credential kind; it determines the available options.
#[must_use = "sign-ups do nothing unless you `.await` them"]
pub struct SignUp<Kind> {
    pub(super) client: AuthenticationClient,
    pub(super) body: SignUpDto,
    pub(super) call_options: CallOptions,
    kind: PhantomData<Kind>,
}

impl AuthenticationClient {
    /// Signs a user up with a username and a password.
    ///
    /// ```no_run
    /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// use genauth::authentication::SignUpProfileDto;
    ///
    /// let user = app
    ///     .sign_up_by_username_password("bob", "test-secret")
    ///     .profile(SignUpProfileDto::new().nickname("Bob"))
    ///     .await?;
    /// println!("{}", user.user_id);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "signUpByUsernamePassword")]
    pub fn sign_up_by_username_password(
        &self,
        username: impl IntoText,
        password: impl IntoSecret,
    ) -> SignUp<PasswordCredential> {
        SignUp::password(self, SignUpByPasswordDto::new(password).username(username))
    }

    /// Signs a user up with an email address and a password.
    #[doc(alias = "signUpByEmailPassword")]
    pub fn sign_up_by_email_password(
        &self,
        email: impl IntoText,
        password: impl IntoSecret,
    ) -> SignUp<PasswordCredential> {
        SignUp::password(self, SignUpByPasswordDto::new(password).email(email))
    }

    /// Signs a user up with an email address and the passcode sent to it.
    ///
    /// `send_email` (feature `authentication-message`) sends the passcode.
    #[doc(alias = "signUpByEmailCode")]
    #[doc(alias = "signUpByEmailPassCode")]
    #[doc(alias = "sign_up_by_email_pass_code")]
    pub fn sign_up_by_email_code(
        &self,
        email: impl IntoText,
        pass_code: impl IntoText,
    ) -> SignUp<EmailCodeCredential> {
        SignUp::pass_code(self, SignUpByPassCodeDto::new(typed(pass_code)).email(email))
    }

    /// Signs a user up with a phone number and the passcode sent to it.
    ///
    /// `send_sms` (feature `authentication-message`) sends the passcode. Without
    /// [`phone_country_code`](SignUp::phone_country_code), the number belongs to mainland China.
    #[doc(alias = "signUpByPhoneCode")]
    #[doc(alias = "signUpByPhonePassCode")]
    #[doc(alias = "sign_up_by_phone_pass_code")]
    pub fn sign_up_by_phone_code(
        &self,
        phone: impl IntoText,
        pass_code: impl IntoText,
    ) -> SignUp<PhoneCodeCredential> {
        SignUp::pass_code(self, SignUpByPassCodeDto::new(typed(pass_code)).phone(phone))
    }
}

impl<Kind> SignUp<Kind> {
    fn new(client: &AuthenticationClient, body: SignUpDto) -> Self {
        Self {
            client: client.clone(),
            call_options: CallOptions::default(),
            body,
            kind: PhantomData,
        }
    }

    fn pass_code(client: &AuthenticationClient, payload: SignUpByPassCodeDto) -> Self {
        let body = SignUpDto::new(SignUpConnection::Passcode);
        Self::new(client, body.pass_code_payload(payload))
    }

    /// Sets the profile of the user. An email address or a phone number in it requires a passcode
    /// in the options.
    pub fn profile(mut self, profile: SignUpProfileDto) -> Self {
        self.body.profile = Some(profile);
        self
    }

    /// Sets further options. Replaces options set before.
    pub fn options(mut self, options: SignUpOptionsDto) -> Self {
        self.body.options = Some(options);
        self
    }

    call_option_methods!();

    /// Returns the underlying call.
    pub fn into_call(self) -> Call<UserDto> {
        self.call_options.apply(self.client.sign_up(self.body))
    }
}

impl SignUp<PasswordCredential> {
    fn password(client: &AuthenticationClient, payload: SignUpByPasswordDto) -> Self {
        let body = SignUpDto::new(SignUpConnection::Password);
        Self::new(client, body.password_payload(payload))
    }
}

impl SignUp<PhoneCodeCredential> {
    /// Sets the country calling code of the phone number, for instance `+1`.
    pub fn phone_country_code(mut self, phone_country_code: impl IntoText) -> Self {
        if let Some(payload) = &mut self.body.pass_code_payload {
            payload.phone_country_code = Some(phone_country_code.into_text());
        }
        self
    }
}

impl<Kind> IntoFuture for SignUp<Kind> {
    type Output = <Call<UserDto> as Future>::Output;
    type IntoFuture = Call<UserDto>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_call()
    }
}

/// The generated types hide their secrets.
impl<Kind> fmt::Debug for SignUp<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignUp").field("body", &self.body).finish_non_exhaustive()
    }
}
