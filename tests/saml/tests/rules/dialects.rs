//! Responses in the style of common identity providers, signed by `xmlsec1`.

use genauth::saml::SamlErrorKind::Digest;
use saml::oracle::sign;
use saml::{Case, Edit, IDP};

/// A style, and the identity that its document has.
struct Dialect {
    template: &'static str,
    name: &'static str,
    /// Values by attribute; `None` is `xsi:nil`.
    attributes: &'static [(&'static str, &'static [Option<&'static str>])],
    session_index: &'static str,
    /// The last part of the class.
    context: Option<&'static str>,
}

/// Returns the certificate on lines.
fn certificate() -> String {
    let pem = IDP.pem();
    pem.lines().filter(|it| !it.starts_with('-')).collect::<Vec<_>>().join("\n")
}

/// Returns the signed document; `None` without `xmlsec1`.
fn document(case: &Case, dialect: &Dialect) -> Option<String> {
    let template = dialect.template.swap_all("REQUEST", case.request.id());
    sign(&template.swap_all("CERTIFICATE", &certificate()), &IDP)
}

async fn check(dialect: &Dialect) {
    let case = Case::new().await;
    let Some(xml) = document(&case, dialect) else { return };
    let identity = case.accepted(&xml).await;
    assert_eq!(identity.name_id.value, dialect.name);
    let found: Vec<_> = identity
        .attributes
        .iter()
        .map(|it| (&*it.name, it.values.iter().map(|it| it.as_str()).collect::<Vec<_>>()))
        .collect();
    let expected: Vec<_> =
        dialect.attributes.iter().map(|(name, values)| (*name, values.to_vec())).collect();
    assert_eq!(found, expected);
    let index = dialect.session_index.replace("REQUEST", case.request.id());
    assert_eq!(identity.session_index, Some(index));
    let context = dialect.context.map(|it| format!("urn:oasis:names:tc:SAML:2.0:ac:classes:{it}"));
    assert_eq!(identity.authn_context, context);
    assert!(identity.is_solicited);

    let forged = xml.swap(&format!(">{}</", dialect.name), ">root@corp.example</");
    case.refused(&forged, Digest).await;
}

#[tokio::test]
async fn a_response_of_adfs_is_accepted() {
    check(&Dialect {
        template: include_str!("dialects/adfs.xml"),
        name: "CORP\\alice",
        attributes: &[
            (
                "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
                &[Some("alice@corp.example")],
            ),
            ("http://schemas.xmlsoap.org/claims/Group", &[Some("Domain Users"), Some("R&D")]),
        ],
        session_index: "_a1",
        context: Some("PasswordProtectedTransport"),
    })
    .await;
}

#[tokio::test]
async fn a_response_of_entra_id_is_accepted() {
    check(&Dialect {
        template: include_str!("dialects/entra.xml"),
        name: "alice_fabrikam.example#EXT#@corp.example",
        attributes: &[
            ("http://schemas.microsoft.com/identity/claims/tenantid", &[Some("5f2e")]),
            (
                "http://schemas.microsoft.com/identity/claims/displayname",
                &[Some("Alicé O'Neil \"Al\" <x>")],
            ),
            (
                "http://schemas.microsoft.com/claims/authnmethodsreferences",
                &[
                    Some("http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password"),
                    Some("http://schemas.microsoft.com/claims/multipleauthn"),
                ],
            ),
        ],
        session_index: "_a1",
        context: Some("Password"),
    })
    .await;
}

#[tokio::test]
async fn a_response_of_okta_is_accepted() {
    check(&Dialect {
        template: include_str!("dialects/okta.xml"),
        name: "alice@corp.example",
        attributes: &[("firstName", &[Some("Alice")])],
        session_index: "REQUEST",
        context: Some("PasswordProtectedTransport"),
    })
    .await;
}

#[tokio::test]
async fn a_response_of_google_workspace_is_accepted() {
    check(&Dialect {
        template: include_str!("dialects/google.xml"),
        name: "alice@corp.example",
        attributes: &[("groups", &[]), ("department", &[Some("Sales")])],
        session_index: "_a1",
        context: Some("unspecified"),
    })
    .await;
}

#[tokio::test]
async fn a_response_of_keycloak_is_accepted() {
    check(&Dialect {
        template: include_str!("dialects/keycloak.xml"),
        name: "G-0b1c",
        attributes: &[
            ("urn:oid:1.2.840.113549.1.9.1", &[Some("alice@corp.example")]),
            ("Role", &[Some("view"), Some("edit")]),
        ],
        session_index: "8a::1b",
        context: Some("unspecified"),
    })
    .await;
}

#[tokio::test]
async fn a_response_of_shibboleth_is_accepted() {
    check(&Dialect {
        template: include_str!("dialects/shibboleth.xml"),
        name: "AAdzZWNyZXQx+/=",
        attributes: &[
            ("urn:oid:1.3.6.1.4.1.5923.1.1.1.10", &[Some("k4S/8=")]),
            (
                "urn:oid:1.3.6.1.4.1.5923.1.1.1.9",
                &[Some("member@corp.example"), Some("staff@corp.example")],
            ),
        ],
        session_index: "_5d1",
        context: Some("PasswordProtectedTransport"),
    })
    .await;
}

#[tokio::test]
async fn a_response_of_onelogin_is_accepted() {
    check(&Dialect {
        template: include_str!("dialects/onelogin.xml"),
        name: "alice@corp.example",
        attributes: &[("memberOf", &[Some(""), Some("x")]), ("PersonImmutableID", &[None])],
        session_index: "_s1",
        context: Some("PasswordProtectedTransport"),
    })
    .await;
}

#[tokio::test]
async fn a_response_of_pingfederate_is_accepted() {
    check(&Dialect {
        template: include_str!("dialects/ping.xml"),
        name: "alice",
        attributes: &[("active", &[Some("true")]), ("level", &[Some("042")])],
        session_index: "kY2",
        context: None,
    })
    .await;
}

#[tokio::test]
async fn a_response_of_simplesamlphp_is_accepted() {
    check(&Dialect {
        template: include_str!("dialects/simplesamlphp.xml"),
        name: "_c0ffee",
        attributes: &[
            ("uid", &[Some("alice")]),
            ("eduPersonAffiliation", &[Some("group1"), Some("group1")]),
        ],
        session_index: "_s1",
        context: Some("Password"),
    })
    .await;
}
