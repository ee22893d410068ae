//! [`finish`]: the verification of a response, from the form to the identity.

use std::time::SystemTime;

use roxmltree::{Document, Node};

use super::assertion::{Assertion, invalid};
use super::checks::Checks;
use super::envelope::Envelope;
use super::form::SamlResponse;
use super::layout::Layout;
use super::octets::Octets;
use super::signature;
use super::tree::Tree;
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::random::sha256_text;
use crate::saml::identity::SamlIdentity;
use crate::saml::login::LoginRequest;
use crate::saml::metadata::IdpMetadata;
use crate::saml::names::{SAML, SAMLP};
use crate::saml::settings::Settings;
use crate::xml::children;

/// Verifies a response to a login request, or an unsolicited one.
pub(in crate::saml) async fn finish(
    settings: &Settings,
    request: Option<&LoginRequest>,
    response: &SamlResponse,
) -> Result<SamlIdentity, Error> {
    let now = settings.clock.now();
    match request {
        Some(request) => check_request(request, response, now)?,
        None if settings.allows_unsolicited => {}
        None => {
            return Err(SamlError::new(
                Kind::Unsolicited,
                "unsolicited responses are not allowed; call `allow_unsolicited` of the builder if \
                 users start at the identity provider",
            )
            .into());
        }
    }
    let idp = settings.current_idp();
    idp.check_valid(now)?;
    let verified = Verified::of(&response.xml, &idp)?;
    let checks = Checks {
        issuer: idp.entity_id(),
        audience: &settings.entity_id,
        acs_url: &settings.acs_url,
        request: request.map(LoginRequest::id),
        now,
        leeway: settings.leeway,
    };
    let Verified { envelope, assertion } = verified;
    let end = checks.check(&envelope, &assertion)?;
    let issuer = assertion.issuer.unwrap_or_default();
    if let Some(request) = request {
        let key = format!("request:{}", sha256_text(request.id()));
        use_once(settings, &key, request.expires_at()).await?;
    }
    let key = format!("assertion:{}", sha256_text(&format!("{issuer}\n{}", assertion.id)));
    use_once(settings, &key, end).await.map_err(|error| match request {
        // The login request is used up.
        Some(_) => error.without_retry(),
        None => error,
    })?;
    Ok(SamlIdentity {
        name_id: assertion.subject.name_id,
        attributes: assertion.attributes,
        session_index: assertion.statement.session_index,
        authenticated_at: assertion.statement.authenticated_at,
        session_expires_at: assertion.statement.session_expires_at,
        authn_context: assertion.statement.authn_context,
        issuer,
        assertion_id: assertion.id,
        is_solicited: request.is_some(),
        relay_state: response.relay_state.clone(),
    })
}

/// Checks that a login request is recent, and that the browser returns with its value.
fn check_request(
    request: &LoginRequest,
    response: &SamlResponse,
    now: SystemTime,
) -> Result<(), Error> {
    if request.expires_at() < now {
        return Err(SamlError::new(
            Kind::RequestExpired,
            "the sign-in took more than ten minutes; start it again",
        )
        .into());
    }
    if request.relay_state.is_some() && request.relay_state != response.relay_state {
        return Err(SamlError::new(
            Kind::RelayState,
            "`RelayState` is not that of the login request; start the sign-in again",
        )
        .into());
    }
    Ok(())
}

/// Marks a key as used until a time.
async fn use_once(settings: &Settings, key: &str, until: SystemTime) -> Result<(), SamlError> {
    match settings.replay_store.insert(key, until).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(SamlError::new(
            Kind::Replayed,
            "the response was used before; start the sign-in again",
        )),
        Err(error) => {
            let problem = "the replay store failed, so the response cannot be accepted";
            Err(SamlError::new(Kind::ReplayStore, problem).with_source(error))
        }
    }
}

/// The content of a response whose signatures are valid.
struct Verified {
    envelope: Envelope,
    assertion: Assertion,
}

impl Verified {
    /// Verifies every signature of a message, and reads the octets that they cover.
    fn of(xml: &str, idp: &IdpMetadata) -> Result<Self, Error> {
        let tree = Tree::parse(xml)?;
        let layout = Layout::of(&tree)?;
        let verify = |element, signature| {
            let octets = signature::verify(&tree, element, signature, idp.keys())?;
            Octets::new(octets)
        };
        let response =
            layout.response_signature.map(|it| verify(layout.response, it)).transpose()?;
        let assertion =
            layout.assertion_signature.map(|it| verify(layout.assertion, it)).transpose()?;
        let response = response.as_ref().map(Octets::parse).transpose()?;
        let assertion = assertion.as_ref().map(Octets::parse).transpose()?;
        let envelope = match &response {
            Some(document) => Envelope::signed(root(document, SAMLP, "Response")?)?,
            None => Envelope::unsigned(&tree, layout.response)?,
        };
        let node = match (&assertion, &response) {
            (Some(document), _) => root(document, SAML, "Assertion")?,
            (None, Some(document)) => only_assertion(root(document, SAMLP, "Response")?)?,
            (None, None) => {
                return Err(SamlError::new(Kind::Unsigned, "the response is not signed").into());
            }
        };
        Ok(Self { envelope, assertion: Assertion::read(node)? })
    }
}

/// Returns the document element of octets if it has a name.
fn root<'a, 'input>(
    document: &'a Document<'input>,
    namespace: &'static str,
    name: &'static str,
) -> Result<Node<'a, 'input>, Error> {
    let root = document.root_element();
    let is_expected = root.has_tag_name((namespace, name));
    if is_expected { Ok(root) } else { Err(invalid("the signed element is another one")) }
}

/// Returns the assertion of a signed response, the only one in its octets.
fn only_assertion<'a, 'input>(response: Node<'a, 'input>) -> Result<Node<'a, 'input>, Error> {
    let all = response.descendants().filter(|it| it.has_tag_name((SAML, "Assertion"))).count();
    match children(response, SAML, "Assertion")[..] {
        [assertion] if all == 1 => Ok(assertion),
        _ => Err(SamlError::new(
            Kind::SeveralAssertions,
            "the signed response does not have exactly one assertion",
        )
        .into()),
    }
}
