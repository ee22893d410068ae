//! [`EncryptedSignUp`]: signing up with an encrypted password.

use std::{future::IntoFuture, pin::Pin};

use serde_json::Map;

use super::credential_kind::PasswordCredential;
use super::password::PasswordEncryption;
use super::sign_up::SignUp;
#[cfg(doc)]
use crate::AuthenticationClient;
use crate::authentication::{SignUpOptionsDto, UserDto};
use crate::{Call, Error, RetryPolicy};

/// A sign-up that sends the password encrypted with the server's public key. Requests the key
/// first, unless the client has it.
#[must_use = "sign-ups do nothing unless you `.await` them"]
#[derive(Debug)]
pub struct EncryptedSignUp {
    sign_up: SignUp<PasswordCredential>,
    encryption: PasswordEncryption,
}

impl SignUp<PasswordCredential> {
    /// Encrypts the password, and sets the encryption in the options.
    pub fn encrypt_password(self, encryption: PasswordEncryption) -> EncryptedSignUp {
        EncryptedSignUp { sign_up: self, encryption }
    }
}

impl EncryptedSignUp {
    /// Limits the time of each call, all attempts together. Without it, the timeout of the client
    /// applies.
    pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
        self.sign_up = self.sign_up.timeout(timeout);
        self
    }

    /// Sets the retry policy of each call. Without it, the policy of the client applies.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.sign_up = self.sign_up.retry(policy);
        self
    }

    /// Adds an HTTP header to each call. A call with an invalid name or value fails with
    /// [`Error::Request`] before anything is sent.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sign_up = self.sign_up.header(name, value);
        self
    }

    /// Encrypts the password and returns the underlying call.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`password_encryptor`](AuthenticationClient::password_encryptor) and
    /// of [`encrypt`](crate::flows::PasswordEncryptor::encrypt).
    pub async fn into_call(self) -> Result<Call<UserDto>, Error> {
        let SignUp { client, mut body, call_options, .. } = self.sign_up;
        let encryptor = client.password_encryptor(self.encryption);
        let encryptor = encryptor.with_options(call_options.clone()).await?;
        if let Some(payload) = &mut body.password_payload {
            payload.password = encryptor.encrypt(payload.password.expose())?.into();
        }
        let options = body.options.get_or_insert_with(|| SignUpOptionsDto::new(Map::new()));
        options.password_encrypt_type = Some(encryptor.encrypt_type());
        Ok(call_options.apply(client.sign_up(body)))
    }
}

impl IntoFuture for EncryptedSignUp {
    type Output = Result<UserDto, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.into_call().await?.await })
    }
}
