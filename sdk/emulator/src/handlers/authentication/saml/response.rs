//! Responses and their delivery.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    element::{ASSERTION, PROTOCOL, entity_id, new_id},
    settings::Settings,
    signature,
};
use crate::{
    call::Call,
    failure::Failure,
    handlers::authentication::browser::posted,
    state::saml::Request,
    wire::HttpResponse,
    xml::{attribute, text},
};

/// Outcome of a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Status {
    Success,
    /// The user did not sign in.
    AuthnFailed,
    /// The user would have to sign in, which the request does not allow.
    NoPassive,
    /// The user has no name of the requested format.
    InvalidNameIdPolicy,
}

impl Status {
    fn element(self) -> String {
        let code = |name: &str| format!("urn:oasis:names:tc:SAML:2.0:status:{name}");
        let (code_of_all, inner, message) = match self {
            Self::Success => ("Success", None, None),
            Self::AuthnFailed => {
                ("Responder", Some("AuthnFailed"), Some("the user canceled the sign-in"))
            }
            Self::NoPassive => (
                "Responder",
                Some("NoPassive"),
                Some("the user must sign in, and `IsPassive` does not allow a page"),
            ),
            Self::InvalidNameIdPolicy => (
                "Requester",
                Some("InvalidNameIDPolicy"),
                Some("the user has no name of the requested format"),
            ),
        };
        let inner = inner.map(|inner| {
            format!("<samlp:StatusCode Value=\"{}\"></samlp:StatusCode>", code(inner))
        });
        let message =
            message.map(|message| format!("<samlp:StatusMessage>{message}</samlp:StatusMessage>"));
        format!(
            "<samlp:Status><samlp:StatusCode Value=\"{}\">{}</samlp:StatusCode>{}</samlp:Status>",
            code(code_of_all),
            inner.unwrap_or_default(),
            message.unwrap_or_default()
        )
    }
}

/// Returns the page that posts a response to the application. `assertion` is empty for a failure.
///
/// # Errors
///
/// Returns an error if the response cannot be signed.
pub(super) fn posted(
    call: &mut Call<'_>,
    request: &Request,
    settings: &Settings,
    status: Status,
    assertion: &str,
) -> Result<HttpResponse, Failure> {
    let document = document(call, request, settings, status, assertion)?;
    let mut pairs = vec![("SAMLResponse", STANDARD.encode(document))];
    pairs.extend(request.relay_state.clone().map(|relay_state| ("RelayState", relay_state)));
    Ok(posted::page(&request.acs_url, &pairs))
}

/// Returns the response, in canonical form.
fn document(
    call: &mut Call<'_>,
    request: &Request,
    settings: &Settings,
    status: Status,
    assertion: &str,
) -> Result<String, Failure> {
    let id = new_id(call.state);
    let in_response_to =
        request.id.as_deref().map(|id| format!(" InResponseTo=\"{}\"", attribute(id)));
    let before = format!(
        "<samlp:Response xmlns:samlp=\"{PROTOCOL}\" Destination=\"{}\" ID=\"{id}\"{} \
         IssueInstant=\"{}\" Version=\"2.0\"><saml:Issuer xmlns:saml=\"{ASSERTION}\">{}\
         </saml:Issuer>",
        attribute(settings.destination.as_ref().unwrap_or(&request.acs_url)),
        in_response_to.unwrap_or_default(),
        call.now.text(),
        text(&entity_id(call.host, &request.app_id)),
    );
    let after = format!("{}{assertion}</samlp:Response>", status.element());
    let signature = match settings.signs_response {
        true => signature::of(&id, &format!("{before}{after}"), settings, &call.state.keys)?,
        false => String::new(),
    };
    Ok(format!("{before}{signature}{after}"))
}
