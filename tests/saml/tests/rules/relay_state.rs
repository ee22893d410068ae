//! S16: `RelayState`, sent and returned.

use genauth::saml::{
    SamlErrorKind::{InvalidRequest, RelayState},
    SamlResponse, local_path,
};
use saml::{Case, Sp, error_kind, form};
use url::Url;

fn sent(url: &str) -> Option<String> {
    let url = Url::parse(url).unwrap();
    url.query_pairs().find(|(name, _)| name == "RelayState").map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn s16_a_value_of_80_bytes_is_sent() {
    let login = || Sp::new().client.login();
    for value in ["a".repeat(80), "é".repeat(40), "漢".repeat(26), "/a?b=c&d=%20+e#f".to_owned()]
    {
        let request = login().relay_state(&value).build().unwrap();
        assert_eq!(sent(request.url()), Some(value));
    }
    assert_eq!(sent(login().build().unwrap().url()), None);
}

#[tokio::test]
async fn s16_a_value_of_more_than_80_bytes_is_refused() {
    for value in ["a".repeat(81), "é".repeat(41), "漢".repeat(27)] {
        let error = Sp::new().client.login().relay_state(&value).build().unwrap_err();
        assert_eq!(error_kind(&error), InvalidRequest);
        assert!(error.to_string().contains("80"), "{error}");
    }
}

#[tokio::test]
async fn s16_the_value_of_the_request_is_returned() {
    let case = Case::new().await.relay_state("/orders?a=b&c=d+e%20é");
    let identity = case.accepted(&case.xml()).await;
    assert_eq!(identity.relay_state.as_deref(), Some("/orders?a=b&c=d+e%20é"));
}

#[tokio::test]
async fn s16_another_value_than_that_of_the_request_is_refused() {
    let case = Case::new().await.relay_state("/orders");
    let xml = case.xml();
    for other in [Some("/other"), Some("/orders "), Some("/ORDERS"), Some(""), None] {
        case.form_refused(&form(&xml, other), RelayState).await;
    }
}

/// An empty value and none are the same.
#[tokio::test]
async fn s16_an_empty_value_is_none() {
    let case = Case::new().await;
    for value in [Some(""), None] {
        let response = SamlResponse::from_form(form(&case.xml(), value)).unwrap();
        assert_eq!(response.relay_state(), None);
        let identity = case.sp().client.finish(&case.request, &response).await.unwrap();
        assert_eq!(identity.relay_state, None);
    }
}

/// A value that was never sent is handed over as text, whatever it is.
#[tokio::test]
async fn s16_a_value_is_neither_decoded_nor_trusted() {
    let case = Case::new().await;
    for value in [
        "L29yZGVycw==",
        "eJzTL0otLi5NTgUADQcDHQ==",
        "%2Forders",
        "https://evil.example",
        "<script>",
        "a\r\nSet-Cookie: b",
    ] {
        let response = SamlResponse::from_form(form(&case.xml(), Some(value))).unwrap();
        assert_eq!(response.relay_state(), Some(value));
        let identity = case.sp().client.finish(&case.request, &response).await.unwrap();
        assert_eq!(identity.relay_state.as_deref(), Some(value));
        assert_eq!(local_path(value), "/");
    }
}

#[test]
fn s16_no_redirect_leaves_the_application() {
    for value in [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https:evil.example",
        "https://evil.example",
        "HTTPS://evil.example",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "https://sp.example.evil.example/",
        "https://sp.example@evil.example/",
        "https://sp.example/orders",
        "evil.example",
        "/.//evil.example",
        "/a/..//evil.example",
        "",
        " ",
        "?a",
        "#a",
    ] {
        let path = local_path(value);
        let resolved = Url::parse("https://sp.example").unwrap().join(path).unwrap();
        assert_eq!(resolved.host_str(), Some("sp.example"), "{value:?}");
        assert!(path == "/" || value.starts_with("/.") || value.starts_with("/a"), "{value:?}");
    }
}

#[test]
fn s16_paths_of_the_application_are_kept() {
    for path in ["/", "/orders", "/orders?a=b&c=https://x", "/a%2F%2Fb#c", "/é"] {
        assert_eq!(local_path(path), path);
    }
}
