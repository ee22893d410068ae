//! [`SamlResponse`]: a response as the browser posts it.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use url::form_urlencoded;

use super::blanks::normalized;
use super::tree::Tree;
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::xml::Limits;

/// The most bytes of a form. The value that it contains is encoded once more.
const LONGEST_FORM: usize = 2_000_000;

/// The most bytes of `SAMLResponse`: base64 of the longest document, with line breaks.
const LONGEST_VALUE: usize = 1_400_000;

/// A response as the browser posts it. Nothing of it is verified before
/// [`SamlClient::finish`](crate::saml::SamlClient::finish).
///
/// `Debug` shows nothing of it.
#[derive(Clone)]
pub struct SamlResponse {
    pub(super) xml: String,
    pub(super) relay_state: Option<String>,
    in_response_to: Option<String>,
}

impl SamlResponse {
    /// Reads the body of the form that the browser posts to the ACS URL
    /// (`application/x-www-form-urlencoded`), with `SAMLResponse` and `RelayState`.
    ///
    /// Line breaks and blanks in `SAMLResponse` are ignored, and so are other fields of the form. A
    /// response is never decompressed.
    ///
    /// ```
    /// use genauth::saml::SamlResponse;
    ///
    /// let body = "SAMLResponse=PFJlc3BvbnNlLz4%3D&RelayState=%2Forders";
    /// let response = SamlResponse::from_form(body)?;
    /// assert_eq!(response.relay_state(), Some("/orders"));
    /// # Ok::<(), genauth::Error>(())
    /// ```
    ///
    /// If a framework has parsed the form already, encode its fields again:
    ///
    /// ```
    /// # fn example(saml_response: &str, relay_state: &str) -> Result<(), genauth::Error> {
    /// use genauth::saml::SamlResponse;
    /// use url::form_urlencoded::Serializer;
    ///
    /// let fields = [("SAMLResponse", saml_response), ("RelayState", relay_state)];
    /// let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    /// let response = SamlResponse::from_form(body)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Saml`] with
    ///
    /// - [`InvalidForm`](Kind::InvalidForm) if `SAMLResponse` is absent or empty, or a field is
    ///   repeated,
    /// - [`TooLarge`](Kind::TooLarge) if the form exceeds 2 MB, `SAMLResponse` 1.4 MB, or its
    ///   document 1 MB,
    /// - [`Encoding`](Kind::Encoding) if `SAMLResponse` is not base64 with padding (base64url is
    ///   not), or not of UTF-8 text.
    pub fn from_form(body: impl AsRef<[u8]>) -> Result<Self, Error> {
        let body = body.as_ref();
        if body.len() > LONGEST_FORM {
            return Err(too_large("the form exceeds 2 MB"));
        }
        let (mut value, mut relay_state) = (None, None);
        for (name, text) in form_urlencoded::parse(body) {
            let field = match &*name {
                "SAMLResponse" => &mut value,
                "RelayState" => &mut relay_state,
                _ => continue,
            };
            if field.replace(text).is_some() {
                return Err(refused(Kind::InvalidForm, format!("the form repeats `{name}`")));
            }
        }
        let value = value.filter(|it| !it.is_empty()).ok_or_else(|| {
            refused(
                Kind::InvalidForm,
                "the form has no `SAMLResponse`; pass the body of the request to the ACS URL",
            )
        })?;
        // An empty value and none are the same to many identity providers.
        let relay_state = relay_state.filter(|it| !it.is_empty()).map(|it| it.into_owned());
        let xml = decode(&value)?;
        // What is wrong with it is said when it is verified.
        let in_response_to = Tree::parse(&xml)
            .ok()
            .and_then(|tree| tree.attribute(tree.root(), "InResponseTo").map(str::to_owned));
        Ok(Self { xml, relay_state, in_response_to })
    }

    /// Returns the ID of the login request that the response claims to belong to, to look it up
    /// among those of the browser. Not verified.
    pub fn in_response_to(&self) -> Option<&str> {
        self.in_response_to.as_deref()
    }

    /// Returns the value that the browser returned with. Not trustworthy: pass a path to
    /// [`local_path`](crate::saml::local_path) before redirecting to it.
    pub fn relay_state(&self) -> Option<&str> {
        self.relay_state.as_deref()
    }
}

/// Decodes the value of `SAMLResponse` (SAML bindings, 3.5.4).
fn decode(value: &str) -> Result<String, Error> {
    if value.len() > LONGEST_VALUE {
        return Err(too_large("`SAMLResponse` exceeds 1.4 MB"));
    }
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let base64: Vec<u8> = value.bytes().filter(|byte| !is_blank(byte)).collect();
    let bytes = STANDARD.decode(base64).map_err(|_| {
        refused(
            Kind::Encoding,
            "`SAMLResponse` is not base64 of the standard alphabet with padding; pass the body of \
             the request unchanged",
        )
    })?;
    if bytes.len() > Limits::MESSAGE.bytes {
        return Err(too_large("the response exceeds 1 MB"));
    }
    let xml = String::from_utf8(bytes)
        .map_err(|_| refused(Kind::Encoding, "`SAMLResponse` is not base64 of UTF-8 text"))?;
    Ok(normalized(xml.strip_prefix('\u{feff}').unwrap_or(&xml)))
}

fn refused(kind: Kind, problem: impl Into<String>) -> Error {
    SamlError::new(kind, problem).into()
}

fn too_large(problem: &str) -> Error {
    refused(Kind::TooLarge, problem)
}

