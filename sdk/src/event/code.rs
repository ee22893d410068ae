//! [`EventCode`]: the kind of an event.

use std::fmt;

/// The kind of an event, such as `authing.user.login`.
///
/// Any text is a code: that of an event defined in the console, such as `custom_shop.order`, or one
/// with parameters, such as `authing.security.mfa?originalIdentity=…`.
///
/// ```
/// use genauth::event::EventCode;
///
/// assert_eq!(EventCode::from("authing.user.login"), EventCode::UserLogin);
/// assert_eq!(EventCode::from("custom_shop.order").as_str(), "custom_shop.order");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventCode {
    /// `authing.user.created`: a user was created.
    UserCreated,
    /// `authing.user.login`: a user has signed in.
    UserLogin,
    /// `authing.user.updated`: a user was changed.
    UserUpdated,
    /// `authing.user.resigned`: a user has left the organization.
    UserResigned,
    /// `authing.user.delete-account`: a user has deleted the account.
    UserAccountDeleted,
    /// `authing.security.mfa`: a second factor was used.
    SecurityMfa,
    /// Any other code.
    Other(Box<str>),
}

impl EventCode {
    const KNOWN: [Self; 6] = [
        Self::UserCreated,
        Self::UserLogin,
        Self::UserUpdated,
        Self::UserResigned,
        Self::UserAccountDeleted,
        Self::SecurityMfa,
    ];

    /// Returns the code as text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::UserCreated => "authing.user.created",
            Self::UserLogin => "authing.user.login",
            Self::UserUpdated => "authing.user.updated",
            Self::UserResigned => "authing.user.resigned",
            Self::UserAccountDeleted => "authing.user.delete-account",
            Self::SecurityMfa => "authing.security.mfa",
            Self::Other(code) => code,
        }
    }

    /// Returns the known code that this one consists of, possibly with parameters.
    pub(super) fn without_parameters(&self) -> Self {
        match self {
            Self::Other(code) => code.split('?').next().unwrap_or_default().into(),
            known => known.clone(),
        }
    }

    /// Returns whether the event is defined by the user pool.
    pub(super) fn is_custom(&self) -> bool {
        matches!(self, Self::Other(code) if code.starts_with("custom_"))
    }
}

impl From<&str> for EventCode {
    fn from(code: &str) -> Self {
        let known = Self::KNOWN.into_iter().find(|known| known.as_str() == code);
        known.unwrap_or_else(|| Self::Other(code.into()))
    }
}

impl From<String> for EventCode {
    fn from(code: String) -> Self {
        Self::from(code.as_str())
    }
}

impl From<&String> for EventCode {
    fn from(code: &String) -> Self {
        Self::from(code.as_str())
    }
}

impl From<&Self> for EventCode {
    fn from(code: &Self) -> Self {
        code.clone()
    }
}

impl fmt::Display for EventCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Omits parameters, which identify a user.
impl fmt::Debug for EventCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str().split_once('?') {
            Some((code, _)) => write!(f, "\"{}?…\"", code.escape_debug()),
            None => fmt::Debug::fmt(self.as_str(), f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kept_verbatim() {
        for code in EventCode::KNOWN {
            assert_eq!(EventCode::from(code.as_str()), code);
            assert!(!code.is_custom());
        }
        let with_identity = EventCode::from("authing.security.mfa?originalIdentity=a@b.c");
        assert_eq!(with_identity.as_str(), "authing.security.mfa?originalIdentity=a@b.c");
        assert_eq!(with_identity.without_parameters(), EventCode::SecurityMfa);
        assert_eq!(format!("{with_identity:?}"), "\"authing.security.mfa?…\"");
        assert_eq!(format!("{with_identity:#?}"), "\"authing.security.mfa?…\"");
        assert!(EventCode::from("custom_shop.order").is_custom());
        assert_eq!(EventCode::from(""), EventCode::Other("".into()));
    }
}
