//! Requests signed with an access key, the credential kind that preceded tokens.
//!
//! # Assumptions
//!
//! - A signature is valid for 15 minutes before and after the date of the request, and only once.
//! - A signed request need not name the user pool: the access key determines it.

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::codes::api;
use http::{HeaderMap, Method, header};

use super::javascript::{self, Fields};
use crate::{clock::Timestamp, failure::Failure, state::State, wire::HttpRequest};

/// Maximum difference between the date of a request and the current time, in seconds.
const SKEW: i64 = 15 * 60;

/// A signature in a request: the access key that signed, and the brand prefix of the headers.
struct Signed<'a> {
    prefix: &'static str,
    key_id: &'a str,
    signature: &'a str,
}

/// Returns the access key that signed a request, if it is signed.
///
/// # Errors
///
/// Returns an error if the signature is not valid.
pub(super) fn signer(
    state: &mut State,
    request: &HttpRequest,
    now: Timestamp,
) -> Result<Option<String>, Failure> {
    let Some(signed) = signed(request) else { return Ok(None) };
    let refused = |code: i64, message: &str| Failure::unauthorized(message).code(code);
    let header = |name: &str| request.header(&format!("{}signature-{name}", signed.prefix));
    if header("method") != Some("HMAC-SHA1") {
        let message = "the signature method must be HMAC-SHA1";
        return Err(refused(api::AKSK_SIGNATURE_METHOD_MISMATCH, message));
    }
    if header("version") != Some("1.0") {
        let message = "the signature version must be 1.0";
        return Err(refused(api::AKSK_SIGNATURE_VERSION_MISMATCH, message));
    }
    let date = request.header("date").or_else(|| request.header(&format!("{}date", signed.prefix)));
    let date =
        date.ok_or_else(|| refused(api::AKSK_DATE_HEADER_MISSING, "the `date` header is missing"))?;
    let date = parse_date(date).ok_or_else(|| {
        refused(api::AKSK_TIMESTAMP_FORMAT_INVALID, "`date` is neither an HTTP date nor a number")
    })?;
    if (now.seconds() - date.seconds()).abs() > SKEW {
        let message = "`date` differs too much from the time of the server";
        return Err(refused(api::AKSK_TIMESTAMP_SKEW, message));
    }
    let invalid =
        || refused(api::AKSK_SIGNATURE_INVALID, "the signature does not match the request");
    let key = state.access_keys.get(signed.key_id);
    let key = key.ok_or_else(|| Failure::unauthorized("the access key is disabled or deleted"))?;
    let signature = STANDARD.decode(signed.signature).map_err(|_| invalid())?;
    let secret = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.secret.as_bytes());
    let text = to_sign(request, signed.prefix);
    hmac::verify(&secret, text.as_bytes(), &signature).map_err(|_| invalid())?;
    let nonce = header("nonce").unwrap_or_default();
    if !state.access_keys.take_nonce(nonce, date.plus_seconds(SKEW), now) {
        let message = "the signature was used before";
        return Err(refused(api::AKSK_SIGNATURE_REPLAYED, message));
    }
    Ok(Some(signed.key_id.to_owned()))
}

fn signed(request: &HttpRequest) -> Option<Signed<'_>> {
    let (scheme, rest) = request.header("authorization")?.split_once(' ')?;
    let prefix = match scheme.to_ascii_lowercase().as_str() {
        "authing" => "x-authing-",
        "genauth" => "x-genauth-",
        _ => return None,
    };
    let (key_id, signature) = rest.trim().rsplit_once(':')?;
    Some(Signed { prefix, key_id, signature })
}

/// Reads a date: `Tue, 05 Nov 2024 08:00:00 GMT`, or milliseconds.
fn parse_date(date: &str) -> Option<Timestamp> {
    if let Ok(millis) = date.parse() {
        return Some(Timestamp(millis));
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).ok()?;
    Some(Timestamp(at.as_millisecond()))
}

/// Returns the text to sign: method, headers sorted by name, path and data.
fn to_sign(request: &HttpRequest, prefix: &str) -> String {
    let data = match request.method {
        Method::GET => of_query(&request.query),
        _ => serde_json::from_slice(&request.body).map(|Fields(data)| data).unwrap_or_default(),
    };
    let data: Vec<String> = data.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mark = if data.is_empty() { "" } else { "?" };
    let (method, path) = (&request.method, &request.path);
    format!("{method}\n{}{path}{mark}{}", headers(&request.headers, prefix), data.join("&"))
}

fn headers(all: &HeaderMap, prefix: &str) -> String {
    let signed =
        all.iter().filter(|(name, _)| *name == header::DATE || name.as_str().starts_with(prefix));
    let mut signed: Vec<_> = signed.collect();
    signed.sort_by_key(|(name, _)| name.as_str());
    let lines = signed.into_iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        format!("{name}:{}\n", value.replace(['\t', '\r', '\n', '\x0c'], " ").trim())
    });
    lines.collect()
}

