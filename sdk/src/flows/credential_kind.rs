//! Credential kinds: type parameters that decide which options a sign-in or a sign-up has.

/// A password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasswordCredential;

/// A passcode sent by email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmailCodeCredential;

/// A passcode sent by text message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PhoneCodeCredential;
