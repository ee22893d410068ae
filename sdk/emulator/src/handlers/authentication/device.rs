//! Devices on which the user is signed in.
//!
//! # Assumptions
//!
//! - A device is identified by its `user-agent`. Its ID is derived from that and from the user.
//! - Signing out on a device ends its sessions in every application. Removing it also removes it
//!   from the list, until the next sign-in on it.
//! - A device that does not belong to the user is status 404.

use genauth::authentication::{
    DeviceInfo, DeviceStatus, RevokeDeviceSessionDto, TerminalSessionDto, UnbindDeviceDto,
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::{session::Session, user_agent},
};

pub(super) const HANDLERS: Handlers = &[("list", list), ("revoke", revoke), ("unbind", unbind)];

fn list(call: &mut Call<'_>) -> Result<Response, Failure> {
    let page = call.page()?;
    let user_id = &call.signed_in()?.user_id;
    let mut devices: Vec<(String, TerminalSessionDto)> = Vec::new();
    for session in call.state.sessions.all_of_user(user_id) {
        let id = session.device_id();
        let is_online = !session.ended;
        // Oldest first, so that the last sign-in is kept.
        let before = devices.iter().position(|(known, _)| *known == id);
        let was_online = before.is_some_and(|at| devices.remove(at).1.online);
        let shown =
            TerminalSessionDto::new(info(session), session.started.text(), is_online || was_online)
                .last_ip(session.ip.clone());
        devices.push((id, shown));
    }
    let (shown, _) = page.of(devices.into_iter().rev().map(|(_, device)| device));
    Response::data(&shown)
}

fn info(session: &Session) -> DeviceInfo {
    let name = user_agent::parsed(&session.user_agent).name;
    let mut info = DeviceInfo::new(session.device_id(), user_agent::terminal(&session.user_agent))
        .name(name)
        .status(DeviceStatus::Activated)
        .user_agent(session.user_agent.clone());
    info.os = user_agent::system(&session.user_agent).map(str::to_owned);
    info
}

/// Returns the IDs of the user's sessions on a device.
fn sessions_on(call: &Call<'_>, device_id: &str) -> Result<Vec<String>, Failure> {
    let user_id = &call.signed_in()?.user_id;
    let all = call.state.sessions.all_of_user(user_id);
    let on_it = all.filter(|session| session.device_id() == device_id);
    let ids: Vec<String> = on_it.map(|session| session.id.clone()).collect();
    if ids.is_empty() { Err(Failure::not_found("device")) } else { Ok(ids) }
}

fn revoke(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: RevokeDeviceSessionDto = call.body()?;
    for id in sessions_on(call, &body.device_id)? {
        call.state.sessions.end(&id);
    }
    Ok(Response::Done)
}

fn unbind(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UnbindDeviceDto = call.body()?;
    for id in sessions_on(call, &body.device_id)? {
        call.state.sessions.forget(&id);
    }
    Ok(Response::Done)
}
