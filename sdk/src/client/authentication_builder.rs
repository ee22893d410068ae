//! [`AuthenticationClientBuilder`]: the options of an [`AuthenticationClient`].

use std::{fmt, sync::Arc};

use super::environment::{Environment, of_process};
use super::{AuthenticationClient, options::shared_options};
use crate::config::{Settings, header_value};
use crate::credentials::{Application, ApplicationIdentity, ChosenAuth, ClientAuthMethod};
use crate::data::Secret;
use crate::error::{ConfigError, Error};
use crate::transport::{Connection, RequestContext, shown_host};

/// Options of an [`AuthenticationClient`].
#[derive(Clone)]
pub struct AuthenticationClientBuilder {
    app_id: String,
    app_host: String,
    app_secret: Option<Secret>,
    token_auth: Option<ClientAuthMethod>,
    introspection_auth: Option<ClientAuthMethod>,
    revocation_auth: Option<ClientAuthMethod>,
    unencoded_basic: bool,
    settings: Settings,
}

impl AuthenticationClient {
    /// Creates a builder for an application with this id and host. The host is that of the
    /// application, not of the console: a URL, or a plain host name such as `example.genauth.ai`,
    /// which implies `https`.
    pub fn builder(
        app_id: impl Into<String>,
        app_host: impl Into<String>,
    ) -> AuthenticationClientBuilder {
        AuthenticationClientBuilder::new(app_id.into(), app_host.into())
    }

    /// Creates a client from environment variables: `GENAUTH_APP_ID` and `GENAUTH_APP_HOST`, and
    /// the optional `GENAUTH_APP_SECRET`, `GENAUTH_CLIENT_AUTH` (`client_secret_post`,
    /// `client_secret_basic` or `none`), `GENAUTH_LANGUAGE`, `GENAUTH_TENANT_ID`, `GENAUTH_BRAND`
    /// (`default`, `genauth` or `authing`) and `GENAUTH_TIMEOUT` (seconds); `GENAUTH_EVENT_HOST`
    /// with the feature `event`.
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
    pub fn builder_from_env() -> Result<AuthenticationClientBuilder, Error> {
        AuthenticationClientBuilder::from_env()
    }
}

impl AuthenticationClientBuilder {
    pub(super) fn new(app_id: String, app_host: String) -> Self {
        Self {
            app_id,
            app_host,
            app_secret: None,
            token_auth: None,
            introspection_auth: None,
            revocation_auth: None,
            unencoded_basic: false,
            settings: Settings::default(),
        }
    }

    pub(super) fn from_env() -> Result<Self, Error> {
        Self::from_environment(&Environment(&of_process))
    }

    fn from_environment(environment: &Environment<'_>) -> Result<Self, Error> {
        let id = environment.require("GENAUTH_APP_ID", "the id of the application")?;
        let host = environment.require(
            "GENAUTH_APP_HOST",
            "the URL of the application, for instance https://example.genauth.ai",
        )?;
        Ok(Self {
            app_secret: environment.get("GENAUTH_APP_SECRET").map(Secret::new),
            token_auth: environment.client_auth()?,
            settings: environment.settings()?,
            ..Self::new(id, host)
        })
    }

    /// Sets the application secret. Public clients have none.
    ///
    /// Sent only to endpoints with client authentication; see [`ClientAuthMethod`].
    #[must_use]
    pub fn app_secret(mut self, app_secret: impl Into<Secret>) -> Self {
        self.app_secret = Some(app_secret.into());
        self
    }

    /// Sets how the application authenticates when it signs users in and requests tokens. Must
    /// match the setting of the application in the console.
    ///
    /// By default, `client_secret_post` with a secret and `none` without one.
    #[must_use]
    pub fn client_auth(mut self, method: ClientAuthMethod) -> Self {
        self.token_auth = Some(method);
        self
    }

    /// Sets how the application authenticates for token introspection, if the console has a
    /// separate setting. By default, the method of [`client_auth`](Self::client_auth).
    #[must_use]
    pub fn introspection_auth(mut self, method: ClientAuthMethod) -> Self {
        self.introspection_auth = Some(method);
        self
    }

    /// Sets how the application authenticates for token revocation, if the console has a separate
    /// setting. By default, the method of [`client_auth`](Self::client_auth).
    #[must_use]
    pub fn revocation_auth(mut self, method: ClientAuthMethod) -> Self {
        self.revocation_auth = Some(method);
        self
    }

    /// Sets whether `client_secret_basic` omits the form-encoding of id and secret that RFC 6749
    /// §2.3.1 requires; off by default. Some servers do not decode them, which matters if they
    /// contain anything but letters, digits, `-`, `.`, `_` and `*`.
    #[must_use]
    pub fn unencoded_basic_credentials(mut self, unencoded: bool) -> Self {
        self.unencoded_basic = unencoded;
        self
    }

