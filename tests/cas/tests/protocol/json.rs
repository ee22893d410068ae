//! Responses in JSON.

use genauth::cas::{CasErrorKind, CasFormat};
use genauth_cas_tests::{Reply, success};

use crate::support::*;

fn root(content: &str) -> String {
    format!(r#"{{"serviceResponse":{{{content}}}}}"#)
}

fn accepted(content: &str) -> String {
    root(&format!(r#""authenticationSuccess":{{{content}}}"#))
}

fn rejected(content: &str) -> String {
    root(&format!(r#""authenticationFailure":{{{content}}}"#))
}

#[tokio::test]
async fn a_success_has_user_attributes_and_order() {
    let body = accepted(
        r#""user":"ann","attributes":{"z":"text","n":12345678901234567890123,"f":1.10,"t":true,
           "l":["b",2,false,"b"],"e":[],"none":null,"empty":""}"#,
    );
    let identity = json(body).await.unwrap();
    assert_eq!(identity.user, "ann");
    let attributes: Vec<(&str, Vec<&str>)> = identity
        .attributes
        .iter()
        .map(|it| (&*it.name, it.values.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        attributes,
        [
            ("z", vec!["text"]),
            ("n", vec!["12345678901234567890123"]),
            ("f", vec!["1.10"]),
            ("t", vec!["true"]),
            ("l", vec!["b", "2", "false", "b"]),
            ("e", vec![]),
            ("none", vec![]),
            ("empty", vec![""]),
        ]
    );
}

#[tokio::test]
async fn escapes_are_text() {
    let body = accepted(r#""\u0075ser":"a\u006en \"\\ \ud83d\ude00""#);
    assert_eq!(json(body).await.unwrap().user, "ann \"\\ 😀");
}

#[tokio::test]
async fn null_is_the_same_as_no_member() {
    let body =
        accepted(r#""user":"ann","attributes":null,"proxies":null,"proxyGrantingTicket":null"#);
    let identity = json(body).await.unwrap();
    assert!(identity.attributes.is_empty() && identity.proxies.is_empty());
    assert_eq!(identity.proxy_granting_ticket_iou, None);
}

#[tokio::test]
async fn a_byte_order_mark_and_white_space_are_accepted() {
    let body = format!("\u{feff}\r\n {} \n", accepted(r#" "user" : "ann" "#));
    assert_eq!(json(body).await.unwrap().user, "ann");
}

#[tokio::test]
async fn unknown_members_of_a_success_are_ignored() {
    let body = accepted(r#""x":{"user":"admin","a":[{"b":1}]},"user":"ann""#);
    assert_eq!(json(body).await.unwrap().user, "ann");
}

#[tokio::test]
async fn a_failure_has_its_code() {
    let body = rejected(r#""code":"INVALID_TICKET","description":"Ticket ST-1-sentinel unknown""#);
    let error = error_of(json(body).await, CasErrorKind::TicketRejected);
    assert_eq!(error.code(), Some("INVALID_TICKET"));
    for content in ["", r#""code":null"#, r#""code":1"#, r#""code":"ST-1-sentinel""#] {
        let error = error_of(json(rejected(content)).await, CasErrorKind::TicketRejected);
        assert_eq!(error.code(), None, "{content}");
    }
}

#[tokio::test]
async fn c9_proxies_are_refused_by_default() {
    let body = accepted(r#""user":"ann","proxies":["https://portal.example/"]"#);
    error_of(json(&body).await, CasErrorKind::ProxyChain);
    json(accepted(r#""user":"ann","proxies":[]"#)).await.unwrap();
    let server = replying(Reply::json(body)).await;
    let cas = builder(&server).format(CasFormat::Json);
    let cas = cas.allow_proxies([["https://portal.example/"]]).build().unwrap();
    assert_eq!(cas.finish(CALLBACK).await.unwrap().proxies, ["https://portal.example/"]);
}

#[tokio::test]
async fn c9_a_proxy_granting_ticket_is_a_secret() {
    let body = accepted(r#""user":"ann","proxyGrantingTicket":"PGTIOU-1""#);
    let identity = json(body).await.unwrap();
    assert!(!format!("{identity:?}").contains("PGTIOU"), "{identity:?}");
    assert_eq!(identity.proxy_granting_ticket_iou.unwrap().expose(), "PGTIOU-1");
}

macro_rules! refused {
    ($($name:ident: $body:expr => $message:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            malformed(json($body).await, $message);
        }
    )*};
}

const USER: &str = r#""user":"ann""#;

refused! {
    c1_success_and_failure_are_refused: root(
        r#""authenticationFailure":{"code":"X"},"authenticationSuccess":{"user":"admin"}"#
    ) => "more than one outcome";
    c1_failure_after_success_is_refused: root(
        r#""authenticationSuccess":{"user":"admin"},"authenticationFailure":{"code":"X"}"#
    ) => "more than one outcome";
    c1_two_successes_are_refused: root(
        r#""authenticationSuccess":{"user":"ann"},"authenticationSuccess":{"user":"admin"}"#
    ) => "more than one outcome";
    c1_two_successes_with_one_escaped_name_are_refused: root(
        r#""authenticationSuccess":{"user":"ann"},"\u0061uthenticationSuccess":{"user":"admin"}"#
    ) => "more than one outcome";
    c1_a_success_in_a_failure_is_refused:
        rejected(r#""authenticationSuccess":{"user":"admin"}"#) => "lists or objects";
    c1_a_failure_in_a_success_is_refused:
        accepted(r#""user":"admin","authenticationFailure":{}"#) => "more than one outcome";
    c1_a_second_document_is_refused:
        format!("{}{}", rejected(""), accepted(USER)) => "invalid JSON: trailing characters";
    c1_a_second_response_is_refused: r#"{"serviceResponse":{"authenticationFailure":{}},
        "serviceResponse":{"authenticationSuccess":{"user":"admin"}}}"# => "more than one outcome";
    c1_a_success_beside_the_response_is_refused:
        r#"{"authenticationSuccess":{"user":"admin"}}"# => "other than `serviceResponse`";
    c1_a_response_in_a_list_is_refused:
        format!("[{}]", accepted(USER)) => "must have objects";
    c6_two_users_are_refused: accepted(r#""user":"ann","user":"admin""#) => "repeats a member";
    c6_two_users_with_one_escaped_name_are_refused:
        accepted(r#""user":"ann","us\u0065r":"admin""#) => "repeats a member";
    c6_no_user_is_refused: accepted("") => "no user";
    c6_a_user_among_the_attributes_alone_is_refused:
        accepted(r#""attributes":{"user":"admin"}"#) => "no user";
    c6_an_empty_user_is_refused: accepted(r#""user":"""#) => "the user is empty";
    c6_a_blank_user_is_refused: accepted(r#""user":" \n\t""#) => "the user is empty";
    a_user_that_is_null_is_refused: accepted(r#""user":null"#) => "must have text";
    a_user_that_is_a_number_is_refused: accepted(r#""user":1"#) => "must have text";
    a_user_that_is_a_list_is_refused: accepted(r#""user":["ann"]"#) => "must have text";
    a_user_with_half_a_surrogate_pair_is_refused:
        accepted(r#""user":"a\ud800nn""#) => "replacement characters";
    a_user_with_white_space_around_is_refused: accepted(r#""user":" ann""#) => "white space";
    a_user_with_control_characters_is_refused:
        accepted(r#""user":"ann\u0000""#) => "control characters";
    a_name_in_other_case_is_refused: accepted(r#""User":"ann""#) => "no user";
    repeated_attributes_are_refused:
        accepted(r#""user":"ann","attributes":{"a":1,"a":2}"#) => "repeats a member";
    repeated_lists_of_attributes_are_refused:
        accepted(r#""attributes":{},"user":"ann","attributes":{}"#) => "repeats a member";
    repeated_unknown_members_are_refused: accepted(r#""x":1,"user":"ann","x":1"#) => "repeats";
    repeated_codes_are_refused: rejected(r#""code":"A","code":"B""#) => "repeats a member";
    an_attribute_that_is_an_object_is_refused:
        accepted(r#""user":"ann","attributes":{"a":{"b":1}}"#) => "an attribute has values";
    a_list_in_a_list_of_values_is_refused:
        accepted(r#""user":"ann","attributes":{"a":[["b"]]}"#) => "an attribute has values";
    null_in_a_list_of_values_is_refused:
        accepted(r#""user":"ann","attributes":{"a":["b",null]}"#) => "an attribute has values";
    attributes_that_are_a_list_are_refused:
        accepted(r#""user":"ann","attributes":["a"]"#) => "must have objects";
    proxies_that_are_text_are_refused:
        accepted(r#""user":"ann","proxies":"https://portal.example/""#) => "must have lists";
    proxies_that_are_objects_are_refused: accepted(r#""user":"ann","proxies":[{}]"#) => "text";
    another_member_of_the_root_is_refused:
        r#"{"serviceResponse":{"authenticationSuccess":{"user":"ann"}},"x":1}"# => "other than";
    an_empty_object_is_refused: "{}" => "neither a success nor a failure";
    an_empty_response_is_refused: root("") => "neither a success nor a failure";
    another_outcome_is_refused: root(r#""proxySuccess":{}"#) => "neither a success nor a failure";
    null_is_refused: "null" => "must have objects";
    a_response_that_is_null_is_refused: r#"{"serviceResponse":null}"# => "must have objects";
    a_success_that_is_null_is_refused: root(r#""authenticationSuccess":null"#) => "objects";
    cut_text_is_refused: &accepted(USER)[..40] => "invalid JSON: unexpected end at line 1";
    a_trailing_comma_is_refused: accepted(r#""user":"ann","#) => "invalid JSON: trailing comma";
    comments_are_refused: accepted(r#"/**/"user":"ann""#) => "invalid JSON";
    single_quotes_are_refused: "{'serviceResponse':{}}" => "invalid JSON";
    nested_lists_are_refused:
        accepted(&format!(r#""user":"ann","attributes":{{"a":{}"#, "[".repeat(100_000))) => "attribute";
    unknown_nested_lists_are_refused:
        accepted(&format!(r#""user":"ann","x":{}"#, "[".repeat(100_000))) => "invalid JSON";
    xml_is_refused: success("<cas:user>ann</cas:user>") => "`CasFormat::Json`";
    invalid_utf8_is_refused: b"{\"serviceResponse\":\"\xff\"}" => "not valid UTF-8 at byte 20";
}

#[tokio::test]
async fn json_is_refused_where_xml_is_expected() {
    malformed(xml(accepted(USER)).await, "not well-formed");
}

#[tokio::test]
async fn very_many_attributes_are_read() {
    let attributes: Vec<String> = (0..60_000).map(|at| format!(r#""a{at}":{at}"#)).collect();
    let body = accepted(&format!(r#""user":"ann","attributes":{{{}}}"#, attributes.join(",")));
    assert_eq!(json(body).await.unwrap().attributes.len(), 60_000);
}
