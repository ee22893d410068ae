//! Setup of an authenticator app.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::Error;
use genauth::flows::{OtpAlgorithm, OtpAuthUri, OtpDetails};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Reply, Server, Spec, clients};
use url::form_urlencoded;

const URI: &str = "otpauth://totp/Pool:bob?secret=JBSWY3DPEHPK3PXP&issuer=Pool";

async fn details(uri: &str, data_url: &str) -> OtpDetails {
    let otp = json!({"qrCodeUri": uri, "qrCodeDataUrl": data_url, "recoveryCode": "e7ad"});
    let data = json!({"enrollmentToken": "TOKEN", "otpData": otp});
    let server = Server::start(move |_| Reply::data(&data)).await.unwrap();
    let pending = clients(&server).unwrap().user.mfa().enroll_otp().await.unwrap();
    pending.otp().unwrap().clone()
}

/// Returns the documented response to enrolling an authenticator app.
fn documented() -> Value {
    let spec = Spec::load().unwrap();
    let mut operations = spec.operations();
    let start = operations.find(|it| it.operation.name == "sendEnrollFactorRequest").unwrap();
    start.response_example().unwrap()["data"]["otpData"].clone()
}

#[tokio::test]
async fn the_documented_response_has_image_qr_text_and_manual_key() {
    let documented = documented();
    let uri = documented["qrCodeUri"].as_str().unwrap();
    let otp = details(uri, documented["qrCodeDataUrl"].as_str().unwrap()).await;
    assert_eq!(otp.uri_text().expose(), uri);
    let read = otp.uri().unwrap();
    assert_eq!((read.issuer(), read.account()), (Some("userPoolName"), "test"));
    assert_eq!((read.algorithm(), read.digits()), (&OtpAlgorithm::Sha1, 6));
    assert_eq!((read.period(), read.secret().expose()), (Duration::from_secs(30), "xxxx"));
    // The size of the image follows its signature.
    let png = otp.qr_png().unwrap();
    assert_eq!(&png[16..24], [0, 0, 0, 228, 0, 0, 0, 228]);
    assert_eq!(otp.recovery_code().expose(), "e7ad");
}

#[tokio::test]
async fn variants_of_data_urls_are_accepted() {
    let png = STANDARD.encode(b"\x89PNG\r\n\x1a\nrest");
    for head in ["data:image/png;base64", "DATA:image/PNG;charset=utf-8;BASE64"] {
        let otp = details(URI, &format!(" {head},{png}\n")).await;
        assert_eq!(otp.qr_png().unwrap(), b"\x89PNG\r\n\x1a\nrest");
    }
}

