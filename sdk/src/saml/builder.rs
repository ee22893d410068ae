//! [`SamlClientBuilder`]: the options of a [`SamlClient`].

use std::fmt;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use url::Url;

use super::client::SamlClient;
use super::metadata::{IdpMetadata, entity_id_problem};
use super::replay::{MemoryReplayStore, ReplayStore};
use super::settings::Settings;
use super::text::is_text;
use crate::clock::{Clock, SystemClock};
use crate::error::{ConfigError, Error};
use crate::written_url::authority;

/// The longest tolerance for clocks that differ.
const LONGEST_LEEWAY: Duration = Duration::from_secs(5 * 60);

/// Options of a [`SamlClient`]. Created by
/// [`AuthenticationClient::saml`](crate::AuthenticationClient::saml).
///
/// ```no_run
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use genauth::AuthenticationClient;
/// use genauth::saml::IdpMetadata;
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
/// let saml = app
///     .saml()
///     .entity_id("https://app.example/saml")
///     .acs_url("https://app.example/saml/acs")
///     .idp_metadata(IdpMetadata::parse(&std::fs::read_to_string("idp.xml")?)?)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a client is created by `build`"]
pub struct SamlClientBuilder {
    idp_url: Result<Url, ConfigError>,
    entity_id: Option<String>,
    acs_url: Option<String>,
    idp: Option<IdpMetadata>,
    allows_unsolicited: bool,
    leeway: Duration,
    clock: Arc<dyn Clock>,
    replay_store: Option<Arc<dyn ReplayStore>>,
}

impl SamlClientBuilder {
    /// Starts a client of the application with this ID at this host.
    pub(crate) fn new(host: &Url, app_id: &str) -> Self {
        Self {
            idp_url: idp_url(host, app_id),
            entity_id: None,
            acs_url: None,
            idp: None,
            allows_unsolicited: false,
            leeway: Duration::from_secs(60),
            clock: Arc::new(SystemClock),
            replay_store: None,
        }
    }

    /// Sets the entity ID of the application: the issuer of login requests, and the audience of
    /// assertions. Required.
    ///
    /// It is a name, at most 1,024 characters, often a URL; nothing is requested from it. Set
    /// `audience` in the console to the same text: without it, the audience is the ACS URL.
    pub fn entity_id(mut self, entity_id: impl Into<String>) -> Self {
        self.entity_id = Some(entity_id.into());
        self
    }

    /// Sets the URL that responses are posted to (assertion consumer service), exactly as in the
    /// console. Required.
    ///
    /// The destination and the recipient of responses must be this text; the URL of the request to
    /// the application is not looked at.
    pub fn acs_url(mut self, url: impl Into<String>) -> Self {
        self.acs_url = Some(url.into());
        self
    }

    /// Sets the metadata of the identity provider, with the keys that verify its signatures.
    /// Required.
    pub fn idp_metadata(mut self, metadata: IdpMetadata) -> Self {
        self.idp = Some(metadata);
        self
    }

    /// Allows responses to no login request, which start at the identity provider; see
    /// [`SamlClient::finish_unsolicited`].
    ///
    /// An attacker can sign a user in to the attacker's account with one, so leave it off unless
    /// users start at a portal of the identity provider.
    pub fn allow_unsolicited(mut self) -> Self {
        self.allows_unsolicited = true;
        self
    }

    /// Sets the tolerance for clocks that differ; one minute by default, five minutes at most. It
    /// applies to the start and to the end of each time of validity.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets the store of used responses, which the processes of an application share; a
    /// [`MemoryReplayStore`] of this client by default.
    pub fn replay_store(mut self, store: impl ReplayStore) -> Self {
        self.replay_store = Some(Arc::new(store));
        self
    }

