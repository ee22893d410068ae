//! Authorization responses and their delivery to the application.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use super::request::Refusal;
use crate::{
    call::Call,
    failure::Failure,
    pages::{document, escaped},
    state::oidc::{BrowserUser, Destination, Mode, Request},
    tokens::{Grant, Subject, begin, id_token, issue_for},
    wire::HttpResponse,
};

type Pairs = Vec<(&'static str, String)>;

/// Script that submits the form of the page.
const SUBMIT: &str = "document.forms[0].submit()";
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
pub(super) fn granted(
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
pub(super) fn refused(destination: &Destination, refusal: Refusal) -> HttpResponse {
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
        Mode::FormPost => page(&destination.redirect_uri, &pairs, SUBMIT, None),
        Mode::WebMessage => {
            // Only pages of the application may embed this page in a frame.
            let origin = Url::parse(&destination.redirect_uri).map(|url| url.origin());
            let origin = origin.ok().filter(|origin| origin.is_tuple());
            let ancestor = origin.map(|origin| origin.ascii_serialization());
            page(&destination.redirect_uri, &pairs, POST_MESSAGE, ancestor.as_deref())
        }
    }
}

fn form(pairs: &[(&'static str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Appends pairs to the query of an address; the rest stays as the application wrote it.
pub(super) fn with_query(address: &str, pairs: &[(&'static str, String)]) -> String {
    let address = ascii(address);
    if pairs.is_empty() {
        return address;
    }
    let between = if address.contains('?') { '&' } else { '?' };
    format!("{address}{between}{}", form(pairs))
}

/// Returns an address in the form allowed in a header.
fn ascii(address: &str) -> String {
    match Url::parse(address) {
        Ok(url) if !address.is_ascii() => url.to_string(),
        _ => address.to_owned(),
    }
}

/// Returns a page with a form for an address and a script that delivers it. The script is a fixed
/// one, and no other script may run.
fn page(
    address: &str,
    pairs: &[(&'static str, String)],
    script: &str,
    ancestor: Option<&str>,
) -> HttpResponse {
    let fields = pairs.iter().map(|(name, value)| {
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escaped(value))
    });
    let body = format!(
        "<form method=\"post\" action=\"{}\">\n{}<noscript><button>Go on</button></noscript>\n\
         </form>\n<script>{script}</script>",
        escaped(address),
        fields.collect::<String>(),
    );
    let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
    HttpResponse::scripted(document("Redirecting", &body), &hash, ancestor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris_are_not_normalized() {
        let pairs = [("a", "b c".to_owned())];
        assert_eq!(with_query("https://example.com", &pairs), "https://example.com?a=b+c");
        assert_eq!(
            with_query("https://example.com/?x=y", &pairs),
            "https://example.com/?x=y&a=b+c"
        );
        assert_eq!(with_query("https://example.com/ü", &[]), "https://example.com/%C3%BC");
    }
}
