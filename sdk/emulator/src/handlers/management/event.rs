//! Events.
//!
//! # Assumptions
//!
//! - A code is not empty, at most once in the pool (409), and not that of a system event (422). It need
//!   not start with the identifier of an event application.
//! - `listEvents` lists system events before custom ones. `app` is `authing` for system events, or else
//!   the first part of a code.

use genauth::management::{
    CreateEventAppDto, DefineEventDto, EventAppDto, EventAppPagingDto, ListEventsParams,
    OpenEventDto, OpenEventPagingDto,
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::custom_event::publish,
    state::events::{Defined, EventApp},
};

pub(super) const HANDLERS: Handlers = &[
    ("createEventApp", create_event_app),
    ("listEventApps", list_event_apps),
    ("defineEvent", define_event),
    ("listEvents", list_events),
    ("verifyEvent", publish),
    ("pubUserEvent", publish),
];

fn create_event_app(call: &mut Call<'_>) -> Result<Response, Failure> {
    let CreateEventAppDto { identifier, name, logo, .. } = call.body()?;
    if identifier.trim().is_empty() {
        return Err(Failure::field("identifier", "must not be empty"));
    }
    call.state.events.add_app(EventApp { identifier, name, logo })?;
    Ok(Response::Done)
}

fn list_event_apps(call: &mut Call<'_>) -> Result<Response, Failure> {
    let apps = call.state.events.apps().iter();
    let apps = apps.map(|app| EventAppDto::new(&*app.identifier, &*app.name, &*app.logo));
    let apps: Vec<EventAppDto> = apps.collect();
    let total = i64::try_from(apps.len()).unwrap_or(i64::MAX);
    Response::data(&EventAppPagingDto::new(total, apps))
}

fn define_event(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DefineEventDto = call.body()?;
    if body.event_type.trim().is_empty() {
        return Err(Failure::field("eventType", "must not be empty"));
    }
    let id = call.state.ids.object_id();
    let event = Defined { id, code: body.event_type, description: body.event_description };
    call.state.events.define(event)?;
    Ok(Response::Done)
}

fn list_events(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListEventsParams = call.params()?;
    let app = |event: &Defined| event.code.split('.').next().map(str::to_owned);
    let all = call.state.events.all().into_iter();
    let all = all.filter(|event| params.app.is_none() || app(event) == params.app);
    let (page, total) = call.page()?.of(all);
    let list = page.into_iter().map(|Defined { id, code, description }| {
        OpenEventDto::new().id(id).topic(&*code).code(code).name(&*description).desc(description)
    });
    Response::data(&OpenEventPagingDto::new(total, list.collect::<Vec<_>>()))
}
