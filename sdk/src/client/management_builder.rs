//! [`ManagementClientBuilder`]: the options of a [`ManagementClient`].

use std::{fmt, sync::Arc};

use super::environment::{Environment, of_process};
use super::{ManagementClient, options::shared_options};
use crate::config::Settings;
#[cfg(feature = "signing")]
use crate::config::header_value;
#[cfg(feature = "event")]
use crate::credentials::EventKey;
#[cfg(feature = "signing")]
use crate::credentials::Signer;
use crate::credentials::{AccessKey, Anonymous, TokenIdentity, TokenStore};
use crate::data::Secret;
use crate::error::{ConfigError, Error};
use crate::transport::{Connection, Identity, RequestContext, TokenProvider, shown_host};

/// Options of a [`ManagementClient`].
#[derive(Clone)]
pub struct ManagementClientBuilder {
    credentials: Credentials,
    store: Option<Arc<dyn TokenStore>>,
    signed: bool,
    host: Option<String>,
    settings: Settings,
}

#[derive(Clone)]
enum Credentials {
    AccessKey { id: String, secret: Secret },
    Provider(Arc<dyn TokenProvider>),
}

impl ManagementClient {
    /// Creates a builder with an access key.
    ///
    /// The token of the access key is cached until a minute before it expires (or a twentieth of
    /// its lifetime, if shorter) and shared by all clones and views. At most one token request is
    /// in flight at a time, and calls wait for it only in the second half of that minute. A token
    /// without a lifetime, neither in the response nor in its claims, is cached until the server
    /// rejects it.
    ///
    /// When the server rejects a token, the call is retried with a new one; more than once only if
    /// the server has accepted that token for other calls in between.
    pub fn builder(
        access_key_id: impl Into<String>,
        access_key_secret: impl Into<Secret>,
    ) -> ManagementClientBuilder {
        ManagementClientBuilder::new(access_key_id.into(), access_key_secret.into())
    }

    /// Creates a builder with a token provider. A [`ManagementToken`](crate::ManagementToken) is a
    /// provider of itself.
    pub fn with_token_provider(provider: impl TokenProvider) -> ManagementClientBuilder {
        ManagementClientBuilder::with_provider(Arc::new(provider))
    }

    /// Creates a client from environment variables: `GENAUTH_ACCESS_KEY_ID` and
    /// `GENAUTH_ACCESS_KEY_SECRET`, and the optional `GENAUTH_HOST`, `GENAUTH_LANGUAGE`,
    /// `GENAUTH_TENANT_ID`, `GENAUTH_BRAND` (`default`, `genauth` or `authing`) and
    /// `GENAUTH_TIMEOUT` (seconds); `GENAUTH_EVENT_HOST` with the feature `event`.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Config`], which names the missing or invalid variable.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder_from_env()?.build()
    }

    /// Creates a builder with the options of [`from_env`](Self::from_env), to set more.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Config`], which names the missing or invalid variable.
    pub fn builder_from_env() -> Result<ManagementClientBuilder, Error> {
        ManagementClientBuilder::from_env()
    }
}

impl ManagementClientBuilder {
    pub(super) fn new(id: String, secret: Secret) -> Self {
        Self::with(Credentials::AccessKey { id, secret })
    }

    pub(super) fn with_provider(provider: Arc<dyn TokenProvider>) -> Self {
        Self::with(Credentials::Provider(provider))
    }

    fn with(credentials: Credentials) -> Self {
        let settings = Settings::default();
        Self { credentials, store: None, signed: false, host: None, settings }
    }

    pub(super) fn from_env() -> Result<Self, Error> {
        Self::from_environment(&Environment(&of_process))
    }

    fn from_environment(environment: &Environment<'_>) -> Result<Self, Error> {
        let id = environment.require("GENAUTH_ACCESS_KEY_ID", "the id of an access key")?;
        let secret = environment.require("GENAUTH_ACCESS_KEY_SECRET", "the secret of that key")?;
        Ok(Self {
            host: environment.get("GENAUTH_HOST"),
            settings: environment.settings()?,
            ..Self::new(id, secret.into())
        })
    }

    /// Sets the host of the management API: a URL, or a plain host name such as `api.example.com`,
    /// which implies `https`. By default, that of the [`brand`](Self::brand),
    /// `https://api.genauth.ai`.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// Sets the store through which processes share tokens; see [`TokenStore`].
    #[must_use]
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Signs each request with the access key (HMAC-SHA1) instead of exchanging it for a token, for
    /// old servers; the API documents tokens only.
    #[cfg(feature = "signing")]
    #[must_use]
    pub fn sign_requests(mut self) -> Self {
        self.signed = true;
        self
    }

