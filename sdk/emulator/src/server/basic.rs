//! Credentials in a Basic header.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::wire::HttpRequest;

/// ID and secret of a Basic header: verbatim, and decoded as OAuth requires. Few clients encode
/// them.
pub(super) struct Basic {
    plain: (String, String),
    decoded: (String, String),
}

impl Basic {
    /// Returns the credentials of a request, if it has a Basic header.
    ///
    /// # Errors
    ///
    /// Returns an error if the header is malformed.
    pub fn of(request: &HttpRequest) -> Result<Option<Self>, ()> {
        let header = request.header("authorization").and_then(|header| header.split_once(' '));
        match header {
            Some((scheme, packed)) if scheme.eq_ignore_ascii_case("basic") => {
                Self::read(packed).map(Some).ok_or(())
            }
            _ => Ok(None),
        }
    }

    fn read(packed: &str) -> Option<Self> {
        let text = String::from_utf8(STANDARD.decode(packed.trim()).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        let plain = (id.to_owned(), secret.to_owned());
        Some(Self { decoded: (decoded(id), decoded(secret)), plain })
    }

    /// Returns the candidates for the ID.
    pub fn ids(&self) -> [&str; 2] {
        [&self.plain.0, &self.decoded.0]
    }

    /// Returns the candidates for the secret.
    pub fn secrets(&self) -> [&str; 2] {
        [&self.plain.1, &self.decoded.1]
    }
}

/// Decodes form-encoded text.
fn decoded(text: &str) -> String {
    // Only `&` separates pairs, and only the first `=` separates name and value.
    let form = format!("v={}", text.replace('&', "%26"));
    let mut pairs = url::form_urlencoded::parse(form.as_bytes());
    pairs.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_read_plain_and_decoded() {
        let basic = Basic::read(&STANDARD.encode("a%2Fb:c+d=&:e")).unwrap();
        assert_eq!(basic.ids(), ["a%2Fb", "a/b"]);
        assert_eq!(basic.secrets(), ["c+d=&:e", "c d=&:e"]);
        assert!(Basic::read("%%%").is_none());
        assert!(Basic::read(&STANDARD.encode("no colon")).is_none());
    }
}
