//! Documents of SAML and CAS: hostile requests, settings and users.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose};
use flate2::{Compression, write::DeflateEncoder, write::GzEncoder};
use genauth::management::CreateUserReqDto;
use genauth_emulator::{Application, Emulator};
use roxmltree::Document;
use serde_json::{Value, json};

use crate::{
    accounts::PASSWORD,
    cas_sign_in::{SERVICE, login, ticket, validate, with_ada},
    oidc_browser::Browser,
    saml_peer::{ACS, ENTITY, IDP, Response, authn_request, deflated, redirected, usual_request},
};

fn acs() -> String {
    format!("AssertionConsumerServiceURL=\"{ACS}\"")
}

#[tokio::test]
async fn hostile_saml_requests_are_refused_on_a_page() {
    let (_emulator, browser) = with_ada().await;
    let usual = usual_request();
    let utf16: Vec<u8> = usual.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for document in [
        format!("<!DOCTYPE a>{usual}"),
        format!("<!DOCTYPE a SYSTEM \"file:///etc/passwd\">{usual}"),
        format!("<!DOCTYPE a [<!ENTITY % b SYSTEM \"https://evil.example/\">%b;]>{usual}"),
        format!("{usual}{usual}"),
        format!("<a>{usual}</a>"),
        usual.replace("samlp:AuthnRequest", "samlp:LogoutRequest"),
        usual.replace(":2.0:protocol", ":1.1:protocol"),
        usual.replace("Version=\"2.0\"", ""),
        usual.replace("Version=\"2.0\"", "Version=\"2.0 \""),
        usual.replace("ID=\"_request\"", "id=\"_request\""),
        usual.replace("ID=\"_request\"", "ID=\"\""),
        usual.replace("ID=\"_request\"", "samlp:ID=\"_request\""),
        usual.replace("ID=\"_request\"", "xml:ID=\"_request\""),
        usual.replace("Version=\"2.0\"", "saml:Version=\"2.0\""),
        usual.replace(&format!(">{ENTITY}<"), "><"),
        usual.replace(&format!(">{ENTITY}<"), "><a>x</a><"),
        usual.replace("saml:Issuer", "samlp:Issuer"),
        usual.replace(
            "<saml:Issuer>",
            "<saml:Issuer>https://evil.example</saml:Issuer><saml:Issuer>",
        ),
        authn_request(&format!("{} IsPassive=\"TRUE\"", acs()), ""),
        authn_request(&format!("{} ForceAuthn=\"\"", acs()), ""),
        authn_request(&format!("{} Destination=\"\"", acs()), ""),
        authn_request(&format!("{} Destination=\"https://evil.example{IDP}\"", acs()), ""),
        authn_request("AssertionConsumerServiceURL=\"\"", ""),
        authn_request("AssertionConsumerServiceURL=\"javascript:alert(1)\"", ""),
        authn_request("AssertionConsumerServiceURL=\"https://a.example/&#10;x\"", ""),
        authn_request(&format!("saml:{}", acs()), ""),
        authn_request(&acs(), &"<a/>".repeat(2_000)),
        "\u{feff}".repeat(3),
        "{}".to_owned(),
    ] {
        let page = redirected(&browser, &document, &[]).await;
        assert_eq!(page.status, 400, "{document:.400} {}", page.body);
        assert!(page.headers.get("location").is_none(), "{document:.400}");
        assert!(!page.body.contains("SAMLResponse"), "{document:.400}");
        let encoded = general_purpose::STANDARD.encode(&document);
        let page = browser.post(IDP, &[("SAMLRequest", &encoded)]).await;
        assert_eq!(page.status, 400, "{document:.400} {}", page.body);
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(usual.as_bytes()).unwrap();
    let mut cut = DeflateEncoder::new(Vec::new(), Compression::best());
    cut.write_all(usual.as_bytes()).unwrap();
    let cut = cut.finish().unwrap();
    let standard = general_purpose::STANDARD;
    for encoded in [
        standard.encode(gzip.finish().unwrap()),
        standard.encode(&cut[..cut.len() / 2]),
        standard.encode([0xff; 40]),
        deflated(&utf16),
        deflated(&[usual.as_bytes(), b"\xff"].concat()),
        general_purpose::URL_SAFE.encode(&cut).replace('-', "_"),
        format!("{}%", deflated(usual.as_bytes())),
        format!("{}=", deflated(usual.as_bytes())),
        format!("data:;base64,{}", deflated(usual.as_bytes())),
        deflated(deflated(usual.as_bytes()).as_bytes()),
        "=".to_owned(),
    ] {
        let page = browser.get(IDP, &[("SAMLRequest", &encoded)]).await;
        // An encoding without letters that differ is the usual one.
        let is_usual = encoded == deflated(usual.as_bytes());
        assert!(page.status == 400 || is_usual, "{encoded} {}", page.body);
    }
}

/// Values of a request that are part of the response.
#[tokio::test]
async fn values_of_a_request_stay_values_in_the_response() {
    let (_emulator, browser) = with_ada().await;
    browser.signed_in("ada", &[]).await;
    for value in
        ["a\"/><b>", "]]>&<>'\"", "a\tb", "a\rb\nc", "<!-- x -->", "é\u{10ffff}", "&amp;lt;"]
    {
        let escaped: String = value.chars().map(|it| format!("&#{};", u32::from(it))).collect();
        let document = usual_request()
            .replace("ID=\"_request\"", &format!("ID=\"{escaped}\""))
            .replace(&format!(">{ENTITY}<"), &format!(">x{escaped}x<"));
        let page = redirected(&browser, &document, &[]).await;
        let response = Response::of(&page);
        assert_eq!(response.attribute("Response", "InResponseTo").as_deref(), Some(value));
        let data = response.attribute("SubjectConfirmationData", "InResponseTo");
        assert_eq!(data.as_deref(), Some(value));
        assert_eq!(response.texts("Audience"), [format!("x{value}x")]);
        assert_eq!(response.verified(&browser).await, ["Assertion"]);
    }
}

/// Lifetimes that no clock reaches are replaced, as other invalid settings.
#[tokio::test]
async fn extreme_settings_yield_valid_documents() {
    let lifetimes = [
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(9_223_372_036_854_775i64),
        json!(300_000_000_000i64),
        json!(0),
        json!(-1),
        json!(1.5),
        json!("60"),
        json!(null),
        json!([]),
        json!({"a": 1}),
    ];
    for lifetime in lifetimes {
        let mut app = Application::new("APP_ID", "test-secret");
        let saml = json!({
            "acs": ACS, "lifetimeInSeconds": lifetime, "mappings": [], "audience": 1,
            "signResponse": "yes", "nameIdentifierFormat": {}, "authnContextClassRef": false,
        });
        app.settings.saml = saml.as_object().cloned();
        let cas = json!({
            "stLifetime": lifetime, "casUserIdentifier": lifetime, "customAttributes": lifetime,
        });
        app.settings.cas = cas.as_object().cloned();
        let emulator = Emulator::builder().application(app).start().await.unwrap();
        crate::accounts::signed_in(&emulator, "ada").await;
        let browser = Browser::new(&emulator);
        let page = redirected(&browser, &usual_request(), &[]).await;
        let response = Response::of(&browser.log_in(&page, "ada", PASSWORD).await);
        for element in ["Conditions", "SubjectConfirmationData"] {
            let until = response.attribute(element, "NotOnOrAfter").unwrap();
            let now = emulator.clock().now().text();
            assert!(until.len() == now.len() && until > now, "{lifetime} {until:?}");
        }
        let page = login(&browser, &[("service", ACS)]).await;
        let text = ticket(&page, ACS);
        let pairs = [("service", ACS), ("ticket", text.as_str())];
        let page = validate(&browser, "serviceValidate", &pairs).await;
        assert!(page.body.contains("authenticationSuccess"), "{lifetime} {}", page.body);
        Document::parse(&page.body).unwrap();
    }
}

#[tokio::test]
async fn settings_with_markup_stay_text() {
    const ODD: &str = "\"><script>alert(1)</script>&'\r\n";
    let mut app = Application::new("APP_ID", "test-secret");
    app.name = ODD.to_owned();
    let cas = json!({
        "casUserIdentifier": "<cas:user>${user.username}</cas:user>${user.${user.x}",
        "customAttributes": {
            "a": ODD, "b": "${user.username}${user.password}${user.salt}", "user": "x",
            "a b": "x", "cas:user": "x", "x><y": "x", "": "x", "é": "x", "xmlns": "x",
            "n": 1, "list": ["x"], "none": null,
        },
    });
    app.settings.cas = cas.as_object().cloned();
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    crate::accounts::signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let page = login(&browser, &[("service", SERVICE)]).await;
    let form = browser.follow(&page).await;
    assert!(form.body.contains("&lt;script&gt;") && !form.body.contains("<script"));
    let done = browser.log_in(&page, "ada", PASSWORD).await;
    let text = ticket(&done, SERVICE);
    let pairs = [("service", SERVICE), ("ticket", text.as_str())];
    let body = validate(&browser, "p3/serviceValidate", &pairs).await.body;
    let document = Document::parse(&body).unwrap();
    let texts = |name: &str| -> Vec<String> {
        let found = document.descendants().filter(|it| it.tag_name().name() == name);
        found.map(|it| it.text().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(texts("user"), ["<cas:user>ada</cas:user>", "x"]);
    assert_eq!(texts("a"), [ODD]);
    assert_eq!(texts("b"), ["ada"]);
}

/// Names of users in every response that has them.
#[tokio::test]
async fn names_of_users_stay_text_in_every_response() {
    let emulator = Emulator::start().await.unwrap();
    for (number, odd) in [
        "<cas:user>root</cas:user>",
        "a\nyes\nroot",
        "a\r\nroot",
        "]]><!-- ",
        "\"onmouseover=alert(1) x=\"",
        "\u{202e}a\u{1}b\u{0}",
        "${user.email}",
    ]
    .into_iter()
    .enumerate()
    {
        let email = format!("user{number}@example.com");
        let body = CreateUserReqDto::new().username(odd).name(odd).email(&*email);
        let created = emulator.management().create_user(body.password(PASSWORD)).await;
        // Names that are refused cannot appear.
        if created.is_err() {
            continue;
        }
        let browser = Browser::new(&emulator);
        let consent = browser.signed_in(&email, &[("prompt", "consent")]).await;
        let consent = browser.follow(&consent).await;
        assert!(!consent.body.contains("<cas:user>") && !consent.body.contains("\"onmouse"));
        let next = async || ticket(&login(&browser, &[("service", SERVICE)]).await, SERVICE);
        let text = next().await;
        let pairs = [("service", SERVICE), ("ticket", text.as_str())];
        let plain = validate(&browser, "validate", &pairs).await.body;
        assert_eq!(plain.lines().count(), 2, "{plain:?}");
        let text = next().await;
        let pairs = [("service", SERVICE), ("ticket", text.as_str())];
        let body = validate(&browser, "serviceValidate", &pairs).await.body;
        let document = Document::parse(&body).unwrap();
        let users = document.descendants().filter(|it| it.tag_name().name() == "user");
        assert_eq!(users.count(), 1, "{body}");
        let text = next().await;
        let pairs = [("service", SERVICE), ("ticket", text.as_str()), ("format", "JSON")];
        let json: Value = validate(&browser, "serviceValidate", &pairs).await.json();
        assert_eq!(json["serviceResponse"]["authenticationSuccess"]["user"], odd);
        let response = Response::of(&redirected(&browser, &usual_request(), &[]).await);
        assert_eq!(response.texts("NameID").len(), 1, "{}", response.xml);
        assert_eq!(response.verified(&browser).await, ["Assertion"]);
    }
}
