//! What tests in other languages, and people with a browser, ask of the emulator itself.

use http::Method;
use serde_json::{Value, json};

use crate::{
    server::{Incoming, Reply},
    shared::Shared,
};

/// Where these endpoints are.
pub(crate) const PREFIX: &str = "/_emulator/";

/// Answers a request for the emulator itself.
pub(crate) fn answer(shared: &Shared, request: &Incoming) -> Reply {
    let name = request.path.strip_prefix(PREFIX).unwrap_or_default();
    match (&request.method, name) {
        (&Method::GET, "outbox") => Reply::json(200, &messages(shared, &request.query)),
        _ => Reply::json(404, &json!({"message": "the emulator has no such endpoint"})),
    }
}

fn messages(shared: &Shared, query: &str) -> Value {
    let wanted: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let to = wanted.iter().find(|(name, _)| name == "to").map(|(_, to)| to.as_str());
    let world = shared.world();
    let messages = world.outbox.iter().filter(|message| to.is_none_or(|to| message.to == to));
    json!({"messages": messages.collect::<Vec<_>>()})
}
