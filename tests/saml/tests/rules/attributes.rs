//! S20: attributes and their values.

use genauth::saml::SamlErrorKind::InvalidAssertion;
use genauth::saml::{AttributeValue, SamlIdentity};
use saml::{Attribute, Case, Edit};

const XSI: &str = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

async fn identity(attributes: Vec<Attribute>) -> SamlIdentity {
    let case = Case::new().await;
    case.accepted(&case.signed(|it| it.assertion().attributes = attributes)).await
}

fn raw(name: &str, values: &str) -> Attribute {
    Attribute { values: values.to_owned(), ..Attribute::new(name, []) }
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::Text(text.to_owned())
}

async fn values(values: &str) -> Vec<AttributeValue> {
    identity(vec![raw("a", values)]).await.attributes.get("a").unwrap().values.clone()
}

#[tokio::test]
async fn s20_an_attribute_without_a_value_is_present() {
    let identity = identity(vec![raw("a", "")]).await;
    assert!(identity.attributes.get("a").unwrap().values.is_empty());
    assert_eq!(identity.attributes.first("a"), None);
    assert!(identity.attributes.get("b").is_none());
}

#[tokio::test]
async fn s20_an_empty_value_is_an_empty_text() {
    assert_eq!(values("<saml:AttributeValue></saml:AttributeValue>").await, [text("")]);
}

#[tokio::test]
async fn s20_a_null_is_no_text() {
    for nil in ["true", "1", " true ", "&#x9;1&#xA;"] {
        let value = format!("<saml:AttributeValue {XSI} xsi:nil=\"{nil}\"></saml:AttributeValue>");
        let found = values(&value).await;
        assert_eq!(found, [AttributeValue::Null]);
        assert_eq!(found[0].as_str(), None);
    }
    for nil in ["false", "0"] {
        let value = format!("<saml:AttributeValue {XSI} xsi:nil=\"{nil}\">x</saml:AttributeValue>");
        assert_eq!(values(&value).await, [text("x")]);
    }
    let other = "<saml:AttributeValue xmlns:y=\"urn:y\" y:nil=\"true\">x</saml:AttributeValue>";
    assert_eq!(values(other).await, [text("x")]);
    assert_eq!(
        values("<saml:AttributeValue nil=\"true\">x</saml:AttributeValue>").await,
        [text("x")]
    );
}

#[tokio::test]
async fn s20_values_of_one_name_in_two_attributes_are_joined() {
    let identity = identity(vec![
        Attribute::new("groups", ["a", "b"]),
        Attribute::new("email", ["c"]),
        Attribute::new("groups", ["d"]),
    ])
    .await;
    let groups: Vec<_> = identity.attributes.texts("groups").collect();
    assert_eq!(groups, ["a", "b", "d"]);
    assert_eq!(identity.attributes.len(), 2);
    let names: Vec<_> = identity.attributes.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["groups", "email"]);
}

#[tokio::test]
async fn s20_values_of_two_statements_are_joined() {
    let case = Case::new().await;
    let xml = case.document().xml_edited(|it| {
        let statement = it.part("saml:AttributeStatement");
        it.swap(&statement, &statement.repeat(2))
    });
    let identity = case.accepted(&xml).await;
    let groups: Vec<_> = identity.attributes.texts("groups").collect();
    assert_eq!(groups, ["staff", "admins of nothing", "staff", "admins of nothing"]);
}

#[tokio::test]
async fn s20_equal_values_are_kept() {
    let identity = identity(vec![Attribute::new("groups", ["a", "a"])]).await;
    assert_eq!(identity.attributes.get("groups").unwrap().values, [text("a"), text("a")]);
}

#[tokio::test]
async fn s20_attributes_are_known_by_name_only() {
    let friendly = |name: &str, value: &str| Attribute {
        friendly_name: Some("mail".to_owned()),
        ..Attribute::new(name, [value])
    };
    let identity = identity(vec![friendly("urn:1", "a"), friendly("urn:2", "b")]).await;
    assert_eq!(identity.attributes.first("urn:1"), Some("a"));
    assert_eq!(identity.attributes.first("urn:2"), Some("b"));
    assert!(identity.attributes.get("mail").is_none());
    assert_eq!(identity.attributes.get("urn:1").unwrap().friendly_name.as_deref(), Some("mail"));
}

#[tokio::test]
async fn s20_names_are_compared_as_they_are() {
    let identity = identity(vec![
        Attribute::new("Mail", ["a"]),
        Attribute::new("mail", ["b"]),
        Attribute::new(" mail", ["c"]),
    ])
    .await;
    for (name, value) in [("Mail", "a"), ("mail", "b"), (" mail", "c")] {
        assert_eq!(identity.attributes.first(name), Some(value));
    }
    assert_eq!(identity.attributes.len(), 3);
}

#[tokio::test]
async fn s20_values_are_not_trimmed() {
    assert_eq!(
        values("<saml:AttributeValue> a\n b </saml:AttributeValue>").await,
        [text(" a\n b ")]
    );
}

#[tokio::test]
async fn s20_elements_in_a_value_are_their_text() {
    let value = "<saml:AttributeValue><saml:NameID>a</saml:NameID></saml:AttributeValue>";
    assert_eq!(values(value).await, [text("a")]);
}

#[tokio::test]
async fn s20_an_attribute_without_a_name_is_refused() {
    let case = Case::new().await;
    for name in [None, Some(String::new())] {
        let xml = case.signed(|it| it.assertion().attributes[0].name.clone_from(&name));
        case.refused(&xml, InvalidAssertion).await;
    }
}

#[tokio::test]
async fn s20_no_attributes_are_no_error() {
    let identity = identity(Vec::new()).await;
    assert!(identity.attributes.is_empty());
}

/// Only those of the statement are attributes of the user.
#[tokio::test]
async fn s20_attributes_in_other_places_are_not_read() {
    let case = Case::new().await;
    let attribute = "<saml:Attribute Name=\"role\"><saml:AttributeValue>admin\
                     </saml:AttributeValue></saml:Attribute>";
    let advice = format!("<saml:Advice>{attribute}</saml:Advice>");
    let xml = case.signed(|it| {
        it.assertion().advice = advice;
        it.assertion().rest = attribute.to_owned();
    });
    assert_eq!(case.accepted(&xml).await, case.genuine);
    let xml = case.document().xml_edited(|it| it.before("</saml:AttributeValue>", attribute));
    assert!(case.accepted(&xml).await.attributes.get("role").is_none());
}
