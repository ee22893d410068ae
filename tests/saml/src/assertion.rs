//! Assertions.

use crate::sp::{ACS, ENTITY_ID, IDP_ENTITY_ID};
use crate::time::at;
use crate::xml::{ASSERTION_NS, element};

/// An assertion. Texts are XML, and are written as they are.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct Assertion {
    pub id: Option<String>,
    pub version: Option<String>,
    pub issue_instant: Option<String>,
    pub issuer: Option<String>,
    pub subject: Option<Subject>,
    pub conditions: Option<Conditions>,
    pub advice: String,
    pub authn: Option<Authn>,
    pub attributes: Vec<Attribute>,
    /// More attributes of the element itself, with a leading space.
    pub more: String,
    /// Content at the end.
    pub rest: String,
}

#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct Subject {
    pub name_id: Option<NameId>,
    pub confirmations: Vec<Confirmation>,
}

#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct NameId {
    pub content: String,
    pub format: Option<String>,
    pub name_qualifier: Option<String>,
    pub sp_name_qualifier: Option<String>,
}

#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct Confirmation {
    pub method: Option<String>,
    pub data: Option<ConfirmationData>,
}

#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct ConfirmationData {
    pub in_response_to: Option<String>,
    pub not_before: Option<String>,
    pub not_on_or_after: Option<String>,
    pub recipient: Option<String>,
}

#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct Conditions {
    pub not_before: Option<String>,
    pub not_on_or_after: Option<String>,
    /// The audiences of each restriction.
    pub audiences: Vec<Vec<String>>,
    pub rest: String,
}

#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct Authn {
    pub instant: Option<String>,
    pub session_index: Option<String>,
    pub session_not_on_or_after: Option<String>,
    pub context: Option<String>,
}

#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named by the standard")]
pub struct Attribute {
    pub name: Option<String>,
    pub name_format: Option<String>,
    pub friendly_name: Option<String>,
    /// Elements `AttributeValue`.
    pub values: String,
}

impl Assertion {
    /// Returns the assertion of a sign-in of `alice@corp.example`, valid for five minutes.
    #[must_use]
    pub fn genuine(in_response_to: &str) -> Self {
        Self {
            id: some("_assertion-1"),
            version: some("2.0"),
            issue_instant: Some(at(0)),
            issuer: some(IDP_ENTITY_ID),
            subject: Some(Subject {
                name_id: Some(NameId {
                    content: "alice@corp.example".to_owned(),
                    format: some("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"),
                    name_qualifier: None,
                    sp_name_qualifier: None,
                }),
                confirmations: vec![Confirmation::bearer(in_response_to)],
            }),
            conditions: Some(Conditions {
                not_before: Some(at(-300)),
                not_on_or_after: Some(at(300)),
                audiences: vec![vec![ENTITY_ID.to_owned()]],
                rest: String::new(),
            }),
            advice: String::new(),
            authn: Some(Authn {
                instant: Some(at(-10)),
                session_index: some("session-1"),
                session_not_on_or_after: Some(at(3_600)),
                context: some("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"),
            }),
            attributes: vec![
                Attribute::new("email", ["alice@corp.example"]),
                Attribute::new("groups", ["staff", "admins of nothing"]),
            ],
            more: String::new(),
            rest: String::new(),
        }
    }

    /// Returns the element, with this signature after the issuer.
    #[must_use]
    pub fn xml(&self, signature: &str) -> String {
        let content = self.issuer.as_ref().map(|it| element("saml:Issuer", &[], &[], it));
        let statement = if self.attributes.is_empty() {
            String::new()
        } else {
            let attributes: String = self.attributes.iter().map(Attribute::xml).collect();
            element("saml:AttributeStatement", &[], &[], &attributes)
        };
        let content = content.unwrap_or_default()
            + signature
            + &self.subject.as_ref().map(Subject::xml).unwrap_or_default()
            + &self.conditions.as_ref().map(Conditions::xml).unwrap_or_default()
            + &self.advice
            + &self.authn.as_ref().map(Authn::xml).unwrap_or_default()
            + &statement
            + &self.rest;
        let attributes =
            [("ID", &self.id), ("IssueInstant", &self.issue_instant), ("Version", &self.version)];
        let xml = element("saml:Assertion", &[("saml", ASSERTION_NS)], &attributes, &content);
        xml.replacen('>', &format!("{}>", self.more), 1)
    }

