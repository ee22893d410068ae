//! One request per operation: the request matches the spec, and the call returns the documented
//! response.

use std::sync::{Arc, Mutex};

use genauth_codegen::api::{BodyKind, Response, Type, TypeKind};
use serde_json::{Value, json};
use support::difference;
use support::{
    APP_ID, POOL_ID, Part, Recorded, Reply, Server, Spec, SpecOperation, USER_TOKEN, With, clients,
    entry, is_token_request, parts, samples, token_reply,
};

/// Problems of one request or its response.
type Findings = Vec<String>;

#[tokio::test]
async fn every_operation_matches_the_spec_on_the_wire() {
    let spec = Spec::load().unwrap();
    let (token_reply, token) = token_reply();
    let next = Arc::new(Mutex::new(Reply::new(500, "")));
    let script = Arc::clone(&next);
    let server = Server::start(move |request| match is_token_request(request) {
        true => token_reply.clone(),
        false => script.lock().unwrap().clone(),
    });
    let server = server.await.unwrap();
    let clients = clients(&server).unwrap();

    let mut findings = Findings::new();
    let mut sent = 0;
    for described in spec.operations() {
        let entry = entry(described.api, &described.operation.name).expect("it has a method");
        let params = samples::params(&spec, described);
        for body in samples::bodies(&spec, described) {
            let (reply, expected) = reply(&spec, described);
            *next.lock().unwrap() = reply;
            let mut with = With::new(&clients);
            with.params = params.clone();
            with.body = body.clone();
            let mut found = Findings::new();
            match (entry.make)(&with) {
                Err(error) => found.push(format!("the arguments are rejected: {error}")),
                Ok(pending) => {
                    let outcome = pending.await;
                    let request = server.last().unwrap_or_else(|| panic!("nothing was sent"));
                    sent += 1;
                    check_line(&mut found, described, &params, &request);
                    check_identity(&mut found, described, &token, &request);
                    check_body(&mut found, described, &body, &request);
                    match outcome {
                        Err(error) => found.push(format!("the response is rejected: {error}")),
                        Ok(response) => found.extend(
                            difference(&expected, &response.data)
                                .map(|difference| format!("the response: {difference}")),
                        ),
                    }
                }
            }
            let label = described.label();
            findings.extend(found.into_iter().map(|finding| format!("{label}: {finding}")));
        }
    }
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
    let operations = spec.operations().count();
    assert!(sent >= operations, "only {sent} requests were sent for {operations} operations");
    let recorded = server.recorded();
    let tokens = recorded.iter().filter(|request| is_token_request(request)).count();
    assert_eq!(tokens, 1, "one token is enough for all calls");
    assert_eq!(recorded.len(), sent + tokens, "nothing else was sent");
}

/// Returns a response for an operation and the result of the call.
fn reply(spec: &Spec, described: SpecOperation<'_>) -> (Reply, Value) {
    match &described.operation.response {
        Response::Redirect => {
            let location = "https://app.example.com/callback?code=xxxx";
            (Reply::new(302, "").header("location", location), json!({"location": location}))
        }
        Response::Content => {
            let reply = Reply::new(200, "<svg/>").header("content-type", "image/svg+xml");
            (reply, json!({"contentType": "image/svg+xml", "text": "<svg/>"}))
        }
        Response::Empty => {
            let response = json!({"statusCode": 200, "message": "ok"});
            (Reply::json(200, described.response_example().unwrap_or(&response)), Value::Null)
        }
        Response::Payload(ty) => match described.response_example() {
            None => {
                assert_eq!(*ty, Type::Json, "{} has no response example", described.label());
                let data = json!({"any": ["thing", 1, null]});
                (Reply::data(&data), data)
            }
            Some(response) => {
                let name = described.operation.response_type.as_deref().unwrap_or_default();
                let def = spec.api.types.get(name);
                let enveloped =
                    def.is_some_and(|def| matches!(def.kind, TypeKind::Envelope(Some(_))));
                let expected = if enveloped { &response["data"] } else { response };
                (Reply::json(200, response), expected.clone())
            }
        },
    }
}

