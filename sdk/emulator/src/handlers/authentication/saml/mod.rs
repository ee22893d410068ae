//! SAML 2.0: an identity provider with the Web Browser SSO profile.
//!
//! # Assumptions
//!
//! - Every application can use SAML, even if `samlProviderEnabled` is `false`. Its settings are those
//!   of `samlConfig`: `acs`, `audience`, `recipient`, `destination`, `nameIdentifierFormat`,
//!   `lifetimeInSeconds`, `signatureAlgorithm`, `digestAlgorithm`, `signResponse`,
//!   `authnContextClassRef` and `mappings`. Others are only stored.
//! - Responses are sent to `acs` or to a redirect URI of the application. Without any of them, an
//!   application may name any `https` URL, and `http` on loopback, in its request.
//! - A sign-in without a request sends its response to `acs`, or else to the first redirect URI.
//! - The audience is `audience`, or else the `Issuer` of the request, or else the ACS URL.
//! - The assertion is signed; the response only with `signResponse`. Algorithms other than SHA-384
//!   and SHA-512 are replaced by SHA-256; this includes SHA-1, which the documentation names.
//! - Requests need no signature, and signatures of requests are not verified.
//! - The name of the user is the username, or else the email address, phone or ID; the email address
//!   or the ID if that format is requested or configured.
//! - `mappings` maps the name of an attribute, such as `email`, to the name in the assertion.

mod assertion;
mod element;
mod metadata;
mod name_id;
mod request;
mod response;
mod settings;
mod signature;

use super::browser::{
    application::application,
    start::{self, Known},
};
use crate::{
    call::{Call, Response, Route},
    failure::Failure,
    state::{browser_user::BrowserUser, interaction::SignInRequest, saml::Request},
    wire::HttpResponse,
};
use assertion::Assertion;
use name_id::NameId;
use request::Binding;
use response::Status;
use settings::Settings;

pub(super) const ROUTES: &[Route] = &[
    Route {
        path: "/api/v2/saml-idp/{appId}",
        get: |call| sign_in(call, Binding::Redirect),
        post: Some(|call| sign_in(call, Binding::Post)),
    },
    Route { path: "/api/v2/saml-idp/{appId}/metadata", get: show_metadata, post: None },
];

fn show_metadata(call: &mut Call<'_>) -> Result<Response, Failure> {
    let app = application(call)?;
    let document = metadata::document(call.host, app, call.state.keys.certificate());
    let response = HttpResponse::new(200, "application/samlmetadata+xml", document);
    Ok(Response::Http(response.header("x-content-type-options", "nosniff")))
}

fn sign_in(call: &mut Call<'_>, binding: Binding) -> Result<Response, Failure> {
    let app = application(call)?;
    let (request, prompt) = request::read(call, app, binding)?;
    let known = start::known(call, &request.app_id, |_| !prompt.force);
    let response = match known {
        Known::Sufficient(user) => granted(call, &request, &user)?,
        _ if prompt.passive => failed(call, &request, Status::NoPassive)?,
        known => start::ask(call, SignInRequest::Saml(request), known)?,
    };
    Ok(Response::Http(response))
}

/// Grants the request.
///
/// # Errors
///
/// Returns an error if the response cannot be signed.
pub(super) fn granted(
    call: &mut Call<'_>,
    request: &Request,
    browser_user: &BrowserUser,
) -> Result<HttpResponse, Failure> {
    let app = call.state.applications.get(&request.app_id);
    let settings = Settings::of(app.ok_or_else(|| Failure::not_found("application"))?);
    let Some(name_id) = NameId::of(call.state, &settings, request, &browser_user.user_id) else {
        return failed(call, request, Status::InvalidNameIdPolicy);
    };
    let id = element::new_id(call.state);
    let session_index = element::new_id(call.state);
    let assertion =
        Assertion { id, session_index, name_id, request, browser_user, settings: &settings };
    let assertion = assertion.signed(call)?;
    response::posted(call, request, &settings, Status::Success, &assertion)
}

/// Reports to the application that the user canceled the sign-in.
///
/// # Errors
///
/// Returns an error if the response cannot be signed.
pub(super) fn canceled(call: &mut Call<'_>, request: &Request) -> Result<HttpResponse, Failure> {
    failed(call, request, Status::AuthnFailed)
}

fn failed(call: &mut Call<'_>, request: &Request, status: Status) -> Result<HttpResponse, Failure> {
    let app = call.state.applications.get(&request.app_id);
    let settings = Settings::of(app.ok_or_else(|| Failure::not_found("application"))?);
    response::posted(call, request, &settings, status, "")
}
