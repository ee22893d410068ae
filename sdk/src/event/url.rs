//! The URL of a subscription.

use std::fmt::Write as _;

use url::Url;

/// Returns the URL of a subscription: the path below that of the host, with code and token as
/// parameters.
pub(super) fn subscription_url(base: &Url, path: &str, code: &str, token: Option<&str>) -> Url {
    let mut url = base.clone();
    url.set_path(&shown_path(base, path));
    let mut query = format!("code={}", encoded(code));
    if let Some(token) = token {
        query.push_str("&token=");
        query.push_str(&encoded(token));
    }
    // The parser keeps `%`.
    url.set_query(Some(&query));
    url
}

/// Returns the path of a subscription without its parameters.
pub(super) fn shown_path(base: &Url, path: &str) -> String {
    format!("{}{path}", base.path().trim_end_matches('/'))
}

/// Encodes everything but unreserved characters (RFC 3986 §2.3). Form encoding would write spaces as
/// `+`, which servers decode in different ways.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte.into());
            }
            // Writing to text does not fail.
            byte => _ = write!(encoded, "%{byte:02X}"),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_tokens_are_encoded_once() {
        let base = Url::parse("https://events.example.org/gateway/").expect("a URL");
        let url = subscription_url(&base, "/sub", "a?b=é %41", Some("+/=&#%"));
        assert_eq!(
            url.as_str(),
            "https://events.example.org/gateway/sub?code=a%3Fb%3D%C3%A9%20%2541\
             &token=%2B%2F%3D%26%23%25"
        );
        let pairs: Vec<_> = url.query_pairs().map(|(_, value)| value.into_owned()).collect();
        assert_eq!(pairs, ["a?b=é %41", "+/=&#%"]);
        assert_eq!(shown_path(&base, "/sub"), "/gateway/sub");
    }
}
