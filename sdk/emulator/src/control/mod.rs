//! Control endpoints for tests in other languages and for browsers.
//!
//! | endpoint | does |
//! | --- | --- |
//! | `GET /_emulator/outbox?to=ADDRESS` | the messages in the outbox, all or to an address |
//! | `DELETE /_emulator/outbox` | removes the messages |
//! | `GET /_emulator/calls?operation=NAME` | the recorded calls, secrets hidden |
//! | `DELETE /_emulator/calls` | removes the recorded calls |
//! | `GET /_emulator/clock` | the current time |
//! | `POST /_emulator/clock` | `{"advanceSeconds": 60}`, `{"stopped": true}`, or both |
//! | `POST /_emulator/faults` | injects one fault: `operation`, `after` and `times` if it is for some calls only, and one of `latencyMilliseconds`, `retryAfterSeconds` (429), `status`, `drop` (`"before"` or `"after"` the call is carried out), `slowBodyMilliseconds` |
//! | `DELETE /_emulator/faults` | removes all faults |
//! | `GET /_emulator/events` | the number of open event subscriptions |
//! | `POST /_emulator/events` | sends an event: `{"code": "…", "data": {…}}` |
//! | `DELETE /_emulator/events/connections` | drops the connections of event subscriptions |
//! | `POST /_emulator/events/faults` | injects one fault of event subscriptions: `code`, `after` and `times` if it is for some only, and one of `refuseUpgrade` (status), `stallUpgrade`, `noPong`, `silence`, `drop`, `close` (code), `delayMilliseconds`, `flood` (times), `garbage`, `oversizedBytes`, `binary` |
//! | `DELETE /_emulator/events/faults` | removes the faults of event subscriptions |
//! | `POST /_emulator/reset` | restores the initial emulator state |
//! | `GET /_emulator/state` | the emulator state |
//! | `PUT /_emulator/state` | replaces the emulator state |
//! | `GET /_emulator/readme` | the README of the emulator |

mod events;

use std::{io, sync::Arc, time::Duration};

use http::Method;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    events::Events,
    faults::Fault,
    outbox::address_of,
    shared::Shared,
    snapshot,
    wire::{CONTROL_PREFIX, HttpRequest, HttpResponse},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MoveClock {
    advance_seconds: Option<u64>,
    stopped: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AddFault {
    operation: Option<String>,
    after: Option<usize>,
    times: Option<usize>,
    latency_milliseconds: Option<u64>,
    retry_after_seconds: Option<u64>,
    status: Option<u16>,
    drop: Option<Value>,
    slow_body_milliseconds: Option<u64>,
}

/// Responds to a request to a control endpoint.
pub(crate) fn respond(shared: &Shared, request: &HttpRequest) -> HttpResponse {
    let name = request.path.strip_prefix(CONTROL_PREFIX).unwrap_or_default();
    if let Some(done) = events::respond(&Events::new(Arc::clone(&shared.hub)), request, name) {
        return written(done);
    }
    let done = match (&request.method, name) {
        (&Method::GET, "outbox") => Ok(messages(shared, &request.query)),
        (&Method::DELETE, "outbox") => {
            shared.state().outbox.clear();
            shared.changed();
            Ok(json!({}))
        }
        (&Method::GET, "calls") => calls(shared, &request.query),
        (&Method::DELETE, "calls") => {
            shared.calls.clear();
            Ok(json!({}))
        }
        (&Method::GET, "clock") => Ok(clock(shared)),
        (&Method::POST, "clock") => read(request).map(|change| move_clock(shared, &change)),
        (&Method::POST, "faults") => read(request).and_then(|fault| add_fault(shared, fault)),
        (&Method::DELETE, "faults") => {
            shared.faults.clear();
            Ok(json!({}))
        }
        (&Method::POST, "reset") => {
            shared.reset();
            Ok(json!({}))
        }
        (&Method::GET, "state") => return state(shared),
        (&Method::GET, "readme") => {
            return HttpResponse::new(
                200,
                "text/markdown; charset=utf-8",
                include_str!("../../README.md"),
            );
        }
        (&Method::PUT, "state") => put_state(shared, request),
        _ => {
            let message = "the emulator has no such endpoint; see /_emulator/readme";
            return HttpResponse::json(404, &json!({"message": message}));
        }
    };
    written(done)
}

fn written(done: Result<Value, String>) -> HttpResponse {
    match done {
        Ok(body) => HttpResponse::json(200, &body),
        Err(message) => HttpResponse::json(400, &json!({"message": message})),
    }
}

/// Reads the body of a request.
fn read<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| error.to_string())
}

