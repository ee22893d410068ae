//! [`EventKey`]: the access key that signs subscriptions of events.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderValue;

use crate::config::header_value;
use crate::data::Secret;

/// The access key that signs subscriptions of events. They take no management token.
#[derive(Debug)]
pub(crate) struct EventKey {
    pub(crate) id: String,
    pub(crate) secret: Secret,
}

impl EventKey {
    /// Returns the `authorization` header of a subscription; `None` if a header cannot hold the id
    /// of the key.
    ///
    /// The signature is that of a request with the method `websocket` and without path, headers and
    /// parameters. It is therefore always the same.
    pub(crate) fn authorization(&self, scheme: &str) -> Option<HeaderValue> {
        let key =
            hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.secret.expose().as_bytes());
        let signature = STANDARD.encode(hmac::sign(&key, b"websocket\n"));
        header_value::sensitive(&format!("{scheme} {}:{signature}", self.id))
            .filter(|_| self.id.is_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_official_sdks() {
        let key = EventKey { id: "ACCESS_KEY_ID".to_owned(), secret: "test-secret".into() };
        let header = key.authorization("authing").expect("the id is in ASCII");
        assert_eq!(header, "authing ACCESS_KEY_ID:DNCJnRr2sbJ3+j34NP8/dzKCJy4=");
        assert!(header.is_sensitive());
        let key = EventKey { id: "密\n".to_owned(), secret: "test-secret".into() };
        assert!(key.authorization("authing").is_none());
    }
}
