//! The GenAuth application that this web application belongs to.

use std::{env, error::Error};

use genauth::{AuthenticationClient, ManagementClient};
use genauth_emulator::Emulator;

use crate::demo;

/// Clients for GenAuth.
pub struct Backend {
    pub app: AuthenticationClient,
    /// For the page of administrators, which is missing without an access key.
    pub admin: Option<ManagementClient>,
    /// Origin of the sign-in page.
    pub host: String,
    /// Stops when dropped.
    pub emulator: Option<Emulator>,
}

impl Backend {
    /// Creates clients from `GENAUTH_…` variables. Without `GENAUTH_APP_ID`, starts an emulator, where
    /// the application is registered with the URL of this web application.
    pub async fn from_env(public_url: &str) -> Result<Self, Box<dyn Error>> {
        if env::var_os("GENAUTH_APP_ID").is_none() {
            let emulator = demo::start(public_url).await?;
            return Ok(Self::of_emulator(emulator));
        }
        let admin = match env::var_os("GENAUTH_ACCESS_KEY_ID") {
            Some(_) => Some(ManagementClient::from_env()?),
            None => None,
        };
        let host = env::var("GENAUTH_APP_HOST")?.trim_end_matches('/').to_owned();
        Ok(Self { app: AuthenticationClient::from_env()?, admin, host, emulator: None })
    }

    pub fn of_emulator(emulator: Emulator) -> Self {
        let (app, admin) = (emulator.authentication(), Some(emulator.management()));
        Self { app, admin, host: emulator.host().to_owned(), emulator: Some(emulator) }
    }

    /// Returns the text to print at the start, with the credentials of the emulator.
    pub fn introduction(&self) -> String {
        match &self.emulator {
            Some(emulator) => format!(
                "GENAUTH_APP_ID is not set; started an emulator at {}.\n\n  \
                 user           {} / {}\n  administrator  {} / {}\n",
                emulator.host(),
                demo::USER,
                demo::PASSWORD,
                demo::ADMINISTRATOR,
                demo::PASSWORD,
            ),
            None => "Using the application in GENAUTH_APP_ID.\n".to_owned(),
        }
    }
}
