//! [`Language`]: the language of messages.

use std::fmt;

/// The language of messages in responses.
///
/// ```
/// use genauth::Language;
///
/// assert_eq!(Language::from("ja-JP"), Language::Japanese);
/// assert_eq!(Language::TraditionalChinese.as_str(), "zh-TW");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// `zh-CN`.
    SimplifiedChinese,
    /// `zh-TW`.
    TraditionalChinese,
    /// `en-US`.
    English,
    /// `ja-JP`.
    Japanese,
    /// Another tag, sent verbatim.
    Other(String),
}

impl Language {
    /// Returns the language tag.
    pub fn as_str(&self) -> &str {
        match self {
            Self::SimplifiedChinese => "zh-CN",
            Self::TraditionalChinese => "zh-TW",
            Self::English => "en-US",
            Self::Japanese => "ja-JP",
            Self::Other(tag) => tag,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Language {
    fn from(tag: &str) -> Self {
        let known =
            [Self::SimplifiedChinese, Self::TraditionalChinese, Self::English, Self::Japanese];
        let known = known.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(tag));
        known.unwrap_or_else(|| Self::Other(tag.to_owned()))
    }
}

impl From<String> for Language {
    fn from(tag: String) -> Self {
        Self::from(tag.as_str())
    }
}
