//! [`LoginBuilder`]: the options of a login request.

use std::fmt;
use std::sync::Arc;

use url::Url;

use super::LoginRequest;
use super::authn_request::{AuthnRequest, redirect_url};
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::random::random_text;
use crate::saml::settings::Settings;
use crate::saml::text::is_text;
use crate::saml::time::format_time;

/// The most bytes of `RelayState` (SAML bindings, 3.4.3).
const LONGEST_RELAY_STATE: usize = 80;

/// Options of a login request. Created by [`SamlClient::login`](crate::saml::SamlClient::login).
///
/// ```no_run
/// # fn example(saml: genauth::saml::SamlClient) -> Result<(), genauth::Error> {
/// let request = saml
///     .login()
///     .relay_state("/orders")
///     .name_id_format("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
///     .build()?;
/// println!("redirect to {}", request.url());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a login request is created by `build`"]
pub struct LoginBuilder {
    settings: Arc<Settings>,
    relay_state: Option<String>,
    name_id_format: Option<String>,
    force_authn: bool,
}

impl LoginBuilder {
    pub(in crate::saml) fn new(settings: Arc<Settings>) -> Self {
        Self { settings, relay_state: None, name_id_format: None, force_authn: false }
    }

    /// Sets a value of at most 80 bytes that the browser returns with, for instance the path of the
    /// page to show after the sign-in. The response must have the same one.
    ///
    /// The user can read it.
    pub fn relay_state(mut self, relay_state: impl Into<String>) -> Self {
        self.relay_state = Some(relay_state.into()).filter(|it| !it.is_empty());
        self
    }

    /// Sets the format of the name to request (`NameIDPolicy`), for instance
    /// `urn:oasis:names:tc:SAML:2.0:nameid-format:persistent`; that of the console by default.
    pub fn name_id_format(mut self, format: impl Into<String>) -> Self {
        self.name_id_format = Some(format.into());
        self
    }

    /// Requires that the user enters credentials, whatever session there is (`ForceAuthn`).
    ///
    /// Identity providers may ignore it; see
    /// [`SamlIdentity::authenticated_at`](crate::saml::SamlIdentity::authenticated_at).
    pub fn force_authn(mut self) -> Self {
        self.force_authn = true;
        self
    }

    /// Creates the request, with a random ID. Nothing is sent.
    ///
    /// It is for the login URL of the metadata or, without one, the documented
    /// `{app host}/api/v2/saml-idp/{app id}`, and it is not signed.
    ///
    /// # Errors
    ///
    /// [`Error::Saml`] with [`InvalidRequest`](Kind::InvalidRequest) if the relay state has more than
    /// 80 bytes or the name format is not valid, and with
    /// [`MetadataExpired`](Kind::MetadataExpired) if the metadata of the identity provider has
    /// expired.
    pub fn build(self) -> Result<LoginRequest, Error> {
        let settings = &*self.settings;
        let length = self.relay_state.as_ref().map_or(0, String::len);
        if length > LONGEST_RELAY_STATE {
            return Err(invalid(format!(
                "the relay state has {length} bytes, and SAML allows 80; keep the value on the \
                 server under a short key"
            )));
        }
        let format = self.name_id_format.as_deref();
        if format.is_some_and(|it| it.trim().is_empty() || !is_text(it)) {
            return Err(invalid(
                "the name format is blank or contains control characters; use a URN such as \
                 `urn:oasis:names:tc:SAML:2.0:nameid-format:persistent`",
            ));
        }
        let created_at = settings.clock.now();
        let idp = settings.current_idp();
        idp.check_valid(created_at)?;
        let (page, destination) = match idp.login_url() {
            Some(url) => (Url::parse(url).map_err(|_| invalid("the login URL is not valid"))?, url),
            None => (settings.idp_url.clone(), settings.idp_url.as_str()),
        };
        let issue_instant = format_time(created_at)
            .ok_or_else(|| invalid("the time of the clock is out of range; set the clock"))?;
        // An ID must not begin with a digit or a hyphen.
        let id = format!("_{}", random_text()?.expose());
        let request = AuthnRequest {
            id: &id,
            issue_instant: &issue_instant,
            destination,
            acs_url: &settings.acs_url,
            issuer: &settings.entity_id,
            name_id_format: format,
            force_authn: self.force_authn,
        };
        let url = redirect_url(&page, &request.xml(), self.relay_state.as_deref())
            .map_err(|error| invalid(format!("the request cannot be compressed: {error}")))?;
        Ok(LoginRequest { url: url.into(), id, relay_state: self.relay_state, created_at })
    }
}

