//! [`IdpMetadata`]: the metadata of an identity provider.

use std::fmt;
use std::time::SystemTime;

use url::Url;

use super::certificate::keys_of_text;
use super::entity::find_entity;
use super::key::SigningKey;
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::saml::text::is_text;
use crate::written_url::authority;
use crate::xml::{Limits, Problem, ProblemKind, parse};

/// How a certificate is passed.
const FORMATS: &str = "pass RSA certificates of 2,048 bits or more as PEM, or as the base64 of DER";

/// The most characters of an entity ID (SAML core, 8.3.6).
const LONGEST_ENTITY_ID: usize = 1_024;

/// The metadata of an identity provider: its entity ID, its login URL, and the keys that verify its
/// signatures.
///
/// Signatures are verified with these keys only, so the metadata must come from the identity
/// provider unchanged: download it over HTTPS, or copy it from the console. A signature of the
/// metadata itself is not checked.
///
/// # Keys
///
/// Each RSA key of 2,048 bits or more verifies signatures, so that the identity provider can replace
/// its key: publish the new one next to the old one, and call
/// [`SamlClient::replace_idp_metadata`](crate::saml::SamlClient::replace_idp_metadata). A shorter RSA
/// key is an error; keys of other algorithms are skipped.
///
/// A `KeyDescriptor` counts unless its `use` is another than `signing`. Of several certificates in
/// one `X509Data`, the first has the key, and the others are its chain. The metadata vouches for the
/// keys: issuers, dates and revocation of certificates are not checked.
#[derive(Clone)]
pub struct IdpMetadata {
    entity_id: String,
    login_url: Option<String>,
    keys: Vec<SigningKey>,
    valid_until: Option<SystemTime>,
}

impl IdpMetadata {
    /// Reads metadata with one entity.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use genauth::saml::IdpMetadata;
    ///
    /// let metadata = IdpMetadata::parse(&std::fs::read_to_string("idp.xml")?)?;
    /// println!("{}", metadata.entity_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Saml`] with
    ///
    /// - [`SeveralEntities`](Kind::SeveralEntities) if the metadata has several entities; use
    ///   [`parse_entity`](Self::parse_entity),
    /// - [`NoSigningKey`](Kind::NoSigningKey) if no key verifies signatures,
    /// - [`MetadataExpired`](Kind::MetadataExpired) if `validUntil` of the entity, or of a group
    ///   around it, has passed,
    /// - [`TooLarge`](Kind::TooLarge) if the metadata exceeds 1 MB, 64 nested elements, 20,000
    ///   elements and comments, 64 attributes of an element, 256 declarations of namespaces in one
    ///   place, or 256 bytes of one,
    /// - [`Doctype`](Kind::Doctype), [`Xml`](Kind::Xml) or
    ///   [`InvalidMetadata`](Kind::InvalidMetadata) if it cannot be read, does not describe an
    ///   identity provider of SAML 2.0, or has an RSA key of fewer than 2,048 bits.
    pub fn parse(xml: &str) -> Result<Self, Error> {
        Self::read(xml, None, SystemTime::now()).map_err(Error::from)
    }

    /// Reads the entity with this ID from metadata that may have several.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`parse`](Self::parse), and
    /// [`UnknownEntity`](Kind::UnknownEntity) if no entity has this ID.
    pub fn parse_entity(xml: &str, entity_id: &str) -> Result<Self, Error> {
        Self::read(xml, Some(entity_id), SystemTime::now()).map_err(Error::from)
    }

    fn read(xml: &str, entity_id: Option<&str>, now: SystemTime) -> Result<Self, SamlError> {
        let document = parse(xml, &Limits::MESSAGE).map_err(unreadable)?;
        let entity = find_entity(document.root_element(), entity_id)?;
        let valid_until = entity.valid_until()?;
        let metadata = Self::new(entity.id, entity.keys()?, valid_until)?;
        metadata.check_valid(now)?;
        match entity.login_url()? {
            Some(url) => metadata.with_checked_login_url(url.to_owned()),
            None => Ok(metadata),
        }
    }