    /// Sets the clock, for tests; [`SystemClock`] by default.
    ///
    /// [`IdpMetadata::parse`] looks at the clock of the system.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if
    ///
    /// - the entity ID, the ACS URL or the metadata is missing,
    /// - the entity ID is blank, begins or ends with a blank, or has control characters or more than
    ///   1,024 characters,
    /// - the ACS URL is not an absolute `http` or `https` URL without a fragment,
    /// - the leeway exceeds five minutes, or the application id cannot be part of a path.
    ///
    /// [`Error::Saml`] with [`MetadataExpired`](crate::SamlErrorKind::MetadataExpired) if the metadata
    /// has expired.
    pub fn build(self) -> Result<SamlClient, Error> {
        let entity_id = self.entity_id.ok_or_else(|| {
            ConfigError::new("no entity ID is set; call `entity_id` of the SAML client's builder")
        })?;
        if let Some(problem) = entity_id_problem(&entity_id) {
            return Err(ConfigError::new(format!(
                "the entity ID {problem}; pass that of the application in the console to \
                 `entity_id`, for instance `https://app.example/saml`"
            ))
            .into());
        }
        let acs_url = self.acs_url.ok_or_else(|| {
            ConfigError::new("no ACS URL is set; call `acs_url` of the SAML client's builder")
        })?;
        check_acs_url(&acs_url)?;
        let idp = self.idp.ok_or_else(|| {
            ConfigError::new(
                "no metadata of the identity provider is set; call `idp_metadata` of the SAML \
                 client's builder",
            )
        })?;
        if self.leeway > LONGEST_LEEWAY {
            return Err(ConfigError::new(
                "the leeway of the SAML client exceeds five minutes; pass less to `leeway`, and \
                 synchronize the clock of the system",
            )
            .into());
        }
        idp.check_valid(self.clock.now())?;
        let clock = self.clock;
        let replay_store = self
            .replay_store
            .unwrap_or_else(|| Arc::new(MemoryReplayStore::new().shared_clock(Arc::clone(&clock))));
        Ok(SamlClient::from_settings(Arc::new(Settings {
            idp_url: self.idp_url?,
            entity_id,
            acs_url,
            idp: RwLock::new(Arc::new(idp)),
            allows_unsolicited: self.allows_unsolicited,
            leeway: self.leeway,
            clock,
            replay_store,
        })))
    }
}

/// Returns the documented login URL of an application.
fn idp_url(host: &Url, app_id: &str) -> Result<Url, ConfigError> {
    // The URL parser removes these, and would return the page of another application.
    if matches!(app_id, "" | "." | "..") || app_id.contains(char::is_control) {
        return Err(ConfigError::new(
            "the application id is empty, `.`, `..` or contains control characters; pass the \
             `App ID` of the console",
        ));
    }
    let mut url = host.clone();
    url.path_segments_mut()
        .map_err(|()| ConfigError::new("the host cannot have a path; use an `https` URL"))?
        .pop_if_empty()
        .extend(["api", "v2", "saml-idp", app_id]);
    Ok(url)
}

fn check_acs_url(url: &str) -> Result<(), ConfigError> {
    let problem = match Url::parse(url) {
        // The URL parser removes some of them, and identity providers compare texts.
        Ok(_) if !is_text(url) || url.contains(char::is_whitespace) => {
            "contains blanks or control characters"
        }
        Ok(_) if authority(url).is_none() => "is not an `http` or `https` URL with a host",
        Ok(url) if url.fragment().is_some() => "contains a fragment (`#`)",
        Ok(_) => return Ok(()),
        Err(_) => "is not an absolute URL",
    };
    Err(ConfigError::new(format!(
        "the ACS URL {problem}; pass that of the console to `acs_url`, for instance \
         `https://app.example/saml/acs`"
    )))
}

