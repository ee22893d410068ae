//! [`PasswordEncryptor`]: encryption of passwords with the public key of the server.

mod failure;
mod rsa;
#[cfg(feature = "sm2")]
mod sm2;

#[cfg(feature = "sm2")]
pub use sm2::{Sm2Layout, Sm2Order};

use std::sync::Arc;

use super::step::Step;
use crate::credentials::{PasswordKeys, SYSTEM_INFO};
use crate::transport::{Request, RequestContext};
use crate::{AuthenticationClient, Error, ManagementClient};

/// The encryption of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordEncryption {
    /// RSA with the padding of PKCS#1 v1.5, in base64.
    Rsa,
    /// SM2, in hexadecimal digits.
    #[cfg(feature = "sm2")]
    Sm2(Sm2Layout),
}

/// Encrypts passwords with the server's public key.
///
/// Requests with a password have a field `password_encrypt_type`, in their options or next to the
/// password; set it to [`encrypt_type`](Self::encrypt_type).
///
/// ```no_run
/// # #[cfg(feature = "authentication-profile")] {
/// # async fn example(user: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
/// use genauth::authentication::UpdatePasswordDto;
/// use genauth::flows::PasswordEncryption;
///
/// let encryptor = user.password_encryptor(PasswordEncryption::Rsa).await?;
/// let request = UpdatePasswordDto::new(encryptor.encrypt("new test-secret")?)
///     .old_password(encryptor.encrypt("test-secret")?)
///     .password_encrypt_type(encryptor.encrypt_type());
/// user.update_password(request).await?;
/// # Ok(())
/// # }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PasswordEncryptor {
    key: Key,
}

#[derive(Clone, Debug)]
enum Key {
    Rsa(rsa::Key),
    #[cfg(feature = "sm2")]
    Sm2(sm2::Key),
}

impl PasswordEncryptor {
    async fn new(
        keys: &Arc<PasswordKeys>,
        context: &RequestContext,
        request: Request,
        encryption: PasswordEncryption,
    ) -> Result<Self, Error> {
        let keys = keys.get(context, request).await?;
        let key = match encryption {
            PasswordEncryption::Rsa => Key::Rsa(rsa::Key::read(keys.rsa.as_deref())?),
            #[cfg(feature = "sm2")]
            PasswordEncryption::Sm2(layout) => {
                Key::Sm2(sm2::Key::read(keys.sm2.as_deref(), layout)?)
            }
        };
        Ok(Self { key })
    }

    /// Encrypts a password. Each call returns a different ciphertext.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Flow`] when the password is longer than the key allows (for RSA, the length
    /// of the key minus 11 bytes: 117 bytes for a key of 1024 bits), when it is empty (SM2), and
    /// when the operating system provides no random numbers.
    pub fn encrypt(&self, password: &str) -> Result<String, Error> {
        match &self.key {
            Key::Rsa(key) => key.encrypt(password),
            #[cfg(feature = "sm2")]
            Key::Sm2(key) => key.encrypt(password),
        }
    }

    /// The value of the field `password_encrypt_type` of a request.
    #[cfg(any(
        feature = "authentication-account-binding",
        feature = "authentication-profile",
        feature = "authentication-signin",
        feature = "authentication-signup",
        feature = "management-public-account",
        feature = "management-tenant-member",
        feature = "management-user",
    ))]
    pub fn encrypt_type(&self) -> crate::generated::common::PasswordEncryptType {
        use crate::generated::common::PasswordEncryptType;
        match &self.key {
            Key::Rsa(_) => PasswordEncryptType::Rsa,
            #[cfg(feature = "sm2")]
            Key::Sm2(_) => PasswordEncryptType::Sm2,
        }
    }
}

/// Methods that both clients have.
macro_rules! password_methods {
    ($($client:ident),*) => {
        $(
            impl $client {
                /// Returns an encryptor for passwords sent to this server. The server's keys are
                /// requested once and shared by all clones and views of this client.
                ///
                /// ```no_run
                /// # #[cfg(feature = "management-user")] {
                /// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
                /// use genauth::flows::PasswordEncryption;
                /// use genauth::management::{CreateUserOptionsDto, CreateUserReqDto};
                ///
                /// let encryptor = admin.password_encryptor(PasswordEncryption::Rsa).await?;
                /// let options = CreateUserOptionsDto::new().password_encrypt_type(encryptor.encrypt_type());
                /// let request = CreateUserReqDto::new()
                ///     .username("bob")
                ///     .password(encryptor.encrypt("test-secret")?)
                ///     .options(options);
                /// admin.create_user(request).await?;
                /// # Ok(())
                /// # }
                /// # }
                /// ```
                ///
                /// # Errors
                ///
                /// Returns the errors of a call when the keys cannot be requested, and
                /// [`Error::Decode`] when the server has no key of this kind. Failures are not
                /// cached.
                pub fn password_encryptor(
                    &self,
                    encryption: PasswordEncryption,
                ) -> Step<PasswordEncryptor> {
                    let (keys, context) = (Arc::clone(&self.password_keys), self.context.clone());
                    Step::new(move |options| async move {
                        let request = options.apply_to(Request::new(SYSTEM_INFO));
                        PasswordEncryptor::new(&keys, &context, request, encryption).await
                    })
                }

                /// Requests the server's keys again, for instance after it rejected an encrypted
                /// password. Existing encryptors keep their keys.
                ///
                /// # Errors
                ///
                /// Returns the errors of a call; the previous keys remain in use.
                pub fn refresh_password_keys(&self) -> Step<()> {
                    let (keys, context) = (Arc::clone(&self.password_keys), self.context.clone());
                    Step::new(move |options| async move {
                        keys.refresh(&context, options.apply_to(Request::new(SYSTEM_INFO))).await
                    })
                }
            }
        )*
    };
}

password_methods!(AuthenticationClient, ManagementClient);
