//! SAML identity providers.

#![allow(clippy::panic, clippy::expect_used, reason = "fails the test that needs a peer")]

use serde_json::{Value, json};

use crate::{
    script::Script,
    skip::{available, openssl, packages, python, xmlsec1},
};

/// A SAML identity provider on a free port of loopback, with the paths of GenAuth.
///
/// Any username and password sign in. The username becomes the `NameID`. Keys are new at every start.
pub struct SamlIdp {
    script: Script,
    host: String,
}

impl SamlIdp {
    /// Application ID in the paths of the provider.
    pub const APP_ID: &str = "TEST_APP";

    /// Starts `samlp`, a package of npm; `None` if the test has to be skipped.
    ///
    /// # Panics
    /// If the provider does not start, or is missing while `GENAUTH_REQUIRE_PEERS` is `1`.
    pub async fn samlp() -> Option<Self> {
        available(openssl())?;
        let packages = available(packages())?;
        Some(Self::started(Script::start("saml-idp/server.mjs", packages, &json!({})).await))
    }

    /// Starts `pysaml2`, a package of PyPI that signs with `xmlsec1`; `None` if the test has to be
    /// skipped.
    ///
    /// # Panics
    /// As [`samlp`](Self::samlp).
    pub async fn pysaml2() -> Option<Self> {
        available(openssl())?;
        available(xmlsec1())?;
        let packages = available(python())?;
        Some(Self::started(Script::start("pysaml2/idp.py", packages, &json!({})).await))
    }

    fn started((script, ready): (Script, Value)) -> Self {
        let host = ready["host"].as_str().unwrap_or_default().to_owned();
        Self { script, host }
    }

    /// Returns the URL of the server, without a path.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the URL of the metadata, which is the entity ID of the provider.
    pub fn metadata_url(&self) -> String {
        format!("{}/api/v2/saml-idp/{}/metadata", self.host, Self::APP_ID)
    }

    /// Requests the metadata.
    ///
    /// # Panics
    /// If there is no response.
    pub async fn metadata(&self) -> String {
        let response = reqwest::get(self.metadata_url()).await.expect("the provider answers");
        response.text().await.expect("the metadata is text")
    }

    /// Replaces the options of responses; see the script.
    pub async fn configure(&self, options: Value) {
        self.script.send(json!({"command": "configure", "options": options})).await;
    }

    /// Hands over the metadata of an application, which `pysaml2` needs.
    pub async fn register(&self, metadata: &str) {
        self.script.send(json!({"command": "register", "metadata": metadata})).await;
    }

    /// Signs with a new key from now on. Earlier keys remain in the metadata.
    pub async fn rotate_keys(&self) {
        self.script.send(json!({"command": "rotate"})).await;
    }

    /// Removes earlier keys from the metadata.
    pub async fn retire_keys(&self) {
        self.script.send(json!({"command": "retire"})).await;
    }

    /// Returns the certificate of the key that signs now, in the PEM format.
    ///
    /// # Panics
    /// If the provider does not answer.
    pub async fn certificate(&self) -> String {
        let certificate = self.script.send(json!({"command": "certificate"})).await;
        certificate.as_str().expect("a certificate").to_owned()
    }
}
