//! Requests to loopback: webhook requests, from their address check to their log entry, and forms.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use genauth::{
    management::{WebhookContentType, WebhookLogDto},
    reqwest::{self, Client, redirect::Policy},
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::{Map, Value, json};
use url::{Host, Url};

use crate::{clock::Timestamp, state::webhook::Request};

/// Default time limit for a request.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Documented message of a request that takes too long.
const TIMED_OUT: &str = "ERRTIMEOUT";
/// Media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";
/// Documented user agent.
const USER_AGENT: HeaderValue = HeaderValue::from_static("authing-webhook@2.0");
/// Maximum size of a response body in the log, in bytes; the rest is not read.
const LARGEST: usize = 64 * 1024;
/// Headers that the client sets itself.
const RESERVED: [HeaderName; 4] =
    [header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION];

/// Sends requests to loopback.
#[derive(Clone, Debug)]
pub(crate) struct Sender(Client);

impl Sender {
    pub fn new(timeout: Option<Duration>) -> reqwest::Result<Self> {
        let loopback: [SocketAddr; 2] =
            [(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()];
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .resolve_to_addrs("localhost", &loopback)
            .timeout(timeout.unwrap_or(TIMEOUT))
            .build()?;
        Ok(Self(client))
    }

    /// Sends a request and returns its log entry.
    pub async fn send(&self, request: &Request, now: Timestamp) -> WebhookLogDto {
        let (headers, body) = written(request);
        let mut log = WebhookLogDto::new()
            .webhook_id(&*request.webhook.webhook_id)
            .event_name(&*request.event)
            .request_body(request.body.as_object().cloned().unwrap_or_default())
            .request_headers(shown(&headers))
            .timestamp(now.text());
        match self.exchange(&request.webhook.url, headers, body).await {
            Ok((status, headers, body)) => {
                log.response_status_code = i64::from(status);
                log.response_headers = shown(&headers);
                log.response_body = body;
                log.success = (200..300).contains(&status);
                if !log.success {
                    log.error_message = Some(format!("the response has status {status}"));
                }
            }
            Err(problem) => log.error_message = Some(problem),
        }
        log
    }

    /// Posts a form, if the URL is on loopback. The outcome is ignored.
    pub async fn post_form(&self, url: &str, pairs: &[(&str, &str)]) {
        let Some(url) = Url::parse(url).ok().filter(is_loopback) else { return };
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let form = HeaderValue::from_static(FORM);
        let _ = self.0.post(url).header(header::CONTENT_TYPE, form).body(body).send().await;
    }

    async fn exchange(
        &self,
        url: &str,
        headers: HeaderMap,
        body: String,
    ) -> Result<(u16, HeaderMap, Map<String, Value>), String> {
        let url = Url::parse(url).map_err(|error| error.to_string())?;
        if !is_loopback(&url) {
            let message = "the emulator sends webhooks only to loopback addresses and `localhost`";
            return Err(message.to_owned());
        }
        let sent = self.0.post(url).headers(headers).body(body).send().await;
        let mut response = sent.map_err(|error| problem(&error))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| problem(&error))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() >= LARGEST {
                bytes.truncate(LARGEST);
                break;
            }
        }
        Ok((status, headers, object(&bytes)))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        None => false,
    }
}

/// Returns the message about a failure.
fn problem(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return TIMED_OUT.to_owned();
    }
    // The outermost error only repeats the URL.
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    format!("the connection failed: {cause}")
}

/// Returns the headers and the body of a request.
fn written(request: &Request) -> (HeaderMap, String) {
    let webhook = &request.webhook;
    let is_form = webhook.content_type == WebhookContentType::ApplicationXWwwFormUrlencoded;
    let (kind, body) = match is_form {
        true => (FORM, form(&request.body)),
        false => ("application/json", request.body.to_string()),
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::USER_AGENT, USER_AGENT);
    let secret = webhook.secret.as_ref().map(|secret| secret.expose());
    for (name, value) in [
        ("x-authing-webhook-secret", secret),
        ("x-authing-userpool-id", Some(request.pool_id.as_str())),
    ] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    for (name, value) in &request.headers {
        let name = name.parse::<HeaderName>().ok().filter(|name| !RESERVED.contains(name));
        if let (Some(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    (headers, body)
}

/// Returns a body as a form: texts as they are, other values as JSON.
fn form(body: &Value) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in body.as_object().into_iter().flatten() {
        match value.as_str() {
            Some(text) => form.append_pair(name, text),
            None => form.append_pair(name, &value.to_string()),
        };
    }
    form.finish()
}

fn shown(headers: &HeaderMap) -> Map<String, Value> {
    let shown = headers.iter().map(|(name, value)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned().into())
    });
    shown.collect()
}

/// Returns a response body as an object, as the log requires.
fn object(bytes: &[u8]) -> Map<String, Value> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => object,
        _ if bytes.is_empty() => Map::new(),
        _ => match json!({"body": String::from_utf8_lossy(bytes)}) {
            Value::Object(object) => object,
            _ => Map::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_receives_requests() {
        for (url, expected) in [
            ("http://localhost:8080/a", true),
            ("http://LOCALHOST/", true),
            ("http://127.0.0.1:1/", true),
            ("http://127.1/", true),
            ("http://[::1]/", true),
            ("http://[::ffff:127.0.0.1]/", true),
            ("http://0.0.0.0/", false),
            ("http://[::]/", false),
            ("http://192.168.1.1/", false),
            ("http://169.254.169.254/", false),
            ("http://example.com/", false),
            ("http://localhost.example.com/", false),
            ("http://a.localhost/", false),
            ("http://localhost@example.com/", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn form_has_the_data_as_json() {
        let body = json!({"eventName": "user:created", "data": {"name": "a&b"}});
        let pairs: Vec<_> =
            url::form_urlencoded::parse(form(&body).as_bytes()).into_owned().collect();
        let expected = [("data", r#"{"name":"a&b"}"#), ("eventName", "user:created")];
        assert!(pairs.iter().map(|(name, value)| (&**name, &**value)).eq(expected), "{pairs:?}");
    }
}
