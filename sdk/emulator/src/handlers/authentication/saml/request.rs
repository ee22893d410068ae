//! Authentication requests: decoding and validation.

use std::io::Read as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::bufread::DeflateDecoder;
use roxmltree::{Document, Node, ParsingOptions};

use super::{
    element::{ASSERTION, POST, PROTOCOL, idp_url},
    settings::acs_urls,
};
use crate::{
    call::Call,
    failure::Failure,
    handlers::authentication::browser::{address::check_address, arguments::param},
    state::{application::Application, saml::Request},
};

/// Maximum size of a request document, in bytes.
const LARGEST: u64 = 64 * 1024;
/// Maximum number of nodes in a request document.
const NODES: u32 = 1_000;
/// Maximum size of `RelayState`, in bytes.
const RELAY_STATE: usize = 80;

/// Encoding of a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Binding {
    /// In a query, compressed.
    Redirect,
    /// In a form.
    Post,
}

/// Requested user interaction.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Prompt {
    /// Requires a sign-in, even if the user is signed in.
    pub force: bool,
    /// Forbids interaction.
    pub passive: bool,
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::invalid(message)
}

/// Reads the request in a call, or creates that of a sign-in that starts here.
///
/// # Errors
///
/// Returns an error, shown on a page, if the request is invalid, or its response would go to a URL
/// that is not one of the application.
pub(super) fn read(
    call: &Call<'_>,
    app: &Application,
    binding: Binding,
) -> Result<(Request, Prompt), Failure> {
    let relay_state = param(call, "RelayState").map(str::to_owned);
    if relay_state.as_ref().is_some_and(|it| it.len() > RELAY_STATE) {
        return Err(invalid(format!("`RelayState` exceeds {RELAY_STATE} bytes")));
    }
    let mut request = Request {
        app_id: app.id.clone(),
        acs_url: String::new(),
        id: None,
        issuer: None,
        name_id_format: None,
        relay_state,
    };
    let mut prompt = Prompt::default();
    let mut acs_url = None;
    if let Some(encoded) = param(call, "SAMLRequest") {
        let document = match binding {
            Binding::Post => posted(encoded)?,
            Binding::Redirect => redirected(encoded)?,
        };
        let options = ParsingOptions { nodes_limit: NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(&document, options)
            .map_err(|error| invalid(format!("`SAMLRequest` is not valid XML: {error}")))?;
        let root = document.root_element();
        if !root.has_tag_name((PROTOCOL, "AuthnRequest")) {
            return Err(invalid("`SAMLRequest` is not an `AuthnRequest`"));
        }
        prompt = check(root, &idp_url(call.host, &app.id))?;
        let id = attribute(root, "ID").filter(|id| !id.is_empty());
        request.id = Some(id.ok_or_else(|| missing("ID"))?.to_owned());
        let issuer = child(root, ASSERTION, "Issuer")?.map(text_of).filter(|it| !it.is_empty());
        request.issuer = Some(issuer.ok_or_else(|| missing("Issuer"))?);
        let policy = child(root, PROTOCOL, "NameIDPolicy")?;
        let format = policy.and_then(|policy| attribute(policy, "Format"));
        request.name_id_format = format.map(str::to_owned);
        acs_url = attribute(root, "AssertionConsumerServiceURL").map(str::to_owned);
    }
    let listed = acs_urls(app);
    let acs_url = acs_url.or_else(|| listed.first().cloned());
    request.acs_url = acs_url.ok_or_else(|| {
        invalid(
            "no ACS URL is registered for the application; set `acs` in its `samlConfig`, or a \
             redirect URI",
        )
    })?;
    check_address(&request.acs_url, &listed)
        .map_err(|problem| invalid(format!("the ACS URL {problem}")))?;
    Ok((request, prompt))
}

fn missing(name: &str) -> Failure {
    invalid(format!("the `AuthnRequest` has no `{name}`"))
}

/// Decodes a request of the redirect binding.
fn redirected(encoded: &str) -> Result<String, Failure> {
    let compressed = STANDARD.decode(encoded).map_err(|_| not_base64())?;
    let mut document = Vec::new();
    let mut decoder = DeflateDecoder::new(compressed.as_slice());
    let read = (&mut decoder).take(LARGEST + 1).read_to_end(&mut document);
    read.map_err(|_| invalid("`SAMLRequest` is not compressed with DEFLATE"))?;
    if document.len() as u64 > LARGEST {
        return Err(invalid(format!("`SAMLRequest` exceeds {LARGEST} bytes")));
    }
    utf8(document)
}

/// Decodes a request of the POST binding. The encoding may have line breaks.
fn posted(encoded: &str) -> Result<String, Failure> {
    let encoded: String = encoded.split_ascii_whitespace().collect();
    utf8(STANDARD.decode(encoded).map_err(|_| not_base64())?)
}

fn not_base64() -> Failure {
    invalid("`SAMLRequest` is not valid base64")
}

fn utf8(document: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(document).map_err(|_| invalid("`SAMLRequest` is not valid UTF-8"))
}

/// Checks the attributes of a request, and returns the requested interaction.
fn check(root: Node<'_, '_>, idp_url: &str) -> Result<Prompt, Failure> {
    if attribute(root, "Version") != Some("2.0") {
        return Err(invalid("the `Version` of the `AuthnRequest` is not 2.0"));
    }
    if attribute(root, "Destination").is_some_and(|it| it != idp_url) {
        return Err(invalid(format!("the `Destination` of the `AuthnRequest` is not `{idp_url}`")));
    }
    if attribute(root, "ProtocolBinding").is_some_and(|it| it != POST) {
        return Err(invalid("the response can be sent by HTTP POST only"));
    }
    let flag = |name: &str| match attribute(root, name) {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(_) => Err(invalid(format!("`{name}` must be `true` or `false`"))),
    };
    let prompt = Prompt { force: flag("ForceAuthn")?, passive: flag("IsPassive")? };
    Ok(prompt)
}

/// Returns an attribute without a namespace. `Node::attribute` also returns those of others.
fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let mut attributes = node.attributes();
    let own = attributes.find(|it| it.namespace().is_none() && it.name() == name);
    own.map(|it| it.value())
}

