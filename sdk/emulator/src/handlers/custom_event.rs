//! Publication of custom events, by administrators and by users.
//!
//! # Assumptions
//!
//! - A code of a system event (`authing.…`) is 422; the documentation names no code. For an event that
//!   is not defined, `success` is `false`, with the documented `errMsg`.
//! - All users of the pool receive custom events.

use genauth::management::{PubEventDto, PubEventRespDataDto};
use serde_json::Value;

use crate::{
    call::{Call, Response},
    failure::Failure,
    state::{
        events::{is_system, reserved},
        happened::Incident,
    },
};

pub(super) fn publish(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: PubEventDto = call.body()?;
    let code = body.event_type;
    if is_system(&code) {
        return Err(reserved());
    }
    let is_defined = call.state.events.is_defined(&code);
    let mut data = PubEventRespDataDto::new(is_defined);
    if is_defined {
        let data = Value::Object(body.event_data);
        call.state.happened.add(Incident::Published { code, data });
    } else {
        data.err_msg = Some("The event is not defined".into());
    }
    Response::data(&data)
}
