//! Metadata of the identity provider.

use super::{
    element::{POST, PROTOCOL, REDIRECT, entity_id, idp_url},
    name_id::FORMATS,
    signature::declared_key_info,
};
use crate::{state::application::Application, xml::attribute};

const NAMESPACE: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// Returns the metadata document of the identity provider for an application.
pub(super) fn document(host: &str, app: &Application, certificate: &[u8]) -> String {
    let location = idp_url(host, &app.id);
    let formats =
        FORMATS.map(|format| format!("<md:NameIDFormat>{format}</md:NameIDFormat>\n")).concat();
    let services = [REDIRECT, POST].map(|binding| {
        format!(
            "<md:SingleSignOnService Binding=\"{binding}\" Location=\"{}\"/>\n",
            attribute(&location)
        )
    });
    format!(
        "<md:EntityDescriptor xmlns:md=\"{NAMESPACE}\" entityID=\"{}\">\n\
         <md:IDPSSODescriptor WantAuthnRequestsSigned=\"false\" \
         protocolSupportEnumeration=\"{PROTOCOL}\">\n\
         <md:KeyDescriptor use=\"signing\">{}</md:KeyDescriptor>\n{formats}{}\
         </md:IDPSSODescriptor>\n</md:EntityDescriptor>\n",
        attribute(&entity_id(host, &app.id)),
        declared_key_info(certificate),
        services.concat(),
    )
}
