//! HTML that is safe to write as it is: every text in it has been escaped.

use serde::Serialize;

use super::highlight;

/// A piece of HTML. Templates write it without escaping; only this module and those that escape all
/// texts can make one.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Html(String);

impl Html {
    /// Takes HTML whose texts have been escaped.
    pub(super) fn escaped(html: String) -> Self {
        Self(html)
    }

    /// Returns Rust code with highlighting.
    pub(super) fn rust(code: &str) -> Self {
        Self(highlight::rust(code))
    }

    /// Returns a shell command with highlighting.
    pub(super) fn shell(code: &str) -> Self {
        Self(highlight::shell(code))
    }
}