    shared_options!();

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Config`] when the access key is incomplete, the host is not a valid `https`
    /// URL (or an `http` URL of a loopback address), TLS is not available, or an option has an
    /// invalid value or conflicts with another.
    pub fn build(self) -> Result<ManagementClient, Error> {
        let with_key = matches!(self.credentials, Credentials::AccessKey { .. }) && !self.signed;
        if self.store.is_some() && !with_key {
            return Err(ConfigError::new(
                "a token store requires an access key that is exchanged for tokens; remove \
                 `token_store`, or build the client with an access key and without `sign_requests`",
            )
            .into());
        }
        let host = self.host.as_deref().unwrap_or(&self.settings.brand.management_host).to_owned();
        let connection = Connection::open(&host, self.settings)?;
        #[cfg(feature = "event")]
        let event_key = match &self.credentials {
            Credentials::AccessKey { id, secret } => {
                Some(Arc::new(EventKey { id: id.clone(), secret: secret.clone() }))
            }
            Credentials::Provider(_) => None,
        };
        let identity: Arc<dyn Identity> = match self.credentials {
            Credentials::AccessKey { id, secret } => {
                for (what, blank) in [("id", id.trim().is_empty()), ("secret", secret.is_blank())] {
                    if blank {
                        return Err(ConfigError::new(format!(
                            "the access key {what} is empty; create an access key in the console"
                        ))
                        .into());
                    }
                }
                if self.signed {
                    signer(id, secret)?
                } else {
                    let context = RequestContext::new(Arc::clone(&connection), Arc::new(Anonymous));
                    let tokens = AccessKey::new(context, id, secret, self.store);
                    Arc::new(TokenIdentity { tokens: Arc::new(tokens) })
                }
            }
            Credentials::Provider(_) if self.signed => {
                let message = "signing requires an access key, and the client has a token provider; remove \
                               `sign_requests`";
                return Err(ConfigError::new(message).into());
            }
            Credentials::Provider(tokens) => Arc::new(TokenIdentity { tokens }),
        };
        let client = ManagementClient::new(RequestContext::new(connection, identity));
        #[cfg(feature = "event")]
        let client = ManagementClient { event_key, ..client };
        Ok(client)
    }
}

#[cfg(feature = "signing")]
fn signer(id: String, secret: Secret) -> Result<Arc<dyn Identity>, Error> {
    header_value::required("the access key id", &id)?;
    Ok(Arc::new(Signer::new(id, secret)))
}

/// Without the feature, no method enables signing.
#[cfg(not(feature = "signing"))]
fn signer(_: String, _: Secret) -> Result<Arc<dyn Identity>, Error> {
    Err(ConfigError::new("signing requires the feature `signing`; enable it").into())
}

impl fmt::Debug for ManagementClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ManagementClientBuilder");
        if let Credentials::AccessKey { id, secret } = &self.credentials {
            shown.field("access_key_id", id).field("access_key_secret", secret);
        }
        shown
            .field("host", &self.host.as_deref().map(shown_host))
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environment_variables_set_access_key_and_host() {
        let get = |name: &str| {
            let value = match name {
                "GENAUTH_ACCESS_KEY_ID" => "ACCESS_KEY_ID",
                "GENAUTH_ACCESS_KEY_SECRET" => "test-secret",
                "GENAUTH_HOST" => "https://api.example.com",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let builder = ManagementClientBuilder::from_environment(&Environment(&get));
        let client = builder.and_then(ManagementClientBuilder::build).expect("it is complete");
        assert!(format!("{client:?}").contains("https://api.example.com/"), "{client:?}");

        let error = ManagementClientBuilder::from_environment(&Environment(&|_| None));
        let error = error.map(|_| ()).expect_err("nothing is set").to_string();
        assert!(error.contains("GENAUTH_ACCESS_KEY_ID is not set"), "{error}");
    }

    #[cfg(feature = "event")]
    #[test]
    fn an_environment_variable_sets_the_event_host() {
        let get = |host: &'static str| {
            move |name: &str| match name {
                "GENAUTH_EVENT_HOST" => Some(host.to_owned()),
                name => name.starts_with("GENAUTH_ACCESS").then(|| "test-secret".to_owned()),
            }
        };
        let built = |host| {
            let builder = ManagementClientBuilder::from_environment(&Environment(&get(host)));
            builder.and_then(ManagementClientBuilder::build)
        };
        let client = built("wss://events.example.com").expect("it is complete");
        let base = &client.context.connection.event_host.base;
        assert_eq!(base.as_str(), "https://events.example.com/");
        let error = built("ws://events.example.com").expect_err("it is not encrypted").to_string();
        assert!(error.contains("event host: the host uses `http`"), "{error}");
    }

    #[test]
    fn the_brand_determines_the_default_host() {
        let builder = || ManagementClient::builder("ACCESS_KEY_ID", "test-secret");
        let host = |builder: ManagementClientBuilder| {
            builder.build().map(|client| client.context.connection.base.to_string())
        };
        assert_eq!(host(builder()).ok().as_deref(), Some("https://api.genauth.ai/"));
        let authing = builder().brand(crate::Brand::AUTHING);
        assert_eq!(host(authing.clone()).ok().as_deref(), Some("https://api.authing.cn/"));
        let own = authing.host("https://auth.example.com");
        assert_eq!(host(own).ok().as_deref(), Some("https://auth.example.com/"));
    }
}
