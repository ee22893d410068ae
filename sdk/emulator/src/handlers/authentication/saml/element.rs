//! Parts of documents: namespaces, identifiers, times.

use crate::state::State;

/// Namespace of assertions.
pub(super) const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// Namespace of requests and responses.
pub(super) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// Binding that posts a form.
pub(super) const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
/// Binding that redirects.
pub(super) const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/// Returns a new identifier. It does not begin with a digit, which XML does not allow.
pub(super) fn new_id(state: &mut State) -> String {
    format!("_{}", state.ids.hex(32))
}

/// Returns the URL of the identity provider for an application.
pub(super) fn idp_url(host: &str, app_id: &str) -> String {
    format!("{host}/api/v2/saml-idp/{app_id}")
}

/// Returns the entity ID of the identity provider: the URL of its metadata.
pub(super) fn entity_id(host: &str, app_id: &str) -> String {
    format!("{}/metadata", idp_url(host, app_id))
}
