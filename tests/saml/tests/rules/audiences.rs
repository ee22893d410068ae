//! S13: the audience of the assertion.

use genauth::saml::SamlErrorKind::{
    self, Audience, InvalidAssertion, MissingAudience, MissingConditions, UnknownCondition,
};
use saml::{Case, ENTITY_ID, Edit};

const OTHER: &str = "https://other.example/saml";

fn xml(case: &Case, restrictions: &[&[&str]]) -> String {
    let owned = |it: &&[&str]| it.iter().map(|&it| it.to_owned()).collect();
    let audiences = restrictions.iter().map(owned).collect();
    case.signed(|it| it.assertion().conditions().audiences = audiences)
}

async fn accepted(restrictions: &[&[&str]]) {
    let case = Case::new().await;
    assert_eq!(case.accepted(&xml(&case, restrictions)).await, case.genuine);
}

async fn refused(restrictions: &[&[&str]], kind: SamlErrorKind) {
    let case = Case::new().await;
    case.refused(&xml(&case, restrictions), kind).await;
}

#[tokio::test]
async fn s13_one_of_two_audiences_is_accepted() {
    accepted(&[&[OTHER, ENTITY_ID]]).await;
    accepted(&[&[ENTITY_ID, OTHER]]).await;
}

#[tokio::test]
async fn s13_blanks_around_an_audience_are_ignored() {
    accepted(&[&["\n  https://sp.example/saml\t \n"]]).await;
}

#[tokio::test]
async fn s13_every_restriction_has_to_be_met() {
    refused(&[&[ENTITY_ID], &[OTHER]], Audience).await;
    refused(&[&[OTHER], &[ENTITY_ID]], Audience).await;
    refused(&[&[ENTITY_ID], &[ENTITY_ID], &[OTHER]], Audience).await;
}

#[tokio::test]
async fn s13_two_restrictions_that_are_met_are_accepted() {
    accepted(&[&[ENTITY_ID], &[ENTITY_ID]]).await;
    accepted(&[&[ENTITY_ID, OTHER], &[OTHER, ENTITY_ID]]).await;
}

#[tokio::test]
async fn s13_a_missing_restriction_is_refused() {
    refused(&[], MissingAudience).await;
}

#[tokio::test]
async fn s13_an_empty_restriction_is_refused() {
    refused(&[&[]], MissingAudience).await;
    refused(&[&[ENTITY_ID], &[]], MissingAudience).await;
    refused(&[&[], &[ENTITY_ID]], MissingAudience).await;
}

#[tokio::test]
async fn s13_similar_audiences_are_refused() {
    for audience in [
        "https://sp.example/saml/",
        "https://sp.example/saml2",
        "https://sp.example/sam",
        "https://sp.example/SAML",
        "https://SP.example/saml",
        "HTTPS://sp.example/saml",
        "http://sp.example/saml",
        "https://sp.example:443/saml",
        "https://sp.example/saml?x",
        "https://sp.example/saml#",
        "https://sp.example/%73aml",
        "https://sp.example/ saml",
        "https://sp.example/saml\u{A0}",
        "https://sp.example/saml https://other.example/saml",
        "\u{FEFF}https://sp.example/saml",
        "*",
        "",
        " ",
    ] {
        refused(&[&[audience]], Audience).await;
    }
}

#[tokio::test]
async fn s13_the_error_names_both_audiences() {
    let case = Case::new().await;
    let error = case.refused(&xml(&case, &[&[OTHER]]), Audience).await.to_string();
    assert!(error.contains(OTHER) && error.contains(ENTITY_ID), "{error}");
}

#[tokio::test]
async fn s13_missing_conditions_are_refused() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().conditions = None);
    case.refused(&xml, MissingConditions).await;
}

#[tokio::test]
async fn s13_repeated_conditions_are_refused() {
    let case = Case::new().await;
    let xml = case.document().xml_edited(|it| {
        let conditions = it.part("saml:Conditions");
        it.swap(&conditions, &conditions.repeat(2))
    });
    case.refused(&xml, InvalidAssertion).await;
}

#[tokio::test]
async fn s13_an_element_in_an_audience_is_refused() {
    let audience = format!("<x>{ENTITY_ID}</x>");
    refused(&[&[&audience]], InvalidAssertion).await;
}

#[tokio::test]
async fn s13_an_audience_elsewhere_is_not_read() {
    let case = Case::new().await;
    let rest = format!(
        "<saml:ProxyRestriction><saml:Audience>{ENTITY_ID}</saml:Audience></saml:ProxyRestriction>"
    );
    let xml = case.signed(|it| {
        it.assertion().conditions().audiences.clear();
        it.assertion().conditions().rest = rest;
    });
    case.refused(&xml, MissingAudience).await;
}

#[tokio::test]
async fn a_condition_that_is_not_known_is_refused() {
    let case = Case::new().await;
    for condition in [
        "<saml:Condition></saml:Condition>",
        "<saml:audienceRestriction></saml:audienceRestriction>",
        "<x></x>",
        "<x:OneTimeUse xmlns:x=\"urn:x\"></x:OneTimeUse>",
    ] {
        let rest = condition.to_owned();
        let xml = case.signed(|it| it.assertion().conditions().rest = rest);
        case.refused(&xml, UnknownCondition).await;
    }
}

#[tokio::test]
async fn conditions_of_the_standard_are_accepted() {
    let case = Case::new().await;
    for condition in [
        "<saml:OneTimeUse></saml:OneTimeUse>",
        "<saml:ProxyRestriction Count=\"0\"></saml:ProxyRestriction>",
    ] {
        let rest = condition.to_owned();
        let xml = case.signed(|it| it.assertion().conditions().rest = rest);
        assert_eq!(case.accepted(&xml).await, case.genuine);
    }
}