impl fmt::Debug for SamlClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SamlClientBuilder")
            .field("entity_id", &self.entity_id)
            .field("acs_url", &self.acs_url)
            .field("idp_metadata", &self.idp)
            .field("allows_unsolicited", &self.allows_unsolicited)
            .field("leeway", &self.leeway)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AuthenticationClient;
    use crate::error::SamlErrorKind;
    use crate::saml::testing::{builder, entity, idp, kind, now, rsa_certificate};

    fn problem(builder: SamlClientBuilder) -> String {
        match builder.build() {
            Err(Error::Config(error)) => error.to_string(),
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("it was built"),
        }
    }

    #[test]
    fn s8_required_settings_are_named() {
        let empty = || SamlClientBuilder::new(&Url::parse("https://example.test").unwrap(), "A");
        assert!(problem(empty()).contains("call `entity_id`"));
        assert!(problem(empty().entity_id("a")).contains("call `acs_url`"));
        let without_metadata = empty().entity_id("a").acs_url("https://app.example/acs");
        assert!(problem(without_metadata.clone()).contains("call `idp_metadata`"));
        assert!(without_metadata.idp_metadata(idp(None)).build().is_ok());
    }

    #[test]
    fn entity_ids_are_checked() {
        let longest = "é".repeat(1_024);
        for id in ["https://app.example/saml", "urn:app:é", "a", "a b", &longest] {
            assert!(builder().entity_id(id).build().is_ok(), "{id}");
        }
        for (id, part) in [
            ("", "is blank"),
            (" \n", "is blank"),
            (" a", "begins or ends with a blank"),
            ("a\n", "begins or ends with a blank"),
            ("a\0b", "contains control characters"),
            ("a\u{fffe}b", "contains control characters"),
            (&format!("{longest}a"), "has more than 1,024 characters"),
        ] {
            let problem = problem(builder().entity_id(id));
            assert!(problem.contains(part) && problem.contains("`entity_id`"), "{problem}");
        }
    }

    #[test]
    fn s15_the_acs_url_is_an_absolute_web_url_and_kept_as_it_is() {
        for url in [
            "https://app.example/saml/acs",
            "http://localhost:3000/acs",
            "HTTPS://App.example:443/a/../acs?x=é&y='",
        ] {
            let client = builder().acs_url(url).build().unwrap();
            let location = url.replace('&', "&amp;").replace('\'', "&apos;");
            assert!(client.metadata().contains(&format!("Location=\"{location}\"")), "{url}");
        }
        for (url, part) in [
            ("", "is not an absolute URL"),
            ("/saml/acs", "is not an absolute URL"),
            ("app.example/acs", "is not an absolute URL"),
            ("https://", "is not an absolute URL"),
            ("javascript:alert(1)", "is not an `http` or `https` URL"),
            ("https:///app.example/acs", "with a host"),
            ("https:app.example/acs", "with a host"),
            ("https://app.example\\acs", "with a host"),
            ("ftp://app.example/", "is not an `http` or `https` URL"),
            ("https://app.example/acs#", "contains a fragment"),
            ("https://app.example/acs#a", "contains a fragment"),
            (" https://app.example/acs", "contains blanks"),
            ("https://app.example/a\ncs", "contains blanks"),
            ("https://app.example/a cs", "contains blanks"),
            ("https://app.example/a\0", "contains blanks or control characters"),
        ] {
            let problem = problem(builder().acs_url(url));
            assert!(problem.contains(part) && problem.contains("`acs_url`"), "{url}: {problem}");
        }
    }

    #[test]
    fn s11_a_leeway_over_five_minutes_is_refused() {
        for leeway in [Duration::ZERO, LONGEST_LEEWAY] {
            assert!(builder().leeway(leeway).build().is_ok());
        }
        for leeway in [LONGEST_LEEWAY + Duration::from_nanos(1), Duration::MAX] {
            assert!(problem(builder().leeway(leeway)).contains("pass less to `leeway`"));
        }
    }

    #[test]
    fn s19_expired_metadata_is_refused_at_build() {
        let descriptor = crate::saml::testing::descriptor("", &rsa_certificate(7));
        let xml = entity("a", "validUntil=\"2049-01-01T00:00:00Z\"", &descriptor);
        let metadata = IdpMetadata::parse(&xml).unwrap();
        let until = metadata.valid_until().unwrap();
        assert!(builder().idp_metadata(metadata.clone()).clock(now).build().is_ok());
        let late = builder().idp_metadata(metadata).clock(move || until);
        assert_eq!(kind(late.build()), SamlErrorKind::MetadataExpired);
    }

    #[test]
    fn the_application_id_is_one_segment_of_the_path() {
        let link = |host: &str, id: &str| {
            let host = Url::parse(host).unwrap();
            let url = SamlClientBuilder::new(&host, id).idp_url;
            url.map(String::from).map_err(|error| error.to_string())
        };
        for (host, id, expected) in [
            ("https://a.test", "APP_ID", "https://a.test/api/v2/saml-idp/APP_ID"),
            ("https://a.test/b/", "APP_ID", "https://a.test/b/api/v2/saml-idp/APP_ID"),
            ("https://a.test/b", "a/b?c#d", "https://a.test/b/api/v2/saml-idp/a%2Fb%3Fc%23d"),
            ("https://a.test", "%2e%2E/é", "https://a.test/api/v2/saml-idp/%252e%252E%2F%C3%A9"),
            (
                "https://a.test",
                "https://b.test",
                "https://a.test/api/v2/saml-idp/https:%2F%2Fb.test",
            ),
        ] {
            assert_eq!(link(host, id).as_deref(), Ok(expected));
        }
        for id in ["", ".", "..", "a\nb", "a\tb"] {
            assert!(link("https://a.test", id).unwrap_err().contains("application id"), "{id:?}");
        }
    }

    #[test]
    fn a_client_of_the_application_has_the_documented_link() {
        let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build();
        let saml = app.unwrap().saml().entity_id("a").acs_url("https://app.example/acs");
        let client = saml.idp_metadata(idp(None)).build().unwrap();
        assert_eq!(client.login_link(), "https://example.genauth.ai/api/v2/saml-idp/APP_ID");
    }
}
