//! Applications: their authentication and token settings.

mod settings;

use std::collections::BTreeMap;

use genauth::authentication::FactorType;
use serde::{Deserialize, Serialize};

pub use settings::Settings;

/// Applications by id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Applications(BTreeMap<String, Application>);

/// Authentication method of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// `client_id` and `client_secret` in the body.
    ClientSecretPost,
    /// Both in an `authorization: Basic` header.
    ClientSecretBasic,
    /// The ID alone.
    None,
}

/// Algorithm that signs ID tokens. Access tokens are signed with the key of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdTokenAlg {
    /// HMAC with the secret of the application.
    HS256,
    /// RSA with the key of the server.
    RS256,
}

/// An application. Lifetimes are measured by the virtual clock.
#[derive(Clone, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its secret.
    pub secret: String,
    /// Authentication method.
    pub client_auth: ClientAuth,
    /// Algorithm that signs its ID tokens.
    pub id_token_alg: IdTokenAlg,
    /// Allowed redirect URIs after a sign-in. All are allowed if empty.
    pub redirect_uris: Vec<String>,
    /// Allowed redirect URIs after a sign-out. All are allowed if empty.
    pub logout_redirect_uris: Vec<String>,
    /// Whether users may sign up.
    pub registration_open: bool,
    /// Lifetime of access tokens, in seconds.
    pub access_token_seconds: i64,
    /// Lifetime of ID tokens, in seconds.
    pub id_token_seconds: i64,
    /// Lifetime of refresh tokens, in seconds.
    pub refresh_token_seconds: i64,
    /// Whether a refresh token is valid for one use only.
    pub rotates_refresh_tokens: bool,
    /// Enabled MFA factors: users can enroll them.
    pub factors: Vec<FactorType>,
    /// Whether a sign-in requires one of these factors as a second factor.
    #[serde(default)]
    pub requires_mfa: bool,
    /// Other settings.
    pub settings: Settings,
}

impl std::fmt::Debug for Application {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Application").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Application {
    /// Creates an application that sends its secret in the body, signs ID tokens with it and allows
    /// sign-up. Access tokens are valid for 14 days, refresh tokens for 30.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            settings: Settings::new(&*id),
            id,
            secret: secret.into(),
            client_auth: ClientAuth::ClientSecretPost,
            id_token_alg: IdTokenAlg::HS256,
            redirect_uris: Vec::new(),
            logout_redirect_uris: Vec::new(),
            registration_open: true,
            access_token_seconds: 14 * 86_400,
            id_token_seconds: 14 * 86_400,
            refresh_token_seconds: 30 * 86_400,
            rotates_refresh_tokens: true,
            factors: vec![FactorType::Otp, FactorType::Sms, FactorType::Email, FactorType::Face],
            requires_mfa: false,
        }
    }
}

impl Applications {
    /// Adds or replaces an application.
    pub fn insert(&mut self, application: Application) {
        self.0.insert(application.id.clone(), application);
    }

    /// Returns the application with this ID.
    pub fn get(&self, id: &str) -> Option<&Application> {
        self.0.get(id)
    }

    /// Returns the application with this ID, for changes.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Application> {
        self.0.get_mut(id)
    }

    /// Returns all applications, by ID.
    pub fn iter(&self) -> impl Iterator<Item = &Application> {
        self.0.values()
    }

    /// Removes an application.
    pub fn remove(&mut self, id: &str) -> Option<Application> {
        self.0.remove(id)
    }
}
