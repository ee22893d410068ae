//! [`SignIn`]: signing in by password or passcode, in one line.

use std::{fmt, future::IntoFuture, marker::PhantomData};

use super::pass_code::typed;
use super::{ByEmailCode, ByPassword, ByPhoneCode};
use crate::authentication::{
    LoginTokenResponseDataDto, SignInByAdPayloadDto, SignInByLdapPayloadDto,
    SignInByPassCodePayloadDto, SignInByPasswordPayloadDto, SignInConnection, SignInOptionsDto,
    SigninByCredentialsDto,
};
use crate::{AuthenticationClient, Call, CallFuture, IntoSecret, IntoText};

/// A sign-in that is ready to be sent. `.await` gives the user's tokens, in the same form as
/// [`sign_in_by_credentials`](AuthenticationClient::sign_in_by_credentials) does.
///
/// `By` is what the user proves to be somebody by, and decides what else can be set.
///
/// Second factors, missing profiles and first passwords are not handled at this endpoint: a sign-in
/// that needs one fails with [`Error::Api`](crate::Error::Api) and an
/// [`api_code`](crate::Error::api_code) such as 1635 or 1636 (a second factor is needed).
#[must_use = "a sign-in does nothing until it is awaited"]
pub struct SignIn<By> {
    pub(super) client: AuthenticationClient,
    pub(super) body: SigninByCredentialsDto,
    by: PhantomData<By>,
}

