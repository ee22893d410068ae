//! S11: the bounds of times.

use std::time::Duration;

use genauth::saml::SamlErrorKind::{
    ConfirmationWindow, Expired, InvalidAssertion, MissingExpiry, NotYetValid, RequestExpired,
};
use saml::{Case, Document, at, at_millis};

const END: i64 = 300_000;
const START: i64 = 200_000;

/// Only the conditions end at `END`.
fn conditions_end(document: &mut Document) {
    document.assertion().conditions().not_on_or_after = Some(at_millis(END));
    document.assertion().confirmation().not_on_or_after = Some(at(3_600));
}

/// Only the confirmation ends at `END`.
fn confirmation_ends(document: &mut Document) {
    document.assertion().conditions().not_on_or_after = Some(at(3_600));
    document.assertion().confirmation().not_on_or_after = Some(at_millis(END));
}

fn conditions_start(document: &mut Document) {
    document.assertion().conditions().not_before = Some(at_millis(START));
}

async fn without_leeway() -> Case {
    Case::with(|it| it.leeway(Duration::ZERO)).await
}

#[tokio::test]
async fn s11_without_leeway_the_end_is_excluded() {
    for change in [conditions_end, confirmation_ends] {
        let case = without_leeway().await.at(END - 1);
        case.accepted(&case.signed(change)).await;
        let case = case.at(END);
        case.refused(&case.signed(change), Expired).await;
    }
}

#[tokio::test]
async fn s11_without_leeway_the_start_is_included() {
    let case = without_leeway().await.at(START);
    case.accepted(&case.signed(conditions_start)).await;
    let case = case.at(START - 1);
    case.refused(&case.signed(conditions_start), NotYetValid).await;
}

#[tokio::test]
async fn s11_the_leeway_moves_the_end() {
    for change in [conditions_end, confirmation_ends] {
        let case = Case::new().await.at(END + 59_999);
        case.accepted(&case.signed(change)).await;
        for late in [60_000, 60_001, 120_000, 299_000] {
            let case = Case::new().await.at(END + late);
            case.refused(&case.signed(change), Expired).await;
        }
    }
}

#[tokio::test]
async fn s11_the_leeway_moves_the_start() {
    let case = Case::new().await.at(START - 60_000);
    case.accepted(&case.signed(conditions_start)).await;
    let case = case.at(START - 60_001);
    case.refused(&case.signed(conditions_start), NotYetValid).await;
}

#[tokio::test]
async fn s11_a_leeway_above_five_minutes_is_refused() {
    let with = |leeway| saml::Sp::with(|it| it.leeway(leeway));
    assert!(with(Duration::from_secs(300)).is_ok());
    let error = with(Duration::from_millis(300_001)).err().unwrap();
    assert!(matches!(error, genauth::Error::Config(_)), "{error:?}");
    assert!(with(Duration::MAX).is_err());
}

#[tokio::test]
async fn s11_a_leeway_of_five_minutes_is_applied() {
    let case = Case::with(|it| it.leeway(Duration::from_secs(300))).await.at(END + 299_999);
    case.accepted(&case.signed(conditions_end)).await;
}

#[tokio::test]
async fn s11_an_inverted_or_empty_window_is_refused() {
    for (start, end) in [(300, -300), (10, 10), (0, 0), (300, 299)] {
        let case = Case::new().await;
        let xml = case.signed(|it| {
            it.assertion().conditions().not_before = Some(at(start));
            it.assertion().conditions().not_on_or_after = Some(at(end));
        });
        case.refused(&xml, InvalidAssertion).await;
    }
}

const MALFORMED: [&str; 20] = [
    "",
    " ",
    "tomorrow",
    "2026-01-01",
    "00:05:00Z",
    "2026-13-01T00:05:00Z",
    "2026-02-30T00:05:00Z",
    "2026-01-01T25:05:00Z",
    "2026-01-01 00:05:00Z",
    "2026-01-01T00:05:00Z[UTC]",
    "2026-01-01T00:05:00 Z",
    "1767225900",
    "20260101T000500Z",
    "2026-01-01T00:05:00+aa:bb",
    "9999-12-31T23:59:59+aa:bb",
    "9999-12-31T23:59:59.9-99:99",
    "9999-12-31T23:59:59+-1:00",
    "2026-01-01T00:05:00+25:00",
    "2026-01-01T00:05:60Z",
    "２026-01-01T00:05:00Z",
];

