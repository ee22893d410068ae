//! The control of event subscriptions over HTTP.

use std::time::Duration;

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::{
    events::{EventFault, Events},
    wire::HttpRequest,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Emit {
    code: String,
    data: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AddFault {
    code: Option<String>,
    after: Option<usize>,
    times: Option<usize>,
    refuse_upgrade: Option<u16>,
    #[serde(default)]
    stall_upgrade: bool,
    #[serde(default)]
    no_pong: bool,
    #[serde(default)]
    silence: bool,
    #[serde(default)]
    drop: bool,
    close: Option<u16>,
    delay_milliseconds: Option<u64>,
    flood: Option<usize>,
    #[serde(default)]
    garbage: bool,
    oversized_bytes: Option<usize>,
    #[serde(default)]
    binary: bool,
}

impl AddFault {
    /// Returns the only fault of the request.
    fn fault(&self) -> Result<EventFault, String> {
        let faults = [
            self.refuse_upgrade.map(EventFault::RefuseUpgrade),
            self.stall_upgrade.then_some(EventFault::StallUpgrade),
            self.no_pong.then_some(EventFault::NoPong),
            self.silence.then_some(EventFault::Silence),
            self.drop.then_some(EventFault::Drop),
            self.close.map(EventFault::Close),
            self.delay_milliseconds.map(|by| EventFault::Delay(Duration::from_millis(by))),
            self.flood.map(EventFault::Flood),
            self.garbage.then_some(EventFault::Garbage),
            self.oversized_bytes.map(EventFault::Oversized),
            self.binary.then_some(EventFault::Binary),
        ];
        let [fault] = faults.into_iter().flatten().collect::<Vec<_>>().try_into().map_err(|_| {
            "exactly one of `refuseUpgrade`, `stallUpgrade`, `noPong`, `silence`, `drop`, `close`, \
             `delayMilliseconds`, `flood`, `garbage`, `oversizedBytes` and `binary` is required"
        })?;
        Ok(fault)
    }
}

/// Responds to a request to a control endpoint, if events have this endpoint.
pub(super) fn respond(events: &Events, request: &HttpRequest, name: &str) -> Option<Outcome> {
    match (&request.method, name) {
        (&Method::GET, "events") => Some(Ok(json!({"connections": events.connections()}))),
        (&Method::POST, "events") => Some(read(request).map(|Emit { code, data }| {
            events.emit(&code, data);
            json!({})
        })),
        (&Method::DELETE, "events/connections") => {
            events.drop_connections();
            Some(Ok(json!({})))
        }
        (&Method::POST, "events/faults") => Some(read(request).and_then(|wanted: AddFault| {
            let fault = wanted.fault()?;
            let planned = match &wanted.code {
                Some(code) => events.on(code),
                None => events.everywhere(),
            };
            let planned = planned.after(wanted.after.unwrap_or(0));
            let planned = match wanted.times {
                Some(times) => planned.times(times),
                None => planned,
            };
            planned.inject(fault);
            Ok(json!({}))
        })),
        (&Method::DELETE, "events/faults") => {
            events.clear_faults();
            Some(Ok(json!({})))
        }
        _ => None,
    }
}

/// The response body, or a message about an invalid request.
pub(super) type Outcome = Result<Value, String>;
