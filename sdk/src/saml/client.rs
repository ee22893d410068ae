//! [`SamlClient`]: sign-in by SAML.

use std::fmt;
use std::sync::{Arc, PoisonError};

use super::identity::SamlIdentity;
use super::login::{LoginBuilder, LoginRequest};
use super::metadata::{IdpMetadata, sp_metadata};
use super::response::SamlResponse;
use super::settings::Settings;
use crate::error::{Error, SamlError, SamlErrorKind as Kind};

/// A SAML service provider: creates login requests, and verifies responses.
///
/// Cheap to clone; build one and share it, since it remembers the responses that were used unless
/// [`SamlClientBuilder::replay_store`](super::SamlClientBuilder::replay_store) sets another store.
///
/// ```no_run
/// # async fn example(saml: genauth::saml::SamlClient, body: &str) -> Result<(), genauth::Error> {
/// use genauth::saml::SamlResponse;
///
/// // GET /login: keep the request for the browser, and redirect.
/// let request = saml.login().relay_state("/orders").build()?;
/// println!("location: {}", request.url());
///
/// // POST /saml/acs
/// let identity = saml.finish(&request, &SamlResponse::from_form(body)?).await?;
/// println!("signed in: {}", identity.name_id.value);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SamlClient {
    settings: Arc<Settings>,
}

impl SamlClient {
    pub(super) fn from_settings(settings: Arc<Settings>) -> Self {
        Self { settings }
    }

    /// Starts a sign-in: returns a builder of the login request.
    ///
    /// ```no_run
    /// # fn example(saml: genauth::saml::SamlClient) -> Result<(), genauth::Error> {
    /// let request = saml.login().relay_state("/orders").force_authn().build()?;
    /// println!("redirect to {}", request.url());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("AuthnRequest", "loginWithRedirect", "sign in by redirect"))]
    pub fn login(&self) -> LoginBuilder {
        LoginBuilder::new(Arc::clone(&self.settings))
    }

    /// Returns the documented login link, `{app host}/api/v2/saml-idp/{app id}`, at which the
    /// identity provider starts the sign-in.
    ///
    /// Its response is unsolicited; see [`finish_unsolicited`](Self::finish_unsolicited). Prefer
    /// [`login`](Self::login).
    #[doc(alias = "buildAuthorizeUrl")]
    pub fn login_link(&self) -> &str {
        self.settings.idp_url.as_str()
    }

    /// Returns the metadata of the application as XML, for the console of the identity provider or a
    /// page of the application (`application/samlmetadata+xml`).
    ///
    /// It has the entity ID and the ACS URL with the POST binding, asks for signed assertions, and
    /// is not signed.
    pub fn metadata(&self) -> String {
        sp_metadata(&self.settings.entity_id, &self.settings.acs_url)
    }

    /// Replaces the metadata of the identity provider, for instance after a change of its keys.
    ///
    /// Takes effect at once, for all clones of the client. After an error, the previous metadata is
    /// used on.
    ///
    /// # Errors
    ///
    /// [`Error::Saml`] with [`Issuer`](Kind::Issuer) if the metadata is of another identity
    /// provider, and with [`MetadataExpired`](Kind::MetadataExpired) if it has expired.
    pub fn replace_idp_metadata(&self, metadata: IdpMetadata) -> Result<(), Error> {
        metadata.check_valid(self.settings.clock.now())?;
        let mut current = self.settings.idp.write().unwrap_or_else(PoisonError::into_inner);
        let (known, new) = (current.entity_id(), metadata.entity_id());
        if known != new {
            return Err(SamlError::new(
                Kind::Issuer,
                format!(
                    "the metadata is of the identity provider `{new}` instead of `{known}`; build \
                     another client for it"
                ),
            )
            .into());
        }
        *current = Arc::new(metadata);
        Ok(())
    }