fn wanted(query: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(it, _)| it == name).map(|(_, value)| value.into_owned())
}

fn messages(shared: &Shared, query: &str) -> Value {
    let to = wanted(query, "to").map(|to| address_of(&to));
    let state = shared.state();
    let messages = state.outbox.iter();
    let messages = messages.filter(|message| to.as_ref().is_none_or(|to| message.to == *to));
    json!({"messages": messages.collect::<Vec<_>>()})
}

fn calls(shared: &Shared, query: &str) -> Result<Value, String> {
    let operation = wanted(query, "operation");
    if let Some(name) = &operation {
        shared.spec.check_name(name).map_err(|unknown| unknown.to_string())?;
    }
    let mut calls = shared.calls.list();
    calls.retain(|call| operation.is_none() || call.operation == operation);
    Ok(json!({"calls": calls}))
}

fn clock(shared: &Shared) -> Value {
    let now = shared.clock.now();
    json!({"now": now.text(), "milliseconds": now})
}

fn move_clock(shared: &Shared, change: &MoveClock) -> Value {
    match change.stopped {
        Some(true) => shared.clock.stop(),
        Some(false) => shared.clock.run(),
        None => {}
    }
    if let Some(seconds) = change.advance_seconds {
        shared.clock.advance(Duration::from_secs(seconds));
    }
    shared.changed();
    clock(shared)
}

fn add_fault(shared: &Shared, wanted: AddFault) -> Result<Value, String> {
    let faults = [
        wanted.latency_milliseconds.map(|by| Fault::Latency(Duration::from_millis(by))),
        wanted.retry_after_seconds.map(|after| Fault::TooManyRequests(Duration::from_secs(after))),
        wanted.status.map(Fault::Status),
        wanted.drop.as_ref().map(dropped).transpose()?.flatten(),
        wanted.slow_body_milliseconds.map(|by| Fault::SlowBody(Duration::from_millis(by))),
    ];
    let [fault] = faults.into_iter().flatten().collect::<Vec<_>>().try_into().map_err(|_| {
        "exactly one of `latencyMilliseconds`, `retryAfterSeconds`, `status`, `drop` and \
         `slowBodyMilliseconds` is required"
    })?;
    if matches!(fault, Fault::Status(status) if !(400..600).contains(&status)) {
        return Err("`status` must be between 400 and 599".to_owned());
    }
    let planned = match &wanted.operation {
        Some(name) => shared.faults.on(name).map_err(|unknown| unknown.to_string())?,
        None => shared.faults.everywhere(),
    };
    let planned = planned.after(wanted.after.unwrap_or(0));
    let planned = match wanted.times {
        Some(times) => planned.times(times),
        None => planned,
    };
    planned.add(fault);
    Ok(json!({}))
}

/// Reads when to drop a connection: `"before"` or `"after"` (also `true`) the call is carried out.
fn dropped(when: &Value) -> Result<Option<Fault>, String> {
    match when {
        Value::Null | Value::Bool(false) => Ok(None),
        Value::Bool(true) => Ok(Some(Fault::DropConnection)),
        Value::String(when) if when == "after" => Ok(Some(Fault::DropConnection)),
        Value::String(when) if when == "before" => Ok(Some(Fault::DropRequest)),
        _ => Err("`drop` must be \"before\", \"after\" or true".to_owned()),
    }
}

fn state(shared: &Shared) -> HttpResponse {
    let text = snapshot::write(shared);
    match text {
        Ok(text) => HttpResponse::new(200, "application/json", text),
        Err(error) => HttpResponse::json(500, &json!({"message": error.to_string()})),
    }
}

fn put_state(shared: &Shared, request: &HttpRequest) -> Result<Value, String> {
    let text = std::str::from_utf8(&request.body).map_err(|error| error.to_string())?;
    let read = snapshot::read(text, &shared.clock).map_err(|error: io::Error| error.to_string())?;
    shared.replace(read);
    Ok(json!({}))
}