#[tokio::test]
async fn s11_malformed_bounds_of_conditions_are_refused() {
    let case = Case::new().await;
    for time in MALFORMED {
        let time = Some(time.to_owned());
        let xml = case.signed(|it| it.assertion().conditions().not_before.clone_from(&time));
        case.refused(&xml, InvalidAssertion).await;
        let xml = case.signed(|it| it.assertion().conditions().not_on_or_after.clone_from(&time));
        case.refused(&xml, InvalidAssertion).await;
    }
}

#[tokio::test]
async fn s11_malformed_times_in_other_places_are_refused() {
    let case = Case::new().await;
    for time in MALFORMED {
        let time = Some(time.to_owned());
        let xml = case.signed(|it| it.assertion().confirmation().not_on_or_after.clone_from(&time));
        case.refused(&xml, InvalidAssertion).await;
        let xml = case.signed(|it| it.assertion().issue_instant.clone_from(&time));
        case.refused(&xml, InvalidAssertion).await;
        let xml = case.signed(|it| it.assertion().authn().instant.clone_from(&time));
        case.refused(&xml, InvalidAssertion).await;
        let xml =
            case.signed(|it| it.assertion().authn().session_not_on_or_after.clone_from(&time));
        case.refused(&xml, InvalidAssertion).await;
    }
}

#[tokio::test]
async fn s11_other_forms_of_one_time_are_accepted() {
    let case = Case::new().await.at(END + 59_999);
    for time in [
        "2026-01-01T00:05:00Z",
        "2026-01-01T00:05:00.000Z",
        "2026-01-01T00:05:00.000000000Z",
        "2026-01-01T00:05:00",
        "2026-01-01T00:05:00+00:00",
        " 2026-01-01T00:05:00Z ",
    ] {
        let end = |it: &mut Document| {
            it.assertion().conditions().not_on_or_after = Some(time.to_owned());
            it.assertion().confirmation().not_on_or_after = Some(at(3_600));
        };
        case.accepted(&case.signed(end)).await;
    }
    let case = case.at(END + 60_000);
    let xml = case.signed(|it| {
        it.assertion().conditions().not_on_or_after = Some("2026-01-01T01:05:00+01:00".to_owned());
        it.assertion().confirmation().not_on_or_after = Some(at(3_600));
    });
    case.refused(&xml, Expired).await;
}

#[tokio::test]
async fn s11_a_missing_end_is_refused() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().conditions().not_on_or_after = None);
    case.refused(&xml, MissingExpiry).await;
    let xml = case.signed(|it| it.assertion().confirmation().not_on_or_after = None);
    case.refused(&xml, ConfirmationWindow).await;
}

#[tokio::test]
async fn s11_a_missing_start_is_accepted() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().conditions().not_before = None);
    assert_eq!(case.accepted(&xml).await, case.genuine);
}

#[tokio::test]
async fn s11_an_ended_session_is_refused() {
    let change = |it: &mut Document| {
        it.assertion().conditions().not_on_or_after = Some(at(3_600));
        it.assertion().confirmation().not_on_or_after = Some(at(3_600));
        it.assertion().authn().session_not_on_or_after = Some(at_millis(END));
    };
    let case = Case::new().await.at(END + 59_999);
    case.accepted(&case.signed(change)).await;
    let case = case.at(END + 60_000);
    case.refused(&case.signed(change), Expired).await;
}

#[tokio::test]
async fn s11_a_response_to_an_old_request_is_refused() {
    let change = |it: &mut Document| {
        it.assertion().conditions().not_on_or_after = Some(at(7_200));
        it.assertion().confirmation().not_on_or_after = Some(at(7_200));
        it.assertion().authn().session_not_on_or_after = None;
    };
    let case = Case::new().await.at(600_000);
    case.accepted(&case.signed(change)).await;
    let case = case.at(600_001);
    case.refused(&case.signed(change), RequestExpired).await;
}

/// .NET writes its last time for a session without an end.
#[tokio::test]
async fn s11_the_last_times_of_other_platforms_are_accepted() {
    let case = Case::new().await;
    for time in ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.9999999Z"] {
        let xml = case.signed(|it| {
            it.assertion().authn().session_not_on_or_after = Some(time.to_owned());
        });
        assert!(case.accepted(&xml).await.session_expires_at.is_some());
    }
}
