//! [`SignUp`]: creating the account of a new user, in one line.

use std::{fmt, future::IntoFuture, marker::PhantomData};

use super::pass_code::typed;
use super::{ByEmailCode, ByPassword, ByPhoneCode};
use crate::authentication::{
    SignUpByPassCodeDto, SignUpByPasswordDto, SignUpConnection, SignUpDto, SignUpOptionsDto,
    SignUpProfileDto, UserDto,
};
use crate::{AuthenticationClient, Call, CallFuture, IntoSecret, IntoText};

/// A sign-up that is ready to be sent. `.await` gives the new user, in the same form as
/// [`sign_up`](AuthenticationClient::sign_up) does. The user is not signed in by it.
///
/// `By` is what the user proves to be somebody by, and decides what else can be set.
#[must_use = "a sign-up does nothing until it is awaited"]
pub struct SignUp<By> {
    client: AuthenticationClient,
    body: SignUpDto,
    by: PhantomData<By>,
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
    ) -> SignUp<ByPassword> {
        SignUp::password(self, SignUpByPasswordDto::new(password).username(username))
    }

    /// Signs a user up with an email address and a password.
    #[doc(alias = "signUpByEmailPassword")]
    pub fn sign_up_by_email_password(
        &self,
        email: impl IntoText,
        password: impl IntoSecret,
    ) -> SignUp<ByPassword> {
        SignUp::password(self, SignUpByPasswordDto::new(password).email(email))
    }

    /// Signs a user up with an email address and the passcode that was sent there.
    ///
    /// The passcode is sent by `send_email` (feature `authentication-message`).
    #[doc(alias = "signUpByEmailCode")]
    #[doc(alias = "signUpByEmailPassCode")]
    #[doc(alias = "sign_up_by_email_pass_code")]
    pub fn sign_up_by_email_code(
        &self,
        email: impl IntoText,
        pass_code: impl IntoText,
    ) -> SignUp<ByEmailCode> {
        SignUp::pass_code(self, SignUpByPassCodeDto::new(typed(pass_code)).email(email))
    }

    /// Signs a user up with a phone number and the passcode that was sent there.
    ///
    /// The passcode is sent by `send_sms` (feature `authentication-message`). Without
    /// [`phone_country_code`](SignUp::phone_country_code), the number is one of mainland China.
    #[doc(alias = "signUpByPhoneCode")]
    #[doc(alias = "signUpByPhonePassCode")]
    #[doc(alias = "sign_up_by_phone_pass_code")]
    pub fn sign_up_by_phone_code(
        &self,
        phone: impl IntoText,
        pass_code: impl IntoText,
    ) -> SignUp<ByPhoneCode> {
        SignUp::pass_code(self, SignUpByPassCodeDto::new(typed(pass_code)).phone(phone))
    }
}

impl<By> SignUp<By> {
    fn new(client: &AuthenticationClient, body: SignUpDto) -> Self {
        Self { client: client.clone(), body, by: PhantomData }
    }

    fn pass_code(client: &AuthenticationClient, payload: SignUpByPassCodeDto) -> Self {
        let body = SignUpDto::new(SignUpConnection::Passcode);
        Self::new(client, body.pass_code_payload(payload))
    }

    /// Sets what is known of the user. An email address or a phone number in it has to be proven by
    /// a passcode in the options.
    pub fn profile(mut self, profile: SignUpProfileDto) -> Self {
        self.body.profile = Some(profile);
        self
    }

    /// Sets further options. They replace what was set before.
    pub fn options(mut self, options: SignUpOptionsDto) -> Self {
        self.body.options = Some(options);
        self
    }

    /// The call, on which limits and headers of its own can be set.
    pub fn into_call(self) -> Call<UserDto> {
        self.client.sign_up(self.body)
    }
}

impl SignUp<ByPassword> {
    fn password(client: &AuthenticationClient, payload: SignUpByPasswordDto) -> Self {
        let body = SignUpDto::new(SignUpConnection::Password);
        Self::new(client, body.password_payload(payload))
    }
}

impl SignUp<ByPhoneCode> {
    /// Sets the calling code of the phone number, for instance `+1`.
    pub fn phone_country_code(mut self, phone_country_code: impl IntoText) -> Self {
        if let Some(payload) = &mut self.body.pass_code_payload {
            payload.phone_country_code = Some(phone_country_code.into_text());
        }
        self
    }
}

impl<By> IntoFuture for SignUp<By> {
    type Output = <CallFuture<UserDto> as Future>::Output;
    type IntoFuture = CallFuture<UserDto>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_call().into_future()
    }
}

/// The generated types hide what is secret in them.
impl<By> fmt::Debug for SignUp<By> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignUp").field("body", &self.body).finish_non_exhaustive()
    }
}

#[cfg(feature = "password-encryption")]
mod encrypted {
    use std::pin::Pin;

    use serde_json::Map;

    use super::*;
    use crate::Error;
    use crate::flows::PasswordEncryption;

    /// A sign-up that sends the password encrypted with the server's key. The key is asked for
    /// first, unless the client has it already.
    #[must_use = "a sign-up does nothing until it is awaited"]
    #[derive(Debug)]
    pub struct EncryptedSignUp {
        sign_up: SignUp<ByPassword>,
        encryption: PasswordEncryption,
    }

    impl SignUp<ByPassword> {
        /// Sends the password encrypted, and says so in the options.
        pub fn encrypt_password(self, encryption: PasswordEncryption) -> EncryptedSignUp {
            EncryptedSignUp { sign_up: self, encryption }
        }
    }

    impl EncryptedSignUp {
        /// The call with the password already encrypted, on which limits and headers of its own can
        /// be set.
        ///
        /// # Errors
        ///
        /// Those of [`password_encryptor`](AuthenticationClient::password_encryptor) and of
        /// [`encrypt`](crate::flows::PasswordEncryptor::encrypt).
        pub async fn into_call(self) -> Result<Call<UserDto>, Error> {
            let SignUp { client, mut body, .. } = self.sign_up;
            let encryptor = client.password_encryptor(self.encryption).await?;
            if let Some(payload) = &mut body.password_payload {
                payload.password = encryptor.encrypt(payload.password.expose())?.into();
            }
            let options = body.options.get_or_insert_with(|| SignUpOptionsDto::new(Map::new()));
            options.password_encrypt_type = Some(encryptor.encrypt_type());
            Ok(client.sign_up(body))
        }
    }

    impl IntoFuture for EncryptedSignUp {
        type Output = Result<UserDto, Error>;
        type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

        fn into_future(self) -> Self::IntoFuture {
            Box::pin(async move { self.into_call().await?.await })
        }
    }
}

#[cfg(feature = "password-encryption")]
pub use encrypted::EncryptedSignUp;
