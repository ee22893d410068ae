//! Event subscriptions: the upgrade of a request to a WebSocket.
//!
//! # Assumptions
//!
//! - An invalid token or signature is HTTP status 401, a missing event code 400, a request without
//!   the headers of a WebSocket 426. Any event code is accepted.
//! - A subscription continues when its token expires or its session ends.

use std::{convert::Infallible, sync::Mutex, sync::PoisonError};

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use http_body_util::{BodyExt as _, Empty, combinators::BoxBody};
use hyper::{body::Incoming as Body, upgrade::OnUpgrade};
use serde_json::json;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::{
    call::SignedIn,
    calls::Recorded,
    events::{AtUpgrade, Subscriber},
    failure::Failure,
    shared::Shared,
    state::State,
    wire::{HttpRequest, HttpResponse},
};

/// Path for users.
const AUTHENTICATION: &str = "/events/v1/authentication/sub";
/// Path for administrators.
const MANAGEMENT: &str = "/events/v1/management/sub";
/// Text that the signature of an administrator covers.
const SIGNED: &[u8] = b"websocket\n";

/// A subscription whose connection is being upgraded.
pub(super) struct Pending {
    pub upgrade: OnUpgrade,
    pub subscriber: Subscriber,
}

/// Slot for the subscription of a connection.
#[derive(Default)]
pub(super) struct Slot(Mutex<Option<Pending>>);

impl Slot {
    pub fn take(&self) -> Option<Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn set(&self, pending: Pending) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(pending);
    }
}

/// Response to an upgrade.
pub(super) enum Upgraded {
    Switching(http::Response<BoxBody<Bytes, Infallible>>),
    Refused(HttpResponse),
    /// The connection is dropped after a fault.
    Dropped,
}

/// Returns whether a path is that of event subscriptions.
pub(super) fn is_subscription(path: &str) -> bool {
    path == AUTHENTICATION || path == MANAGEMENT
}

/// Responds to a request for a subscription. `request` must have passed the guard.
pub(super) async fn respond(
    shared: &Shared,
    mut request: http::Request<Body>,
    peer: String,
    slot: &Slot,
) -> Upgraded {
    let read = HttpRequest {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        headers: request.headers().clone(),
        body: Bytes::new(),
        peer,
    };
    let mut recorded = Recorded::without_operation(&read, shared.clock.now());
    let code = wanted(&read, "code");
    recorded.called_with(code.as_ref().map(|code| json!({"code": code})), None);
    let fault = shared.hub.faults.at_upgrade(base(code.as_deref().unwrap_or_default()));
    match fault {
        Some(AtUpgrade::Stall) => {
            shared.calls.add(recorded);
            let _ = shared.hub.cut().changed().await;
            return Upgraded::Dropped;
        }
        Some(AtUpgrade::Refuse(status)) => {
            let status = if (400..600).contains(&status) { status } else { 500 };
            recorded.status_code = i64::from(status);
            shared.calls.add(recorded);
            let body = json!({"statusCode": status, "message": "injected fault"});
            return Upgraded::Refused(HttpResponse::json(status, &body));
        }
        None => {}
    }
    let accepted = accept(shared, &read, code, &mut recorded);
    let upgraded = match accepted {
        Ok((key, subscriber)) => {
            slot.set(Pending { upgrade: hyper::upgrade::on(&mut request), subscriber });
            recorded.status_code = 101;
            Upgraded::Switching(switching(&key))
        }
        Err(failure) => {
            recorded.failed(&failure);
            let mut response = super::dispatch::failed(shared, &failure);
            if failure.http_status == 426 {
                response = response.header("sec-websocket-version", "13");
            }
            Upgraded::Refused(response)
        }
    };
    shared.calls.add(recorded);
    upgraded
}

fn base(code: &str) -> &str {
    code.split_once('?').map_or(code, |(base, _)| base)
}

/// Returns the key of the handshake, and the new subscription.
fn accept(
    shared: &Shared,
    request: &HttpRequest,
    code: Option<String>,
    recorded: &mut Recorded,
) -> Result<(String, Subscriber), Failure> {
    let refused = |http_status: u16, failure: Failure| Failure { http_status, ..failure };
    if request.method != Method::GET {
        return Err(refused(405, Failure::new(405, "a subscription is a GET request")));
    }
    let key = handshake_key(&request.headers)
        .ok_or_else(|| refused(426, Failure::new(426, "this path requires a WebSocket")))?;
    let user_id = match request.path == MANAGEMENT {
        true => {
            recorded.access_key = Some(administrator(&shared.state(), request)?);
            None
        }
        false => {
            let token = wanted(request, "token").unwrap_or_default();
            let user = SignedIn::from_token(&shared.state(), &token, None, shared.clock.now());
            let user = user.map_err(|failure| refused(401, failure))?;
            recorded.app_id = Some(user.app_id);
            recorded.user_id = Some(user.user_id.clone());
            Some(user.user_id)
        }
    };
    let code = code.ok_or_else(|| refused(400, Failure::missing("code")))?;
    Ok((key, shared.hub.subscribe(&code, user_id)))
}

/// Returns the access key that signed a request.
fn administrator(state: &State, request: &HttpRequest) -> Result<String, Failure> {
    let refused = || Failure {
        http_status: 401,
        ..Failure::unauthorized("the signature of the subscription is missing or wrong")
    };
    let (scheme, rest) = request
        .header("authorization")
        .and_then(|header| header.split_once(' '))
        .ok_or_else(refused)?;
    if !["authing", "genauth"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(refused());
    }
    let (id, signature) = rest.trim().rsplit_once(':').ok_or_else(refused)?;
    let key = state.access_keys.get(id).ok_or_else(refused)?;
    let signature = STANDARD.decode(signature).map_err(|_| refused())?;
    let secret = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.secret.as_bytes());
    hmac::verify(&secret, SIGNED, &signature).map_err(|_| refused())?;
    Ok(id.to_owned())
}

/// Returns a query parameter that is not empty.
fn wanted(request: &HttpRequest, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(request.query.as_bytes());
    let value = pairs.find(|(it, _)| it == name).map(|(_, value)| value.into_owned());
    value.filter(|value| !value.is_empty())
}

/// Returns the key of a handshake for a WebSocket (RFC 6455, section 4.2.1).
fn handshake_key(headers: &HeaderMap) -> Option<String> {
    let text = |name: header::HeaderName| headers.get(name)?.to_str().ok();
    let lists = |name: header::HeaderName, wanted: &str| {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|it| it.trim().eq_ignore_ascii_case(wanted))
    };
    let is_websocket = lists(header::UPGRADE, "websocket")
        && lists(header::CONNECTION, "upgrade")
        && text(header::SEC_WEBSOCKET_VERSION) == Some("13");
    text(header::SEC_WEBSOCKET_KEY).filter(|_| is_websocket).map(str::to_owned)
}

fn switching(key: &str) -> http::Response<BoxBody<Bytes, Infallible>> {
    let mut response = http::Response::new(Empty::new().boxed());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, header::HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, header::HeaderValue::from_static("websocket"));
    if let Ok(accept) = derive_accept_key(key.as_bytes()).parse() {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}
