//! Operations of several steps, and shortcuts for frequent ones: sign-in and sign-up, enrollment of
//! a second factor, sign-in by QR code or push message, captchas, encrypted passwords, uploads.
//!
//! Flows use the generated methods, which cover all other cases. Each flow starts at a method of a
//! client and requires the features of the modules that it uses. The options of a call
//! (`.timeout(…)`, `.retry(…)`, `.header(…)`) can be set on all of them.
//!
//! | method | description | features |
//! | --- | --- | --- |
//! | `sign_in_by_…` | signs a user in by password or passcode | `authentication-signin` |
//! | `sign_up_by_…` | creates the account of a user | `authentication-signup` |
//! | `mfa` | enrolls, lists and removes second factors | `authentication-mfa` |
//! | `qr_sign_in` | signs a user in by a QR code scanned on a phone | `authentication-signin` |
//! | `push_sign_in` | signs a user in by approval on a phone | `authentication-signin` |
//! | `captcha` | requests a captcha to solve | `authentication-signin` |
//! | `upload_file` | uploads a file | `authentication-upload` |
//! | `password_encryptor` | encrypts passwords with the server's key | `password-encryption`, `sm2` |

#[cfg(any(
    feature = "authentication-mfa",
    feature = "authentication-signin",
    feature = "authentication-signup",
    feature = "authentication-upload",
    feature = "password-encryption"
))]
mod call_options;
#[cfg(feature = "authentication-signin")]
mod captcha;
#[cfg(any(feature = "authentication-signin", feature = "authentication-signup"))]
mod credential_kind;
#[cfg(all(feature = "authentication-signin", feature = "password-encryption"))]
mod encrypted_sign_in;
#[cfg(all(feature = "authentication-signup", feature = "password-encryption"))]
mod encrypted_sign_up;
#[cfg(feature = "authentication-mfa")]
mod enrollment;
#[cfg(feature = "authentication-mfa")]
mod mfa;
#[cfg(feature = "authentication-mfa")]
mod otp;
#[cfg(feature = "authentication-mfa")]
mod otp_auth_uri;
#[cfg(any(
    feature = "authentication-mfa",
    feature = "authentication-signin",
    feature = "authentication-signup"
))]
mod pass_code;
#[cfg(feature = "password-encryption")]
mod password;
#[cfg(feature = "authentication-signin")]
mod poll_schedule;
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
#[cfg(any(
    feature = "authentication-mfa",
    feature = "authentication-signin",
    feature = "password-encryption"
))]
mod step;
#[cfg(feature = "authentication-upload")]
mod upload;

#[cfg(feature = "authentication-signin")]
pub use captcha::Captcha;
#[cfg(any(feature = "authentication-signin", feature = "authentication-signup"))]
pub use credential_kind::{EmailCodeCredential, PasswordCredential, PhoneCodeCredential};
#[cfg(all(feature = "authentication-signin", feature = "password-encryption"))]
pub use encrypted_sign_in::EncryptedSignIn;
#[cfg(all(feature = "authentication-signup", feature = "password-encryption"))]
pub use encrypted_sign_up::EncryptedSignUp;
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
#[cfg(feature = "authentication-signin")]
pub use sign_in::SignIn;
#[cfg(feature = "authentication-signup")]
pub use sign_up::SignUp;
#[cfg(any(
    feature = "authentication-mfa",
    feature = "authentication-signin",
    feature = "password-encryption"
))]
pub use step::Step;
#[cfg(feature = "authentication-upload")]
pub use upload::FileUpload;