impl AuthenticationClient {
    /// Signs a user in by username and password.
    ///
    /// ```no_run
    /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// use genauth::authentication::SignInOptionsDto;
    ///
    /// let tokens = app
    ///     .sign_in_by_username_password("bob", "test-secret")
    ///     .options(SignInOptionsDto::new().scope("openid profile offline_access"))
    ///     .await?;
    /// let user = app.with_access_token(tokens.access_token.unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "signInByUsernamePassword")]
    pub fn sign_in_by_username_password(
        &self,
        username: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<ByPassword> {
        SignIn::password(self, SignInByPasswordPayloadDto::new(password).username(username))
    }

    /// Signs a user in by email address and password.
    #[doc(alias = "signInByEmailPassword")]
    pub fn sign_in_by_email_password(
        &self,
        email: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<ByPassword> {
        SignIn::password(self, SignInByPasswordPayloadDto::new(password).email(email))
    }

    /// Signs a user in by phone number and password.
    #[doc(alias = "signInByPhonePassword")]
    pub fn sign_in_by_phone_password(
        &self,
        phone: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<ByPassword> {
        SignIn::password(self, SignInByPasswordPayloadDto::new(password).phone(phone))
    }

    /// Signs a user in by a password and whichever of username, phone number and email address the
    /// user entered. An account that does not exist cannot be created on the way.
    #[doc(alias = "signInByAccountPassword")]
    pub fn sign_in_by_account_password(
        &self,
        account: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<ByPassword> {
        SignIn::password(self, SignInByPasswordPayloadDto::new(password).account(account))
    }

    /// Signs a user in by an email address and the passcode that was sent there.
    ///
    /// The passcode is sent by `send_email` (feature `authentication-message`).
    #[doc(alias = "signInByEmailPassCode")]
    #[doc(alias = "sign_in_by_email_passcode")]
    pub fn sign_in_by_email_pass_code(
        &self,
        email: impl IntoText,
        pass_code: impl IntoText,
    ) -> SignIn<ByEmailCode> {
        SignIn::pass_code(self, SignInByPassCodePayloadDto::new(typed(pass_code)).email(email))
    }

    /// Signs a user in by a phone number and the passcode that was sent there.
    ///
    /// The passcode is sent by `send_sms` (feature `authentication-message`). Without
    /// [`phone_country_code`](SignIn::phone_country_code), the number is one of mainland China.
    ///
    /// ```no_run
    /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// let tokens = app
    ///     .sign_in_by_phone_pass_code("2025550123", "123456")
    ///     .phone_country_code("+1")
    ///     .await?;
    /// println!("signed in for {} seconds", tokens.expire_in);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "signInByPhonePassCode")]
    #[doc(alias = "sign_in_by_phone_passcode")]
    pub fn sign_in_by_phone_pass_code(
        &self,
        phone: impl IntoText,
        pass_code: impl IntoText,
    ) -> SignIn<ByPhoneCode> {
        SignIn::pass_code(self, SignInByPassCodePayloadDto::new(typed(pass_code)).phone(phone))
    }

    /// Signs a user in by the account and password of an LDAP directory.
    #[doc(alias = "signInByLDAP")]
    pub fn sign_in_by_ldap(
        &self,
        s_am_account_name: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<ByPassword> {
        let payload = SignInByLdapPayloadDto::new(password, s_am_account_name);
        let body = SigninByCredentialsDto::new(SignInConnection::Ldap).ldap_payload(payload);
        SignIn::new(self, body)
    }

    /// Signs a user in by the account and password of an Active Directory.
    #[doc(alias = "signInByAD")]
    pub fn sign_in_by_ad(
        &self,
        s_am_account_name: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<ByPassword> {
        let payload = SignInByAdPayloadDto::new(password, s_am_account_name);
        let body = SigninByCredentialsDto::new(SignInConnection::Ad).ad_payload(payload);
        SignIn::new(self, body)
    }
}

impl<By> SignIn<By> {
    fn new(client: &AuthenticationClient, body: SigninByCredentialsDto) -> Self {
        Self { client: client.clone(), body, by: PhantomData }
    }

    fn pass_code(client: &AuthenticationClient, payload: SignInByPassCodePayloadDto) -> Self {
        let body = SigninByCredentialsDto::new(SignInConnection::Passcode);
        Self::new(client, body.pass_code_payload(payload))
    }

    /// Sets further options: scopes, the user's address, a tenant, the answer to a captcha. They
    /// replace what was set before.
    pub fn options(mut self, options: SignInOptionsDto) -> Self {
        self.body.options = Some(options);
        self
    }

    /// The call, on which limits and headers of its own can be set.
    pub fn into_call(self) -> Call<LoginTokenResponseDataDto> {
        self.client.sign_in_by_credentials(self.body)
    }
}

impl SignIn<ByPassword> {
    fn password(client: &AuthenticationClient, payload: SignInByPasswordPayloadDto) -> Self {
        let body = SigninByCredentialsDto::new(SignInConnection::Password);
        Self::new(client, body.password_payload(payload))
    }
}

impl SignIn<ByPhoneCode> {
    /// Sets the calling code of the phone number, for instance `+1`.
    pub fn phone_country_code(mut self, phone_country_code: impl IntoText) -> Self {
        if let Some(payload) = &mut self.body.pass_code_payload {
            payload.phone_country_code = Some(phone_country_code.into_text());
        }
        self
    }
}

impl<By> IntoFuture for SignIn<By> {
    type Output = <CallFuture<LoginTokenResponseDataDto> as Future>::Output;
    type IntoFuture = CallFuture<LoginTokenResponseDataDto>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_call().into_future()
    }
}

/// The generated types hide what is secret in them.
impl<By> fmt::Debug for SignIn<By> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("body", &self.body).finish_non_exhaustive()
    }
}

#[cfg(feature = "password-encryption")]
mod encrypted {
    use std::pin::Pin;

    use super::*;
    use crate::Error;
    use crate::authentication::PasswordEncryptType;
    use crate::flows::PasswordEncryption;

    /// A sign-in that sends the password encrypted with the server's key. The key is asked for
    /// first, unless the client has it already.
    #[must_use = "a sign-in does nothing until it is awaited"]
    #[derive(Debug)]
    pub struct EncryptedSignIn {
        sign_in: SignIn<ByPassword>,
        encryption: PasswordEncryption,
    }

    impl SignIn<ByPassword> {
        /// Sends the password encrypted, and says so in the options.
        ///
        /// ```no_run
        /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
        /// use genauth::flows::PasswordEncryption;
        ///
        /// let tokens = app
        ///     .sign_in_by_email_password("test@example.com", "test-secret")
        ///     .encrypt_password(PasswordEncryption::Rsa)
        ///     .await?;
        /// # Ok(())
        /// # }
        /// ```
        pub fn encrypt_password(self, encryption: PasswordEncryption) -> EncryptedSignIn {
            EncryptedSignIn { sign_in: self, encryption }
        }
    }

    impl EncryptedSignIn {
        /// The call with the password already encrypted, on which limits and headers of its own can
        /// be set.
        ///
        /// # Errors
        ///
        /// Those of [`password_encryptor`](AuthenticationClient::password_encryptor) and of
        /// [`encrypt`](crate::flows::PasswordEncryptor::encrypt).
        pub async fn into_call(self) -> Result<Call<LoginTokenResponseDataDto>, Error> {
            let SignIn { client, mut body, .. } = self.sign_in;
            let encryptor = client.password_encryptor(self.encryption).await?;
            let passwords = [
                body.password_payload.as_mut().map(|payload| &mut payload.password),
                body.ldap_payload.as_mut().map(|payload| &mut payload.password),
                body.ad_payload.as_mut().map(|payload| &mut payload.password),
            ];
            for password in passwords.into_iter().flatten() {
                *password = encryptor.encrypt(password.expose())?.into();
            }
            let encrypt_type: PasswordEncryptType = encryptor.encrypt_type();
            let options = body.options.get_or_insert_with(SignInOptionsDto::new);
            options.password_encrypt_type = Some(encrypt_type);
            Ok(client.sign_in_by_credentials(body))
        }
    }

    impl IntoFuture for EncryptedSignIn {
        type Output = Result<LoginTokenResponseDataDto, Error>;
        type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

        fn into_future(self) -> Self::IntoFuture {
            Box::pin(async move { self.into_call().await?.await })
        }
    }
}

#[cfg(feature = "password-encryption")]
pub use encrypted::EncryptedSignIn;