#[tokio::test]
async fn an_invalid_image_is_none() {
    let jpeg = format!("data:image/png;base64,{}", STANDARD.encode(b"\xff\xd8\xff"));
    for (data_url, what) in [
        ("", "expected a PNG as a data URL"),
        ("https://a.example/sentinel.png", "expected a PNG as a data URL"),
        ("data:image/svg+xml;base64,c2VudGluZWw=", "expected a PNG as a data URL in base64"),
        ("data:image/png,sentinel", "expected a PNG as a data URL in base64"),
        ("data:image/png;base64,sentinel!", "the base64 is not valid"),
        (&jpeg, "the data is not a PNG"),
    ] {
        let error = details(URI, data_url).await.qr_png().unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        let expected = format!("sendEnrollFactorRequest: /data/otpData/qrCodeDataUrl: {what}");
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn qr_text_has_a_margin() {
    let text = details(URI, "").await.qr_text().unwrap();
    let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    // Light or dark, two modules per character.
    let is_light = |row: usize, column: usize| match lines[row / 2][column] {
        '█' => true,
        '▀' => row.is_multiple_of(2),
        '▄' => !row.is_multiple_of(2),
        ' ' => false,
        other => panic!("{other}"),
    };
    let width = lines[0].len();
    assert!(lines.iter().all(|line| line.len() == width), "{text}");
    assert_eq!(lines.len(), width.div_ceil(2));
    // Square, of a valid QR code size, with a quiet zone of four light modules.
    assert_eq!((width - 8 - 17) % 4, 0, "{text}");
    for at in 0..width {
        for edge in (0..4).chain(width - 4..width) {
            assert!(is_light(edge, at) && is_light(at, edge), "{text}");
        }
    }
    // Three corners have a dark square around a light one around a dark one.
    let finder = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"];
    for (top, left) in [(4, 4), (4, width - 11), (width - 11, 4)] {
        for (row, expected) in finder.iter().enumerate() {
            for (column, expected) in expected.chars().enumerate() {
                let light = is_light(top + row, left + column);
                assert_eq!(light, expected == ' ', "{text}");
            }
        }
    }
}

#[tokio::test]
async fn text_too_long_for_a_qr_code_is_an_error() {
    let error = details(&"x".repeat(10_000), "").await.qr_text().unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(!error.to_string().contains("xxx"), "{error}");
}

#[test]
fn uris_accepted_by_authenticator_apps_are_valid() {
    let read =
        |uri: &str| uri.parse::<OtpAuthUri>().unwrap_or_else(|error| panic!("{uri}: {error}"));
    let uri = read("OTPAUTH://TOTP/Some%20Pool%3A%20bob@example.com?SECRET=ab&foo=1&Digits=8#x");
    assert_eq!((uri.issuer(), uri.account()), (Some("Some Pool"), "bob@example.com"));
    assert_eq!((uri.secret().expose(), uri.digits()), ("ab", 8));
    // A name in any script, a percent sign that is not an escape, no account at all.
    assert_eq!(read("otpauth://totp/用户池:张三?secret=ab").account(), "张三");
    assert_eq!(read("otpauth://totp/100%?secret=ab").account(), "100%");
    assert_eq!(read("otpauth://totp?secret=ab").account(), "");
    // The parameter is the newer way to name the issuer.
    assert_eq!(read("otpauth://totp/a:b?secret=ab&issuer=c+d").issuer(), Some("c+d"));
    assert_eq!(read("otpauth://totp/a:b?secret=ab&issuer=c%20d").issuer(), Some("c d"));
    assert_eq!(read("otpauth://totp/a:b?secret=ab&issuer=").issuer(), Some("a"));
    assert_eq!(read("otpauth://totp/b?secret=ab").issuer(), None);
    for (name, algorithm) in [
        ("sha-256", OtpAlgorithm::Sha256),
        ("HmacSHA512", OtpAlgorithm::Sha512),
        ("", OtpAlgorithm::Sha1),
        ("SM3", OtpAlgorithm::Other("SM3".to_owned())),
    ] {
        let uri = read(&format!("otpauth://totp/b?secret=ab&algorithm={name}&period=60&digits="));
        assert_eq!(uri.algorithm(), &algorithm);
        assert_eq!((uri.period().as_secs(), uri.digits()), (60, 6));
    }
}

#[test]
fn parameters_that_would_yield_wrong_passcodes_are_rejected() {
    for (uri, problem) in [
        ("", "missing prefix"),
        ("https://a.example", "missing prefix"),
        ("otpauth://hotp/b?secret=ab&counter=1", "`totp`"),
        ("otpauth://totp/b", "`secret`"),
        ("otpauth://totp/b?secret=%20", "`secret`"),
        ("otpauth://totp/b?secret=ab&digits=six", "`digits`"),
        ("otpauth://totp/b?secret=ab&digits=0", "`digits`"),
        ("otpauth://totp/b?secret=ab&period=0", "`period`"),
        ("otpauth://totp/b?secret=ab&period=-30", "`period`"),
    ] {
        let error = uri.parse::<OtpAuthUri>().unwrap_err().to_string();
        assert!(error.contains(problem), "{uri}: {error}");
    }
}

proptest! {
    #[test]
    fn any_text_is_parsed_without_panic(text in ".*", tail in "[ -~]*") {
        for text in [text.clone(), format!("otpauth://totp/{text}?{tail}"), format!("otpauth://{tail}")] {
            if let Ok(uri) = text.parse::<OtpAuthUri>() {
                prop_assert!(!uri.secret().expose().trim().is_empty());
                prop_assert!((1..=10).contains(&uri.digits()));
                prop_assert!(!uri.period().is_zero());
            }
        }
    }

    #[test]
    fn names_may_contain_percent_signs(issuer in "[^:]*", account in "[^:]*", period in 1_u32..) {
        let escaped = |text: &str| -> String {
            text.bytes().map(|byte| format!("%{byte:02x}")).collect()
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("period", &period.to_string());
        query.append_pair("secret", "sentinel");
        let label = format!("{}%3a{}", escaped(&issuer), escaped(&account));
        let uri = format!("otpauth://totp/{label}?{}", query.finish());
        let uri: OtpAuthUri = uri.parse().unwrap();
        prop_assert_eq!(uri.issuer().unwrap_or_default(), issuer.trim());
        prop_assert_eq!(uri.account(), account.trim());
        prop_assert_eq!(uri.period(), Duration::from_secs(period.into()));
        let shown = format!("{uri:?} {uri:#?}");
        prop_assert!(!shown.contains("sentinel"));
    }
}
