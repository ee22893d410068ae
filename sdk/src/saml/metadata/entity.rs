//! [`find_entity`]: the identity provider in a document of metadata.

use std::time::SystemTime;

use roxmltree::Node;

use super::certificate::{bytes_of_base64, key_of_base64};
use super::key::SigningKey;
use crate::error::{SamlError, SamlErrorKind as Kind};
use crate::saml::names::{DSIG, SAMLP};
use crate::saml::time::parse_time;
use crate::xml::{attribute, children, is, text};

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/// An `EntityDescriptor`.
pub(super) struct Entity<'a, 'input> {
    node: Node<'a, 'input>,
    pub(super) id: &'a str,
}

/// Finds the entity with this ID, or the only one.
pub(super) fn find_entity<'a, 'input>(
    root: Node<'a, 'input>,
    id: Option<&str>,
) -> Result<Entity<'a, 'input>, SamlError> {
    let mut entities = Vec::new();
    let mut groups = vec![root];
    while let Some(node) = groups.pop() {
        if is(node, METADATA, "EntityDescriptor") {
            let id = attribute(node, "entityID").unwrap_or_default();
            entities.push(Entity { node, id });
        } else if is(node, METADATA, "EntitiesDescriptor") {
            groups.extend(node.children());
        } else if node == root {
            return Err(invalid(
                "the metadata is not SAML 2.0: its root is neither `EntityDescriptor` nor \
                 `EntitiesDescriptor`",
            ));
        }
    }
    let count = entities.len();
    if let Some(id) = id {
        entities.retain(|entity| entity.id == id);
    }
    match (entities.pop(), id, entities.is_empty()) {
        (Some(entity), _, true) => Ok(entity),
        (Some(_), None, false) => Err(SamlError::new(
            Kind::SeveralEntities,
            format!("the metadata has {count} entities; name one with `IdpMetadata::parse_entity`"),
        )),
        (Some(_), Some(id), false) => {
            Err(invalid(format!("the metadata has several entities with the ID `{id}`")))
        }
        (None, Some(id), _) => Err(SamlError::new(
            Kind::UnknownEntity,
            format!("the metadata has no entity with the ID `{id}`; it has {count} entities"),
        )),
        (None, None, _) => Err(invalid("the metadata has no `EntityDescriptor`")),
    }
}

impl<'a, 'input> Entity<'a, 'input> {
    /// Returns the first description of an identity provider of SAML 2.0.
    fn provider(&self) -> Result<Node<'a, 'input>, SamlError> {
        let mut providers = children(self.node, METADATA, "IDPSSODescriptor").into_iter();
        let is_saml_2 = |node: &Node<'_, '_>| {
            let protocols = attribute(*node, "protocolSupportEnumeration").unwrap_or_default();
            protocols.split_ascii_whitespace().any(|it| it == SAMLP)
        };
        providers.find(is_saml_2).ok_or_else(|| {
            invalid(format!(
                "the entity `{}` is not an identity provider: it has no `IDPSSODescriptor` of SAML \
                 2.0",
                self.id
            ))
        })
    }

    /// Returns the location of the login page.
    pub(super) fn login_url(&self) -> Result<Option<&'a str>, SamlError> {
        let mut services = children(self.provider()?, METADATA, "SingleSignOnService").into_iter();
        let redirect = services.find(|it| attribute(*it, "Binding") == Some(REDIRECT));
        let Some(redirect) = redirect else { return Ok(None) };
        let location = attribute(redirect, "Location");
        location.map(Some).ok_or_else(|| invalid("a `SingleSignOnService` has no `Location`"))
    }

    /// Returns the keys that verify signatures.
    pub(super) fn keys(&self) -> Result<Vec<SigningKey>, SamlError> {
        let signs = |node: &Node<'_, '_>| matches!(attribute(*node, "use"), None | Some("signing"));
        let mut keys = Vec::new();
        for descriptor in
            children(self.provider()?, METADATA, "KeyDescriptor").into_iter().filter(signs)
        {
            for info in children(descriptor, DSIG, "KeyInfo") {
                for key in keys_of_info(info)? {
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
            }
        }
        Ok(keys)
    }

    /// Returns the earliest `validUntil` of the identity provider, its entity, and the groups that
    /// contain it.
    pub(super) fn valid_until(&self) -> Result<Option<SystemTime>, SamlError> {
        let mut earliest: Option<SystemTime> = None;
        for node in self.provider()?.ancestors() {
            let Some(text) = attribute(node, "validUntil") else { continue };
            let time = parse_time(text).ok_or_else(|| {
                invalid(format!("`validUntil` of the metadata is not a time: `{text}`"))
            })?;
            earliest = Some(earliest.map_or(time, |it| it.min(time)));
        }
        Ok(earliest)
    }
}

/// Reads the RSA keys of a `KeyInfo`.
fn keys_of_info(info: Node<'_, '_>) -> Result<Vec<SigningKey>, SamlError> {
    let mut keys = Vec::new();
    let mut has_certificate = false;
    for data in children(info, DSIG, "X509Data") {
        // The others are the chain of the first.
        let first = children(data, DSIG, "X509Certificate").into_iter().next();
        if let Some(certificate) = first {
            has_certificate = true;
            keys.extend(
                key_of_base64(&text(certificate)).map_err(|problem| {
                    invalid(format!("a certificate of the metadata {problem}"))
                })?,
            );
        }
    }
    if has_certificate {
        return Ok(keys);
    }
    let values = children(info, DSIG, "KeyValue").into_iter();
    for value in values.flat_map(|it| children(it, DSIG, "RSAKeyValue")) {
        let number = |name: &str| match children(value, DSIG, name).into_iter().next() {
            Some(number) => bytes_of_base64(&text(number)),
            None => Err(format!("has no `{name}`")),
        };
        let key = number("Modulus")
            .and_then(|modulus| SigningKey::from_numbers(&modulus, &number("Exponent")?));
        let problem = |problem| invalid(format!("an `RSAKeyValue` of the metadata {problem}"));
        keys.extend(key.map_err(problem)?);
    }
    Ok(keys)
}

fn invalid(problem: impl Into<String>) -> SamlError {
    SamlError::new(Kind::InvalidMetadata, problem)
}