    shared_options!();

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Config`] when the application id is empty, the host is not a valid `https`
    /// URL (or an `http` URL of a loopback address), TLS is not available, the client
    /// authentication requires a missing secret, or an option has an invalid value.
    pub fn build(self) -> Result<AuthenticationClient, Error> {
        if self.app_id.trim().is_empty() {
            return Err(ConfigError::new(
                "the application id is empty; copy it from the page of the application in the console",
            )
            .into());
        }
        // OpenID Connect sends it in forms. Calls of the API, which send it in a header, require ASCII.
        header_value::check_latin("the application id", &self.app_id)?;
        if self.app_secret.as_ref().is_some_and(Secret::is_blank) {
            return Err(ConfigError::new(
                "the application secret is empty; remove `app_secret` if the application has none",
            )
            .into());
        }
        let default = match &self.app_secret {
            Some(_) => ClientAuthMethod::ClientSecretPost,
            None => ClientAuthMethod::None,
        };
        let token_auth = self.token_auth.unwrap_or(default);
        let application = Arc::new(Application {
            id: self.app_id.into(),
            secret: self.app_secret,
            token_auth,
            introspection_auth: self.introspection_auth.unwrap_or(token_auth),
            revocation_auth: self.revocation_auth.unwrap_or(token_auth),
            chosen: ChosenAuth {
                token: self.token_auth,
                introspection: self.introspection_auth,
                revocation: self.revocation_auth,
            },
            unencoded_basic: self.unencoded_basic,
        });
        application.check()?;
        let identity = Arc::new(ApplicationIdentity {
            application: Arc::clone(&application),
            user_token: None,
        });
        let connection = Connection::open(&self.app_host, self.settings)?;
        Ok(AuthenticationClient::new(RequestContext::new(connection, identity), application))
    }
}

impl fmt::Debug for AuthenticationClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationClientBuilder")
            .field("app_id", &self.app_id)
            .field("app_host", &shown_host(&self.app_host))
            .field("app_secret", &self.app_secret)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(variables: &[(&str, &str)]) -> Result<AuthenticationClientBuilder, String> {
        let get = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let builder = AuthenticationClientBuilder::from_environment(&Environment(&get));
        builder.map_err(|error| error.to_string())
    }

    const APP: [(&str, &str); 2] =
        [("GENAUTH_APP_ID", "APP_ID"), ("GENAUTH_APP_HOST", "https://example.genauth.ai")];

    #[test]
    fn environment_variables_set_every_option() {
        let more = [
            ("GENAUTH_APP_SECRET", "test-secret"),
            ("GENAUTH_CLIENT_AUTH", "client_secret_basic"),
            ("GENAUTH_LANGUAGE", "en-us"),
            ("GENAUTH_TENANT_ID", "TENANT_ID"),
            ("GENAUTH_BRAND", "genauth"),
            ("GENAUTH_TIMEOUT", "1.5"),
        ];
        let builder = built(&[&APP[..], &more[..]].concat()).expect("it is complete");
        assert_eq!((&*builder.app_id, &*builder.app_host), ("APP_ID", APP[1].1));
        assert_eq!(builder.app_secret, Some(Secret::new("test-secret")));
        assert_eq!(builder.token_auth, Some(ClientAuthMethod::ClientSecretBasic));
        assert_eq!(builder.settings.language.as_deref(), Some("en-US"));
        assert_eq!(builder.settings.tenant_id.as_deref(), Some("TENANT_ID"));
        assert_eq!(builder.settings.brand, crate::Brand::GENAUTH);
        assert_eq!(builder.settings.timeout.as_millis(), 1_500);
    }

    #[test]
    fn missing_and_invalid_variables_are_named() {
        for (variables, expected) in [
            (&[][..], "GENAUTH_APP_ID is not set"),
            (&[("GENAUTH_APP_ID", " ")], "GENAUTH_APP_ID is not set"),
            (&APP[..1], "GENAUTH_APP_HOST is not set"),
            (
                &[APP[0], APP[1], ("GENAUTH_CLIENT_AUTH", "post")],
                "GENAUTH_CLIENT_AUTH is \"post\"; expected client_secret_post,",
            ),
            (&[APP[0], APP[1], ("GENAUTH_BRAND", "x")], "GENAUTH_BRAND is \"x\"; expected"),
            (&[APP[0], APP[1], ("GENAUTH_TIMEOUT", "0")], "GENAUTH_TIMEOUT is \"0\"; expected"),
        ] {
            let error = built(variables).map(|_| ()).expect_err("something is wrong");
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn secrets_in_the_environment_are_never_printed() {
        let secret = ("GENAUTH_APP_SECRET", "sentinel\n");
        for wrong in
            [("GENAUTH_BRAND", "x"), ("GENAUTH_TIMEOUT", "x"), ("GENAUTH_LANGUAGE", "\u{1}")]
        {
            let error = built(&[APP[0], APP[1], secret, wrong]);
            let error = error.and_then(|builder| {
                assert!(!format!("{builder:?}").contains("sentinel"), "{builder:?}");
                builder.build().map(|_| ()).map_err(|error| error.to_string())
            });
            let error = error.expect_err("something is wrong");
            assert!(!error.contains("sentinel"), "{error}");
        }
    }

    #[test]
    fn client_authentication_requires_its_secret() {
        let builder = || AuthenticationClient::builder("APP_ID", "https://example.genauth.ai");
        for builder in [
            builder().client_auth(ClientAuthMethod::ClientSecretPost),
            builder().client_auth(ClientAuthMethod::ClientSecretBasic),
            builder().introspection_auth(ClientAuthMethod::ClientSecretBasic),
            builder().revocation_auth(ClientAuthMethod::ClientSecretPost),
            builder().app_secret(" "),
        ] {
            let error = builder.build().expect_err("the secret is missing").to_string();
            assert!(error.contains("secret"), "{error}");
        }
        assert!(builder().client_auth(ClientAuthMethod::None).build().is_ok());
    }
}
