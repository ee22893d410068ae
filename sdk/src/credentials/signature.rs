//! [`Signer`]: requests signed with an access key, the predecessor of management tokens.

use std::{collections::BTreeMap, time::SystemTime};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde_json::value::RawValue;
use sha1::Sha1;

use super::number::with_javascript_numbers;
use crate::config::{ArrayStyle, Settings, header_value};
use crate::data::Secret;
use crate::error::{Error, RequestError};
use crate::transport::{Body, Identity, Parameter, Request, RequestParts};

/// An access key that signs requests.
#[derive(Debug)]
pub(crate) struct Signer {
    id: String,
    secret: Secret,
}

impl Signer {
    pub(crate) fn new(id: String, secret: Secret) -> Self {
        Self { id, secret }
    }

    /// Adds date, nonce and signature to otherwise complete headers.
    fn sign(
        &self,
        settings: &Settings,
        request: &Request,
        path: &str,
        headers: &mut HeaderMap,
    ) -> Result<(), Error> {
        let brand = &settings.brand;
        let prefix = brand.header_prefix.to_ascii_lowercase();
        let failed = |what: &str| {
            let endpoint = request.endpoint.clone();
            Error::from(RequestError {
                endpoint,
                message: format!("the request cannot be signed: {what}"),
            })
        };
        // The nonce must be unique, not secret.
        let nonce = format!("{:032x}", fastrand::u128(..));
        for (name, value) in [("nonce", &*nonce), ("method", "HMAC-SHA1"), ("version", "1.0")] {
            let name = format!("{prefix}signature-{name}");
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| failed("invalid header prefix; check the brand"))?;
            let value = HeaderValue::from_str(value)
                .map_err(|_| failed("invalid header prefix; check the brand"))?;
            headers.insert(name, value);
        }
        let date = httpdate::fmt_http_date(SystemTime::now());
        headers.insert(
            header::DATE,
            HeaderValue::from_str(&date).map_err(|_| failed("invalid date; check the clock"))?,
        );

        let method = request.endpoint.method();
        let data = match method {
            &Method::GET => query_data(&request.query(), settings.array_style),
            _ => body_data(&request.body),
        };
        let text = to_sign(method, &prefix, headers, path, &data);
        let signature = self
            .signature(&text)
            .ok_or_else(|| failed("invalid access key; check its id and secret"))?;
        let value = header_value::sensitive(&format!("{} {}:{signature}", brand.scheme, self.id));
        headers.insert(
            header::AUTHORIZATION,
            value.ok_or_else(|| failed("invalid access key; check its id and secret"))?,
        );
        Ok(())
    }

    fn signature(&self, text: &str) -> Option<String> {
        let mut mac = Hmac::<Sha1>::new_from_slice(self.secret.expose().as_bytes()).ok()?;
        mac.update(text.as_bytes());
        Some(STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl Identity for Signer {
    fn finish(&self, parts: &mut RequestParts<'_>) -> Result<(), Error> {
        if parts.has_own_header(&header::AUTHORIZATION) {
            return Ok(());
        }
        let connection = parts.connection;
        let base = connection.base.path().trim_end_matches('/');
        // The path below the host that the client was given.
        let path = parts.url.path().strip_prefix(base).unwrap_or(parts.url.path());
        self.sign(&connection.settings, parts.request, path, parts.headers)
    }
}

/// Returns the text to sign: method, headers in the order of their names, path and data.
fn to_sign(
    method: &Method,
    prefix: &str,
    headers: &HeaderMap,
    path: &str,
    data: &BTreeMap<String, String>,
) -> String {
    let signed = headers
        .iter()
        .filter(|(name, _)| *name == header::DATE || name.as_str().starts_with(prefix));
    let mut signed: Vec<_> = signed.collect();
    signed.sort_by_key(|(name, _)| name.as_str());
    let lines = signed.into_iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        format!("{name}:{}\n", value.replace(['\t', '\r', '\n', '\x0c'], " ").trim())
    });
    let data: Vec<String> = data.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mark = if data.is_empty() { "" } else { "?" };
    format!("{method}\n{}{path}{mark}{}", String::from_iter(lines), data.join("&"))
}

/// Returns the parameters as the server decodes them: lists are signed as lists.
fn query_data(query: &[&Parameter], style: ArrayStyle) -> BTreeMap<String, String> {
    let value = |parameter: &Parameter| match style {
        ArrayStyle::Comma => parameter.values.join(","),
        ArrayStyle::Repeated if parameter.values.len() == 1 => parameter.values.concat(),
        _ if parameter.list => serde_json::to_string(&parameter.values).unwrap_or_default(),
        _ => parameter.values.concat(),
    };
    query.iter().map(|parameter| (parameter.name.to_string(), value(parameter))).collect()
}

