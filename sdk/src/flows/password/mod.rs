//! [`PasswordEncryptor`]: passwords that only the server can read.

mod public_keys;
mod rsa;
#[cfg(feature = "sm2")]
mod sm2;

pub(crate) use public_keys::PublicKeys;
#[cfg(feature = "sm2")]
pub use sm2::{Sm2Layout, Sm2Order};

use crate::error::{DecodeError, FlowEnd, FlowError};
use crate::transport::Caller;
use crate::{AuthenticationClient, Error, ManagementClient};

/// How a password is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordEncryption {
    /// RSA with the padding of PKCS#1 v1.5, in base64.
    Rsa,
    /// SM2, in hexadecimal digits.
    #[cfg(feature = "sm2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sm2")))]
    Sm2(Sm2Layout),
}

/// Encrypts passwords with the server's public key.
///
/// Requests that hold a password have a field `password_encrypt_type`, in the options or beside the
/// password, which has to say what was done to it.
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
    async fn new(caller: &Caller, encryption: PasswordEncryption) -> Result<Self, Error> {
        let keys = caller.connection.public_keys.get(caller).await?;
        let key = match encryption {
            PasswordEncryption::Rsa => Key::Rsa(rsa::Key::read(keys.rsa.as_deref())?),
            #[cfg(feature = "sm2")]
            PasswordEncryption::Sm2(layout) => {
                Key::Sm2(sm2::Key::read(keys.sm2.as_deref(), layout)?)
            }
        };
        Ok(Self { key })
    }

    /// The password as it is sent. It is another text each time.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`] for a password that is longer than the key can take, which for RSA is eleven
    /// bytes less than the key is long: 117 bytes for a key of 1024 bits. Also for an empty one with
    /// SM2, and when the operating system has no random numbers.
    pub fn encrypt(&self, password: &str) -> Result<String, Error> {
        match &self.key {
            Key::Rsa(key) => key.encrypt(password),
            #[cfg(feature = "sm2")]
            Key::Sm2(key) => key.encrypt(password),
        }
    }

    /// What the request has to say that was done to the password.
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
macro_rules! encrypting {
    ($($client:ident),*) => {
        $(
            impl $client {
                /// What encrypts passwords for this server. It asks for the server's keys once; all clones and
                /// views of this client share them.
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
                /// Those of a call when the keys cannot be had, and [`Error::Decode`] when the server has no
                /// such key. Neither is remembered.
                pub async fn password_encryptor(
                    &self,
                    encryption: PasswordEncryption,
                ) -> Result<PasswordEncryptor, Error> {
                    PasswordEncryptor::new(&self.caller, encryption).await
                }

                /// Asks for the server's keys again, for instance after it refused an encrypted password. An
                /// encryptor that was made before keeps its key.
                ///
                /// # Errors
                ///
                /// Those of a call. The keys stay what they were.
                pub async fn refresh_password_keys(&self) -> Result<(), Error> {
                    self.caller.connection.public_keys.refresh(&self.caller).await
                }
            }
        )*
    };
}

encrypting!(AuthenticationClient, ManagementClient);

/// The server's answer has no key of this kind.
fn no_key(field: &str, expected: &str) -> Error {
    let message = format!("{field}: expected {expected}");
    DecodeError::of_success(public_keys::SYSTEM, message).into()
}

/// A password cannot be encrypted.
fn impossible(why: &str) -> Error {
    FlowError::new(FlowEnd::Failed, format!("the password cannot be encrypted: {why}")).into()
}
