//! The APIs of the service.

use std::{fmt, str::FromStr};

/// An API of the service; its name is a folder of the spec and a module of the SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApiKind {
    /// Signs users in and acts for them.
    Authentication,
    /// Administers a user pool.
    Management,
}

impl ApiKind {
    /// Every API in reading order.
    pub const ALL: [Self; 2] = [Self::Authentication, Self::Management];

    /// Returns the name in the spec, in commands and in the SDK.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::Management => "management",
        }
    }

    /// Returns the names of all APIs.
    pub fn names() -> [&'static str; 2] {
        Self::ALL.map(Self::as_str)
    }
}

impl fmt::Display for ApiKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that no API has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownApi(pub String);

impl fmt::Display for UnknownApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown API `{}`; use one of: {}", self.0, ApiKind::names().join(", "))
    }
}

impl std::error::Error for UnknownApi {}

impl FromStr for ApiKind {
    type Err = UnknownApi;

    fn from_str(name: &str) -> Result<Self, UnknownApi> {
        let mut all = Self::ALL.into_iter();
        all.find(|api| api.as_str() == name).ok_or_else(|| UnknownApi(name.to_owned()))
    }
}
