//! Random documents that `xmlsec1` signs: the SDK digests the same octets.

use std::fmt::Write as _;

use rand::{RngExt as _, SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;
use saml::oracle::sign;
use saml::{Case, Edit, IDP};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const TEXTS: [&str; 12] = [
    "a",
    " \r\n\t",
    "&#13;",
    "&amp;&lt;&gt;\"'",
    "\u{1f469}",
    "<!-- c -->",
    "<![CDATA[<&\r]]>",
    "\u{85}\u{2028}",
    "&#x10FFFF;",
    "]]&gt;",
    "e\u{301}",
    "",
];
const VALUES: [&str; 8] =
    ["", "1", "\t\r\n", "&#9;&#10;&#13;", "&quot;&lt;&amp;>'", "\u{1f469}", " a  b ", "&#x85;"];
const PREFIXES: [&str; 4] = ["", "p", "q", "saml"];
const LISTS: [&str; 6] = ["", "p", "#default", "q #default", "saml p q", "xml none ds"];

/// Adds an element with random namespaces, attributes and content.
fn element(random: &mut ChaCha8Rng, depth: usize, out: &mut String) {
    let prefix = *PREFIXES.choose(random).unwrap();
    let name = if prefix.is_empty() { "e".to_owned() } else { format!("{prefix}:e") };
    let _ = write!(out, "<{name}");
    let mut parts = Vec::new();
    for prefix in PREFIXES {
        let uri = random.random_range(0..4);
        if random.random_bool(0.3) {
            parts.push(match (prefix, uri) {
                ("", 0) => "xmlns=\"\"".to_owned(),
                ("", uri) => format!("xmlns='urn:{uri}'"),
                (prefix, uri) => format!("xmlns:{prefix}='urn:{uri}'"),
            });
        }
    }
    for number in 0..random.random_range(0..4) {
        let prefix = ["", "p:", "q:", "xml:"].choose(random).unwrap();
        let value = VALUES.choose(random).unwrap();
        // Other names in another order.
        let letter = ["a", "B", "\u{e9}", "z"][(number * 3 + depth) % 4];
        parts.push(format!("{prefix}{letter}{number}=\"{value}\""));
    }
    // Declarations and attributes in any order.
    while !parts.is_empty() {
        let part = parts.swap_remove(random.random_range(0..parts.len()));
        let _ = write!(out, "{}{part}", [" ", "\n", "\t "].choose(random).unwrap());
    }
    if random.random_bool(0.2) {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for _ in 0..random.random_range(0..4) {
        out.push_str(TEXTS.choose(random).unwrap());
        if depth < 6 {
            element(random, depth + 1, out);
        }
    }
    let _ = write!(out, "</{name}>");
}

fn template(random: &mut ChaCha8Rng, id: &str) -> String {
    let list = |random: &mut ChaCha8Rng| match random.random_bool(0.5) {
        true => String::new(),
        false => format!(
            "<ec:InclusiveNamespaces xmlns:ec=\"{EXCLUSIVE}\" PrefixList=\"{}\"/>",
            LISTS.choose(random).unwrap()
        ),
    };
    let (info, element) = (list(random), list(random));
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\">{info}</ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms><ds:Transform \
         Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/><ds:Transform \
         Algorithm=\"{EXCLUSIVE}\">{element}</ds:Transform></ds:Transforms><ds:DigestMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue></ds:DigestValue>\
         </ds:Reference></ds:SignedInfo><ds:SignatureValue></ds:SignatureValue></ds:Signature>"
    )
}

#[tokio::test]
async fn random_documents_have_the_canonical_form_of_xmlsec1() {
    let case = Case::new().await;
    let mut document = case.document();
    document.sign_assertion = None;
    let bare = document.xml();
    for seed in 0..30 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut content = String::new();
        element(&mut random, 0, &mut content);
        let attribute = format!(
            "<saml:Attribute Name=\"x\"><saml:AttributeValue>{content}</saml:AttributeValue>\
             </saml:Attribute>"
        );
        let mut xml = bare.after("<saml:AttributeStatement>", &attribute).after(
            "<samlp:Response",
            " xmlns:q=\"urn:q\" xmlns:p=\"urn:p\" xmlns=\"urn:d\" xml:lang=\"en\"",
        );
        let places: &[_] = match seed % 3 {
            0 => &[("_assertion-1", "<saml:Subject>")],
            1 => &[("_response-1", "<samlp:Status>")],
            _ => &[("_assertion-1", "<saml:Subject>"), ("_response-1", "<samlp:Status>")],
        };
        for (id, place) in places {
            xml = xml.before(place, &template(&mut random, id));
        }
        let Some(xml) = sign(&xml, &IDP) else { return };
        let identity = case.accepted(&xml).await;
        assert_eq!(identity.name_id, case.genuine.name_id, "{seed}");
        assert_eq!(identity.attributes.texts("x").count(), 1, "{seed}");
    }
}