    /// Finishes a sign-in: verifies the response to a login request.
    ///
    /// `request` is that of the browser that posts the response. A response can be used once. Delete
    /// the request from the browser's session after a success. After an error, start the sign-in
    /// again, unless [`Error::is_retryable`] returns `true`.
    ///
    /// ```no_run
    /// # async fn example(saml: genauth::saml::SamlClient, request: genauth::saml::LoginRequest, body: &str) -> Result<(), genauth::Error> {
    /// use genauth::saml::{SamlResponse, local_path};
    ///
    /// let identity = saml.finish(&request, &SamlResponse::from_form(body)?).await?;
    /// println!("{} {:?}", identity.name_id.value, identity.attributes.first("email"));
    /// println!("redirect to {}", local_path(identity.relay_state.as_deref().unwrap_or("/")));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Saml`] with the check that failed ([`SamlError::kind`]). A response that is refused
    /// is not marked as used.
    #[doc(alias("handleRedirectCallback", "SAMLResponse", "assertion consumer service"))]
    pub async fn finish(
        &self,
        request: &LoginRequest,
        response: &SamlResponse,
    ) -> Result<SamlIdentity, Error> {
        super::response::finish(&self.settings, Some(request), response).await
    }

    /// Finishes a sign-in that started at the identity provider: verifies a response to no login
    /// request.
    ///
    /// Requires [`allow_unsolicited`](super::SamlClientBuilder::allow_unsolicited). A response that
    /// names a login request is refused, since it must be verified with that request.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`finish`](Self::finish), and [`Unsolicited`](Kind::Unsolicited)
    /// if unsolicited responses are not allowed.
    pub async fn finish_unsolicited(&self, response: &SamlResponse) -> Result<SamlIdentity, Error> {
        super::response::finish(&self.settings, None, response).await
    }
}

impl fmt::Debug for SamlClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SamlClient")
            .field("entity_id", &self.settings.entity_id)
            .field("acs_url", &self.settings.acs_url)
            .field("idp_metadata", &self.settings.current_idp())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::saml::testing::{IDP, builder, descriptor, entity, kind, now, rsa_certificate};

    fn metadata(id: &str, until: SystemTime, seeds: &[u8]) -> IdpMetadata {
        let until = crate::saml::time::format_time(until).unwrap();
        let keys: Vec<_> = seeds.iter().map(|it| descriptor("", &rsa_certificate(*it))).collect();
        let xml = entity(id, &format!("validUntil=\"{until}\""), &keys.concat());
        IdpMetadata::parse(&xml).unwrap()
    }

    #[test]
    fn s19_metadata_is_replaced_for_all_clones() {
        let client = builder().build().unwrap();
        let clone = client.clone();
        let keys = |client: &SamlClient| client.settings.current_idp().keys().len();
        assert_eq!(keys(&clone), 1);
        let far = SystemTime::now() + Duration::from_secs(30 * 365 * 86_400);
        client.replace_idp_metadata(metadata(IDP, far, &[7, 9, 11])).unwrap();
        assert_eq!((keys(&client), keys(&clone)), (3, 3));
    }

    #[test]
    fn s19_metadata_of_another_provider_and_expired_metadata_are_refused() {
        let far = SystemTime::now() + Duration::from_secs(30 * 365 * 86_400);
        let client = builder().clock(now).build().unwrap();
        for id in ["https://idp.example/saml/", "https://IDP.example/saml", "b"] {
            let outcome = client.replace_idp_metadata(metadata(id, far, &[9]));
            assert_eq!(kind(outcome), Kind::Issuer, "{id}");
        }
        let late = builder().clock(move || far).build().unwrap();
        let outcome = late.replace_idp_metadata(metadata(IDP, far, &[9]));
        assert_eq!(kind(outcome), Kind::MetadataExpired);
        for client in [client, late] {
            assert_eq!(client.settings.current_idp().valid_until(), None);
        }
    }

    #[test]
    fn golden_metadata_of_the_application() {
        let client = builder().entity_id("urn:app:<\"é\"&>").acs_url("https://app.example/a?b&c");
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:app:&lt;&quot;é&quot;&amp;&gt;">
  <md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://app.example/a?b&amp;c" index="0" isDefault="true"/>
  </md:SPSSODescriptor>
</md:EntityDescriptor>
"#;
        let metadata = client.build().unwrap().metadata();
        assert_eq!(metadata, expected);
        let document = roxmltree::Document::parse(&metadata).unwrap();
        assert_eq!(document.root_element().attribute("entityID"), Some("urn:app:<\"é\"&>"));
    }
}
