//! [`Assertion`]: the content of an assertion, read from the octets that were digested.

mod attributes;
mod conditions;
mod statement;
mod subject;
mod time;

use roxmltree::Node;

pub(super) use conditions::Conditions;
pub(super) use statement::Statement;
pub(super) use subject::{Confirmation, Subject};

use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::saml::attributes::Attributes;
use crate::saml::names::SAML;
use crate::xml::{attribute, children, plain_text};

/// The content of an assertion. Nothing of it is checked but its form.
pub(super) struct Assertion {
    pub(super) id: String,
    pub(super) issuer: Option<String>,
    pub(super) subject: Subject,
    pub(super) conditions: Option<Conditions>,
    pub(super) statement: Statement,
    pub(super) attributes: Attributes,
}

impl Assertion {
    pub(super) fn read(node: Node<'_, '_>) -> Result<Self, Error> {
        if attribute(node, "Version") != Some("2.0") {
            return Err(invalid("the assertion is not one of SAML 2.0"));
        }
        let id = attribute(node, "ID").filter(|it| !it.is_empty());
        let id = id.ok_or_else(|| invalid("the assertion has no ID"))?;
        time::required(node, "IssueInstant")?;
        let subject = at_most_one(node, "Subject")?;
        let subject = subject.ok_or_else(|| invalid("the assertion has no subject"))?;
        let conditions = at_most_one(node, "Conditions")?;
        Ok(Self {
            id: id.to_owned(),
            issuer: issuer(node)?,
            subject: Subject::read(subject)?,
            conditions: conditions.map(Conditions::read).transpose()?,
            statement: Statement::read(&children(node, SAML, "AuthnStatement"))?,
            attributes: attributes::read(&children(node, SAML, "AttributeStatement"))?,
        })
    }
}

pub(super) fn invalid(problem: impl Into<String>) -> Error {
    SamlError::new(Kind::InvalidAssertion, problem).into()
}

/// Returns the issuer of an assertion or a response, if it has one.
pub(super) fn issuer(node: Node<'_, '_>) -> Result<Option<String>, Error> {
    let Some(issuer) = at_most_one(node, "Issuer")? else { return Ok(None) };
    let text = plain_text(issuer).ok_or_else(|| invalid("the issuer contains elements"))?;
    Ok(Some(trimmed(&text)).filter(|it| !it.is_empty()))
}

/// Returns the element of a name, which must not repeat.
fn at_most_one<'a, 'input>(
    node: Node<'a, 'input>,
    name: &str,
) -> Result<Option<Node<'a, 'input>>, Error> {
    match children(node, SAML, name)[..] {
        [] => Ok(None),
        [child] => Ok(Some(child)),
        _ => Err(invalid(format!("`{name}` is repeated"))),
    }
}

/// Removes blanks of XML at both ends.
pub(super) fn trimmed(text: &str) -> String {
    text.trim_matches([' ', '\t', '\r', '\n']).to_owned()
}
