//! [`EncryptedSignIn`]: signing in with an encrypted password.

use std::{future::IntoFuture, pin::Pin};

use super::credential_kind::PasswordCredential;
use super::password::PasswordEncryption;
use super::sign_in::SignIn;
#[cfg(doc)]
use crate::AuthenticationClient;
use crate::authentication::{LoginTokenResponseDataDto, PasswordEncryptType, SignInOptionsDto};
use crate::{Call, Error, RetryPolicy};

/// A sign-in that sends the password encrypted with the server's public key. Requests the key
/// first, unless the client has it.
#[must_use = "sign-ins do nothing unless you `.await` them"]
#[derive(Debug)]
pub struct EncryptedSignIn {
    sign_in: SignIn<PasswordCredential>,
    encryption: PasswordEncryption,
}

impl SignIn<PasswordCredential> {
    /// Encrypts the password, and sets the encryption in the options.
    ///
    /// ```no_run
    /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// use genauth::flows::PasswordEncryption;
    ///
    /// let tokens = app
    ///     .sign_in_by_email_password("test@example.com", "test-secret")
    ///     .encrypt_password(PasswordEncryption::Rsa)
    ///     .await?;
    /// println!("signed in for {} seconds", tokens.expire_in);
    /// # Ok(())
    /// # }
    /// ```
    pub fn encrypt_password(self, encryption: PasswordEncryption) -> EncryptedSignIn {
        EncryptedSignIn { sign_in: self, encryption }
    }
}

impl EncryptedSignIn {
    /// Limits the time of each call, all attempts together. Without it, the timeout of the client
    /// applies.
    pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
        self.sign_in = self.sign_in.timeout(timeout);
        self
    }

    /// Sets the retry policy of each call. Without it, the policy of the client applies.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.sign_in = self.sign_in.retry(policy);
        self
    }

    /// Adds an HTTP header to each call. A call with an invalid name or value fails with
    /// [`Error::Request`] before anything is sent.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sign_in = self.sign_in.header(name, value);
        self
    }

    /// Encrypts the password and returns the underlying call.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`password_encryptor`](AuthenticationClient::password_encryptor) and
    /// of [`encrypt`](crate::flows::PasswordEncryptor::encrypt).
    pub async fn into_call(self) -> Result<Call<LoginTokenResponseDataDto>, Error> {
        let SignIn { client, mut body, call_options, .. } = self.sign_in;
        let encryptor = client.password_encryptor(self.encryption);
        let encryptor = encryptor.with_options(call_options.clone()).await?;
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
        Ok(call_options.apply(client.sign_in_by_credentials(body)))
    }
}

impl IntoFuture for EncryptedSignIn {
    type Output = Result<LoginTokenResponseDataDto, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.into_call().await?.await })
    }
}
