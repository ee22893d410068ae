//! What a user proves to be somebody by, which decides what a sign-in or a sign-up has to set.

/// By a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ByPassword;

/// By a passcode that came by email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ByEmailCode;

/// By a passcode that came by text message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ByPhoneCode;
