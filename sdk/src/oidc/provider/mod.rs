//! [`Provider`]: an OpenID provider with its metadata and keys.

mod http;
mod metadata;

use std::sync::Arc;

use url::Url;

pub(crate) use self::http::ProviderHttp;
pub(super) use self::http::{Content, ProviderRequest};
pub use self::metadata::ProviderMetadata;
pub(super) use self::metadata::endpoint_url;
use super::keys::{CachePolicy, Cached, KeySet};
use crate::credentials::ClientAuthMethod;
use crate::error::{Error, OidcError, OidcErrorKind as Kind};

/// An OpenID provider with its metadata and keys, shared by clients and verifiers.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    pub(crate) http: ProviderHttp,
    metadata: Cached<ProviderMetadata>,
    keys: Cached<KeySet>,
}

/// The purpose of a request, which selects the endpoint and the client authentication.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Token,
    Introspection,
    Revocation,
}

impl Provider {
    pub(crate) fn new(
        issuer: String,
        http: ProviderHttp,
        metadata: Option<ProviderMetadata>,
        policy: CachePolicy,
    ) -> Self {
        // Endpoints rarely change.
        let discovery = CachePolicy { max_age: policy.max_age.saturating_mul(6), ..policy };
        let metadata = match metadata {
            Some(metadata) => Cached::fixed(metadata),
            None => Cached::new(discovery),
        };
        Self { issuer, http, metadata, keys: Cached::new(policy) }
    }

    /// Returns the metadata, from the cache or the discovery endpoint.
    pub(crate) async fn metadata(self: &Arc<Self>) -> Result<Arc<ProviderMetadata>, Error> {
        self.metadata.get(|| Arc::clone(self).discover()).await
    }

    /// Fetches the metadata (OpenID Connect Discovery 1.0 §4).
    async fn discover(self: Arc<Self>) -> Result<ProviderMetadata, Error> {
        // The issuer is compared exactly; only the URL of the document ignores a final slash.
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let url = endpoint_url("issuer", &url)?;
        let members = self.http.object(ProviderRequest::get(&url)).await?;
        let metadata = ProviderMetadata::from_members(members)?;
        if metadata.issuer() != self.issuer {
            let published = metadata.issuer();
            let hint = match published.trim_end_matches('/') == self.issuer.trim_end_matches('/') {
                true => "they differ in the final slash; set the issuer as published",
                false => "set the issuer as published, or check the host",
            };
            return Err(OidcError::new(
                Kind::Issuer,
                format!(
                    "the provider publishes the issuer {published:?}, expected {:?}: {hint}",
                    self.issuer
                ),
            )
            .into());
        }
        Ok(metadata)
    }

    /// Returns the keys, from the cache or the provider.
    pub(crate) async fn keys(self: &Arc<Self>) -> Result<Arc<KeySet>, Error> {
        self.keys.get(|| Arc::clone(self).fetch_keys()).await
    }

    /// Returns keys that are newer than `seen`; `None` if there are none.
    pub(crate) async fn newer_keys(
        self: &Arc<Self>,
        seen: &Arc<KeySet>,
    ) -> Result<Option<Arc<KeySet>>, Error> {
        self.keys.newer(seen, || Arc::clone(self).fetch_keys()).await
    }

    async fn fetch_keys(self: Arc<Self>) -> Result<KeySet, Error> {
        let metadata = self.metadata().await?;
        let url = required(metadata.jwks_uri(), "jwks_uri")?;
        let (set, undecoded) = self.http.value(ProviderRequest::get(url)).await?;
        let keys = KeySet::parse(&set).ok_or_else(|| {
            OidcError::new(Kind::InvalidMetadata, "the key set of the provider is not a JWK set")
                .with_source(undecoded("expected an object with `keys`".to_owned()))
        })?;
        tracing::debug!(skipped = keys.skipped, "fetched the keys of the provider");
        Ok(keys)
    }

    /// Returns the client authentication method for a request.
    ///
    /// The choice of the application takes precedence over that of the provider, whose default is
    /// `client_secret_basic` (OpenID Connect Discovery 1.0 §3).
    pub(crate) fn client_auth(
        &self,
        metadata: &ProviderMetadata,
        purpose: Purpose,
    ) -> ClientAuthMethod {
        let application = self.http.application();
        let (chosen, name) = match purpose {
            Purpose::Token => (application.chosen.token, "token_endpoint_auth_methods_supported"),
            Purpose::Introspection => (
                application.chosen.introspection.or(application.chosen.token),
                "introspection_endpoint_auth_methods_supported",
            ),
            Purpose::Revocation => (
                application.chosen.revocation.or(application.chosen.token),
                "revocation_endpoint_auth_methods_supported",
            ),
        };
        if let Some(method) = chosen {
            return method;
        }
        if application.secret.is_none() {
            return ClientAuthMethod::None;
        }
        let supported =
            metadata.list(name).or_else(|| metadata.list("token_endpoint_auth_methods_supported"));
        let supports = |method: ClientAuthMethod| match &supported {
            Some(names) => names.contains(&method.as_str()),
            None => method == ClientAuthMethod::ClientSecretBasic,
        };
        // Both are fine for a provider that has both; GenAuth's default is the form.
        [ClientAuthMethod::ClientSecretPost, ClientAuthMethod::ClientSecretBasic]
            .into_iter()
            .find(|method| supports(*method))
            .unwrap_or(ClientAuthMethod::ClientSecretBasic)
    }
}

/// Returns an endpoint that the provider must have.
pub(crate) fn required<'a>(url: Option<&'a Url>, name: &str) -> Result<&'a Url, Error> {
    url.ok_or_else(|| {
        OidcError::new(Kind::Unsupported, format!("the provider publishes no `{name}`")).into()
    })
}
