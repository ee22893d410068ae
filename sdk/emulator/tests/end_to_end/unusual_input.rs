//! Invalid and extreme input: every response names the problem.

use genauth_emulator::{Emulator, demo};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use support::{Spec, SpecOperation, samples};

use crate::accounts::access_token;

/// Bodies that are invalid for every operation.
const NO_BODIES: [&str; 6] = ["", "null", "[]", "\"text\"", "{\"", "\u{0}"];

/// Returns a value with every text, number and list replaced.
fn replaced(value: &Value, text: &str, number: i64, lists: bool) -> Value {
    match value {
        Value::String(_) => text.into(),
        Value::Number(_) => number.into(),
        Value::Array(items) if lists => {
            items.iter().map(|item| replaced(item, text, number, lists)).collect()
        }
        Value::Array(_) => json!([]),
        Value::Object(fields) => {
            let fields = fields.iter();
            fields.map(|(name, it)| (name.clone(), replaced(it, text, number, lists))).collect()
        }
        other => other.clone(),
    }
}

/// Credentials: of a user of the application, and of an administrator.
struct Clients {
    http: Client,
    host: String,
    user: String,
    admin: String,
}

impl Clients {
    async fn of(emulator: &Emulator) -> Self {
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let host = emulator.host().to_owned();
        let key = json!({"accessKeyId": demo::ACCESS_KEY_ID, "accessKeySecret": demo::SECRET});
        let request = http.post(format!("{host}/api/v3/get-management-token")).json(&key);
        let response: Value = request.send().await.unwrap().json().await.unwrap();
        let admin = response["data"]["access_token"].as_str().unwrap().to_owned();
        Self { user: access_token(emulator, "test").await, admin, http, host }
    }

    async fn call(&self, described: SpecOperation<'_>, query: &str, body: String) -> Response {
        let operation = described.operation;
        let method: Method = operation.method.parse().unwrap();
        // Browsers and libraries do not encode braces in paths, either.
        let url = format!("{}{}?{query}", self.host, operation.path);
        let mut request = self.http.request(method, url);
        request = match described.api {
            "management" => {
                request.header("x-authing-userpool-id", demo::POOL_ID).bearer_auth(&self.admin)
            }
            _ => request.header("x-authing-app-id", demo::APP_ID).bearer_auth(&self.user),
        };
        let request = request.header("content-type", "application/json").body(body);
        request.send().await.unwrap_or_else(|error| panic!("{}: {error}", described.label()))
    }
}

/// Checks that a response blames only the request.
async fn check(described: SpecOperation<'_>, sent: &str, response: Response) {
    let label = format!("{}, {sent}", described.label());
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    assert!(status < 500 || status == 501, "{label}: {status} {text}");
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let code = body["statusCode"].as_i64().unwrap_or(200);
    assert!(code < 500 || code == 501, "{label}: {text}");
}

#[tokio::test]
async fn invalid_bodies_are_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let clients = Clients::of(&emulator).await;
    for described in Spec::load().unwrap().operations() {
        if described.operation.body.is_none() {
            continue;
        }
        for body in NO_BODIES {
            check(described, body, clients.call(described, "", body.to_owned()).await).await;
        }
    }
}

#[tokio::test]
async fn extreme_values_cause_no_server_error() {
    let emulator = Emulator::start().await.unwrap();
    let spec = Spec::load().unwrap();
    let long = "长".repeat(5_000);
    let edges = [
        ("", i64::MIN, true),
        (long.as_str(), i64::MAX, true),
        ("\u{0}/..:*?#[]{}\"'", 0, true),
        ("2022-07-03T02:20:30.000Z", -1, true),
        ("9999999999999999999", 1, false),
    ];
    for (text, number, lists) in edges {
        // Some of these calls sign the user out or delete what others need.
        emulator.reset();
        let clients = Clients::of(&emulator).await;
        for described in spec.operations() {
            let body = samples::bodies(&spec, described).remove(0);
            let body = replaced(&body, text, number, lists).to_string();
            let params = samples::params(&spec, described);
            // URLs have a maximum length.
            let short: String = text.chars().take(100).collect();
            let params = replaced(&params, &short, number, lists);
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in params.as_object().into_iter().flatten() {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                query.append_pair(name, &value);
            }
            let response = clients.call(described, &query.finish(), body).await;
            check(described, &short, response).await;
        }
    }
}