/// Returns the element of this name, which must not be there twice.
fn child<'a, 'input>(
    parent: Node<'a, 'input>,
    namespace: &str,
    name: &str,
) -> Result<Option<Node<'a, 'input>>, Failure> {
    let mut found = parent.children().filter(|it| it.has_tag_name((namespace, name)));
    match (found.next(), found.next()) {
        (first, None) => Ok(first),
        _ => Err(invalid(format!("the `AuthnRequest` repeats `{name}`"))),
    }
}

/// Returns the text of an element, around comments.
fn text_of(node: Node<'_, '_>) -> String {
    let texts = node.children().filter(Node::is_text).filter_map(|it| it.text());
    texts.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::DeflateEncoder, write::ZlibEncoder};

    use super::*;

    fn deflated(document: &[u8]) -> String {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(document).unwrap();
        STANDARD.encode(encoder.finish().unwrap())
    }

    #[test]
    fn compressed_requests_are_limited() {
        let most = vec![b' '; 64 * 1024];
        assert_eq!(redirected(&deflated(&most)).unwrap().len(), most.len());
        let mut bomb = DeflateEncoder::new(Vec::new(), Compression::best());
        for _ in 0..200 {
            bomb.write_all(&[b' '; 1_000_000]).unwrap();
        }
        let bomb = STANDARD.encode(bomb.finish().unwrap());
        assert!(bomb.len() > 200_000);
        let failure = redirected(&bomb).unwrap_err();
        assert!(failure.message.contains("exceeds"), "{}", failure.message);
    }

    #[test]
    fn other_encodings_are_refused() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(b"<a/>").unwrap();
        let zlib = STANDARD.encode(zlib.finish().unwrap());
        for bad in [zlib.as_str(), "%", "_-__", &STANDARD.encode("<a/>")] {
            assert!(redirected(bad).is_err(), "{bad}");
        }
        assert_eq!(posted("PGEv\r\nPg==\r\n").unwrap(), "<a/>");
        assert!(posted(&STANDARD.encode(b"\xff")).is_err());
    }
}
