//! S15: `Destination` and `Recipient` are the ACS URL, compared as text.

use genauth::saml::SamlErrorKind::{Destination, MissingDestination, MissingRecipient, Recipient};
use saml::{ACS, Case};

const OTHERS: [&str; 16] = [
    "https://sp.example/saml/acs/",
    "http://sp.example/saml/acs",
    "https://sp.example:443/saml/acs",
    "https://sp.example/saml/acs?x=1",
    "https://sp.example/saml/acs?",
    "https://sp.example/saml/acs#",
    "https://sp.example/saml/acs.evil",
    "https://sp.example/saml/acs/../acs",
    "https://sp.example/saml/./acs",
    "https://sp.example/saml/%61cs",
    "https://SP.example/saml/acs",
    "https://sp.example/saml/ACS",
    "https://sp.example@evil.example/saml/acs",
    "https://evil.example/https://sp.example/saml/acs",
    " https://sp.example/saml/acs",
    "/saml/acs",
];

#[tokio::test]
async fn s15_another_destination_is_refused() {
    let case = Case::new().await;
    for url in OTHERS {
        for mut document in [case.document(), case.document().response_signed()] {
            document.response.destination = Some(url.to_owned());
            let error = case.refused(&document.xml(), Destination).await.to_string();
            assert!(error.contains(url) && error.contains(ACS), "{error}");
        }
    }
}

#[tokio::test]
async fn s15_another_recipient_is_refused() {
    let case = Case::new().await;
    for url in OTHERS {
        let recipient = Some(url.to_owned());
        let xml = case.signed(|it| it.assertion().confirmation().recipient = recipient);
        let error = case.refused(&xml, Recipient).await.to_string();
        assert!(error.contains(url) && error.contains(ACS), "{error}");
    }
}

#[tokio::test]
async fn s15_a_missing_or_empty_destination_is_refused() {
    let case = Case::new().await;
    for destination in [None, Some(String::new())] {
        for mut document in
            [case.document(), case.document().response_signed(), case.document().both_signed()]
        {
            document.response.destination.clone_from(&destination);
            case.refused(&document.xml(), MissingDestination).await;
        }
    }
}

#[tokio::test]
async fn s15_a_missing_or_empty_recipient_is_refused() {
    let case = Case::new().await;
    for recipient in [None, Some(String::new())] {
        for mut document in [case.document(), case.document().response_signed()] {
            document.assertion().confirmation().recipient.clone_from(&recipient);
            case.refused(&document.xml(), MissingRecipient).await;
        }
    }
}

/// The configured URL is compared as it is, with all that a URL parser would change.
#[tokio::test]
async fn s15_the_configured_url_is_not_normalized() {
    let acs = "https://SP.example:443/saml/../acs?a=b&amp;c";
    let configured = acs.replace("&amp;", "&");
    let sp = saml::Sp::with(|it| it.acs_url(configured)).unwrap();
    let request = sp.client.login().build().unwrap();
    let mut document = saml::Document::genuine(request.id());
    let error = sp.finish(&request, &document.xml()).await.unwrap_err();
    assert_eq!(saml::error_kind(&error), Destination);
    document.response.destination = Some(acs.to_owned());
    document.assertion().confirmation().recipient = Some(acs.to_owned());
    sp.finish(&request, &document.xml()).await.unwrap();
}

/// A hostile destination does not break the line of a log.
#[tokio::test]
async fn s15_control_characters_of_a_destination_are_escaped_in_the_error() {
    let case = Case::new().await;
    let mut document = case.document();
    document.response.destination = Some("https://x&#xA;forged log line&#x85;".to_owned());
    let error = case.refused(&document.xml(), Destination).await;
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(['\n', '\u{85}']), "{shown}");
}

#[tokio::test]
async fn s15_a_long_destination_is_cut_in_the_error() {
    let case = Case::new().await;
    let mut document = case.document();
    document.response.destination = Some(format!("https://{}", "x".repeat(100_000)));
    let error = case.refused(&document.xml(), Destination).await;
    assert!(format!("{error} {error:?}").len() < 10_000);
}
