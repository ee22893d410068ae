//! Validation of tickets.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::format::CasFormat;
use super::identity::CasIdentity;
use super::response::{Success, Validation, read_json, read_text, read_xml};
use super::settings::Settings;
use super::ticket::CasTicket;
use crate::config::RetryPolicy;
use crate::credentials::Anonymous;
use crate::endpoint::{CustomEndpoint, Endpoint};
use crate::error::{CasError, CasErrorKind as Kind, Error};
use crate::operation::BodyKind;
use crate::received::Received;
use crate::transport::{Head, Payload, Request, RequestContext, send};

/// The version of the protocol.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
    V3,
}

/// Validates a ticket.
pub(super) async fn validate(
    settings: &Settings,
    version: Version,
    ticket: &CasTicket,
) -> Result<CasIdentity, Error> {
    check_kind(settings, version, ticket)?;
    let received = fetch(settings, version, ticket).await?;
    let success = match read(settings, version, &received) {
        Ok(Validation::Success(success)) => success,
        Ok(Validation::Failure(code)) => return Err(rejected(code)),
        Err(problem) => return Err(CasError::new(Kind::Malformed, problem).into()),
    };
    check_proxies(settings, ticket, &success.proxies)?;
    let Success { user, attributes, proxies, proxy_granting_ticket_iou } = success;
    Ok(CasIdentity { user, attributes, proxies, proxy_granting_ticket_iou, ticket: ticket.clone() })
}

/// Refuses proxy tickets that cannot be valid.
fn check_kind(settings: &Settings, version: Version, ticket: &CasTicket) -> Result<(), Error> {
    let problem = match ticket.is_proxy() {
        true if settings.proxies.is_empty() => {
            "the ticket is a proxy ticket, and no proxies are allowed; see `allow_proxies`"
        }
        true if version == Version::V1 => {
            "the ticket is a proxy ticket, and CAS 1.0 does not name the proxies; use CAS 2.0"
        }
        _ => return Ok(()),
    };
    Err(CasError::new(Kind::ProxyTicket, problem).into())
}

/// Refuses chains of proxies that are not allowed.
fn check_proxies(settings: &Settings, ticket: &CasTicket, chain: &[String]) -> Result<(), Error> {
    let problem = match chain {
        [] if ticket.is_proxy() => "the response to a proxy ticket names no proxies",
        [] => return Ok(()),
        chain if settings.proxies.iter().any(|allowed| allowed == chain) => return Ok(()),
        _ => "the user signed in through proxies that are not allowed; see `allow_proxies`",
    };
    Err(CasError::new(Kind::ProxyChain, problem).into())
}

/// Sends the request of a validation, once.
async fn fetch(
    settings: &Settings,
    version: Version,
    ticket: &CasTicket,
) -> Result<Received, Error> {
    let path: &[&str] = match (version, ticket.is_proxy()) {
        (Version::V1, _) => &["validate"],
        (Version::V2, false) => &["serviceValidate"],
        (Version::V2, true) => &["proxyValidate"],
        (Version::V3, false) => &["p3", "serviceValidate"],
        (Version::V3, true) => &["p3", "proxyValidate"],
    };
    let mut parameters = vec![("service", &*settings.service), ("ticket", ticket.expose())];
    let format = settings.format.filter(|_| version != Version::V1);
    parameters.extend(format.map(|format| ("format", format.as_str())));
    parameters.extend(settings.renew.then_some(("renew", "true")));
    let url = settings.endpoint(path, &parameters);

    let endpoint = Endpoint::Custom(Arc::new(CustomEndpoint {
        method: Method::GET,
        path: url.path().to_owned(),
        retry_safe: false,
        body: BodyKind::None,
    }));
    let mut request = Request::new(endpoint);
    let accept = match (version, settings.format.unwrap_or_default()) {
        (Version::V1, _) => "text/plain, */*;q=0.5",
        (_, CasFormat::Xml) => "application/xml, text/xml, */*;q=0.5",
        (_, CasFormat::Json) => "application/json, */*;q=0.5",
    };
    request.headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
    request.max_response_bytes = Some(settings.max_response_bytes);
    // Not even after a failed connection: proxies can fail once the request has arrived.
    request.retry = Some(RetryPolicy::never());
    request.target = Some(Box::new(url.clone()));
    let context = RequestContext {
        // The ticket is the only credential.
        identity: Arc::new(Anonymous),
        tenant_id: None,
        ..settings.context.clone()
    };
    let decoded = send(context, request, accepted).await.map_err(failure)?;
    let (_, _, received) = decoded.into_parts::<()>()?;
    if received.url.as_ref().is_some_and(|from| *from != url) {
        return Err(CasError::new(
            Kind::UnexpectedStatus,
            "the HTTP client followed a redirect and sent the ticket to another URL; set its \
             redirect policy to `none`",
        )
        .into());
    }
    Ok(received)
}

