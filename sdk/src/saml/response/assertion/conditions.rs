//! [`Conditions`]: when and for whom an assertion is valid.

use std::time::SystemTime;

use roxmltree::Node;

use super::{invalid, time, trimmed};
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::saml::names::SAML;
use crate::xml::{children, elements, plain_text};

/// The conditions of an assertion.
pub(in crate::saml::response) struct Conditions {
    pub(in crate::saml::response) not_before: Option<SystemTime>,
    pub(in crate::saml::response) not_on_or_after: Option<SystemTime>,
    /// The audiences of each restriction, all of which must be met.
    pub(in crate::saml::response) restrictions: Vec<Vec<String>>,
}

impl Conditions {
    pub(super) fn read(node: Node<'_, '_>) -> Result<Self, Error> {
        let mut restrictions = Vec::new();
        for condition in elements(node) {
            let is = |name| condition.has_tag_name((SAML, name));
            if is("AudienceRestriction") {
                restrictions.push(audiences(condition)?);
            } else if !is("OneTimeUse") && !is("ProxyRestriction") {
                // One that is not understood makes the assertion indeterminate (SAML core 2.5.1.1).
                return Err(SamlError::new(
                    Kind::UnknownCondition,
                    "the assertion has a condition that is not known",
                )
                .into());
            }
        }
        let (not_before, not_on_or_after) =
            (time::optional(node, "NotBefore")?, time::optional(node, "NotOnOrAfter")?);
        if let (Some(start), Some(end)) = (not_before, not_on_or_after)
            && end <= start
        {
            return Err(invalid("the conditions end before they start"));
        }
        Ok(Self { not_before, not_on_or_after, restrictions })
    }
}

/// Returns the audiences of a restriction.
fn audiences(restriction: Node<'_, '_>) -> Result<Vec<String>, Error> {
    let audiences = children(restriction, SAML, "Audience");
    let text = |it: Node<'_, '_>| plain_text(it).map(|text| trimmed(&text));
    let texts: Option<Vec<String>> = audiences.into_iter().map(text).collect();
    texts.ok_or_else(|| invalid("an audience contains elements"))
}