    /// Returns the subject.
    pub fn subject(&mut self) -> &mut Subject {
        self.subject.as_mut().unwrap()
    }

    /// Returns the name.
    pub fn name_id(&mut self) -> &mut NameId {
        self.subject().name_id.as_mut().unwrap()
    }

    /// Returns the first confirmation.
    pub fn confirmation(&mut self) -> &mut ConfirmationData {
        self.subject().confirmations[0].data.as_mut().unwrap()
    }

    /// Returns the conditions.
    pub fn conditions(&mut self) -> &mut Conditions {
        self.conditions.as_mut().unwrap()
    }

    /// Returns the authentication statement.
    pub fn authn(&mut self) -> &mut Authn {
        self.authn.as_mut().unwrap()
    }
}

impl Subject {
    fn xml(&self) -> String {
        let name = self.name_id.as_ref().map(NameId::xml).unwrap_or_default();
        let confirmations: String = self.confirmations.iter().map(Confirmation::xml).collect();
        element("saml:Subject", &[], &[], &(name + &confirmations))
    }
}

impl NameId {
    fn xml(&self) -> String {
        let attributes = [
            ("Format", &self.format),
            ("NameQualifier", &self.name_qualifier),
            ("SPNameQualifier", &self.sp_name_qualifier),
        ];
        element("saml:NameID", &[], &attributes, &self.content)
    }
}

impl Confirmation {
    /// Returns a valid bearer confirmation.
    #[must_use]
    pub fn bearer(in_response_to: &str) -> Self {
        Self {
            method: some("urn:oasis:names:tc:SAML:2.0:cm:bearer"),
            data: Some(ConfirmationData {
                in_response_to: some(in_response_to),
                not_before: None,
                not_on_or_after: Some(at(300)),
                recipient: some(ACS),
            }),
        }
    }

    fn xml(&self) -> String {
        let data = self.data.as_ref().map(ConfirmationData::xml).unwrap_or_default();
        element("saml:SubjectConfirmation", &[], &[("Method", &self.method)], &data)
    }
}

impl ConfirmationData {
    fn xml(&self) -> String {
        let attributes = [
            ("InResponseTo", &self.in_response_to),
            ("NotBefore", &self.not_before),
            ("NotOnOrAfter", &self.not_on_or_after),
            ("Recipient", &self.recipient),
        ];
        element("saml:SubjectConfirmationData", &[], &attributes, "")
    }
}

impl Conditions {
    fn xml(&self) -> String {
        let restrictions = self.audiences.iter().map(|audiences| {
            let audiences = audiences.iter().map(|it| element("saml:Audience", &[], &[], it));
            element("saml:AudienceRestriction", &[], &[], &audiences.collect::<String>())
        });
        let content = restrictions.collect::<String>() + &self.rest;
        let attributes = [("NotBefore", &self.not_before), ("NotOnOrAfter", &self.not_on_or_after)];
        element("saml:Conditions", &[], &attributes, &content)
    }
}

impl Authn {
    fn xml(&self) -> String {
        let context = self.context.as_ref().map(|it| {
            let class = element("saml:AuthnContextClassRef", &[], &[], it);
            element("saml:AuthnContext", &[], &[], &class)
        });
        let attributes = [
            ("AuthnInstant", &self.instant),
            ("SessionIndex", &self.session_index),
            ("SessionNotOnOrAfter", &self.session_not_on_or_after),
        ];
        element("saml:AuthnStatement", &[], &attributes, &context.unwrap_or_default())
    }
}

impl Attribute {
    /// Returns an attribute with these values.
    #[must_use]
    pub fn new<const N: usize>(name: &str, values: [&str; N]) -> Self {
        let values = values.iter().map(|it| element("saml:AttributeValue", &[], &[], it)).collect();
        Self {
            name: some(name),
            name_format: some("urn:oasis:names:tc:SAML:2.0:attrname-format:basic"),
            friendly_name: None,
            values,
        }
    }

    fn xml(&self) -> String {
        let attributes = [
            ("FriendlyName", &self.friendly_name),
            ("Name", &self.name),
            ("NameFormat", &self.name_format),
        ];
        element("saml:Attribute", &[], &attributes, &self.values)
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}