/// Accepts a response by its status, whatever it contains.
fn accepted(_: &Endpoint, received: &Received) -> Result<(Payload, Head), Error> {
    let status = received.status;
    if status == StatusCode::OK {
        return Ok((Box::new(()), Head::default()));
    }
    let hint = match status {
        _ if status.is_redirection() => ", a redirect, which is not followed",
        _ => "",
    };
    let message = format!(
        "unexpected HTTP status {}{hint}; check the host and the application id, and that the \
         protocol of the application is CAS",
        status.as_u16()
    );
    Err(CasError::new(Kind::UnexpectedStatus, message).with_http_status(status).into())
}

/// Returns the error of a request without a response to read. Its sources have no body.
fn failure(error: Error) -> Error {
    let error = match &error {
        Error::Transport(transport) if transport.is_decompression() => undecodable(error),
        Error::Transport(_) => CasError::new(
            Kind::Unavailable,
            format!("{error}; the ticket may be used up, so start the sign-in again"),
        )
        .with_source(error),
        Error::Decode(decode) if decode.is_too_long() => CasError::new(
            Kind::TooLarge,
            "the response is longer than allowed; check the host, or raise `max_response_bytes`",
        ),
        Error::Decode(_) => undecodable(error),
        _ => return error,
    };
    error.into()
}

fn undecodable(source: Error) -> CasError {
    CasError::new(Kind::Malformed, "the response cannot be decompressed").with_source(source)
}

/// Returns whether the media type names a character set other than UTF-8.
fn names_other_encoding(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let media_type = String::from_utf8_lossy(media_type.unwrap_or_default());
    let parameters = media_type.split(';').skip(1).filter_map(|it| it.split_once('='));
    let mut encodings = parameters
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"'));
    encodings.any(|name| !["utf-8", "utf8"].iter().any(|it| name.eq_ignore_ascii_case(it)))
}

fn read(settings: &Settings, version: Version, received: &Received) -> Result<Validation, String> {
    let text = match std::str::from_utf8(&received.body) {
        Ok(text) if text.trim().is_empty() => return Err("the response is empty".to_owned()),
        // Octets of another encoding can also be valid UTF-8, and name another user.
        Ok(text) if !text.is_ascii() && names_other_encoding(&received.headers) => {
            return Err("the media type names an encoding other than UTF-8".to_owned());
        }
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            return Err(format!("the response is not valid UTF-8 at byte {at}"));
        }
    };
    match (version, settings.format.unwrap_or_default()) {
        (Version::V1, _) => read_text(text),
        (_, CasFormat::Xml) => read_xml(text),
        (_, CasFormat::Json) => read_json(text),
    }
}

fn rejected(code: Option<String>) -> Error {
    let shown = code.as_deref().map(|code| format!(" ({code})")).unwrap_or_default();
    let hint = match code.as_deref() {
        Some("INVALID_SERVICE") => {
            "the ticket was issued for another service; set the same `service` for login and \
             validation"
        }
        Some("INTERNAL_ERROR") => "the server failed; start the sign-in again",
        _ => "it is unknown, expired or used up; start the sign-in again",
    };
    let message = format!("the server rejects the ticket{shown}: {hint}");
    CasError::new(Kind::TicketRejected, message).with_code(code).into()
}
