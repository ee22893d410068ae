//! Pages with a form that the browser sends to an application.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::{
    pages::{document, escaped, field_value},
    wire::HttpResponse,
};

/// Script that submits the form of the page.
const SUBMIT: &str = "document.forms[0].submit()";

/// Returns a page that posts a form to an address. Without scripts, it shows a button.
pub fn page(address: &str, pairs: &[(&'static str, String)]) -> HttpResponse {
    scripted(address, pairs, SUBMIT, None)
}

/// Returns a page with a form for an address and a script that delivers it. The script is a fixed
/// one, and no other script may run.
pub fn scripted(
    address: &str,
    pairs: &[(&'static str, String)],
    script: &str,
    ancestor: Option<&str>,
) -> HttpResponse {
    let fields = pairs.iter().map(|(name, value)| {
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", field_value(value))
    });
    let body = format!(
        "<form method=\"post\" action=\"{}\">\n{}<noscript><button>Go on</button></noscript>\n\
         </form>\n<script>{script}</script>",
        escaped(address),
        fields.collect::<String>(),
    );
    let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
    HttpResponse::scripted(document("Redirecting", &body), &hash, ancestor)
}
