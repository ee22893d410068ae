//! [`Subject`]: the user of an assertion, and how the bearer is confirmed to be that user.

use std::time::SystemTime;

use roxmltree::Node;

use super::{at_most_one, invalid, time};
use crate::error::Error;
use crate::saml::identity::NameId;
use crate::saml::names::{BEARER, SAML};
use crate::xml::{attribute, children, plain_text};

/// The subject of an assertion.
pub(in crate::saml::response) struct Subject {
    pub(in crate::saml::response) name_id: NameId,
    /// The confirmations by bearer.
    pub(in crate::saml::response) confirmations: Vec<Confirmation>,
}

/// A confirmation by bearer.
pub(in crate::saml::response) struct Confirmation {
    /// Whether it has `SubjectConfirmationData`.
    pub(in crate::saml::response) has_data: bool,
    pub(in crate::saml::response) recipient: Option<String>,
    pub(in crate::saml::response) in_response_to: Option<String>,
    pub(in crate::saml::response) has_not_before: bool,
    pub(in crate::saml::response) not_on_or_after: Option<SystemTime>,
}

impl Subject {
    pub(super) fn read(node: Node<'_, '_>) -> Result<Self, Error> {
        let name_id = at_most_one(node, "NameID")?
            .ok_or_else(|| invalid("the subject has no `NameID`, which identifies the user"))?;
        let value = plain_text(name_id).ok_or_else(|| invalid("`NameID` contains elements"))?;
        if value.trim().is_empty() {
            return Err(invalid("`NameID` is empty"));
        }
        let optional = |name| attribute(name_id, name).map(str::to_owned);
        let confirmations = children(node, SAML, "SubjectConfirmation");
        let is_bearer = |it: &Node<'_, '_>| attribute(*it, "Method") == Some(BEARER);
        Ok(Self {
            name_id: NameId {
                value,
                format: optional("Format"),
                name_qualifier: optional("NameQualifier"),
                sp_name_qualifier: optional("SPNameQualifier"),
            },
            confirmations: confirmations
                .into_iter()
                .filter(is_bearer)
                .map(Confirmation::read)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl Confirmation {
    fn read(node: Node<'_, '_>) -> Result<Self, Error> {
        let Some(data) = at_most_one(node, "SubjectConfirmationData")? else {
            return Ok(Self {
                has_data: false,
                recipient: None,
                in_response_to: None,
                has_not_before: false,
                not_on_or_after: None,
            });
        };
        let optional = |name| attribute(data, name).map(str::to_owned);
        Ok(Self {
            has_data: true,
            recipient: optional("Recipient"),
            in_response_to: optional("InResponseTo"),
            has_not_before: attribute(data, "NotBefore").is_some(),
            not_on_or_after: time::optional(data, "NotOnOrAfter")?,
        })
    }
}