/// Checks method, path and query.
fn check_line(
    found: &mut Findings,
    described: SpecOperation<'_>,
    params: &Value,
    request: &Recorded,
) {
    let operation = described.operation;
    if request.method != operation.method {
        found.push(format!("sent as {}", request.method));
    }
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let expected = operation.path.split('/').map(|segment| {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        name.map_or_else(|| segment.to_owned(), |name| text(&params[name]))
    });
    let sent = request.path.split('/').map(decoded);
    if !sent.eq(expected) {
        found.push(format!("sent to {}", request.path));
    }
    let mut expected = Vec::new();
    for param in operation.params.iter().filter(|param| !param.in_path) {
        let name = &param.field.wire;
        match &params[name.as_str()] {
            // One pair per item.
            Value::Array(items) => {
                let name = format!("{name}[]");
                expected.extend(items.iter().map(|item| (name.clone(), text(item))));
            }
            value => expected.push((name.clone(), text(value))),
        }
    }
    let sent = Recorded::pairs(request.query.as_bytes());
    if sent != expected {
        found.push(format!("the query is {sent:?}, expected {expected:?}"));
    }
}

fn decoded(segment: &str) -> String {
    // A plus sign is literal in a path.
    let pair = format!("{}=", segment.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map_or(String::new(), |(key, _)| key.into())
}

/// Checks the headers that identify the client and the user.
fn check_identity(
    found: &mut Findings,
    described: SpecOperation<'_>,
    token: &str,
    request: &Recorded,
) {
    let security = described.operation.security;
    let asks = |scheme: &str| {
        described.written.security.iter().flatten().any(|it| it.contains_key(scheme))
    };
    let (app, pool, bearer) = match described.api {
        "authentication" if asks("bearer") => (APP_ID, "", format!("Bearer {USER_TOKEN}")),
        "authentication" => (APP_ID, "", String::new()),
        // The administrator calls operations that accept any identity.
        _ if described.written.security.iter().flatten().any(|it| !it.is_empty()) => {
            ("", POOL_ID, format!("Bearer {token}"))
        }
        _ => ("", "", String::new()),
    };
    for (name, expected) in [
        ("x-authing-app-id", app),
        ("x-authing-userpool-id", pool),
        ("authorization", &bearer),
        ("x-authing-request-from", "sdk"),
        ("x-authing-sdk-version", concat!("genauth-rust:", env!("CARGO_PKG_VERSION"))),
    ] {
        if request.header(name) != expected {
            found.push(format!("{name} is {:?}, expected {expected:?}", request.header(name)));
        }
    }
    if !request.header("user-agent").starts_with("genauth-rust/") {
        found.push(format!("user-agent is {:?}", request.header("user-agent")));
    }
    assert_eq!(security.bearer, asks("bearer"), "the model matches the spec");
}

/// Checks the media type and the body.
fn check_body(
    found: &mut Findings,
    described: SpecOperation<'_>,
    body: &Value,
    request: &Recorded,
) {
    let media = request.header("content-type");
    let Some(expected) = &described.operation.body else {
        if !request.body.is_empty() || !media.is_empty() {
            found.push(format!("a body of {media:?} was sent"));
        }
        return;
    };
    match expected.kind {
        BodyKind::Json => {
            if media != "application/json" {
                found.push(format!("the media type is {media:?}"));
            }
            if let Some(difference) = difference(body, &request.json()) {
                found.push(format!("the body: {difference}"));
            }
        }
        BodyKind::Form => {
            if media != "application/x-www-form-urlencoded" {
                found.push(format!("the media type is {media:?}"));
            }
            let sent = Recorded::pairs(&request.body);
            let text =
                |value: &Value| value.as_str().map(str::to_owned).unwrap_or(value.to_string());
            let fields = body.as_object().unwrap();
            let same = sent.len() == fields.len()
                && sent
                    .iter()
                    .all(|(name, value)| fields.get(name).map(text).as_ref() == Some(value));
            if !same {
                found.push(format!("the form is {sent:?}, expected {body}"));
            }
        }
        BodyKind::Multipart => {
            let sent = parts(request).unwrap_or_default();
            let files: Vec<&Part> = sent.iter().filter(|part| part.file_name.is_some()).collect();
            let whole = |part: &Part| {
                part.file_name.as_deref() == Some("sample.csv")
                    && part.content_type.as_deref() == Some("text/csv")
                    && part.content == "name,email\n"
            };
            if files.len() != 1 || !files.iter().all(|part| whole(part)) {
                found.push(format!("the file is sent as {files:?}"));
            }
            for (name, value) in body.as_object().unwrap().iter().filter(|(_, it)| !it.is_null()) {
                let text = value.as_str().map(str::to_owned).unwrap_or(value.to_string());
                if !sent.iter().any(|part| part.name == *name && part.content == text) {
                    found.push(format!("the part {name} is missing in {sent:?}"));
                }
            }
        }
    }
}
