//! [`Environment`]: options from environment variables.

use std::time::Duration;

use crate::config::{Brand, Language, Settings};
use crate::credentials::ClientAuthMethod;
use crate::error::ConfigError;

/// The lookup of variables, replaced in tests.
pub(super) struct Environment<'a>(pub(super) &'a dyn Fn(&str) -> Option<String>);

impl Environment<'_> {
    /// Returns a variable. An empty variable counts as missing.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Returns a required variable; `what` describes its value in the error.
    pub(super) fn require(&self, name: &str, what: &str) -> Result<String, ConfigError> {
        self.get(name).ok_or_else(|| {
            ConfigError::new(format!(
                "the environment variable {name} is not set; set it to {what}"
            ))
        })
    }

    /// Returns the client authentication method.
    pub(super) fn client_auth(&self) -> Result<Option<ClientAuthMethod>, ConfigError> {
        self.read(
            "GENAUTH_CLIENT_AUTH",
            ClientAuthMethod::from_name,
            "client_secret_post, client_secret_basic or none",
        )
    }

    /// Returns the options of both clients.
    pub(super) fn settings(&self) -> Result<Settings, ConfigError> {
        let mut settings = Settings {
            language: self
                .get("GENAUTH_LANGUAGE")
                .map(|tag| Language::from(tag).as_str().to_owned()),
            tenant_id: self.get("GENAUTH_TENANT_ID"),
            ..Settings::default()
        };
        let brand = self.read("GENAUTH_BRAND", Brand::from_name, "default, genauth or authing")?;
        settings.brand = brand.unwrap_or_default();
        #[cfg(feature = "event")]
        {
            settings.event_host = self.get("GENAUTH_EVENT_HOST");
        }
        let seconds = |text: &str| {
            let seconds: f64 = text.parse().ok()?;
            Duration::try_from_secs_f64(seconds).ok().filter(|time| !time.is_zero())
        };
        let timeout = self.read("GENAUTH_TIMEOUT", seconds, "a number of seconds above 0")?;
        settings.timeout = timeout.unwrap_or(settings.timeout);
        Ok(settings)
    }

    fn read<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        expected: &str,
    ) -> Result<Option<T>, ConfigError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match parse(&text) {
            Some(value) => Ok(Some(value)),
            None => Err(ConfigError::new(format!(
                "the environment variable {name} is {text:?}; expected {expected}"
            ))),
        }
    }
}

/// Returns a variable from the environment of the process.
pub(super) fn of_process(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
