//! Authorization responses and their delivery to the application.

use url::Url;

use super::request::Refusal;
use crate::{
    call::Call,
    failure::Failure,
    handlers::authentication::browser::{
        address::{ascii, form, with_query},
        posted,
    },
    state::{
        browser_user::BrowserUser,
        oidc_request::{Destination, Mode, Request},
    },
    tokens::{Grant, Subject, begin, id_token, issue_for},
    wire::HttpResponse,
};

type Pairs = Vec<(&'static str, String)>;

/// Script that posts the content of the page to the window that opened it, restricted to the
/// address of the application.
const POST_MESSAGE: &str = "var d=document.body.querySelector('form'),r={};\
    d.querySelectorAll('input').forEach(function(i){r[i.name]=i.value});\
    (window.opener||window.parent).postMessage({type:'authorization_response',response:r},\
    new URL(d.action).origin)";

/// Grants the request.
///
/// # Errors
///
/// Returns an error if a token cannot be signed.
pub(in crate::handlers::authentication) fn granted(
    call: &mut Call<'_>,
    request: &Request,
    browser_user: &BrowserUser,
) -> Result<HttpResponse, Failure> {
    let Request { wants, scope, .. } = request;
    let grant = Grant {
        user_id: &browser_user.user_id,
        app_id: &request.app_id,
        scope,
        nonce: request.nonce.as_deref(),
        with_refresh: false,
        ip: &call.context.ip,
        user_agent: &call.context.user_agent,
        host: call.host,
    };
    let (state, now) = (&mut *call.state, call.now);
    let mut session_id = None;
    if wants.token || wants.id_token {
        let id = begin(state, &grant, now)?;
        state.sessions.began(&id, browser_user.clone());
        session_id = Some(id);
    }
    let mut pairs = Pairs::new();
    let code = wants.code.then(|| state.ids.token(43));
    if let Some(code) = &code {
        state.oidc.give_code(code, request.clone(), browser_user.clone(), session_id.clone(), now);
        pairs.push(("code", code.clone()));
    }
    let mut access_token = None;
    if let (true, Some(session_id)) = (wants.token, &session_id) {
        let tokens = issue_for(state, session_id, &grant, now)?;
        pairs.push(("access_token", tokens.access_token.clone()));
        pairs.push(("token_type", "Bearer".to_owned()));
        pairs.push(("expires_in", tokens.expires_in.to_string()));
        pairs.push(("scope", tokens.scope));
        access_token = Some(tokens.access_token);
    }
    if let (true, Some(session_id)) = (wants.id_token, &session_id) {
        let subject = Subject {
            session_id,
            scope,
            nonce: request.nonce.as_deref(),
            access_token: access_token.as_deref(),
            code: code.as_deref(),
            host: call.host,
        };
        pairs.push(("id_token", id_token(state, &subject, now)?));
    }
    Ok(delivered(&request.destination, pairs))
}

/// Returns an error response for the application.
pub(in crate::handlers::authentication) fn refused(
    destination: &Destination,
    refusal: Refusal,
) -> HttpResponse {
    let pairs =
        vec![("error", refusal.error.to_owned()), ("error_description", refusal.description)];
    delivered(destination, pairs)
}

fn delivered(destination: &Destination, mut pairs: Pairs) -> HttpResponse {
    if let Some(oauth_state) = &destination.state {
        pairs.push(("state", oauth_state.clone()));
    }
    match destination.mode {
        Mode::Query => HttpResponse::redirect(&with_query(&destination.redirect_uri, &pairs)),
        Mode::Fragment => {
            let address = ascii(&destination.redirect_uri);
            HttpResponse::redirect(&format!("{address}#{}", form(&pairs)))
        }
        Mode::FormPost => posted::page(&destination.redirect_uri, &pairs),
        Mode::WebMessage => {
            // Only pages of the application may embed this page in a frame.
            let origin = Url::parse(&destination.redirect_uri).map(|url| url.origin());
            let origin = origin.ok().filter(|origin| origin.is_tuple());
            let ancestor = origin.map(|origin| origin.ascii_serialization());
            posted::scripted(&destination.redirect_uri, &pairs, POST_MESSAGE, ancestor.as_deref())
        }
    }
}
