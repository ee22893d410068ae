//! Attributes in XML.

use genauth::cas::{CasAttributes, CasTicket};
use genauth_cas_tests::{Reply, success};

use crate::support::*;

async fn attributes(content: &str) -> CasAttributes {
    xml(success(&format!("<cas:user>ann</cas:user>{content}"))).await.unwrap().attributes
}

/// Names and values, in order.
fn list(attributes: &CasAttributes) -> Vec<(&str, Vec<&str>)> {
    let values = |name| attributes.texts(name).collect();
    attributes.iter().map(|it| (&*it.name, values(&it.name))).collect()
}

#[tokio::test]
async fn attributes_keep_their_order_and_their_values() {
    let attributes = attributes(
        "<cas:attributes><cas:group>b</cas:group><cas:email>ann@example.com</cas:email>\
         <cas:group>a</cas:group><cas:group>b</cas:group></cas:attributes>",
    )
    .await;
    let expected = [("group", vec!["b", "a", "b"]), ("email", vec!["ann@example.com"])];
    assert_eq!(list(&attributes), expected);
    assert_eq!(attributes.len(), 2);
    assert_eq!(attributes.first("group"), Some("b"));
    assert_eq!(attributes.get("group").unwrap().values, ["b", "a", "b"]);
    assert_eq!(attributes.first("GROUP"), None);
    assert_eq!(attributes.texts("missing").count(), 0);
    assert_eq!((&attributes).into_iter().count(), 2);
}

#[tokio::test]
async fn the_whole_text_is_the_value() {
    let attributes = attributes(
        "<cas:attributes>\n  <cas:a>x<!-- -->y<![CDATA[<z>]]>&amp;<?p?></cas:a>\n  \
         <cas:b> x \n</cas:b><cas:c/><cas:d></cas:d>\n</cas:attributes>",
    )
    .await;
    let expected = [("a", vec!["xy<z>&"]), ("b", vec![" x \n"]), ("c", vec![""]), ("d", vec![""])];
    assert_eq!(list(&attributes), expected);
}

#[tokio::test]
async fn no_attributes_are_an_empty_list() {
    for content in ["", "<cas:attributes/>", "<cas:attributes>\n</cas:attributes>"] {
        assert!(attributes(content).await.is_empty());
    }
}

/// As `django-cas-server` sends them.
#[tokio::test]
async fn attributes_sent_twice_have_no_double_values() {
    let attributes = attributes(
        "<cas:attributes><cas:email>ann@example.com</cas:email><cas:group>a</cas:group>\
         <cas:group>b</cas:group></cas:attributes>\
         <cas:attribute name=\"email\" value=\"ann@example.com\"/>\
         <cas:attribute name=\"group\" value=\"a\"/><cas:attribute name=\"group\" value=\"b\"/>",
    )
    .await;
    assert_eq!(list(&attributes), [("email", vec!["ann@example.com"]), ("group", vec!["a", "b"])]);
}

#[tokio::test]
async fn pairs_are_used_for_names_without_elements() {
    let content = "<cas:attribute name=\"group\" value=\"c\"/><cas:attribute name=\"x\" value=\"1\"/>\
                   <cas:attributes><cas:group>a</cas:group></cas:attributes>\
                   <cas:attribute name=\"x\" value=\"2\"/><cas:attribute name=\"y\">text</cas:attribute>";
    let attributes = attributes(content).await;
    let expected = [("group", vec!["a"]), ("x", vec!["1", "2"]), ("y", vec!["text"])];
    assert_eq!(list(&attributes), expected);
}

#[tokio::test]
async fn pairs_in_the_list_of_attributes_are_attributes() {
    let content = "<cas:attributes><cas:attribute name=\"a b\" value=\"1\"/>\
                   <cas:attribute>2</cas:attribute></cas:attributes>";
    assert_eq!(list(&attributes(content).await), [("a b", vec!["1"]), ("attribute", vec!["2"])]);
}

#[tokio::test]
async fn a_user_among_the_attributes_is_an_attribute() {
    let content =
        "<cas:user>ann</cas:user><cas:attributes><cas:user>admin</cas:user></cas:attributes>";
    let identity = xml(success(content)).await.unwrap();
    assert_eq!(identity.user, "ann");
    assert_eq!(identity.attributes.first("user"), Some("admin"));
}

#[tokio::test]
async fn very_many_attributes_are_read() {
    let content: String = (0..15_000).map(|at| format!("<cas:a{at}/><cas:a0>x</cas:a0>")).collect();
    // More elements than that are refused.
    let few: String = content.split_inclusive("</cas:a0>").take(9_000).collect();
    let attributes = attributes(&format!("<cas:attributes>{few}</cas:attributes>")).await;
    assert_eq!((attributes.len(), attributes.texts("a0").count()), (9_000, 9_001));
}

#[tokio::test]
async fn version_three_has_attributes() {
    let body = success("<cas:attributes><cas:a>1</cas:a></cas:attributes><cas:user>ann</cas:user>");
    let server = replying(Reply::xml(body)).await;
    let ticket = CasTicket::new(TICKET).unwrap();
    let identity = cas(&server).validate_ticket_v3(&ticket).await.unwrap();
    assert_eq!(identity.attributes.first("a"), Some("1"));
    assert_eq!(identity.ticket, ticket);
}

fn user_and(content: &str) -> String {
    success(&format!("<cas:user>ann</cas:user>{content}"))
}

malformed_xml! {
    an_element_in_an_attribute_is_refused:
        user_and("<cas:attributes><cas:a>1<b/></cas:a></cas:attributes>") => "contains elements";
    an_attribute_of_another_namespace_is_refused:
        user_and("<cas:attributes><a>1</a></cas:attributes>") => "no namespace";
    two_lists_of_attributes_are_refused:
        user_and("<cas:attributes/><cas:attributes/>") => "repeats `attributes`";
    text_among_the_attributes_is_refused:
        user_and("<cas:attributes>sentinel</cas:attributes>") => "text between";
    a_pair_without_a_name_is_refused:
        user_and("<cas:attribute value=\"1\"/>") => "an attribute has no name";
    a_pair_with_a_blank_name_is_refused:
        user_and("<cas:attribute name=\" \" value=\"1\"/>") => "an attribute has no name";
}
