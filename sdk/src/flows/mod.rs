//! What people do in several steps, or often enough to want it in one line: signing in and up,
//! enrolling a second factor, signing in by QR code or push message, captchas, encrypted passwords,
//! uploads.
//!
//! All of it is made of the generated methods, which remain for whatever is not here. A flow begins
//! at a method of a client, and each is there with the features of the modules that it uses:
//!
//! | method | what it does | features |
//! | --- | --- | --- |
//! | `sign_in_by_…` | signs a user in by password or passcode | `authentication-signin` |
//! | `sign_up_by_…` | creates a user's account | `authentication-signup` |
//! | `mfa` | enrolls, lists and removes second factors | `authentication-mfa` |
//! | `qr_sign_in` | signs a user in who scans a QR code | `authentication-signin` |
//! | `push_sign_in` | signs a user in who confirms on a phone | `authentication-signin` |
//! | `captcha` | gets a captcha and answers it | `authentication-signin` |
//! | `upload_file` | uploads a file | `authentication-upload` |
//! | `password_encryptor` | encrypts passwords with the server's key | `password-encryption`, `sm2` |

#[cfg(any(feature = "authentication-signin", feature = "authentication-signup"))]
mod by;
#[cfg(feature = "authentication-signin")]
mod captcha;
#[cfg(feature = "authentication-mfa")]
mod enrollment;
#[cfg(feature = "authentication-mfa")]
mod mfa;
#[cfg(feature = "authentication-mfa")]
mod otp;
#[cfg(feature = "authentication-mfa")]
mod otp_auth_uri;
#[cfg(feature = "authentication-signin")]
mod pace;
#[cfg(any(
    feature = "authentication-mfa",
    feature = "authentication-signin",
    feature = "authentication-signup"
))]
mod pass_code;
#[cfg(feature = "password-encryption")]
mod password;
#[cfg(feature = "authentication-signin")]
mod poller;
#[cfg(feature = "authentication-signin")]
mod push_sign_in;
#[cfg(feature = "authentication-signin")]
mod qr_sign_in;
#[cfg(all(feature = "authentication-mfa", feature = "qr"))]
mod qr_text;
#[cfg(feature = "authentication-signin")]
mod sign_in;
#[cfg(feature = "authentication-signup")]
mod sign_up;
#[cfg(feature = "authentication-upload")]
mod upload;

#[cfg(any(feature = "authentication-signin", feature = "authentication-signup"))]
pub use by::{ByEmailCode, ByPassword, ByPhoneCode};
#[cfg(feature = "authentication-signin")]
pub use captcha::Captcha;
#[cfg(feature = "authentication-mfa")]
pub use enrollment::PendingEnrollment;
#[cfg(feature = "authentication-mfa")]
pub use mfa::{FacePhoto, Mfa};
#[cfg(feature = "authentication-mfa")]
pub use otp::OtpDetails;
#[cfg(feature = "authentication-mfa")]
pub use otp_auth_uri::{OtpAlgorithm, OtpAuthUri, OtpAuthUriError};
#[cfg(feature = "password-encryption")]
pub use password::{PasswordEncryption, PasswordEncryptor};
#[cfg(feature = "sm2")]
pub use password::{Sm2Layout, Sm2Order};
#[cfg(feature = "authentication-signin")]
pub use push_sign_in::PushSignIn;
#[cfg(feature = "authentication-signin")]
pub use qr_sign_in::QrSignIn;
#[cfg(all(feature = "authentication-signin", feature = "password-encryption"))]
pub use sign_in::EncryptedSignIn;
#[cfg(feature = "authentication-signin")]
pub use sign_in::SignIn;
#[cfg(all(feature = "authentication-signup", feature = "password-encryption"))]
pub use sign_up::EncryptedSignUp;
#[cfg(feature = "authentication-signup")]
pub use sign_up::SignUp;
#[cfg(feature = "authentication-upload")]
pub use upload::FileUpload;

#[cfg(feature = "password-encryption")]
pub(crate) use password::PublicKeys;
