//! [`SignIn`]: signing in by password or passcode.

use std::{fmt, future::IntoFuture, marker::PhantomData};

use super::call_options::{CallOptions, call_option_methods};
use super::credential_kind::{EmailCodeCredential, PasswordCredential, PhoneCodeCredential};
use super::pass_code::typed;
use crate::authentication::{
    LoginTokenResponseDataDto, SignInByAdPayloadDto, SignInByLdapPayloadDto,
    SignInByPassCodePayloadDto, SignInByPasswordPayloadDto, SignInConnection, SignInOptionsDto,
    SigninByCredentialsDto,
};
use crate::{AuthenticationClient, Call, IntoSecret, IntoText};

/// A sign-in that is ready to be sent. `.await` returns the user's tokens, the same response as
/// that of [`sign_in_by_credentials`](AuthenticationClient::sign_in_by_credentials).
///
/// `Kind` is the credential kind; it determines the available options.
///
/// This endpoint does not handle second factors, incomplete profiles and first passwords: a sign-in
/// that requires one fails with [`Error::Api`](crate::Error::Api) and an
/// [`api_code`](crate::Error::api_code) such as 1635 or 1636 (a second factor is required).
#[must_use = "sign-ins do nothing unless you `.await` them"]
pub struct SignIn<Kind> {
    pub(super) client: AuthenticationClient,
    pub(super) body: SigninByCredentialsDto,
    pub(super) call_options: CallOptions,
    kind: PhantomData<Kind>,
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
    /// let user = app.with_access_token(tokens.access_token);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "signInByUsernamePassword")]
    pub fn sign_in_by_username_password(
        &self,
        username: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<PasswordCredential> {
        SignIn::password(self, SignInByPasswordPayloadDto::new(password).username(username))
    }

    /// Signs a user in by email address and password.
    #[doc(alias = "signInByEmailPassword")]
    pub fn sign_in_by_email_password(
        &self,
        email: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<PasswordCredential> {
        SignIn::password(self, SignInByPasswordPayloadDto::new(password).email(email))
    }

    /// Signs a user in by phone number and password.
    #[doc(alias = "signInByPhonePassword")]
    pub fn sign_in_by_phone_password(
        &self,
        phone: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<PasswordCredential> {
        SignIn::password(self, SignInByPasswordPayloadDto::new(password).phone(phone))
    }

    /// Signs a user in by password and account: a username, phone number or email address. Does not
    /// create missing accounts.
    #[doc(alias = "signInByAccountPassword")]
    pub fn sign_in_by_account_password(
        &self,
        account: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<PasswordCredential> {
        SignIn::password(self, SignInByPasswordPayloadDto::new(password).account(account))
    }

    /// Signs a user in by an email address and the passcode sent to it.
    ///
    /// `send_email` (feature `authentication-message`) sends the passcode.
    #[doc(alias = "signInByEmailPassCode")]
    #[doc(alias = "sign_in_by_email_passcode")]
    pub fn sign_in_by_email_pass_code(
        &self,
        email: impl IntoText,
        pass_code: impl IntoText,
    ) -> SignIn<EmailCodeCredential> {
        SignIn::pass_code(self, SignInByPassCodePayloadDto::new(typed(pass_code)).email(email))
    }

    /// Signs a user in by a phone number and the passcode sent to it.
    ///
    /// `send_sms` (feature `authentication-message`) sends the passcode. Without
    /// [`phone_country_code`](SignIn::phone_country_code), the number belongs to mainland China.
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
    ) -> SignIn<PhoneCodeCredential> {
        SignIn::pass_code(self, SignInByPassCodePayloadDto::new(typed(pass_code)).phone(phone))
    }

    /// Signs a user in by the account and password of an LDAP directory.
    #[doc(alias = "signInByLDAP")]
    pub fn sign_in_by_ldap(
        &self,
        sam_account_name: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<PasswordCredential> {
        let payload = SignInByLdapPayloadDto::new(password, sam_account_name);
        let body = SigninByCredentialsDto::new(SignInConnection::Ldap).ldap_payload(payload);
        SignIn::new(self, body)
    }

    /// Signs a user in by the account and password of an Active Directory.
    #[doc(alias = "signInByAD")]
    pub fn sign_in_by_ad(
        &self,
        sam_account_name: impl IntoText,
        password: impl IntoSecret,
    ) -> SignIn<PasswordCredential> {
        let payload = SignInByAdPayloadDto::new(password, sam_account_name);
        let body = SigninByCredentialsDto::new(SignInConnection::Ad).ad_payload(payload);
        SignIn::new(self, body)
    }
}

impl<Kind> SignIn<Kind> {
    fn new(client: &AuthenticationClient, body: SigninByCredentialsDto) -> Self {
        Self {
            client: client.clone(),
            call_options: CallOptions::default(),
            body,
            kind: PhantomData,
        }
    }

    fn pass_code(client: &AuthenticationClient, payload: SignInByPassCodePayloadDto) -> Self {
        let body = SigninByCredentialsDto::new(SignInConnection::Passcode);
        Self::new(client, body.pass_code_payload(payload))
    }

    /// Sets further options: scopes, the user's IP address, a tenant, the solution of a captcha.
    /// Replaces options set before.
    pub fn options(mut self, options: SignInOptionsDto) -> Self {
        self.body.options = Some(options);
        self
    }

    call_option_methods!();

    /// Returns the underlying call.
    pub fn into_call(self) -> Call<LoginTokenResponseDataDto> {
        self.call_options.apply(self.client.sign_in_by_credentials(self.body))
    }
}

impl SignIn<PasswordCredential> {
    fn password(client: &AuthenticationClient, payload: SignInByPasswordPayloadDto) -> Self {
        let body = SigninByCredentialsDto::new(SignInConnection::Password);
        Self::new(client, body.password_payload(payload))
    }
}

impl SignIn<PhoneCodeCredential> {
    /// Sets the country calling code of the phone number, for instance `+1`.
    pub fn phone_country_code(mut self, phone_country_code: impl IntoText) -> Self {
        if let Some(payload) = &mut self.body.pass_code_payload {
            payload.phone_country_code = Some(phone_country_code.into_text());
        }
        self
    }
}

impl<Kind> IntoFuture for SignIn<Kind> {
    type Output = <Call<LoginTokenResponseDataDto> as Future>::Output;
    type IntoFuture = Call<LoginTokenResponseDataDto>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_call()
    }
}

/// The generated types hide their secrets.
impl<Kind> fmt::Debug for SignIn<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("body", &self.body).finish_non_exhaustive()
    }
}
