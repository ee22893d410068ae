//! Canonical forms of another implementation: `xmlsec1` signs what is not written in its canonical
//! form, and the SDK has to digest the same octets.

use genauth::saml::SamlIdentity;
use saml::oracle::sign;
use saml::{Case, Edit, IDP};

const EC: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// A signature to be made, with this list of prefixes.
pub fn template(id: &str, prefixes: Option<&str>) -> String {
    let list = prefixes
        .map(|it| format!("<ec:InclusiveNamespaces xmlns:ec=\"{EC}\" PrefixList=\"{it}\"/>"));
    let list = list.unwrap_or_default();
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"{EC}\"/><ds:SignatureMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/><ds:Reference \
         URI=\"#{id}\"><ds:Transforms><ds:Transform \
         Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/><ds:Transform \
         Algorithm=\"{EC}\">{list}</ds:Transform></ds:Transforms><ds:DigestMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue></ds:DigestValue>\
         </ds:Reference></ds:SignedInfo><ds:SignatureValue></ds:SignatureValue></ds:Signature>"
    )
}

/// Returns the identity of a response that is changed as text and then signed by `xmlsec1`.
async fn accepted(
    case: &Case,
    prefixes: Option<&str>,
    edit: impl Fn(&str) -> String,
) -> Option<SamlIdentity> {
    let mut document = case.document();
    document.sign_assertion = None;
    let bare = edit(&document.xml());
    let assertion = bare.find("Assertion ").unwrap();
    let place = assertion + bare[assertion..].find("Issuer>").unwrap();
    let place = place + bare[place + 1..].find("Issuer>").unwrap() + 1 + "Issuer>".len();
    let xml = format!("{}{}{}", &bare[..place], template("_assertion-1", prefixes), &bare[place..]);
    Some(case.accepted(&sign(&xml, &IDP)?).await)
}

/// Asserts that the values of [`ROWS`], added before the response is signed, are read as they are.
async fn check(prefixes: Option<&str>, root: &str) {
    let case = Case::new().await;
    let values: String = ROWS.iter().map(|(value, _)| *value).collect();
    let attribute = format!("<saml:Attribute Name=\"x\">{values}</saml:Attribute>");
    let identity = accepted(&case, prefixes, |it| {
        it.after("<saml:AttributeStatement>", &attribute).after("<samlp:Response", root)
    });
    let Some(identity) = identity.await else { return };
    let found: Vec<_> = identity.attributes.texts("x").collect();
    let expected: Vec<_> = ROWS.iter().map(|(_, text)| *text).collect();
    assert_eq!(found, expected, "{prefixes:?}");
    assert_eq!(identity.name_id, case.genuine.name_id);
}

const ROOT: &str = " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:q=\"urn:q\" \
                    xmlns=\"urn:outer\" xml:lang=\"en\" xml:space=\"preserve\" xml:base=\"http://a.example/\" q:z=\"1\"";

const ROWS: &[(&str, &str)] = &[
    ("<saml:AttributeValue>a</saml:AttributeValue>", "a"),
    ("<saml:AttributeValue ><a xmlns=''>b</a></saml:AttributeValue>", "b"),
    ("<saml:AttributeValue xmlns=''><a>b</a></saml:AttributeValue>", "b"),
    (
        "<saml:AttributeValue><a>b<c xmlns=''>d<e xmlns='urn:outer'/></c></a></saml:AttributeValue>",
        "bd",
    ),
    (
        "<saml:AttributeValue xmlns='urn:x'><a>b<c xmlns=''>d<e/><f xmlns='urn:x'/></c></a></saml:AttributeValue>",
        "bd",
    ),
    (
        "<saml:AttributeValue xmlns:q='urn:r'><q:a q:b='1'><q:c xmlns:q='urn:q' q:d='2'/></q:a></saml:AttributeValue>",
        "",
    ),
    (
        "<saml:AttributeValue xmlns:p='urn:p' xmlns:o='urn:a' p:b='1' o:b='2' a='3' xml:lang='de' B='4' é='5' \u{10400}='6'>a</saml:AttributeValue>",
        "a",
    ),
    (
        "<saml:AttributeValue xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:space='default'> a </saml:AttributeValue>",
        " a ",
    ),
    ("<saml:AttributeValue xml:id='x' xml:base='../b'>a</saml:AttributeValue>", "a"),
    (
        "<saml:AttributeValue a='\u{1f469}&#x1F469;&#13;&#10;&#9;&lt;&gt;&amp;&quot;&apos;'>\u{1f469}&#x1F469;&#13;&#10;&#9;&lt;&gt;&amp;&quot;&apos;\"'</saml:AttributeValue>",
        "\u{1f469}\u{1f469}\r\n\t<>&\"'\"'",
    ),
    (
        "<saml:AttributeValue a='x\ty\nz\r\nw\rv'>x\ty\nz\r\nw\rv</saml:AttributeValue>",
        "x\ty\nz\nw\nv",
    ),
    (
        "<saml:AttributeValue><![CDATA[<a>&amp;\r\n\r]]]]><![CDATA[>]]></saml:AttributeValue>",
        "<a>&amp;\n\n]]>",
    ),
    (
        "<saml:AttributeValue a='\u{85}\u{2028}\u{a0}\u{feff}'>\u{85}\u{2028}\u{a0}\u{feff}</saml:AttributeValue>",
        "\u{85}\u{2028}\u{a0}\u{feff}",
    ),
    (
        "<saml:AttributeValue a='&#x85;&#x2028;'>&#x85;&#x2028;\u{7f}&#x7f;\u{9f}</saml:AttributeValue>",
        "\u{85}\u{2028}\u{7f}\u{7f}\u{9f}",
    ),
    (
        "<saml:AttributeValue>e\u{301}\u{e9}\u{212b}\u{fb01}</saml:AttributeValue>",
        "e\u{301}\u{e9}\u{212b}\u{fb01}",
    ),
    ("<saml:AttributeValue\n\t a = \"1\"\r\n b='2'\t>a</saml:AttributeValue\n>", "a"),
    ("<saml:AttributeValue/>", ""),
    ("<saml:AttributeValue>]]&gt;</saml:AttributeValue>", "]]>"),
    ("<saml:AttributeValue a='>'>></saml:AttributeValue>", ">"),
];

#[tokio::test]
async fn values_are_digested_in_the_same_canonical_form() {
    check(None, "").await;
}

#[tokio::test]
async fn namespaces_and_attributes_around_the_assertion_are_left_out() {
    check(None, ROOT).await;
}

#[tokio::test]
async fn odd_prefix_lists_have_the_same_canonical_form() {
    for list in [
        "#default",
        "xs q",
        "#default xs xs q",
        "xml",
        "xmlns",
        "unknown",
        "",
        "q\nxs\t#default",
        "xs xs xs",
        "saml ds samlp",
        "Q XS",
        "xs,q",
        "#all",
        "default",
    ] {
        check(Some(list), ROOT).await;
    }
}
