//! [`IdpMetadata`]: the metadata of an identity provider.

use std::time::SystemTime;

use crate::error::{Error, SamlError, SamlErrorKind};

/// The metadata of an identity provider: its entity ID, its login URL, and the keys that verify its
/// signatures.
#[derive(Clone)]
pub struct IdpMetadata {
    entity_id: String,
    login_url: Option<String>,
    keys: Vec<SigningKey>,
    valid_until: Option<SystemTime>,
}

/// An RSA public key, as DER of `SubjectPublicKeyInfo`.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::saml) struct SigningKey(pub(in crate::saml) Vec<u8>);

impl IdpMetadata {
    /// Reads metadata with one entity.
    pub fn parse(xml: &str) -> Result<Self, Error> {
        let _ = xml;
        Err(SamlError::new(SamlErrorKind::InvalidMetadata, "skeleton").into())
    }

    /// Reads one entity of metadata that may have several.
    pub fn parse_entity(xml: &str, entity_id: &str) -> Result<Self, Error> {
        let _ = (xml, entity_id);
        Err(SamlError::new(SamlErrorKind::InvalidMetadata, "skeleton").into())
    }

    /// Creates metadata of an entity ID and certificates, each as PEM or as the base64 of DER.
    pub fn from_certificates<C: AsRef<str>>(
        entity_id: impl Into<String>,
        certificates: impl IntoIterator<Item = C>,
    ) -> Result<Self, Error> {
        let _ = (entity_id.into(), certificates.into_iter().count());
        Err(SamlError::new(SamlErrorKind::InvalidMetadata, "skeleton").into())
    }

    /// Returns the entity ID, the issuer of assertions.
    pub fn entity_id(&self) -> &str {
        &self.entity_id
    }

    /// Returns the URL of the login page with the redirect binding.
    pub fn login_url(&self) -> Option<&str> {
        self.login_url.as_deref()
    }

    /// Returns the time after which the metadata is not used.
    pub fn valid_until(&self) -> Option<SystemTime> {
        self.valid_until
    }

    /// Checks that the metadata is not past its end.
    pub(in crate::saml) fn check_valid(&self, now: SystemTime) -> Result<(), Error> {
        match self.valid_until {
            Some(until) if until <= now => {
                Err(SamlError::new(SamlErrorKind::MetadataExpired, "expired").into())
            }
            _ => Ok(()),
        }
    }

    /// Returns the keys that verify signatures; at least one.
    pub(in crate::saml) fn keys(&self) -> &[SigningKey] {
        &self.keys
    }
}