fn invalid(problem: impl Into<String>) -> Error {
    SamlError::new(Kind::InvalidRequest, problem).into()
}

impl fmt::Debug for LoginBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginBuilder")
            .field("name_id_format", &self.name_id_format)
            .field("force_authn", &self.force_authn)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::time::{Duration, UNIX_EPOCH};

    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use flate2::read::DeflateDecoder;

    use super::*;
    use crate::saml::SamlClient;
    use crate::saml::testing::{builder, descriptor, entity, idp, kind, now, rsa_certificate};

    fn client(login_url: Option<&str>) -> SamlClient {
        builder().idp_metadata(idp(login_url)).build().unwrap()
    }

    /// Returns the parameters of a URL and the XML of the request.
    fn read(url: &str) -> (Vec<(String, String)>, String) {
        let url = Url::parse(url).unwrap();
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        let (_, value) = pairs.iter().find(|(name, _)| name == "SAMLRequest").unwrap();
        let mut xml = String::new();
        let deflated = STANDARD.decode(value).unwrap();
        DeflateDecoder::new(&*deflated).read_to_string(&mut xml).unwrap();
        (pairs, xml)
    }

    fn names(pairs: &[(String, String)]) -> Vec<&str> {
        pairs.iter().map(|(name, _)| &**name).collect()
    }

    #[test]
    fn a_request_is_compressed_into_the_documented_url() {
        let request = client(None).login().build().unwrap();
        let page = "https://example.genauth.ai/api/v2/saml-idp/APP_ID";
        assert!(request.url().starts_with(&format!("{page}?SAMLRequest=")), "{}", request.url());
        let (pairs, xml) = read(request.url());
        assert_eq!(names(&pairs), ["SAMLRequest"]);
        let document = roxmltree::Document::parse(&xml).unwrap();
        let root = document.root_element();
        assert!(root.has_tag_name(("urn:oasis:names:tc:SAML:2.0:protocol", "AuthnRequest")));
        for (name, value) in [
            ("ID", request.id()),
            ("Version", "2.0"),
            ("IssueInstant", "2026-01-02T03:04:05Z"),
            ("Destination", page),
            ("ProtocolBinding", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"),
            ("AssertionConsumerServiceURL", "https://app.example/saml/acs"),
        ] {
            assert_eq!(root.attribute(name), Some(value), "{xml}");
        }
        assert_eq!(root.attribute("ForceAuthn"), None);
        let children: Vec<_> = root.children().collect();
        assert_eq!(children.len(), 1, "{xml}");
        let issuer = ("urn:oasis:names:tc:SAML:2.0:assertion", "Issuer");
        assert!(children[0].has_tag_name(issuer));
        assert_eq!(children[0].text(), Some("https://app.example/saml"));
        assert_eq!((request.created_at(), request.relay_state()), (now(), None));
    }

    #[test]
    fn options_are_part_of_the_request() {
        let format = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
        let login = client(None).login().force_authn().name_id_format(format);
        let (_, xml) = read(login.build().unwrap().url());
        let document = roxmltree::Document::parse(&xml).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("ForceAuthn"), Some("true"));
        let policy = root.children().find(|it| it.tag_name().name() == "NameIDPolicy").unwrap();
        assert_eq!(policy.attribute("Format"), Some(format));
        assert_eq!(policy.attribute("AllowCreate"), Some("true"));
        for odd in ["", " ", "a\0", "a\nb"] {
            let outcome = client(None).login().name_id_format(odd).build();
            assert_eq!(kind(outcome), Kind::InvalidRequest, "{odd:?}");
        }
    }

    #[test]
    fn the_login_url_of_the_metadata_keeps_its_query() {
        for (page, expected) in [
            ("https://idp.example/sso", "https://idp.example/sso?"),
            ("https://idp.example/sso?", "https://idp.example/sso?"),
            (
                "http://127.0.0.1:8080/a%20b?idp=%20x+y&z#top",
                "http://127.0.0.1:8080/a%20b?idp=%20x+y&z&",
            ),
        ] {
            let request = client(Some(page)).login().relay_state("a").build().unwrap();
            let start = format!("{expected}SAMLRequest=");
            assert!(request.url().starts_with(&start), "{}", request.url());
            let (pairs, xml) = read(request.url());
            assert_eq!(names(&pairs).last(), Some(&"RelayState"));
            let document = roxmltree::Document::parse(&xml).unwrap();
            assert_eq!(document.root_element().attribute("Destination"), Some(page));
            assert!(!request.url().contains('#'));
        }
    }

    #[test]
    fn ids_are_random_names_of_xml() {
        let client = client(None);
        let ids: Vec<String> =
            (0..20).map(|_| client.login().build().unwrap().id().to_owned()).collect();
        for (index, id) in ids.iter().enumerate() {
            assert!(id.len() == 44 && id.starts_with('_'), "{id}");
            assert!(id.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)), "{id}");
            assert!(!ids[..index].contains(id));
        }
    }

    #[test]
    fn s16_a_relay_state_has_at_most_80_bytes() {
        for state in [&*"a".repeat(80), &"é".repeat(40), "/orders?a=1&b=+%2B \u{1f469}\n", "a=="] {
            let request = client(None).login().relay_state(state).build().unwrap();
            let (pairs, _) = read(request.url());
            assert_eq!(pairs.last().unwrap(), &("RelayState".to_owned(), state.to_owned()));
            assert_eq!(request.relay_state(), Some(state));
        }
        for state in [&*"a".repeat(81), &"é".repeat(41), &"\u{1f469}".repeat(21)] {
            let outcome = client(None).login().relay_state(state).build();
            let Err(Error::Saml(error)) = outcome else { panic!("{state}") };
            assert_eq!(error.kind(), Kind::InvalidRequest);
            assert!(error.message().contains(&format!("{} bytes", state.len())), "{error}");
        }
        // Identity providers leave an empty one out.
        let request = client(None).login().relay_state("a").relay_state("").build().unwrap();
        assert_eq!(request.relay_state(), None);
        assert_eq!(names(&read(request.url()).0), ["SAMLRequest"]);
    }

    #[test]
    fn s19_expired_metadata_is_refused_when_used() {
        let xml = entity(
            "a",
            "validUntil=\"2049-01-01T00:00:00Z\"",
            &descriptor("", &rsa_certificate(7)),
        );
        let metadata = crate::saml::IdpMetadata::parse(&xml).unwrap();
        let time = Arc::new(std::sync::Mutex::new(now()));
        let clock = Arc::clone(&time);
        let client =
            builder().idp_metadata(metadata.clone()).clock(move || *clock.lock().unwrap()).build();
        let client = client.unwrap();
        assert!(client.login().build().is_ok());
        *time.lock().unwrap() = metadata.valid_until().unwrap();
        assert_eq!(kind(client.login().build()), Kind::MetadataExpired);
    }

    #[test]
    fn a_clock_out_of_range_is_an_error() {
        let late = UNIX_EPOCH + Duration::from_secs(1 << 40);
        let client = builder().clock(move || late).build().unwrap();
        assert_eq!(kind(client.login().build()), Kind::InvalidRequest);
    }
}
