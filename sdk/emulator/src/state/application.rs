//! Applications: how they prove who they are, and what their tokens are like.

mod settings;

use std::collections::BTreeMap;

use genauth::authentication::FactorType;
use serde::{Deserialize, Serialize};

pub use settings::Settings;

/// Applications by id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Applications(BTreeMap<String, Application>);

/// How an application proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// `client_id` and `client_secret` in the body.
    ClientSecretPost,
    /// Both in an `authorization: Basic` header.
    ClientSecretBasic,
    /// Its id alone.
    None,
}

/// What ID tokens are signed with. Access tokens are signed with the key of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdTokenAlg {
    /// The secret of the application.
    HS256,
    /// The key of the server.
    RS256,
}

/// An application. Seconds are those of the emulator's clock.
#[derive(Clone, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its secret.
    pub secret: String,
    /// How it proves who it is.
    pub client_auth: ClientAuth,
    /// What its ID tokens are signed with.
    pub id_token_alg: IdTokenAlg,
    /// Where a browser may be sent after a sign-in. Every address if there are none.
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after a sign-out. Every address if there are none.
    pub logout_redirect_uris: Vec<String>,
    /// Whether people may sign up.
    pub registration_open: bool,
    /// How long access tokens are valid, in seconds.
    pub access_token_seconds: i64,
    /// How long ID tokens are valid, in seconds.
    pub id_token_seconds: i64,
    /// How long refresh tokens are valid, in seconds.
    pub refresh_token_seconds: i64,
    /// Whether a refresh token is good for one use.
    pub rotates_refresh_tokens: bool,
    /// MFA factors that users can enroll.
    pub factors: Vec<FactorType>,
    /// What else is set for it.
    pub settings: Settings,
}

impl std::fmt::Debug for Application {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Application").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Application {
    /// An application that sends its secret in the body, signs ID tokens with it and lets people
    /// sign up. Access tokens are valid for 14 days, refresh tokens for 30.
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
        }
    }
}

impl Applications {
    /// Adds or replaces one.
    pub fn insert(&mut self, application: Application) {
        self.0.insert(application.id.clone(), application);
    }

    /// The one with this id.
    pub fn get(&self, id: &str) -> Option<&Application> {
        self.0.get(id)
    }

    /// The one with this id, to change it.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Application> {
        self.0.get_mut(id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Application> {
        self.0.values()
    }

    /// Removes one.
    pub fn remove(&mut self, id: &str) -> Option<Application> {
        self.0.remove(id)
    }
}