/// Returns the fields of a body: strings verbatim, anything else as JSON in the order of the body,
/// with numbers formatted like JavaScript, as the server does.
fn body_data(body: &Body) -> BTreeMap<String, String> {
    let Body::Json(json) = body else { return BTreeMap::new() };
    let fields: BTreeMap<String, &RawValue> = serde_json::from_slice(json).unwrap_or_default();
    let value = |raw: &RawValue| match serde_json::from_str::<String>(raw.get()) {
        Ok(text) => text,
        Err(_) => with_javascript_numbers(raw.get()),
    };
    fields.into_iter().map(|(name, raw)| (name, value(raw))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(prefix: &str, version: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("date".to_owned(), "Wed, 21 Oct 2015 07:28:00 GMT"),
            (format!("{prefix}lang"), "zh-CN"),
            (format!("{prefix}sdk-version"), version),
            (format!("{prefix}signature-method"), "HMAC-SHA1"),
            (format!("{prefix}signature-nonce"), "0123456789abcdef0123456789abcdef"),
            (format!("{prefix}signature-version"), "1.0"),
            ("content-type".to_owned(), "application/json"),
        ] {
            let name: HeaderName = name.parse().expect("a name");
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers
    }

    fn signature(text: &str) -> String {
        let signer = Signer::new("ACCESS_KEY_ID".to_owned(), "test-secret".into());
        signer.signature(text).expect("any key will do")
    }

    fn parameter(name: &'static str, values: &[&str], list: bool) -> Parameter {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Parameter { name: name.into(), values, list }
    }

    #[test]
    fn signatures_are_those_of_the_official_sdks() {
        assert_eq!(signature("websocket\n"), "DNCJnRr2sbJ3+j34NP8/dzKCJy4=");

        let authing = headers("x-authing-", "authing-node-sdk:4.0.2");
        let query =
            [parameter("userIdType", &["user_id"], false), parameter("userId", &["u1"], false)];
        let query = query_data(&query.iter().collect::<Vec<_>>(), ArrayStyle::Brackets);
        let text = to_sign(&Method::GET, "x-authing-", &authing, "/api/v3/get-user", &query);
        assert_eq!(signature(&text), "tG1W+vsFC6hoVcaD7BD3xkZuB70=");

        let body = r#"{"options":{"pagination":{"page":1,"limit":10}},"keywords":"张三"}"#;
        let data = body_data(&Body::Json(body.into()));
        let text = to_sign(&Method::POST, "x-authing-", &authing, "/api/v3/list-users", &data);
        assert_eq!(signature(&text), "fWrK5R3g4NIiM8LiTulcRIVRu3w=");

        let genauth = headers("x-genauth-", "gen-auth-node-sdk:1.0.0");
        let text = to_sign(&Method::POST, "x-genauth-", &genauth, "/api/v3/list-users", &data);
        assert_eq!(signature(&text), "DlVEAbpO6ugJ0A7aZlPGzjB3+n4=");
    }

    #[test]
    fn json_is_formatted_like_javascript() {
        let body =
            r#"{"z":"a=b&c","list":[1.0,"1.0",2.50,{"x\"1.0":3.0e2}],"n":null,"on":true,"f":7.0}"#;
        let data = body_data(&Body::Json(body.into()));
        let expected = [
            ("f", "7"),
            ("list", r#"[1,"1.0",2.5,{"x\"1.0":300}]"#),
            ("n", "null"),
            ("on", "true"),
            ("z", "a=b&c"),
        ];
        assert!(data.iter().map(|(name, value)| (&**name, &**value)).eq(expected), "{data:?}");
        assert_eq!(body_data(&Body::Json("[1]".into())), BTreeMap::new());
        let list = parameter("ids", &["a", "b"], true);
        let one = parameter("ids", &["a"], true);
        for (style, several, single) in [
            (ArrayStyle::Brackets, r#"["a","b"]"#, r#"["a"]"#),
            (ArrayStyle::Repeated, r#"["a","b"]"#, "a"),
            (ArrayStyle::Comma, "a,b", "a"),
        ] {
            assert_eq!(query_data(&[&list], style)["ids"], several);
            assert_eq!(query_data(&[&one], style)["ids"], single);
        }
    }

    #[test]
    fn headers_are_in_the_order_of_their_names() {
        let mut headers = HeaderMap::new();
        for name in ["x-authing-app-tenant-id", "x-authing-app", "x-other", "date"] {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static("\t1 "));
        }
        headers.append("x-authing-app", HeaderValue::from_static("2"));
        let text = to_sign(&Method::GET, "x-authing-", &headers, "/", &BTreeMap::new());
        let expected =
            "GET\ndate:1\nx-authing-app:1\nx-authing-app:2\nx-authing-app-tenant-id:1\n/";
        assert_eq!(text, expected);
    }
}
