//! SAML settings of an application.

use std::collections::BTreeMap;

use jsonwebtoken::Algorithm;
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::state::application::Application;

/// Default lifetime of assertions, in seconds.
const LIFETIME: i64 = 3_600;
/// Longest lifetime, in seconds: ten years.
const LONGEST: i64 = 315_360_000;
/// Default authentication context.
const CONTEXT: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

/// A hash algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// SAML settings of an application.
#[derive(Debug)]
pub(super) struct Settings {
    pub audience: Option<String>,
    pub recipient: Option<String>,
    pub destination: Option<String>,
    /// Format of the name of the user.
    pub name_id_format: Option<String>,
    /// Lifetime of assertions, in seconds.
    pub lifetime: i64,
    pub signature: Hash,
    pub digest: Hash,
    pub signs_response: bool,
    pub authn_context: String,
    /// Names in the assertion, by the names of attributes.
    pub mappings: BTreeMap<String, String>,
}

impl Settings {
    /// Returns the settings of an application. Invalid ones are replaced by the defaults.
    pub fn of(app: &Application) -> Self {
        let setting = |name: &str| app.settings.saml.as_ref().and_then(|saml| saml.get(name));
        let text = |name: &str| {
            let text = setting(name).and_then(Value::as_str).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let hash = |name: &str| Hash::of(text(name).as_deref().unwrap_or_default());
        let lifetime = setting("lifetimeInSeconds").and_then(Value::as_i64);
        let mappings = setting("mappings").and_then(Value::as_object).into_iter().flatten();
        let mappings = mappings
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect();
        Self {
            audience: text("audience"),
            recipient: text("recipient"),
            destination: text("destination"),
            name_id_format: text("nameIdentifierFormat"),
            lifetime: lifetime
                .filter(|seconds| (1..=LONGEST).contains(seconds))
                .unwrap_or(LIFETIME),
            signature: hash("signatureAlgorithm"),
            digest: hash("digestAlgorithm"),
            signs_response: setting("signResponse").and_then(Value::as_bool).unwrap_or(false),
            authn_context: text("authnContextClassRef").unwrap_or_else(|| CONTEXT.to_owned()),
            mappings,
        }
    }
}

/// Returns the URLs that responses of an application may be sent to. The first one is used if the
/// application names none.
pub(super) fn acs_urls(app: &Application) -> Vec<String> {
    let acs = app.settings.saml.as_ref().and_then(|saml| saml.get("acs")).and_then(Value::as_str);
    let acs = acs.filter(|acs| !acs.is_empty()).map(str::to_owned);
    acs.into_iter().chain(app.redirect_uris.iter().cloned()).collect()
}

impl Hash {
    /// Returns the hash of an algorithm with a name such as `rsa-sha256`, or the URI of one.
    fn of(algorithm: &str) -> Self {
        match algorithm {
            it if it.ends_with("sha384") => Self::Sha384,
            it if it.ends_with("sha512") => Self::Sha512,
            _ => Self::Sha256,
        }
    }

    /// Returns the URI of the digest.
    pub fn digest_uri(self) -> &'static str {
        match self {
            Self::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
            Self::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
            Self::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
        }
    }

    /// Returns the URI of the signature with RSA.
    pub fn signature_uri(self) -> &'static str {
        match self {
            Self::Sha256 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            Self::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
            Self::Sha512 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        }
    }

    /// Returns the signature algorithm with RSA.
    pub fn algorithm(self) -> Algorithm {
        match self {
            Self::Sha256 => Algorithm::RS256,
            Self::Sha384 => Algorithm::RS384,
            Self::Sha512 => Algorithm::RS512,
        }
    }

    /// Returns the digest of octets.
    pub fn digest(self, octets: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(octets).to_vec(),
            Self::Sha384 => Sha384::digest(octets).to_vec(),
            Self::Sha512 => Sha512::digest(octets).to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_have_documented_names_and_defaults() {
        let mut app = Application::new("APP_ID", "test-secret");
        let usual = Settings::of(&app);
        assert_eq!((usual.lifetime, usual.signs_response), (3_600, false));
        assert!(acs_urls(&app).is_empty());
        let config = json!({
            "acs": "https://app.example/acs", "lifetimeInSeconds": 60, "signResponse": true,
            "signatureAlgorithm": "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            "digestAlgorithm": "sha512", "mappings": {"email": "mail", "name": 1},
        });
        app.settings.saml = config.as_object().cloned();
        app.redirect_uris = vec!["https://app.example/callback".to_owned()];
        let set = Settings::of(&app);
        assert_eq!((set.lifetime, set.signs_response), (60, true));
        assert_eq!((set.signature, set.digest), (Hash::Sha256, Hash::Sha512));
        assert_eq!(set.mappings.into_iter().collect::<Vec<_>>(), [("email".into(), "mail".into())]);
        assert_eq!(acs_urls(&app), ["https://app.example/acs", "https://app.example/callback"]);
    }
}
