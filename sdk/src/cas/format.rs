//! [`CasFormat`]: the format of validation responses.

/// The format of validation responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CasFormat {
    /// XML, which every server has.
    #[default]
    Xml,
    /// JSON. Servers that do not have it ignore the parameter and send XML, which is then refused.
    Json,
}

impl CasFormat {
    /// Returns the value of the parameter `format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xml => "XML",
            Self::Json => "JSON",
        }
    }
}