    /// Creates metadata of an entity ID and certificates, each as PEM or as the base64 of DER. A text
    /// of PEM may have several certificates.
    ///
    /// Each certificate is one of the identity provider; leave out those that issued it. The login
    /// URL is that of GenAuth unless [`with_login_url`](Self::with_login_url) sets another.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use genauth::saml::IdpMetadata;
    ///
    /// let certificate = std::fs::read_to_string("idp.pem")?;
    /// let metadata = IdpMetadata::from_certificates("https://idp.example/saml", [certificate])?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Saml`] with [`InvalidMetadata`](Kind::InvalidMetadata) if the entity ID or a
    /// certificate is not valid or an RSA key has fewer than 2,048 bits, and with
    /// [`NoSigningKey`](Kind::NoSigningKey) if no certificate has an RSA key.
    pub fn from_certificates<C: AsRef<str>>(
        entity_id: impl Into<String>,
        certificates: impl IntoIterator<Item = C>,
    ) -> Result<Self, Error> {
        let mut keys = Vec::new();
        for (index, certificate) in certificates.into_iter().enumerate() {
            let found = keys_of_text(certificate.as_ref()).map_err(|problem| {
                invalid(format!("certificate {} {problem}; {FORMATS}", index + 1))
            })?;
            for key in found {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        Ok(Self::new(&entity_id.into(), keys, None)?)
    }

    fn new(
        entity_id: &str,
        keys: Vec<SigningKey>,
        valid_until: Option<SystemTime>,
    ) -> Result<Self, SamlError> {
        if let Some(problem) = entity_id_problem(entity_id) {
            return Err(invalid(format!("the entity ID of the identity provider {problem}")));
        }
        if keys.is_empty() {
            return Err(SamlError::new(
                Kind::NoSigningKey,
                "the identity provider has no RSA key that verifies signatures; add a certificate \
                 with one to its metadata",
            ));
        }
        Ok(Self { entity_id: entity_id.to_owned(), login_url: None, keys, valid_until })
    }

    /// Sets the URL of the login page with the redirect binding.
    ///
    /// # Errors
    ///
    /// [`Error::Saml`] with [`InvalidMetadata`](Kind::InvalidMetadata) if it is not an absolute
    /// `http` or `https` URL.
    pub fn with_login_url(self, url: impl Into<String>) -> Result<Self, Error> {
        Ok(self.with_checked_login_url(url.into())?)
    }

    fn with_checked_login_url(mut self, url: String) -> Result<Self, SamlError> {
        // Browsers are redirected to it, which must not run a script.
        let is_web = Url::parse(&url).is_ok() && authority(&url).is_some();
        if !is_web || !is_text(&url) {
            return Err(invalid(format!("the login URL `{url}` is not an `http` or `https` URL")));
        }
        self.login_url = Some(url);
        Ok(self)
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

    /// Returns the keys that verify signatures; at least one.
    pub(in crate::saml) fn keys(&self) -> &[SigningKey] {
        &self.keys
    }

    /// Refuses metadata past `validUntil`.
    pub(in crate::saml) fn check_valid(&self, now: SystemTime) -> Result<(), SamlError> {
        if self.valid_until.is_some_and(|until| until <= now) {
            return Err(SamlError::new(
                Kind::MetadataExpired,
                "the metadata of the identity provider is past `validUntil`; download it again",
            ));
        }
        Ok(())
    }
}

/// Returns the problem of an entity ID, which completes a sentence about it.
pub(in crate::saml) fn entity_id_problem(entity_id: &str) -> Option<&'static str> {
    if entity_id.trim().is_empty() {
        Some("is blank")
    } else if entity_id.trim() != entity_id {
        Some("begins or ends with a blank")
    } else if !is_text(entity_id) {
        Some("contains control characters")
    } else if entity_id.chars().count() > LONGEST_ENTITY_ID {
        Some("has more than 1,024 characters")
    } else {
        None
    }
}

/// Adds what is often passed by mistake.
fn unreadable(mut problem: Problem) -> SamlError {
    if !matches!(problem.kind, ProblemKind::TooLarge) {
        problem
            .text
            .push_str("; pass the XML of the metadata, not its path, its URL or an HTML page");
    }
    problem.into()
}

fn invalid(problem: impl Into<String>) -> SamlError {
    SamlError::new(Kind::InvalidMetadata, problem)
}

impl fmt::Debug for IdpMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdpMetadata")
            .field("entity_id", &self.entity_id)
            .field("login_url", &self.login_url)
            .field("keys", &self.keys.len())
            .field("valid_until", &self.valid_until)
            .finish()
    }
}
