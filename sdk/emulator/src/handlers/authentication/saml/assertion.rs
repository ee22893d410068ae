//! Assertions.

use super::{
    element::{ASSERTION, entity_id},
    name_id::NameId,
    settings::Settings,
    signature,
};
use crate::{
    call::Call,
    failure::Failure,
    handlers::authentication::browser::attributes::attributes,
    state::{browser_user::BrowserUser, saml::Request},
    xml::{attribute, text},
};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const BASIC: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";

/// An assertion about a user.
#[derive(Debug)]
pub(super) struct Assertion<'a> {
    pub id: String,
    pub session_index: String,
    pub name_id: NameId,
    pub request: &'a Request,
    pub browser_user: &'a BrowserUser,
    pub settings: &'a Settings,
}

impl Assertion<'_> {
    /// Returns the signed assertion, in canonical form.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be signed.
    pub fn signed(&self, call: &Call<'_>) -> Result<String, Failure> {
        let (before, after) = (self.head(call), self.content(call));
        let canonical = format!("{before}{after}");
        let signature = signature::of(&self.id, &canonical, self.settings, &call.state.keys)?;
        Ok(format!("{before}{signature}{after}"))
    }

    /// Returns the part before the signature.
    fn head(&self, call: &Call<'_>) -> String {
        format!(
            "<saml:Assertion xmlns:saml=\"{ASSERTION}\" ID=\"{}\" IssueInstant=\"{}\" \
             Version=\"2.0\"><saml:Issuer>{}</saml:Issuer>",
            self.id,
            call.now.text(),
            text(&entity_id(call.host, &self.request.app_id)),
        )
    }

    /// Returns the part after the signature.
    fn content(&self, call: &Call<'_>) -> String {
        let Self { request, settings, name_id, .. } = self;
        let until = call.now.plus_seconds(settings.lifetime).text();
        let in_response_to =
            request.id.as_deref().map(|id| format!(" InResponseTo=\"{}\"", attribute(id)));
        let recipient = settings.recipient.as_ref().unwrap_or(&request.acs_url);
        let audience = settings.audience.as_ref().or(request.issuer.as_ref());
        format!(
            "<saml:Subject><saml:NameID Format=\"{}\">{}</saml:NameID>\
             <saml:SubjectConfirmation Method=\"{BEARER}\">\
             <saml:SubjectConfirmationData{} NotOnOrAfter=\"{until}\" Recipient=\"{}\">\
             </saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>\
             <saml:Conditions NotBefore=\"{}\" NotOnOrAfter=\"{until}\">\
             <saml:AudienceRestriction><saml:Audience>{}</saml:Audience>\
             </saml:AudienceRestriction></saml:Conditions>\
             <saml:AuthnStatement AuthnInstant=\"{}\" SessionIndex=\"{}\"><saml:AuthnContext>\
             <saml:AuthnContextClassRef>{}</saml:AuthnContextClassRef></saml:AuthnContext>\
             </saml:AuthnStatement>{}</saml:Assertion>",
            attribute(&name_id.format),
            text(&name_id.value),
            in_response_to.unwrap_or_default(),
            attribute(recipient),
            call.now.text(),
            text(audience.unwrap_or(&request.acs_url)),
            self.browser_user.at.text(),
            self.session_index,
            text(&settings.authn_context),
            self.attributes(call),
        )
    }

    fn attributes(&self, call: &Call<'_>) -> String {
        let all = attributes(call.state, &self.browser_user.user_id, call.now);
        let all = all.into_iter().map(|(name, values)| {
            let name = self.settings.mappings.get(name).map_or(name, String::as_str);
            let values = values
                .iter()
                .map(|value| format!("<saml:AttributeValue>{}</saml:AttributeValue>", text(value)));
            format!(
                "<saml:Attribute Name=\"{}\" NameFormat=\"{BASIC}\">{}</saml:Attribute>",
                attribute(name),
                values.collect::<String>()
            )
        });
        let all: String = all.collect();
        match all.is_empty() {
            true => all,
            false => format!("<saml:AttributeStatement>{all}</saml:AttributeStatement>"),
        }
    }
}