/// Returns query parameters as the server reads them: those with brackets or repeated ones are
/// lists.
fn of_query(query: &str) -> BTreeMap<String, String> {
    let mut given: BTreeMap<String, (bool, Vec<String>)> = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let (name, is_list) = match name.strip_suffix("[]") {
            Some(name) => (name.to_owned(), true),
            None => (name.into_owned(), false),
        };
        let entry = given.entry(name).or_default();
        entry.0 |= is_list || !entry.1.is_empty();
        entry.1.push(value.into_owned());
    }
    let written = given.into_iter().map(|(name, (is_list, values))| {
        let texts: Vec<&str> = values.iter().map(String::as_str).collect();
        (name, if is_list { javascript::list(&texts) } else { texts.concat() })
    });
    written.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: Method, path: &str, query: &str, body: &'static str) -> HttpRequest {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("date", "Wed, 21 Oct 2015 07:28:00 GMT"),
            ("x-authing-lang", "zh-CN"),
            ("x-authing-sdk-version", "authing-node-sdk:4.0.2"),
            ("x-authing-signature-method", "HMAC-SHA1"),
            ("x-authing-signature-nonce", "0123456789abcdef0123456789abcdef"),
            ("x-authing-signature-version", "1.0"),
            ("content-type", "application/json"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        HttpRequest {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.into(),
            peer: "127.0.0.1".to_owned(),
        }
    }

    fn state() -> State {
        State::new(1, crate::state::keys::Keys::of_process().unwrap())
    }

    /// 21 October 2015, 07:28.
    const SIGNED_AT: Timestamp = Timestamp(1_445_412_480_000);

    fn code(result: Result<Option<String>, Failure>) -> Option<i64> {
        result.unwrap_err().api_code
    }

    #[test]
    fn signatures_of_official_clients_are_accepted() {
        let cases = [
            (
                request(Method::GET, "/api/v3/get-user", "userIdType=user_id&userId=u1", ""),
                "tG1W+vsFC6hoVcaD7BD3xkZuB70=",
            ),
            (
                request(
                    Method::POST,
                    "/api/v3/list-users",
                    "",
                    r#"{"options": {"pagination": {"page": 1, "limit": 10.0}}, "keywords": "张三"}"#,
                ),
                "fWrK5R3g4NIiM8LiTulcRIVRu3w=",
            ),
        ];
        for (mut request, signature) in cases {
            let value = format!("authing ACCESS_KEY_ID:{signature}");
            request.headers.insert("authorization", value.parse().unwrap());
            let mut state = state();
            let signer_id = signer(&mut state, &request, SIGNED_AT).unwrap();
            assert_eq!(signer_id.as_deref(), Some("ACCESS_KEY_ID"));
            // It is valid only once.
            assert_eq!(code(signer(&mut state, &request, SIGNED_AT)), Some(1306));
        }
    }

    #[test]
    fn every_signature_error_has_its_code() {
        let signed = |change: fn(&mut HeaderMap)| {
            let mut request = request(Method::GET, "/api/v3/get-user", "userId=u1", "");
            let value = "authing ACCESS_KEY_ID:tG1W+vsFC6hoVcaD7BD3xkZuB70=";
            request.headers.insert("authorization", value.parse().unwrap());
            change(&mut request.headers);
            code(signer(&mut state(), &request, SIGNED_AT))
        };
        assert_eq!(signed(|_| {}), Some(1300));
        assert_eq!(
            signed(|it| {
                it.insert("x-authing-signature-method", "MD5".parse().unwrap());
            }),
            Some(1301)
        );
        assert_eq!(
            signed(|it| {
                it.remove("x-authing-signature-version");
            }),
            Some(1302)
        );
        assert_eq!(
            signed(|it| {
                it.insert("date", "yesterday".parse().unwrap());
            }),
            Some(1303)
        );
        assert_eq!(
            signed(|it| {
                it.remove("date");
            }),
            Some(1304)
        );
        assert_eq!(
            signed(|it| {
                it.insert("date", "1445411500000".parse().unwrap());
            }),
            Some(1305)
        );
    }

    #[test]
    fn requests_without_a_signature_are_not_checked() {
        let mut request = request(Method::GET, "/api/v3/get-user", "", "");
        assert_eq!(signer(&mut state(), &request, SIGNED_AT).unwrap(), None);
        request.headers.insert("authorization", "Bearer test-token".parse().unwrap());
        assert_eq!(signer(&mut state(), &request, SIGNED_AT).unwrap(), None);
    }

    #[test]
    fn parameters_with_brackets_are_lists() {
        let data = of_query("ids%5B%5D=a&ids%5B%5D=b&one[]=c&two=d&two=e&plain=f%2Cg");
        let expected = [
            ("ids", r#"["a","b"]"#),
            ("one", r#"["c"]"#),
            ("plain", "f,g"),
            ("two", r#"["d","e"]"#),
        ];
        assert!(data.iter().map(|(name, value)| (&**name, &**value)).eq(expected), "{data:?}");
    }
}