/// Shows nothing of the response, which describes a user and can sign in as them.
impl fmt::Debug for SamlResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SamlResponse").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(value: &str) -> String {
        form_urlencoded::Serializer::new(String::new()).append_pair("SAMLResponse", value).finish()
    }

    fn kind(body: impl AsRef<[u8]>) -> Kind {
        match SamlResponse::from_form(body) {
            Err(Error::Saml(error)) => error.kind(),
            other => panic!("{other:?}"),
        }
    }

    fn xml(value: &str) -> String {
        SamlResponse::from_form(form(value)).unwrap().xml
    }

    #[test]
    fn a_form_has_one_response_and_at_most_one_relay_state() {
        let body = "a=1&RelayState=a+b%26%C3%A9&SAMLResponse=PGEvPg%3D%3D&a=2";
        for body in [body.as_bytes(), &bytes_of(body)] {
            let response = SamlResponse::from_form(body).unwrap();
            assert_eq!((&*response.xml, response.relay_state()), ("<a/>", Some("a b&é")));
        }
        for body in ["SAMLResponse=PGEvPg==", "SAMLResponse=PGEvPg==&RelayState="] {
            assert_eq!(SamlResponse::from_form(body).unwrap().relay_state(), None);
        }
        for body in [
            "",
            "RelayState=a",
            "SAMLResponse",
            "SAMLResponse=",
            "samlresponse=PGEvPg==",
            "SAMLResponse=PGEvPg==&SAMLResponse=PGEvPg==",
            "SAMLResponse=&SAMLResponse=PGEvPg==",
            "SAMLResponse=PGEvPg==&RelayState=a&RelayState=a",
            "SAMLResponse=PGEvPg==&RelayState=&Relay%53tate=",
            "{\"SAMLResponse\":\"PGEvPg==\"}",
        ] {
            assert_eq!(kind(body), Kind::InvalidForm, "{body}");
        }
    }

    fn bytes_of(text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    #[test]
    fn s10_line_breaks_and_blanks_in_base64_are_ignored() {
        let text = format!("<a>{}</a>", "é".repeat(300));
        let base64 = STANDARD.encode(&text);
        assert_eq!(xml(&base64), text);
        for end in ["\n", "\r\n", " \t\r\n"] {
            let lines: Vec<&str> =
                base64.as_bytes().chunks(76).map(|it| str::from_utf8(it).unwrap()).collect();
            assert_eq!(xml(&(lines.join(end) + end)), text);
        }
        // A carriage return in the document itself is kept.
        assert_eq!(xml(&STANDARD.encode("<a>\r\n</a>")), "<a>\r\n</a>");
    }

    #[test]
    fn s10_other_encodings_than_base64_are_refused() {
        let odd = STANDARD.encode("<a>\u{7fb}\u{7ff}\u{ffff}</a>?>?>~~");
        let url_safe = odd.replace('+', "-").replace('/', "_");
        assert_ne!(odd, url_safe);
        assert!(!xml(&odd).is_empty());
        for value in [
            &*url_safe,
            "PGEvPg",
            "PGEvPg=",
            "PGEvPh==",
            "PGEv!g==",
            "<a/>",
            "=",
            "PGEvPg=="[1..].into(),
        ] {
            assert_eq!(kind(form(value)), Kind::Encoding, "{value}");
        }
        // A `+` that is not escaped is a blank.
        assert_eq!(kind(format!("SAMLResponse={odd}")), Kind::Encoding);
        for bytes in [&b"\xff\xfe<\0a\0"[..], b"<a>\xe9</a>", b"\x78\x9c\xb3"] {
            assert_eq!(kind(form(&STANDARD.encode(bytes))), Kind::Encoding);
        }
    }

    #[test]
    fn one_byte_order_mark_is_removed() {
        assert_eq!(xml(&STANDARD.encode("\u{feff}<a/>")), "<a/>");
        assert_eq!(xml(&STANDARD.encode("\u{feff}\u{feff}<a/>")), "\u{feff}<a/>");
    }

    #[test]
    fn s17_lengths_are_checked_before_decoding() {
        let longest = STANDARD.encode(vec![b'a'; Limits::MESSAGE.bytes]);
        assert_eq!(xml(&longest).len(), Limits::MESSAGE.bytes);
        assert_eq!(
            kind(form(&STANDARD.encode(vec![b'a'; Limits::MESSAGE.bytes + 1]))),
            Kind::TooLarge
        );
        let blank = " ".repeat(LONGEST_VALUE - longest.len());
        assert_eq!(xml(&format!("{longest}{blank}")).len(), Limits::MESSAGE.bytes);
        assert_eq!(kind(form(&format!("{longest}{blank} "))), Kind::TooLarge);
        // Not base64 either, which is not looked at.
        assert_eq!(kind(form(&"!".repeat(LONGEST_VALUE + 1))), Kind::TooLarge);
        assert_eq!(kind(vec![b'&'; LONGEST_FORM + 1]), Kind::TooLarge);
        assert_eq!(kind(vec![b'&'; LONGEST_FORM]), Kind::InvalidForm);
    }

    #[test]
    fn a_response_is_never_decompressed() {
        use std::io::Write as _;
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all("<a>é</a>".repeat(100).as_bytes()).unwrap();
        let deflated = encoder.finish().unwrap();
        assert_eq!(kind(form(&STANDARD.encode(deflated))), Kind::Encoding);
    }

    #[test]
    fn debug_output_shows_nothing_of_the_content() {
        let body = "SAMLResponse=PGE%2BdGVzdC1zZWNyZXQ8L2E%2B&RelayState=test-state";
        let response = SamlResponse::from_form(body).unwrap();
        assert_eq!(response.xml, "<a>test-secret</a>");
        assert_eq!(format!("{response:?}"), "SamlResponse { .. }");
        let Err(error) = SamlResponse::from_form("SAMLResponse=test-secret") else { panic!() };
        assert!(!format!("{error} {error:?}").contains("test-secret"), "{error:?}");
    }
}
